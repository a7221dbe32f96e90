"""Plays a case day by day: each step that the law offers is taken as the habits say, silence does the rest.

Nothing here decides what is lawful: every act is one of those offered, and is carried out by the run-time semantics.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from safeconduct.cases.seed.habits import Answering, Habit, Habits, Plot, tilted
from safeconduct.cases.seed.lot import Lot
from safeconduct.procedures.clocks import binds_the_person
from safeconduct.procedures.model import ANYONE, Channel, Opinion
from safeconduct.procedures.options import Option, options
from safeconduct.procedures.refusals import back_dated
from safeconduct.procedures.run import apply
from safeconduct.procedures.silences import next_end, take_effect
from safeconduct.procedures.state import Act, Case

DAY = timedelta(days=1)
_EARLY, _LATE = 30, 24
"""How many days before a last day offices decide at most, and by how many they are late."""
_IN_A_CLAIM = 0.15
_MOST_ACTS = 60
_REVIEWS = ("upholds", "annuls", "replaces")

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """One act, the case as it was before (all that fell silent included) and after it."""

    before: Case
    act: Act
    after: Case


@dataclass(frozen=True, slots=True)
class Played:
    """A case as far as it was played, and its acts."""

    start: Case
    moves: tuple[Move, ...]
    end: Case


@dataclass(frozen=True, slots=True)
class Setting:
    """What decides how a case goes: habits, kind of case, luck, and how slow the office is."""

    habits: Habits
    plot: Plot
    lot: Lot
    pace: float = 1.0
    lawyer: bool = False


def play(case: Case, setting: Setting, morning: date) -> Played:
    """The case as it stands on a morning: everything that happens before that day."""
    walk = _Walk(case, setting, morning)
    while len(walk.moves) < _MOST_ACTS and walk.goes_on():
        pass
    return Played(case, tuple(walk.moves), walk.case)


class _Walk:
    """A case while it is played, with the days on which each offered step is planned."""

    def __init__(self, case: Case, setting: Setting, morning: date) -> None:
        self.case, self.now, self.morning = case, case.opening.on, morning
        self.s, self.lot = setting, setting.lot
        self.moves: list[Move] = []
        self.offers: tuple[Option, ...] = ()
        self.visit = 0
        self.plans: dict[Key, date | None] = {}
        self.chosen: dict[Key, str] = {}
        self.done: dict[str, int] = {}

    def goes_on(self) -> bool:
        """Lets the next thing happen, an end or an act; false where nothing more happens before the morning."""
        self.offers = options(self.case)
        planned = [(day, i) for i, o in enumerate(self.offers) if (day := self._planned(o)) is not None]
        day, chosen = min(planned, default=(self.morning, -1))
        clock = next_end(self.case, min(day, self.morning))
        if clock is not None:
            self._became(take_effect(self.case, clock))
            self.now = max(self.now, (clock.end or self.now) + DAY)
        elif day < self.morning:
            self._act(self.offers[chosen], day)
        return clock is not None or day < self.morning

    def _act(self, option: Option, day: date) -> None:
        o = option.offer
        act = Act(day, self._party(option), o.verb, o.what, o.member)
        after = apply(self.case, act)
        self.moves.append(Move(self.case, act, after))
        self.now = day
        self.done[o.what] = self.done.get(o.what, 0) + 1
        self.plans.pop(self._key(option), None)
        self._became(replace(after, split_off=None))

    def _became(self, case: Case) -> None:
        if case.standing != self.case.standing:
            self.visit += 1
        self.case = case

    def _party(self, option: Option) -> str:
        """Who does it: the lawyer for the person where there is one, nobody where the post brings something."""
        party = self.case.procedure.parties.get(option.by)
        if not option.by:
            return ""
        if option.by == ANYONE:
            return self.s.habits.anyone
        by_lawyer = self.s.lawyer and party is not None and party.role == "the person" and not option.in_person
        if by_lawyer and option.offer.what not in self.s.habits.always:
            return next(q.name for q in self.case.procedure.parties.values() if q.represents == option.by)
        return option.by

    # ---- when ----------------------------------------------------------------------------------------------------

    def _planned(self, option: Option) -> date | None:
        """The day on which this is planned, drawn when it is first offered; nothing if it will not happen."""
        key = self._key(option)
        if key not in self.plans:
            self.plans[key] = self._plan(option, key)
        day = self.plans[key]
        if day is None or not self._is_chosen(option):
            return None
        return self._possible(max(day, self.now), option)

    def _key(self, option: Option) -> Key:
        o = option.offer
        if o.verb == "answers":
            return ("answers", o.what, o.member, str(self.done.get(o.what, 0)), str(self._asked(option)))
        if option.step is not None and option.step in self.case.procedure.always:
            return ("always", o.what, o.member)
        beside = self._clock_beside(option)
        return (beside or self.case.stage, str("" if beside else self.visit), o.verb, o.what, o.member)

    def _asked(self, option: Option) -> date:
        opinion = self._opinion(option)
        clocks = (c for c in self.case.clocks if c.kind == "opinion" and c.name == opinion.name)
        return next((c.start for c in clocks if c.member == option.offer.member), date.min)

    def _opinion(self, option: Option) -> Opinion:
        offer, opinions = option.offer, self.case.procedure.opinions
        return next(opinions[name] for name, _ in self.case.out if offer.what in opinions[name].answers)

    def _clock_beside(self, option: Option) -> str:
        """The remedy that runs beside the stage, if the offer is one of its acts."""
        if option.offer.verb not in ("files", *_REVIEWS) or self.case.standing.remedy:
            return ""
        clocks = (c for c in self.case.clocks if c.kind in ("time for remedy", "remedy"))
        return next((f"{c.kind} {c.label} {c.start}" for c in clocks), "")

    def _plan(self, option: Option, key: Key) -> date | None:
        match option.offer.verb:
            case "answers":
                return self._answer(option, key)
            case "sends" | "serves" | "returns":
                return self._service(option, key)
            case "files":
                review = self.s.habits.remedies[option.offer.what.partition(" against ")[0]]
                chance = tilted(self.s.plot, option.offer.what, review.filed)
                return self._drawn(chance, review.days, key)
            case "upholds" | "annuls" | "replaces":
                review = self.s.habits.remedies[option.offer.what.partition(" against ")[0]]
                return self._drawn(1, review.decided, key, self.s.pace)
            case "confirms" | "declines":
                return self._drawn(1, (1, 8), key, self.s.pace)
            case _:
                return self._step(option, key)

    def _step(self, option: Option, key: Key) -> date | None:
        habit = self._habit(option)
        if habit is None or (self.done.get(option.offer.what, 0) >= habit.at_most and not habit.weight):
            return None
        chance = tilted(self.s.plot, option.offer.what, habit.chance) if not habit.weight else 1.0
        if self.case.standing.kind == "claim":
            chance *= _IN_A_CLAIM
        pace = 1.0 if binds_the_person(self.case.procedure, option.by) else self.s.pace
        day = self._drawn(chance, habit.days, key, pace)
        return self._near(habit, day, key) if day is not None and habit.near else day

    def _habit(self, option: Option) -> Habit | None:
        standing = self.case.standing.fell_in or self.case.standing
        here = self.s.habits.when.get(standing.name, {})
        return here.get(option.offer.what) or self.s.habits.always.get(option.offer.what)

    def _near(self, habit: Habit, day: date, key: Key) -> date:
        """Offices decide towards the last day; a slow one passes it more often."""
        end = next((c.end for c in self.case.clocks if c.kind == "limit" and c.name == habit.near), None)
        if end is None:
            return day
        if self.lot.happens(habit.late * self.s.pace**3, "late", *key):
            return max(day, end + timedelta(days=self.lot.days(1, round(_LATE * self.s.pace), "by", *key)))
        before = self._working_day_before(
            end - timedelta(days=round(self.lot.number(0, _EARLY, "early", *key) * max(2 - self.s.pace**2, 0)))
        )
        return max(day, before) if day <= end else self._working_day_before(end)

    def _working_day_before(self, day: date) -> date:
        while not self.case.calendar.is_working_day(day):
            day -= DAY
        return day

    def _drawn(self, chance: float, days: tuple[int, int], key: Key, pace: float = 1.0) -> date | None:
        if not self.lot.happens(chance, "whether", *key):
            return None
        return self.now + timedelta(days=round(self.lot.days(*days, "days", *key) * pace))

    def _possible(self, day: date, option: Option) -> date:
        """The next day on which this can be: offices and the post do not work on Sundays, and nothing is back-dated."""
        habit = self._habit(option)
        at_office = option.in_person or (habit is not None and habit.at_office)
        at_home = binds_the_person(self.case.procedure, option.by) and not at_office
        while back_dated(self.case, day) or not (at_home or self.case.calendar.is_working_day(day)):
            day += DAY
        return day

    # ---- opinions and service ------------------------------------------------------------------------------------

    def _answer(self, option: Option, key: Key) -> date | None:
        opinion = self._opinion(option)
        habit: Answering = self.s.habits.answers[opinion.name]
        question = (opinion.name, option.offer.member, self._asked(option) == date.min)
        weights = {a: tilted(self.s.plot, a, w) for a, w in habit.answers.items()}
        silent = self.lot.happens(tilted(self.s.plot, "silent", habit.silent), "silent", *question)
        answer = self.lot.weighted(weights, "answer", *question)
        return (
            self._drawn(1, habit.days, key[:1] + question[:2]) if answer == option.offer.what and not silent else None
        )

    def _service(self, option: Option, key: Key) -> date | None:
        serving, verb = self.s.habits.service, option.offer.verb
        if verb == "sends":
            return self._drawn(1, serving.sent, key, self.s.pace)
        channel = self._channel()
        way = self._way(channel, key[:2])
        longest = channel.deemed_served_after.number - 1
        if verb == "returns" and way == "returned":
            return self._drawn(1, (min(3, longest), longest), key)
        return self._drawn(1, serving.days, key) if (verb, way) == ("serves", "arrives") else None

    def _channel(self) -> Channel:
        service = self.case.procedure.service
        assert service is not None  # noqa: S101 - what is on its way has a channel
        return next(c for c in service.channels if c.name == self.case.standing.channel)

    def _way(self, channel: Channel, key: Key) -> str:
        """What happens to a letter; the last channel cannot come back, and a public notice is hardly ever seen."""
        serving, plot = self.s.habits.service, self.s.plot
        if not channel.if_returned:
            return "not collected"
        at = self.lot.at("way", *key, channel.name)
        returned = min(tilted(plot, "returned", serving.returned), 1.0)
        lost = min(tilted(plot, "not collected", serving.not_collected), 1.0)
        return "returned" if at < returned else "not collected" if at < returned + lost else "arrives"

    # ---- those that exclude each other ----------------------------------------------------------------------------

    def _is_chosen(self, option: Option) -> bool:
        """Whether it is the one of those that exclude each other; drawn anew when another of them comes to be open."""
        if not self._excludes(option):
            return True
        does = option.offer.verb == "does"
        rivals = [o for o in self.offers if self._excludes(o) and (o.offer.verb == "does") == does]
        weights = {f"{o.offer.verb} {o.offer.what}": self._weight(o) for o in rivals}
        if not any(weights.values()):
            return False
        group = (self.case.stage, str(self.visit), *sorted(weights))
        if group not in self.chosen:
            self.chosen[group] = self.lot.weighted(weights, "chosen", *group)
        return self.chosen[group] == f"{option.offer.verb} {option.offer.what}"

    def _excludes(self, option: Option) -> bool:
        if option.offer.verb != "does":
            return option.offer.verb in (*_REVIEWS, "confirms", "declines")
        habit = self._habit(option)
        return habit is not None and bool(habit.weight)

    def _weight(self, option: Option) -> float:
        o = option.offer
        if o.verb in _REVIEWS:
            outcome = self.s.habits.remedies[o.what.partition(" against ")[0]].outcome
            return tilted(self.s.plot, o.verb, outcome.get(o.verb, 0))
        if o.verb in ("confirms", "declines"):
            return tilted(self.s.plot, o.verb, self.s.habits.claims.get(o.verb, 0))
        habit = self._habit(option) if o.verb == "does" else None
        return tilted(self.s.plot, o.what, habit.weight) if habit else 0.0
