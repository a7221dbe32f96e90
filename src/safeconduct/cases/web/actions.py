"""Every change of a case, one verb each. All of them go through :func:`carry_out`, which is always set-wise.

An order says which entries its author has seen; if others were written meanwhile nothing is, and the author is shown
what changed. Rules are those of the pure side; entries, rows and messages are written in one transaction or not at all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, cast

from django.conf import settings
from django.db import transaction
from msgspec import structs

from safeconduct.cases.file import File, Law, Line, opened_of
from safeconduct.cases.numbers import case_number
from safeconduct.cases.recording import WORKER, Author, Told, beginning, new_lines
from safeconduct.cases.recording import told as told_of
from safeconduct.cases.said import NOTHING, Joined, Said, written
from safeconduct.cases.signatures import NotAlone, Waiting, check_reviewer, check_signer, needs_second, waiting
from safeconduct.cases.verbs import ACTS, DISCARDS, JOINS, OFFICE, PARTS, SIGNS
from safeconduct.cases.web import following, rows, store
from safeconduct.cases.web.attachments.storing import hold
from safeconduct.cases.web.models import Case
from safeconduct.cases.web.old_numbers import hash_of
from safeconduct.cases.web.telling import tell_of_news
from safeconduct.journal.entry import NO_LINK
from safeconduct.journal.entry import Act as JournalAct
from safeconduct.journal.web import keys
from safeconduct.journal.web.writing import Addition, append
from safeconduct.procedures import migration, run, state
from safeconduct.procedures.brought_forward import begin
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.state import Opening
from safeconduct.shell.clock import Clock, day_of

Draw = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Order:
    """One thing that somebody does in one case.

    ``seen`` is the number of the last entry that they saw, None where it does not matter (the worker, bulk acts).
    ``by`` is the party in whose place they act; empty where the post does it. ``signed`` says that a second official
    has signed, whom ``author`` then names.
    """

    case: bytes
    seen: int | None
    author: Author
    verb: str
    what: str
    on: date
    by: str = ""
    member: str = ""
    follows: str = ""
    said: Said = NOTHING
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an order: the file after it, the links of what was written, and the case that parted from it."""

    file: File
    links: tuple[bytes, ...]
    parted: File | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """A case that begins: under which law, with which opening, filed by whom, about whom, and who takes part."""

    law: Law
    opening: Opening
    author: Author
    person: str
    """Number in the register of people of the one whom the case is about; their key seals it."""
    participants: tuple[Joined, ...]
    said: Said = NOTHING
    then: tuple[tuple[str, str, Said], ...] = ()
    """What belongs to the filing: verbs of the office with what they are about and what was said."""
    case: bytes = b""
    """The identity of the case, where papers were kept under it before; drawn if empty."""


class Stale(ValueError):
    """Somebody else acted meanwhile: the file as it stands now, and what its reader has not seen."""

    def __init__(self, file: File, seen: int) -> None:
        self.file, self.unseen = file, tuple(line for line in file.lines if line.number > seen)
        super().__init__(f"{len(self.unseen)} entries were written since you opened the page; nothing was saved.")


class InTheFuture(ValueError):
    """An act dated after today."""


class Unknown(ValueError):
    """A verb that a case does not have, or a case that is not there."""


@dataclass(slots=True)
class _Work:
    """A file while orders are carried out on it: its state, and what is to be written."""

    id: bytes
    key: str
    before: File | None
    law: Law
    case: state.Case
    told: list[Told] = field(default_factory=list)
    parts: list[_Work] = field(default_factory=list)


# ---- filing ----------------------------------------------------------------------------------------------------------


def file(filing: Filing, clock: Clock, draw: Draw = os.urandom) -> Done:
    """Begin a case."""
    return file_all([filing], clock, draw)[0]


def file_all(filings: Sequence[Filing], clock: Clock, draw: Draw = os.urandom, tell: bool = True) -> list[Done]:
    """Begin cases, all of them or none. Those who take part are told that there is news, unless ``tell`` is false."""
    numbers = keys.keys_for(settings.PURPOSE, [filing.person for filing in filings])
    today = day_of(clock())
    works = [_begun(filing, filing.case or draw(16), numbers[filing.person], today) for filing in filings]
    with transaction.atomic():
        _make_rows(works, {w.id: f.said.old_number for w, f in zip(works, filings, strict=True)})
        return _write(works, clock, draw, tell)


def _begun(filing: Filing, case: bytes, key: str, today: date) -> _Work:
    _not_in_the_future(filing.opening.on, today)
    law = filing.law
    begun = begin(law.procedure, law.charter, law.calendar, filing.opening)
    said = structs.replace(filing.said, opened=opened_of(filing.opening, law))
    work = _Work(case, key, None, law, begun, [beginning(begun, filing.author, said)])
    day = filing.opening.on.isoformat()
    for joined in filing.participants:
        work.told.append(
            Told(filing.author, filing.author.role, JOINS, joined.party, joined.member, "", day, Said(joined=joined))
        )
    for verb, what, words in filing.then:
        work.told.append(Told(filing.author, filing.author.role, verb, what, "", "", day, words))
    return work


