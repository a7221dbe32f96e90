"""What happens in a case: acts come in with their dates, silence takes effect on its own, and both give a new state.

This is the only run-time semantics of a procedure; the pages, the examples and the cases all go through it. It reads
``docs/reference/semantics.md`` on its own, apart from the checker, so that each can be held against the other.
Nothing here reads a clock: a case is what its opening and its acts make of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from safeconduct.procedures.brought_forward import begin, sizes_of, true_of
from safeconduct.procedures.draft import Draft
from safeconduct.procedures.model import Charter, Procedure
from safeconduct.procedures.options import Option, options
from safeconduct.procedures.periods import Calendar
from safeconduct.procedures.refusals import BackDated, NotOffered, Refused, back_dated, why_not
from safeconduct.procedures.silences import next_end, take_effect
from safeconduct.procedures.state import (
    Act,
    Case,
    Clock,
    Due,
    Entry,
    Finding,
    Late,
    Offer,
    Opening,
    Standing,
    Start,
)

__all__ = [
    "Act",
    "BackDated",
    "Case",
    "Due",
    "Entry",
    "Finding",
    "Late",
    "NotOffered",
    "Offer",
    "Opening",
    "Refused",
    "Standing",
    "Start",
    "apply",
    "due",
    "offered",
    "open_case",
    "pass_until",
    "replay",
]


def open_case(
    procedure: Procedure,
    charter: Charter,
    calendar: Calendar,
    on: date,
    circumstances: Mapping[str, bool],
    people: Mapping[str, int] | None = None,
) -> Case:
    """A case filed on a day.

    A circumstance of which nothing is said goes as the file says for doubt,
    else it is not so. ``people`` gives the members of each group; one of each if nothing is said.
    """
    opening = Opening(on, true_of(procedure, circumstances), sizes_of(procedure, people or {}))
    return begin(procedure, charter, calendar, opening)


def replay(procedure: Procedure, charter: Charter, calendar: Calendar, opening: Opening, acts: Iterable[Act]) -> Case:
    """The case that an opening and its acts give, in their order."""
    case = begin(procedure, charter, calendar, opening)
    for act in acts:
        case = apply(case, act)
    return case


def apply(case: Case, act: Act) -> Case:
    """The case after an act; everything silent before its day happens first, in order of legal date.

    Who ``sends`` a decision that is not taken yet takes it on the same day: the history then holds both.
    Refused with a plain reason (:class:`NotOffered`, :class:`BackDated`) and with what is offered instead.
    """
    if back_dated(case, act.on):
        raise BackDated(_too_early(case, act), tuple(o.offer for o in options(case)))
    case = pass_until(case, act.on)
    if act.verb == "sends":
        case = _decided_first(case, act)
    offers = options(case)
    option = next((o for o in offers if o.fits(act) and o.is_open_to(case, act.by)), None)
    if option is None:
        raise NotOffered(why_not(case, act, offers), tuple(o.offer for o in offers))
    if act.follows == "the others" and not _companions(case, act, option):
        raise NotOffered(f"After '{act.what}' there are no others whom the case could follow.")
    return _taken(case, act, option)


def pass_until(case: Case, day: date) -> Case:
    """The case on the morning of ``day``: every end whose legal date lies before it has taken effect."""
    clock = next_end(case, day)
    while clock is not None:
        case = take_effect(case, clock)
        clock = next_end(case, day)
    return case


def offered(case: Case, on: date, party: str | None = None) -> tuple[Offer, ...]:
    """What is offered on a day, to one party (or to whom it represents) or to all, in the order of the file."""
    if back_dated(case, on):
        raise BackDated(f"The history of the case already goes beyond {on}, up to {case.last_day}.")
    case = pass_until(case, on)
    return tuple(o.offer for o in options(case) if party is None or _concerns(case, o, party))


def due(case: Case) -> tuple[Due, ...]:
    """Every running clock with its last day and its sum, the earliest first; those that stand still come last."""
    dues = [_due(c) for c in case.clocks]
    return tuple(sorted(dues, key=lambda d: (d.date is None, d.date or case.last_day)))


def _decided_first(case: Case, act: Act) -> Case:
    """Who sends a decision has taken it: the act stands for both where the step is offered and is served."""
    step = replace(act, verb="does")
    option = next((o for o in options(case) if o.fits(step) and o.is_open_to(case, act.by)), None)
    if option is None or option.step is None or not (option.step.is_served and option.step.to):
        return case
    if _companions(case, step, option):
        raise NotOffered(f"'{act.what}' parts the people of this case: take it first ('does'), then send it.")
    return _taken(case, step, option)


def _concerns(case: Case, option: Option, party: str) -> bool:
    return option.offer.party == party if not option.by else option.is_open_to(case, party)


def _due(clock: Clock) -> Due:
    ends = sorted(c.end for c in (clock.computed, clock.other) if c is not None)
    return Due(
        clock.label,
        clock.end,
        clock.computed,
        clock.party,
        clock.follows,
        clock.still_since is not None,
        clock.kind,
        clock.member,
        (ends[0], ends[1]) if len(ends) > 1 else None,
        clock.late,
    )


def _taken(case: Case, act: Act, option: Option) -> Case:
    others = _others(case, act, option)
    draft = Draft(case, act.on)
    for member in _companions(case, act, option):
        draft.without(member)
    option.happens(draft)
    one = act if act.follows == "the one" else replace(act, follows="the one")
    entry = Entry(act.on, "act", told(one), "", one)
    if others is None:
        return draft.case(entry)
    if act.follows == "the others":
        return replace(others, split_off=draft.case(entry))
    return draft.case(entry, split_off=others)


def _companions(case: Case, act: Act, option: Option) -> list[str]:
    """The others of the group, whom a step for one that leads elsewhere leaves behind."""
    if not option.splits or option.step is None:
        return []
    return [m for m in case.members(option.step.for_one) if m != act.member]


def _others(case: Case, act: Act, option: Option) -> Case | None:
    """The case of those who stay: it goes on as it was, without the one who left."""
    if option.step is None or not _companions(case, act, option):
        return None
    draft = Draft(case, act.on)
    draft.without(act.member)
    stayed = replace(act, follows="the others")
    return draft.case(Entry(act.on, "act", told(stayed), "", stayed))


def told(act: Act) -> str:
    """An act as a line of the history."""
    whom = f" ({act.member})" if act.member else ""
    stays = ", and the others go on without" if act.follows == "the others" else ""
    return f"{act.by or 'The post'} {act.verb}: {act.what}{whom}{stays}"


def _too_early(case: Case, act: Act) -> str:
    return (
        f"'{act.what}' is dated {act.on}, but the history of the case already goes up to {case.last_day}. "
        "Nothing is entered before what has already happened; date it on that day or later."
    )
