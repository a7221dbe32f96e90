"""Random runs of a procedure on real dates: what tests hold against the proof.

A run draws its acts from what is offered and its days from the last days of the clocks that run, because a worst case
is made of last days. Randomness is passed in, so that a run can be told again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Protocol, TypeVar

from safeconduct.procedures.model import Charter, Procedure, Silence
from safeconduct.procedures.options import Option, options
from safeconduct.procedures.periods import Calendar
from safeconduct.procedures.refusals import back_dated
from safeconduct.procedures.run import apply, open_case
from safeconduct.procedures.silences import follows_in_law, next_end, take_effect
from safeconduct.procedures.state import DECISION, Act, Case

Steer = Literal["last day", "any day"]
T = TypeVar("T")

_ON_A_LAST_DAY = 0.85
_ACTS_ON_A_DAY = 0.55
_ACTS_BEFORE_THE_END = 0.9
_ENDS_IT = 0.3
_STOPS_IT = 0.002
_TASTES = (0.1, 1.0, 1.0, 8.0)
_NEXT_LAST_DAY = 0.5
_MOST_ACTS = 80
_MOST_ON_ONE_DAY = 30
_EPOCH = date(2026, 1, 1)
_SPREAD = 4 * 365
_YEARS = timedelta(days=12 * 365)


class Dice(Protocol):
    """What a run needs of randomness; ``random.Random`` has it."""

    def random(self) -> float:
        """A number from 0 up to 1."""

    def choice(self, seq: Sequence[T], /) -> T:
        """One of several."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run, and the longest time from entering the stage of the promise to the decision, in calendar days.

    ``days_to_decision`` is empty if the run was dropped or no decision came. ``days`` has one figure for each promise
    of a longest time. ``kept_duties`` is false if a duty could not be kept any more, or was missed.
    """

    acts: tuple[Act, ...]
    case: Case
    days_to_decision: int | None
    kept_duties: bool
    days: Mapping[str, int]


def random_run(  # noqa: PLR0913 - everything that makes a run can be fixed
    procedure: Procedure,
    charter: Charter,
    calendar: Calendar,
    rng: Dice,
    *,
    lawful: bool = True,
    steer: Steer = "last day",
    on: date | None = None,
    circumstances: Mapping[str, bool] | None = None,
    people: Mapping[str, int] | None = None,
    to_decision: bool = False,
) -> Run:
    """One run from filing to its end, or only ``to_decision``.

    The day and the circumstances are drawn where they are not given.

    ``lawful``: no duty is ever missed, and the run is dropped where one cannot be kept.
    """
    if circumstances is None:
        circumstances = {name: rng.choice((True, False)) for name in procedure.circumstances}
    day = on or _EPOCH + timedelta(days=int(rng.random() * _SPREAD))
    case = open_case(procedure, charter, calendar, day, circumstances, people)
    walk = _Walk(case, day, rng, lawful, steer)
    while walk.goes_on() and not (to_decision and is_decided(walk.case)):
        walk.on()
    return _told(walk)


def days_to_decision(case: Case, stage: str) -> int | None:
    """The most days from entering ``stage`` to the decision of section 6; empty if there is none.

    Each entry counts that comes before the first decision; what follows an annulment is not measured.
    """
    entered: list[date] = []
    for entry in case.history:
        for event in entry.events:
            if event == f"reaching {stage}":
                entered.append(entry.on)
            elif event == DECISION:
                return max(((entry.on - start).days for start in entered), default=None)
    return None


def is_decided(case: Case) -> bool:
    """Whether a decision was ever reached."""
    return any(DECISION in entry.events for entry in case.history)


class _Walk:
    """One run on its way: the case, the day, and whether it can still be lawful."""

    def __init__(self, case: Case, day: date, rng: Dice, lawful: bool, steer: Steer) -> None:
        self.case, self.day, self.rng, self.lawful, self.steer = case, day, rng, lawful, steer
        self.until = day + _YEARS
        self.acts_today = 0
        self.stuck = False
        self.taste: dict[tuple[str, str], float] = {}

    def goes_on(self) -> bool:
        """Whether the run has not ended and has not lost its way."""
        few = len(self.case.acts) < _MOST_ACTS and self.day < self.until
        return not self.case.closed and not self.stuck and few

    def on(self) -> None:
        """Waits, then acts."""
        before = self.day
        self._wait(self._chosen_day())
        self.acts_today = self.acts_today + 1 if self.day == before else 0
        must = self._barrier() == self.day
        if must or self.acts_today or self.rng.random() < self._eagerness():
            self._act(must)
        if self.acts_today > _MOST_ON_ONE_DAY:
            self._cannot_act(must)

    def _barrier(self) -> date | None:
        """The first last day of a duty: lawful time cannot pass it before the act that it demands."""
        if not self.lawful:
            return None
        p = self.case.procedure
        ends = [c.end for c in self.case.clocks if c.end and not follows_in_law(p, c)]
        return min(ends, default=None)

    def _chosen_day(self) -> date:
        barrier = self._barrier()
        ends = [c.end for c in self.case.clocks if c.end and not c.late and c.end >= self.day]
        days = [d for d in ends if barrier is None or d <= barrier]
        days += [d + timedelta(days=1) for d in days if barrier is None or d < barrier]
        if not days:
            return self.day + timedelta(days=int(self.rng.random() * 40))
        if self.steer == "last day" and self.rng.random() < _ON_A_LAST_DAY:
            return min(days) if self.rng.random() < _NEXT_LAST_DAY else self.rng.choice(days)
        return self.day + timedelta(days=int(self.rng.random() * ((max(days) - self.day).days + 1)))

    def _wait(self, day: date) -> None:
        """Lets silence do its work up to the morning of ``day``, but no lawful day passes the last day of a duty."""
        day = self._lawful(day)
        clock = next_end(self.case, day)
        while clock is not None:
            self.case = take_effect(self.case, clock)
            day = self._lawful(day)
            clock = next_end(self.case, day)
        self.day = max(day, self.day)

    def _eagerness(self) -> float:
        """How likely somebody acts today: long runs need an act where silence would end the case."""
        p = self.case.procedure
        ending = [c.follows for c in self.case.clocks if c.end and isinstance(c.follows, Silence)]
        ends = any(s.to and p.stages[s.to].outcome and not s.claimed_by for s in ending)
        return _ACTS_BEFORE_THE_END if ends else _ACTS_ON_A_DAY

    def _lawful(self, day: date) -> date:
        barrier = self._barrier()
        return day if barrier is None else min(day, barrier)

    def _act(self, must: bool) -> None:
        if back_dated(self.case, self.day):
            self._cannot_act(must)
            return
        choices = [(a, w) for o in options(self.case) if (w := self._weight(o)) for a in self._acts(o)]
        if must:
            keeping = [(a, w) for a, w in choices if self._keeps_the_duty(a)]
            choices = keeping or choices
        if not choices:
            self._cannot_act(must)
            return
        self.case = apply(self.case, _drawn(choices, self.rng))

    def _cannot_act(self, must: bool) -> None:
        """The day is over, or nobody may do anything: a duty that ends today is missed, else another day comes."""
        self.stuck = must
        self.day += timedelta(days=0 if must else 1)

    def _acts(self, option: Option) -> list[Act]:
        o = option.offer
        act = Act(self.day, o.party, o.verb, o.what, o.member)
        others = Act(self.day, o.party, o.verb, o.what, o.member, "the others")
        return [act, others] if option.splits and self._has_others(option) else [act]

    def _has_others(self, option: Option) -> bool:
        return option.step is not None and len(self.case.members(option.step.for_one)) > 1

    def _keeps_the_duty(self, act: Act) -> bool:
        after = _Walk(apply(self.case, act), self.day, self.rng, self.lawful, self.steer)
        barrier = after._barrier()
        return barrier is None or barrier > self.day

    def _weight(self, option: Option) -> float:
        """How likely an act is: what ends the case is drawn seldom, what can end it at any time hardly ever.

        Each run has its own taste besides, so that one asks for papers at every turn and another never does: many runs
        of different tastes come to more corners than many runs of the same.
        """
        step, p = option.step, self.case.procedure
        key = (option.offer.verb, option.offer.what)
        if key not in self.taste:
            self.taste[key] = self.rng.choice(_TASTES)
        if step is None:
            return self.taste[key]
        if step in p.always:
            return _STOPS_IT
        ends = bool(step.decides) or (bool(step.to) and bool(p.stages[step.to].outcome))
        return self.taste[key] * (_ENDS_IT if ends else 1.0)


def _drawn(choices: list[tuple[Act, float]], rng: Dice) -> Act:
    at = rng.random() * sum(weight for _, weight in choices)
    for act, weight in choices:
        at -= weight
        if at < 0:
            return act
    return choices[-1][0]


def _told(walk: _Walk) -> Run:
    case = walk.case
    stages = {p.name: p.from_stage for p in case.procedure.promises.values() if p.at_most is not None}
    counted = {name: days_to_decision(case, stage) for name, stage in stages.items()}
    days = {name: found for name, found in counted.items() if found is not None}
    first = next(iter(stages.values()), case.procedure.starts_in)
    missed = bool(case.late) or any(c.late for c in case.clocks)
    kept = not walk.stuck and not missed
    reached = days_to_decision(case, first) if kept or not walk.lawful else None
    return Run(case.acts, case, reached, kept, days)