# ---- acts ------------------------------------------------------------------------------------------------------------


def act(order: Order, clock: Clock, draw: Draw = os.urandom) -> Done:
    """Carry out one order."""
    return carry_out([order], clock, draw)[0]


def carry_out(orders: Sequence[Order], clock: Clock, draw: Draw = os.urandom, tell: bool = True) -> list[Done]:
    """Carry out orders in their order, all of them or none; several may concern one case.

    Raises:
        Stale: entries were written that the author has not seen.
        Refused: the law does not offer this now (:mod:`safeconduct.procedures.refusals`).
        NotAlone: a second official must sign, or a review is not theirs to make.
        InTheFuture, Unknown: see there.

    """
    today = day_of(clock())
    with transaction.atomic():
        works = _works([order.case for order in orders])
        for order in orders:
            _one(works, order, today, draw)
        done = _write(list(works.values()), clock, draw, tell)
    by_case = {d.file.id: d for d in done}
    return [by_case[order.case] for order in orders]


def _works(cases: Sequence[bytes]) -> dict[bytes, _Work]:
    wanted = list(dict.fromkeys(cases))
    files = store.files_of(wanted)
    missing = [case for case in wanted if case not in files]
    if missing:
        raise Unknown(f"{len(missing)} of these cases are not there, or were erased.")
    # What opened a case is sealed with the key of its person, and so is all that comes after.
    return {c: _Work(c, files[c].lines[0].key, files[c], files[c].law, files[c].case) for c in wanted}


def _one(works: dict[bytes, _Work], order: Order, today: date, draw: Draw) -> None:
    work = works[order.case]
    before = cast(File, work.before)
    if order.seen is not None and order.seen != before.version:
        raise Stale(before, order.seen)
    _not_in_the_future(order.on, today)
    if order.verb in OFFICE:
        role = order.by or order.author.role
        work.told.append(
            Told(order.author, role, order.verb, order.what, order.member, "", order.on.isoformat(), order.said)
        )
    elif order.verb in ACTS:
        _in_law(work, before, order, draw)
    else:
        raise Unknown(f"A case knows no verb '{order.verb}'.")


def _in_law(work: _Work, before: File, order: Order, draw: Draw) -> None:
    follows: Literal["the one", "the others"] = "the others" if order.follows == "the others" else "the one"
    wanted = state.Act(order.on, order.by, cast(state.Verb, order.verb), order.what, order.member, follows)
    if not order.signed and needs_second(before, wanted):
        raise NotAlone("This goes against a person: propose it, and let a second official sign.")
    check_reviewer(before, wanted, order.author.who)
    after = run.apply(work.case, wanted)
    work.told += new_lines(work.case, after, order.author, order.said)
    if after.split_off is not None:
        work.parts.append(_parted(work, after.split_off, order, draw))
    work.case = after.alone()


def _parted(work: _Work, others: state.Case, order: Order, draw: Draw) -> _Work:
    """The others, who go on as a case of their own: it says from which case they come and since which entry."""
    opened = opened_of(others.opening, work.law)
    inherited = (work.before.version if work.before else 0) + len(work.told) - 1
    origin = structs.replace(opened, origin=work.id.hex(), origin_entries=inherited)
    first = Told(
        order.author, order.by, PARTS, order.what, order.member, "the others", order.on.isoformat(), Said(opened=origin)
    )
    return _Work(draw(16), work.key, None, work.law, others, [first])


def sign(case: bytes, seen: int | None, proposal: str, author: Author, clock: Clock, draw: Draw = os.urandom) -> Done:
    """Sign what another official proposed: it takes effect today, with the reasons that they wrote."""
    today = day_of(clock())
    its = _waiting(store.file_of(case), proposal)
    for who in filter(None, (author.who, author.typed_by)):
        check_signer(its, who)
    wanted = its.proposal
    orders = [
        Order(case, seen, author, SIGNS, proposal, today, author.role),
        Order(
            case,
            seen,
            author,
            wanted.verb,
            wanted.what,
            today,
            author.role,
            wanted.member,
            said=its.line.words,
            signed=True,
        ),
    ]
    return carry_out(orders, clock, draw)[-1]


def discard(case: bytes, seen: int | None, proposal: str, author: Author, clock: Clock) -> Done:
    """Discard what was proposed; nothing happens in law."""
    _waiting(store.file_of(case), proposal)
    return act(Order(case, seen, author, DISCARDS, proposal, day_of(clock()), author.role), clock)


def _waiting(file: File, proposal: str) -> Waiting:
    its = next((w for w in waiting(file) if w.proposal.id == proposal), None)
    if its is None:
        raise Unknown("This proposal was signed or discarded already.")
    return its


# ---- time ------------------------------------------------------------------------------------------------------------


def pass_time(cases: Sequence[bytes], clock: Clock, tell: bool = True) -> list[Done]:
    """Write what followed from silence in these cases up to today; each limit once, with its legal date.

    Two workers may do this at once: whoever comes second finds the entries written and writes nothing.
    """
    today = day_of(clock())
    with transaction.atomic():
        works = _works(cases)
        for work in works.values():
            passed = run.pass_until(work.case, today)
            work.told = new_lines(work.case, passed, WORKER)
            work.case = passed
        return _write([work for work in works.values() if work.told], clock, os.urandom, tell)


