"""The last days of running clocks: lengths, standing still, and the order in which two ends on one day take effect."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from safeconduct.procedures.guards import is_true
from safeconduct.procedures.index import index_of
from safeconduct.procedures.model import Procedure, Stage
from safeconduct.procedures.periods import Computed, Length, Suspension, deemed_served, end_of
from safeconduct.procedures.state import Case, Clock, Opening


def length_for(
    opening: Opening, procedure: Procedure, length: Length, longer: tuple[tuple[str, Length], ...]
) -> Length:
    """The length for this case: that of the first circumstance that makes it longer, else the ordinary one."""
    return next((other for name, other in longer if is_true(procedure, opening, name)), length)


def suspend(procedure: Procedure, clock: Clock, stage: str, day: date) -> Clock:
    """The clock standing still or running on, as the stage in which the case stands on ``day`` demands.

    A day on which it both stops and goes on again takes nothing from it.
    """
    if clock.kind != "limit" or clock.name not in procedure.limits:
        return clock
    still = stage in procedure.limits[clock.name].suspended_in
    if still and clock.still_since is None:
        return replace(clock, still_since=day, computed=None, other=None)
    if still or clock.still_since is None:
        return clock
    stood = ((clock.still_since, day),) if clock.still_since < day else ()
    suspensions = (*clock.suspensions, *stood)
    return replace(clock, still_since=None, suspensions=suspensions, computed=None, other=None)


def compute(case: Case, clock: Clock) -> Clock:
    """The clock with its last day and the sum of it, unless it stands still or has them already.

    Where the start is known only between two days, what binds an authority ends at the first of the two ends, and
    what binds the person at the second.
    """
    if clock.still_since is not None or clock.computed is not None:
        return clock
    first = _sum(case, clock, clock.start)
    if clock.latest_start is None or clock.latest_start == clock.start:
        return _ended(clock, first)
    second = _sum(case, clock, clock.latest_start)
    if binds_the_person(case.procedure, clock.party):
        first, second = second, first
    return replace(clock, computed=first, other=second)


def _ended(c: Clock, computed: Computed) -> Clock:
    """The clock with its end; each field by its place, since this is done for each clock that begins."""
    return Clock(
        c.kind, c.name, c.start, c.length, c.party, c.member, c.about, c.follows, c.latest_start,
        c.extensions, c.suspensions, c.still_since, c.channel, c.late, computed, None,
    )  # fmt: skip


def binds_the_person(procedure: Procedure, party: str) -> bool:
    """Whether this party is the person whom the case is about, or represents them."""
    return party in index_of(procedure).persons


def acting(stage: Stage) -> str:
    """The party that answers for the days of a stage: who must act there, else who may."""
    step = next((s for s in stage.steps if s.must), next(iter(stage.steps), None))
    return step.by if step else ""


def sender(procedure: Procedure, about: str) -> str:
    """Name the party that sends: who took the decision, else the one whose role it is to decide."""
    index = index_of(procedure)
    step = index.steps.get(about)
    return step.by if step is not None and (step.decides or step.grounds) else index.decider


def _sum(case: Case, clock: Clock, start: date) -> Computed:
    if clock.channel:
        return deemed_served(start, clock.length, case.calendar, channel=clock.channel)
    if clock.kind == "finding":  # what expires waits for no working day: Regulation 1182/71 Art. 4(3)
        return end_of(start, clock.length, case.calendar, roll_over=False)
    stood = tuple(Suspension(first, last) for first, last in clock.suspensions) if clock.suspensions else ()
    return end_of(start, clock.length, case.calendar, suspensions=stood, extensions=clock.extensions)
