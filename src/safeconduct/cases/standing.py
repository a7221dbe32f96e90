"""Where a case stands, as a row that a desk can be sorted by: made of its file alone, so it can be made again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from safeconduct.procedures.index import index_of
from safeconduct.procedures.model import ANYONE
from safeconduct.procedures.options import options
from safeconduct.procedures.state import DECISION as DECIDED
from safeconduct.procedures.state import Case, Clock, Offer

DECISION = "decision"


class Asked(NamedTuple):
    """Another body: whether it is to act now, until when, and whether a remedy goes before it."""

    party: str
    open: bool
    due: date | None
    reviews: bool


@dataclass(frozen=True, slots=True)
class Row:
    """The row of a case.

    ``due`` is the first last day that an office answers for, ``person_due`` the first for the person's side,
    ``silent_on`` the first day after whose end the worker must write what follows. ``holder`` is the party that must
    act, ``decision_due`` the last day for the decision, empty while that clock stands still. ``decided`` is the day of
    the decision, and ``days_late`` by how many days its limit was missed. ``asked`` are the other bodies to which a
    question is open or before which a remedy goes, each with its last day, and those that answered or reviewed.
    """

    stage: str
    kind: str
    outcome: str
    closed: bool
    holder: str
    due: date | None
    due_limit: str
    person_due: date | None
    decision_due: date | None
    still: bool
    overdue: bool
    silent_on: date | None
    last_day: date
    decided: date | None
    days_late: int
    asked: tuple[Asked, ...]


def row_of(case: Case) -> Row:
    """The row of a case as it was left by its last entry."""
    persons = index_of(case.procedure).persons
    offices = [c for c in case.clocks if c.party and c.party not in persons and c.kind != "finding"]
    ends = [(c.end, c) for c in offices if c.end is not None]
    first = min(ends, key=_end, default=None)
    decision = min((c for c in offices if c.label == DECISION), key=_last_of_all, default=None)
    offers = tuple(o.offer for o in options(case))
    decided, days_late = _decided(case)
    return Row(
        stage=case.standing.name,
        kind=case.standing.kind,
        outcome=case.outcome,
        closed=case.closed,
        holder=_holder(case, offers),
        due=first[0] if first else None,
        due_limit=first[1].label if first else "",
        person_due=min((c.end for c in case.clocks if c.party in persons and c.end is not None), default=None),
        decision_due=decision.end if decision else None,
        still=decision is not None and decision.still_since is not None,
        overdue=any(c.late for c in offices),
        silent_on=min((c.end for c in case.clocks if c.end is not None and not c.late), default=None),
        last_day=case.last_day,
        decided=decided,
        days_late=days_late,
        asked=tuple(_asked(case, offers)),
    )


def _end(one: tuple[date, Clock]) -> date:
    return one[0]


def _last_of_all(clock: Clock) -> date:
    """Its last day; what stands still comes after whatever runs."""
    return clock.end or date.max


def _decided(case: Case) -> tuple[date | None, int]:
    """The day of the decision, and by how many days its limit was missed."""
    day, most = None, 0
    for entry in case.history:
        if day is None and DECIDED in entry.events:
            day = entry.on
        for late in entry.late:
            if late.limit == DECISION:
                most = max(most, late.days)
    return day, most


def holder(case: Case) -> str:
    """The party that must act now; where nobody must, the one that the limit of the stage binds, or who may act."""
    return _holder(case, tuple(o.offer for o in options(case)))


def _holder(case: Case, offers: tuple[Offer, ...]) -> str:
    if case.closed:
        return ""
    for offer in offers:
        if offer.must and offer.party and offer.verb != "answers":
            return offer.party
    for clock in case.clocks:
        if clock.kind == "stage" and clock.party:
            return clock.party
    return next((o.party for o in offers if o.party and o.party != ANYONE), "")


def _asked(case: Case, offers: tuple[Offer, ...]) -> Iterator[Asked]:
    reviewers = {remedy.before for remedy in case.procedure.remedies.values()}
    now = dict.fromkeys(o.party for o in offers if o.verb == "answers" or o.party in reviewers)
    acts = (e.act for e in case.history if e.act is not None)
    before = dict.fromkeys(act.by for act in acts if act.verb == "answers" or act.by in reviewers)
    for party in now | before:
        open_ = party in now
        its = (c.end for c in case.clocks if open_ and c.party == party and c.kind in ("opinion", "remedy"))
        due = min((end for end in its if end is not None), default=None)
        yield Asked(party, open_, due, party in reviewers)