# ---- another version of the law --------------------------------------------------------------------------------------


def migrate(
    case: bytes, seen: int | None, to: Procedure, author: Author, why: str, clock: Clock, draw: Draw = os.urandom
) -> Done:
    """Let a case go on under another version of its procedure; what silence did before is written first.

    Raises:
        Stale: entries were written that the author has not seen.
        CannotMigrate: the other text has no place for this case (:mod:`safeconduct.procedures.migration`).

    """
    today = day_of(clock())
    with transaction.atomic():
        before = store.file_of(case)
        if seen is not None and seen != before.version:
            raise Stale(before, seen)
        pass_time([case], clock)
        work = _works([case])[case]
        charter, state_ = before.case.charter.version, before.case.calendar.state
        work.law = store.law_of(to.identity, to.hash, charter, state_, today)
        moved = migration.migrate(work.case, work.law.procedure, today).case
        said = Said(text=why, migrates_to=to.identity)
        work.told, work.case = [told_of(moved.history[-1], author, said)], moved
        return _write([work], clock, draw, tell=True)[0]


# ---- writing ---------------------------------------------------------------------------------------------------------


def _write(works: Sequence[_Work], clock: Clock, draw: Draw, tell: bool) -> list[Done]:
    """Write entries and rows of these files; parted ones get their own."""
    moment = clock()
    parts = [part for work in works for part in work.parts]
    if parts:
        _make_rows(parts, {})
    every = [*works, *parts]
    hold(paper.id for work in every for told in work.told for paper in told.said.papers)
    additions = [addition for work in every for addition in _additions(work)]
    links = iter(append(additions, lambda: moment, draw))
    files = [_longer(work, [next(links) for _ in work.told], moment) for work in every]
    rows.write([rows.Change(work.before, file) for work, file in zip(every, files, strict=True)])
    following.tell([following.Grown(f, _known(work, f)) for work, f in zip(every, files, strict=True)], lambda: moment)
    if tell:
        tell_of_news([(w.before.version if w.before else 0, f) for w, f in zip(every, files, strict=True)], moment)
    transaction.on_commit(lambda: store.keep(files))
    by_case = {file.id: file for file in files}
    return [
        Done(file, tuple(line.link for line in file.lines[-len(work.told) :]), _first_part(work, by_case))
        for work, file in zip(works, files, strict=False)
    ]


def _known(work: _Work, file: File) -> int:
    return len(work.before.lines) if work.before else file.inherited


def _first_part(work: _Work, by_case: dict[bytes, File]) -> File | None:
    return by_case[work.parts[0].id] if work.parts else None


def _additions(work: _Work) -> Iterator[Addition]:
    # The head was read in this transaction, and nobody else draws the identity of a new case.
    after, previous = (work.before.version, work.before.head) if work.before else (0, NO_LINK)
    for told in work.told:
        payload = written(told.said)
        yield Addition(work.id, after, _entry(work.law, told), work.key if payload else "", payload, previous)


def _entry(law: Law, told: Told) -> JournalAct:
    return JournalAct(
        who=told.author.who,
        role=told.role,
        purpose=settings.PURPOSE,
        verb=told.verb,
        legal_time=told.legal_time,
        clock=settings.JOURNAL_ORIGIN,
        procedure=law.procedure.identity,
        version=law.procedure.hash,
        source=told.author.source,
        typed_by=told.author.typed_by,
        what=told.what,
        member=told.member,
        follows=told.follows,
    )


def _longer(work: _Work, links: Sequence[bytes], moment: datetime) -> File:
    """The file with what was written."""
    before = work.before
    number = before.version if before else 0
    fresh = [
        _line(work, told, number + i + 1, link, moment)
        for i, (told, link) in enumerate(zip(work.told, links, strict=True))
    ]
    lines = (*before.lines, *fresh) if before else tuple(fresh)
    return File(work.id, work.law, work.case, lines, before.inherited if before else 0)


def _line(work: _Work, told: Told, number: int, link: bytes, moment: datetime) -> Line:
    return Line(
        number=number,
        link=link,
        written=moment,
        on=date.fromisoformat(told.legal_time),
        who=told.author.who,
        role=told.role,
        verb=told.verb,
        what=told.what,
        member=told.member,
        follows=told.follows,
        procedure=work.law.procedure.identity,
        version=work.law.procedure.hash,
        source=told.author.source,
        typed_by=told.author.typed_by,
        key=work.key if told.said != NOTHING else "",
        said=told.said,
    )


def _make_rows(works: Sequence[_Work], old_numbers: dict[bytes, str]) -> None:
    secret = keys.secret(settings.PURPOSE)
    Case.objects.bulk_create(
        rows.create(
            work.id, work.law, work.case, case_number(secret, work.id), work.key, hash_of(old_numbers.get(work.id, ""))
        )
        for work in works
    )


def _not_in_the_future(day: date, today: date) -> None:
    if day > today:
        raise InTheFuture(f"{day} has not come yet; today is {today}.")
