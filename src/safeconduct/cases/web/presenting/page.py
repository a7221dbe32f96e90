"""A case as one page shows it, to whoever reads it: one answer first, then why, what happened, and what may be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from safeconduct.cases import verbs
from safeconduct.cases.correspondence import decision_of
from safeconduct.cases.file import File
from safeconduct.cases.said import Appointment, Paper, Record
from safeconduct.cases.service import participants, powers
from safeconduct.cases.signatures import Waiting, waiting
from safeconduct.cases.visibility import reads, reads_all
from safeconduct.cases.web.access import Part
from safeconduct.cases.web.acting import Choice, choices
from safeconduct.cases.web.presenting.clock import TimeBar, time_bar
from safeconduct.cases.web.presenting.sums import Limit, limits
from safeconduct.cases.web.presenting.timeline import Item, Names, items, what
from safeconduct.cases.web.rows import row
from safeconduct.procedures import run
from safeconduct.procedures.state import Clock
from safeconduct.procedures.web.presenting.counting import first_large
from safeconduct.procedures.web.presenting.words import Words

MOST_LETTERS = 5


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the case: as which party, called what, why they may act."""

    party: str
    hue: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Offered:
    """One thing that may be done, as a button."""

    name: str
    query: str
    who: str
    hue: str
    must: bool
    law: str
    second: bool
    ours: bool
    always: bool
    """It is offered at any stage: a way out, and not what the stage is for."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """An appointment, with its record if there is one."""

    its: Appointment
    at: datetime
    record: Record | None
    cancelled: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything that a page of a case needs."""

    heading: str
    stage: str
    outcome: str
    closed: bool
    holder: str
    holder_hue: str
    main: Limit | None
    bar: TimeBar | None
    limits: list[Limit]
    items: list[Item]
    offered: list[Offered]
    also: list[Offered]
    on_paper: list[Offered]
    people: list[Person]
    papers: list[tuple[int, Paper]]
    meetings: list[Meeting]
    waiting: tuple[Waiting, ...]
    drafts: frozenset[int]
    """Entries that propose a decision, which can be read as a draft while it waits."""
    letters: list[Item]
    """What an official prints to send it: decisions and letters, the latest first."""
    version: int


def page(words: Words, file: File, parts: Sequence[Part], today: date, names: Names) -> CasePage:
    """The page of a case for whoever acts as these parties."""
    parties = {part.party for part in parts}
    its = row(file)
    case = run.pass_until(file.case, today) if today > file.case.last_day else file.case
    found = limits(words, run.due(case), case.clocks, today)
    main = _main(found, case.clocks, words)
    clock = next((c for c in case.clocks if c.label == "decision"), None) or _first(case.clocks)
    found_choices = choices(file, parts, today)
    offered = [_offered(words, choice) for choice in found_choices if choice.is_ours]
    offices = {part.party for part in parts if part.office}
    inside = any(reads_all(file.law.procedure, party) for party in parties)
    story, waits = items(words, file, parties, names), waiting(file)
    return CasePage(
        heading=_heading(words, file, main),
        stage=words.stage(case.stage),
        outcome=words.name("outcomes", case.outcome) if case.outcome else "",
        closed=its.closed,
        holder=words.party(its.holder) if its.holder else "",
        holder_hue=words.hue(its.holder),
        main=main,
        bar=time_bar(words, clock, today) if clock else None,
        limits=found,
        items=story,
        offered=[o for o in offered if not o.always],
        also=[o for o in offered if o.always],
        on_paper=[
            _offered(words, c)
            for c in found_choices
            if not c.is_ours and (c.of_the_post or c.offer.party not in offices)
        ],
        people=_people(words, file, names),
        papers=[(li.number, p) for li in file.lines if reads(file, li, parties) for p in li.words.papers],
        # Where somebody must be, and what they need there, is theirs and the office's: an employer has no use for it.
        meetings=_meetings(file) if inside else [],
        waiting=tuple(w for w in waits if w.line.role in offices),
        drafts=frozenset(w.line.number for w in waits if decision_of(file, w.line)),
        letters=[item for item in story if item.decision or item.letter][:MOST_LETTERS],
        version=file.version,
    )


def _first(clocks: Sequence[Clock]) -> Clock | None:
    running = [c for c in clocks if c.kind not in ("finding",) and c.end is not None]
    return min(running, key=lambda c: c.end or date.max, default=None)


def _main(found: list[Limit], clocks: Sequence[Clock], words: Words) -> Limit | None:
    """The limit that the reader came for: that of the decision, else the first to end."""
    decision = words.name("limits", "decision") if "decision" in words.procedure.limits else ""
    named = next((limit for limit in found if limit.name == decision), None)
    return named or next((limit for limit in found if limit.end is not None), None)


def _heading(words: Words, file: File, main: Limit | None) -> str:
    if file.case.outcome:
        return first_large(words.name("outcomes", file.case.outcome))
    if main is None:
        return first_large(words.stage(file.case.stage))
    return first_large(main.name)


def _offered(words: Words, choice: Choice) -> Offered:
    offer = choice.offer
    whom = f" ({words.name('people', offer.member)})" if offer.member else ""
    return Offered(
        name=f"{first_large(VERBS[offer.verb]() % {'what': what(words, offer.what)})}{whom}",
        query=choice.query,
        who=words.party(offer.party) if offer.party else gettext("the post"),
        hue=words.hue(offer.party),
        must=offer.must,
        law=words.law(offer.law) if offer.law else "",
        second=choice.second,
        ours=choice.is_ours,
        always=choice.step is not None and choice.step in words.procedure.always,
    )


VERBS: dict[str, Callable[[], str]] = {
    "does": lambda: "%(what)s",
    "answers": lambda: gettext("answer: %(what)s"),
    "sends": lambda: gettext("send: %(what)s"),
    "serves": lambda: gettext("it was served: %(what)s"),
    "returns": lambda: gettext("it came back: %(what)s"),
    "files": lambda: gettext("file: %(what)s"),
    "upholds": lambda: gettext("uphold: %(what)s"),
    "annuls": lambda: gettext("annul: %(what)s"),
    "replaces": lambda: gettext("replace: %(what)s"),
    "confirms": lambda: gettext("confirm that the silence counts"),
    "declines": lambda: gettext("do not let the silence count"),
}


def _people(words: Words, file: File, names: Names) -> list[Person]:
    found = [Person(words.party(j.party), words.hue(j.party), names(j.person), "") for j in participants(file)]
    kinds = {"power of attorney": gettext("power of attorney"), "guardianship": gettext("guardianship")}
    for power in powers(file):
        why = gettext("%(kind)s since %(day)s") % {"kind": kinds.get(power.kind, power.kind), "day": power.since}
        found.append(Person(gettext("representative"), "person", names(power.holder), why))
    return found


def _meetings(file: File) -> list[Meeting]:
    made = [line.words.appointment for line in file.lines if line.verb == verbs.APPOINTS and line.words.appointment]
    cancelled = {line.what for line in file.lines if line.verb == verbs.CANCELS}
    records = {r.appointment: r for line in file.lines if line.verb == verbs.RECORDS and (r := line.words.record)}
    return [Meeting(a, datetime.fromisoformat(a.at), records.get(a.id), a.id in cancelled) for a in made]
