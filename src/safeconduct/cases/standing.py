"""Where a case stands, as a row that a desk can be sorted by: made of its file alone, so it can be made again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from safeconduct.procedures import run
from safeconduct.procedures.clocks import binds_the_person
from safeconduct.procedures.model import ANYONE
from safeconduct.procedures.options import options
from safeconduct.procedures.state import DECISION as DECIDED
from safeconduct.procedures.state import Case, Clock, Due, Offer

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
    dues = run.due(case)
    offices = [d for d in dues if d.answers_for_it and not _is_persons(case, d) and d.kind != "finding"]
    running = [d for d in offices if d.date is not None]
    first = min(running, key=lambda d: d.date or date.max, default=None)
    decision = next((d for d in offices if d.limit == DECISION), None)
    offers = tuple(o.offer for o in options(case))
    mine = [d.date for d in dues if d.date is not None and _is_persons(case, d)]
    return Row(
        stage=case.stage,
        kind=case.standing.kind,
        outcome=case.outcome,
        closed=case.closed,
        holder=_holder(case, offers),
        due=first.date if first else None,
        due_limit=first.limit if first else "",
        person_due=min(mine, default=None),
        decision_due=decision.date if decision else None,
        still=decision is not None and decision.suspended,
        overdue=any(d.overdue for d in offices),
        silent_on=min(_ends(case), default=None),
        last_day=case.last_day,
        decided=next((e.on for e in case.history if DECIDED in e.events), None),
        days_late=max((late.days for late in case.late if late.limit == DECISION), default=0),
        asked=tuple(_asked(case, offers)),
    )


def holder(case: Case) -> str:
    """The party that must act now; where nobody must, the one that the limit of the stage binds, or who may act."""
    return _holder(case, tuple(o.offer for o in options(case)))


def _holder(case: Case, offers: tuple[Offer, ...]) -> str:
    if case.closed:
        return ""
    musts = [o.party for o in offers if o.must and o.verb != "answers" and o.party]
    stage = [c.party for c in case.clocks if c.kind == "stage" and c.party]
    mays = [o.party for o in offers if o.party and o.party != ANYONE]
    return next(iter(musts + stage + mays), "")


def _asked(case: Case, offers: tuple[Offer, ...]) -> Iterator[Asked]:
    reviewers = {remedy.before for remedy in case.procedure.remedies.values()}
    now = dict.fromkeys(o.party for o in offers if o.verb == "answers" or o.party in reviewers)
    before = dict.fromkeys(
        e.act.by for e in case.history if e.act is not None and (e.act.verb == "answers" or e.act.by in reviewers)
    )
    for party in now | before:
        ends = (c.end for c in case.clocks if c.party == party and c.kind in ("opinion", "remedy"))
        due = min((end for end in ends if end is not None), default=None)
        yield Asked(party, party in now, due if party in now else None, party in reviewers)


def _ends(case: Case) -> Iterator[date]:
    return (c.end for c in case.clocks if c.end is not None and not c.late)


def _is_persons(case: Case, due: Due | Clock) -> bool:
    party = due.party if isinstance(due, Clock) else due.answers_for_it
    return binds_the_person(case.procedure, party)
