"""What follows when a clock ends and nothing came (section 5 of the semantics)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from safeconduct.procedures.draft import Draft
from safeconduct.procedures.index import index_of
from safeconduct.procedures.model import LEFT_OPEN, Procedure, Silence
from safeconduct.procedures.state import Case, Clock, Entry, EntryKind


def next_end(case: Case, day: date) -> Clock | None:
    """The first clock whose last day lies before ``day``; two on one day in the order of the file."""
    ended = [c for c in case.clocks if not c.late and c.end is not None and c.end < day]
    return min(ended, key=lambda c: c.end or day, default=None)


def take_effect(case: Case, clock: Clock) -> Case:
    """The case after this end, with its legal date.

    A limit that was brought forward may have ended before the case was; it then takes effect on the day on which the
    case became known.
    """
    assert clock.end is not None  # noqa: S101 - only a running clock ends
    draft = Draft(case, max(clock.end, case.last_day))
    if not follows_in_law(case.procedure, clock):
        draft.clocks[clock.key] = replace(clock, late=True)
        return draft.case(_entry(draft, clock, "late", f"{_of(clock)} passed: {_nothing_follows(clock)}"))
    del draft.clocks[clock.key]
    _EFFECTS[clock.kind](draft, clock)
    return draft.case(_entry(draft, clock, "silence", f"{_of(clock)} ended: {_meaning(clock)}"))


def follows_in_law(procedure: Procedure, clock: Clock) -> bool:
    """Whether its end has an effect in law: a stage, an answer, or another limit that listens for the silence."""
    if clock.has_consequence:
        return True
    return clock.kind == "limit" and f"silence of {clock.name}" in index_of(procedure).listeners


def _stage(draft: Draft, clock: Clock) -> None:
    standing = draft.standing
    match standing.kind:
        case "service":
            draft.served(standing.about)
        case "time for remedy":
            draft.lead(standing.about)
        case "claim":
            draft.arrive(standing.silence.if_not_confirmed if standing.silence else "")
        case _:
            _silent(draft, clock)


def _limit(draft: Draft, clock: Clock) -> None:
    draft.occur(f"silence of {clock.name}")
    _silent(draft, clock)


def _silent(draft: Draft, clock: Clock) -> None:
    if isinstance(clock.follows, Silence) and clock.follows.has_consequence:
        draft.fall_silent(clock.follows, clock.name)


def _opinion(draft: Draft, clock: Clock) -> None:
    """The answer that the file names for silence holds; the question is closed by it."""
    opinion = draft.p.opinions[clock.name]
    draft.out.pop((clock.name, clock.member), None)
    draft.find(str(clock.follows), clock.member, opinion.good_for)


def _finding(draft: Draft, clock: Clock) -> None:
    draft.forget(clock.name, clock.member)


def _nothing(draft: Draft, clock: Clock) -> None:
    """The time for a remedy that does not suspend ends without effect."""


def _court(draft: Draft, clock: Clock) -> None:
    if isinstance(clock.follows, Silence):
        draft.arrive(clock.follows.to)


_EFFECTS: dict[str, Callable[[Draft, Clock], None]] = {
    "stage": _stage,
    "limit": _limit,
    "opinion": _opinion,
    "finding": _finding,
    "time for remedy": _nothing,
    "remedy": _court,
}


def _entry(draft: Draft, clock: Clock, kind: EntryKind, text: str) -> Entry:
    return Entry(draft.day, kind, text, "", limit=clock.label, member=clock.member, ended=clock.end)


def _of(clock: Clock) -> str:
    whom = f" ({clock.member})" if clock.member else ""
    return f"'{clock.label}'{whom}"


def _nothing_follows(clock: Clock) -> str:
    if isinstance(clock.follows, Silence) and clock.follows.kind == LEFT_OPEN:
        return "what follows is left to national law"
    return "nothing follows in law"


def _meaning(clock: Clock) -> str:
    if isinstance(clock.follows, Silence):
        return clock.follows.kind
    return clock.follows
