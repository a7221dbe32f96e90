"""Where a case stands, as a row that a desk can be sorted by: made of its file alone, so it can be made again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from safeconduct.procedures import run
from safeconduct.procedures.clocks import binds_the_person
from safeconduct.procedures.model import ANYONE
from safeconduct.procedures.options import options
from safeconduct.procedures.state import Case, Clock, Due

DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Row:
    """The row of a case.

    ``due`` is the first last day that an office answers for, ``person_due`` the first for the person's side,
    ``silent_on`` the first day after whose end the worker must write what follows. ``holder`` is the party that must
    act, ``decision_due`` the last day for the decision, empty while that clock stands still.
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


@dataclass(frozen=True, slots=True)
class Kept:
    """A limit that ended or runs, for the measure: who answered for it, from when to when, and whether in time."""

    limit: str
    member: str
    answers_for_it: str
    due: date
    days_late: int


def row_of(case: Case) -> Row:
    """The row of a case as it was left by its last entry."""
    dues = run.due(case)
    offices = [d for d in dues if d.answers_for_it and not _is_persons(case, d) and d.kind != "finding"]
    running = [d for d in offices if d.date is not None]
    first = min(running, key=lambda d: d.date or date.max, default=None)
    decision = next((d for d in offices if d.limit == DECISION), None)
    mine = [d.date for d in dues if d.date is not None and _is_persons(case, d)]
    return Row(
        stage=case.stage,
        kind=case.standing.kind,
        outcome=case.outcome,
        closed=case.closed,
        holder=holder(case),
        due=first.date if first else None,
        due_limit=first.limit if first else "",
        person_due=min(mine, default=None),
        decision_due=decision.date if decision else None,
        still=decision is not None and decision.suspended,
        overdue=any(d.overdue for d in offices),
        silent_on=min(_ends(case), default=None),
        last_day=case.last_day,
    )


def holder(case: Case) -> str:
    """The party that must act now; where nobody must, the one that the limit of the stage binds, or who may act."""
    if case.closed:
        return ""
    offers = [o.offer for o in options(case)]
    musts = [o.party for o in offers if o.must and o.verb != "answers" and o.party]
    stage = [c.party for c in case.clocks if c.kind == "stage" and c.party]
    mays = [o.party for o in offers if o.party and o.party != ANYONE]
    return next(iter(musts + stage + mays), "")


def _ends(case: Case) -> Iterator[date]:
    return (c.end for c in case.clocks if c.end is not None and not c.late)


def _is_persons(case: Case, due: Due | Clock) -> bool:
    party = due.party if isinstance(due, Clock) else due.answers_for_it
    return binds_the_person(case.procedure, party)
