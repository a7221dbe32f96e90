"""Where a case stands, as a row that a desk can be sorted by: made of its file alone, so it can be made again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from safeconduct.procedures.index import index_of
from safeconduct.procedures.model import ANYONE
from safeconduct.procedures.options import Option, options
from safeconduct.procedures.state import DECISION as DECIDED
from safeconduct.procedures.state import Case, Clock, Entry

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
    index, offers = index_of(case.procedure), options(case)
    ends, past = _Ends(case.clocks, index.persons), _Past(case.history, index.reviewers)
    closed = case.closed
    return Row(
        case.standing.name,
        case.standing.kind,
        case.outcome,
        closed,
        "" if closed else _holder(case, offers),
        ends.due,
        ends.due_limit,
        ends.person_due,
        ends.decision.end if ends.decision else None,
        ends.decision is not None and ends.decision.still_since is not None,
        ends.overdue,
        ends.silent_on,
        case.last_day,
        past.decided,
        past.days_late,
        tuple(_asked(case, offers, index.reviewers, past.answered)),
    )


class _Ends:
    """What the clocks say, in one pass over them: this is done for each act."""

    def __init__(self, clocks: tuple[Clock, ...], persons: set[str]) -> None:
        self.due: date | None = None
        self.due_limit, self.overdue = "", False
        self.person_due: date | None = None
        self.silent_on: date | None = None
        self.decision: Clock | None = None
        for clock in clocks:
            end = clock.computed.end if clock.computed else None
            if end is not None and not clock.late and (self.silent_on is None or end < self.silent_on):
                self.silent_on = end
            if clock.party in persons:
                if end is not None and (self.person_due is None or end < self.person_due):
                    self.person_due = end
            elif clock.party and clock.kind != "finding":
                self._of_an_office(clock, end)

    def _of_an_office(self, clock: Clock, end: date | None) -> None:
        self.overdue = self.overdue or clock.late
        if end is not None and (self.due is None or end < self.due):
            self.due, self.due_limit = end, clock.label
        if clock.label == DECISION and (self.decision is None or (end or date.max) < (self.decision.end or date.max)):
            self.decision = clock


class _Past:
    """What the history says: the day of the decision, how late it was, and who answered or reviewed."""

    def __init__(self, history: tuple[Entry, ...], reviewers: set[str]) -> None:
        self.decided: date | None = None
        self.days_late = 0
        self.answered: dict[str, None] = {}
        for entry in history:
            if self.decided is None and DECIDED in entry.events:
                self.decided = entry.on
            for late in entry.late:
                if late.limit == DECISION:
                    self.days_late = max(self.days_late, late.days)
            act = entry.act
            if act is not None and (act.verb == "answers" or act.by in reviewers):
                self.answered[act.by] = None


def _holder(case: Case, offers: tuple[Option, ...]) -> str:
    """The party that must act now; where nobody must, the one that the limit of the stage binds, or who may act."""
    for option in offers:
        offer = option.offer
        if offer.must and offer.party and offer.verb != "answers":
            return offer.party
    for clock in case.clocks:
        if clock.kind == "stage" and clock.party:
            return clock.party
    return next((o.offer.party for o in offers if o.offer.party and o.offer.party != ANYONE), "")


def _asked(case: Case, offers: tuple[Option, ...], reviewers: set[str], answered: dict[str, None]) -> Iterator[Asked]:
    parties = [(o.offer.party, o.offer.verb) for o in offers]
    now = dict.fromkeys(party for party, verb in parties if verb == "answers" or party in reviewers)
    for party in now | answered:
        open_ = party in now
        its = (c.end for c in case.clocks if open_ and c.party == party and c.kind in ("opinion", "remedy"))
        due = min((end for end in its if end is not None), default=None)
        yield Asked(party, open_, due, party in reviewers)
