"""Erasing at the end of retention, and legal holds: proposed by one official, confirmed by a second, never by a worker.

What is erased is a person, not a case: one key seals all cases of theirs. It is destroyed when all of them are
extinguished, the length of the schedule is over and nobody holds any of them. The rows keep what statistics need.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from uuid import uuid4

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from safeconduct.cases import retention, verbs
from safeconduct.cases.file import File
from safeconduct.cases.recording import Author
from safeconduct.cases.retention import Expiry, Kept
from safeconduct.cases.said import Proposal, Said
from safeconduct.cases.signatures import Waiting, check_signer, waiting
from safeconduct.cases.web import actions, store
from safeconduct.cases.web.actions import Order
from safeconduct.cases.web.models import Asked, Case, Draft, Hold, LateDuty, Note, Participant, Reading
from safeconduct.journal.web import keys
from safeconduct.people.web import actions as register
from safeconduct.people.web.models import Person
from safeconduct.procedures.periods import Calendar
from safeconduct.shell.clock import Clock, day_of
from safeconduct.shell.models import Account, Slip

FILE = "file of a case"
ERASES = "erases"
"""What a proposal of erasure would do; no act of a case."""
_AT_LEAST = {"year": 365, "month": 28, "week": 7}
_KEEPING: list[Callable[[str, date, Calendar], bool]] = []
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """A person whose time is over: the key of their cases, these cases, until when they were kept, what waits."""

    key: str
    cases: tuple[Case, ...]
    expiry: Expiry
    proposed: Waiting | None

    @property
    def main(self) -> Case:
        """The case in which the erasure is proposed and signed: the last one."""
        return self.cases[-1]


class NotDue(ValueError):
    """Nothing may be erased: a case is open, the time is not over, or somebody holds it."""


# ---- what is due -----------------------------------------------------------------------------------------------------


def due(day: date, among: QuerySet[Case] | None = None) -> list[Due]:
    """Everybody whose time is over on a day and whom no hold keeps, the longest overdue first."""
    whole = Case.objects.filter(erased=False) if among is None else among.filter(erased=False)
    before = day - timedelta(days=_at_least())
    grouped = whole.values("key").annotate(last=Max("last_day")).filter(last__lte=before).order_by("key")
    found = [one for row in grouped if (one := _due(row["key"], day)) is not None]
    return sorted(found, key=lambda one: (one.expiry.last_day or day, one.key))


def keep_while(keeps: Callable[[str, date, Calendar], bool]) -> None:
    """Let a room above say of the key of a person that nothing is due on a day; called by its AppConfig."""
    if keeps not in _KEEPING:
        _KEEPING.append(keeps)


def _at_least() -> int:
    """Fewer days than the length of the schedule, to sort out what cannot be due."""
    kept = retention.schedule().categories[FILE].kept
    unit = next((days for name, days in _AT_LEAST.items() if kept.unit.startswith(name)), 1)
    return kept.number * unit


def _due(key: str, day: date) -> Due | None:
    """What is due under a key, None where a case is open, or a hold stands, or the time is not over."""
    every = _touching(key)
    if any(not case.closed for case in every):
        return None
    files = store.files_of([case.pk.bytes for case in every])
    if not files or len(files) < len(every):
        return None
    ends = [retention.extinguished_on(file.case) for file in files.values()]
    if any(end is None for end in ends):
        return None
    started = max(end for end in ends if end is not None)
    calendar = next(iter(files.values())).law.calendar
    expiry = retention.expiry(Kept(key, FILE, started), _holds(key, every), day, calendar)
    if not expiry.due or any(keeps(key, day, calendar) for keeps in _KEEPING):
        return None
    own = tuple(case for case in every if case.key == key)
    return Due(key, own, expiry, proposal_in(files[own[-1].pk.bytes])) if own else None


def _touching(key: str) -> list[Case]:
    """The cases that a key seals, and those in which the same person takes part otherwise."""
    people = Person.objects.filter(key=key).values("pk")
    part = Participant.objects.filter(Q(person__in=people) | Q(represents__in=people))
    chosen = Q(key=key) | Q(pk__in=part.values("case_id"))
    return list(Case.objects.filter(chosen, erased=False).order_by("last_day", "id"))


def proposal_in(file: File) -> Waiting | None:
    """The proposal to erase that waits in a file."""
    return next((one for one in waiting(file) if one.proposal.verb == ERASES), None)


def tell_due(clock: Clock) -> int:
    """Say in the log how many are due, so that somebody looks; the worker itself never erases."""
    number = len(due(day_of(clock())))
    if number:
        _LOG.warning(f"The time of {number} people is over. Two officials erase on the page of retention.")
    return 0


# ---- holds -----------------------------------------------------------------------------------------------------------


def order_hold(case: Case, account: Account, why: str, on: date, calendar: Calendar) -> Hold:
    """Hold a case: nothing of its person is erased until the review, unless it is renewed or lifted.

    Raises:
        NoHold: there is no reason.

    """
    made = retention.hold(case.key, by=str(account), why=why, since=on, calendar=calendar)
    return Hold.objects.create(case=case, account=account, why=why, since=made.since, review_by=made.review_by)


def renew_hold(old: Hold, account: Account, why: str, on: date, calendar: Calendar) -> Hold:
    """Renew a hold that stands, for a reason of its own; the old one ends today.

    Raises:
        NoHold: it has lapsed, or there is no reason.

    """
    made = retention.renewed(_pure(old), by=str(account), why=why, on=on, calendar=calendar)
    with transaction.atomic():
        lift_hold(old, account, why, on)
        return Hold.objects.create(case=old.case, account=account, why=why, since=on, review_by=made.review_by)


def lift_hold(old: Hold, account: Account, why: str, on: date) -> None:
    """Lift a hold: who and why stays with it.

    Raises:
        NoHold: there is no reason.

    """
    if not why.strip():
        raise retention.NoHold("Say why the hold ends: whose data were kept longer has a right to know.")
    Hold.objects.filter(pk=old.pk, lifted=None).update(lifted=on, lifted_by=account, lifted_why=why[:300])


def stands(hold: Hold, day: date) -> bool:
    """Whether a hold keeps data on a day."""
    return _pure(hold).stands(day)


def _holds(key: str, cases: Sequence[Case]) -> list[retention.Hold]:
    return [_pure(hold, key) for hold in Hold.objects.filter(case__in=cases).select_related("account", "case")]


def _pure(hold: Hold, key: str = "") -> retention.Hold:
    by = str(hold.account)
    return retention.Hold(key or hold.case.key, by, hold.why, hold.since, hold.review_by, ended=hold.lifted)


# ---- erasing ---------------------------------------------------------------------------------------------------------


def propose(case: Case, author: Author, clock: Clock) -> None:
    """Propose that the person of a case is erased, which a second official confirms.

    Raises:
        NotDue: see there.

    """
    its = _checked(case.key, day_of(clock()))
    if its.proposed is None:
        proposal = Proposal(uuid4().hex, ERASES, "")
        said = Said(proposal=proposal)
        day = day_of(clock())
        order = Order(its.main.pk.bytes, None, author, verbs.PROPOSES, proposal.id, day, author.role, said=said)
        actions.carry_out([order], clock, tell=False)


def confirm(case: Case, author: Author, clock: Clock) -> int:
    """Erase, as a second official: the key goes for good; return how many cases that were.

    Raises:
        NotDue: see there, or nobody proposed it.
        NotAlone: whoever confirms is who proposed.

    """
    with transaction.atomic():
        its = _checked(case.key, day_of(clock()))
        if its.proposed is None:
            raise NotDue("Nobody proposed this, or it was discarded. Propose it; another official confirms.")
        check_signer(its.proposed, author.who)
        signed = Order(
            its.main.pk.bytes, None, author, verbs.SIGNS, its.proposed.proposal.id, day_of(clock()), author.role
        )
        actions.carry_out([signed], clock, tell=False)
        _erase(its, author, clock)
        for one in its.cases:
            transaction.on_commit(partial(store.SHELF.drop, one.pk.bytes))
    return len(its.cases)


def discard(case: Case, author: Author, clock: Clock) -> None:
    """Take a proposal of erasure back."""
    proposed = proposal_in(store.file_of(case.pk.bytes))
    if proposed is not None:
        day = day_of(clock())
        order = Order(case.pk.bytes, None, author, verbs.DISCARDS, proposed.proposal.id, day, author.role)
        actions.carry_out([order], clock, tell=False)


def _checked(key: str, day: date) -> Due:
    its = _due(key, day)
    if its is None:
        raise NotDue(
            "Nothing may be erased now: a case of this person is open, the time is not over, or a hold stands."
        )
    return its


def _erase(its: Due, author: Author, clock: Clock) -> None:
    """Destroy the key, and leave of the rows what statistics need: no name, no day, no number elsewhere."""
    keys.destroy(its.key, clock, author.who, author.role)
    for person in Person.objects.filter(key=its.key):
        register.erase(person, clock)
    cases = [case.pk for case in its.cases]
    for table in (Participant, Asked, Note, Reading, Draft, Hold):
        table._default_manager.filter(case__in=cases).delete()
    Slip.objects.filter(reference__in=[case.number for case in its.cases]).delete()
    _coarse_late(LateDuty.objects.filter(case__in=cases))
    for case in its.cases:
        _coarse(case)
    fields = [
        *("filed", "decided", "last_day", "due", "due_limit", "person_due", "decision_due", "silent_on", "old_number"),
        *("officer", "holder", "stage", "proposed", "erased"),
    ]
    Case.objects.bulk_update(its.cases, fields)


def _coarse(case: Case) -> None:
    """Months instead of days; how long the decision took stays exact."""
    took = case.decided - case.filed if case.decided else None
    case.filed = case.filed.replace(day=1)
    case.decided = case.filed + took if took is not None else None
    case.last_day = case.last_day.replace(day=1)
    case.due = case.person_due = case.decision_due = case.silent_on = None
    case.due_limit = case.holder = case.stage = case.old_number = ""
    case.officer, case.proposed, case.erased = None, False, True


def _coarse_late(duties: Iterable[LateDuty]) -> None:
    kept: dict[date, list[int]] = defaultdict(list)
    for duty in duties:
        kept[duty.due.replace(day=1)].append(duty.pk)
    for month, ids in kept.items():
        LateDuty.objects.filter(pk__in=ids).update(due=month, member="")
