"""Periods: when a promise about time is due, and the sum behind the date.

This is the one door to everything about time: lengths, rules of periods, calendars, dates, and the longest and
shortest that a length can be. ``docs/reference/periods.md`` is the reference, ``docs/explanation/time.md`` tells it to
a lawyer. Dates are legal dates in the zone of the authority; the clock of the machine is never read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from safeconduct.procedures.calendars import Calendar, load_calendar
from safeconduct.procedures.period_bounds import longest, longest_roll_over, longest_to_end, shortest
from safeconduct.procedures.period_counting import (
    HOURS_IN_DAY,
    ONE_DAY,
    TWO_DAYS,
    Suspension,
    backwards,
    counted_end,
    ended,
    in_order,
    is_walked,
    nth_working_day,
)
from safeconduct.procedures.period_files import PeriodError, Said, library_names
from safeconduct.procedures.period_hours import end_of_hours, legal_date
from safeconduct.procedures.period_lengths import Length, Unit, parse_length
from safeconduct.procedures.period_rules import PeriodRule, StandStill, load_rule, part_of_month, read_rule
from safeconduct.procedures.state_files import (
    DeemedService,
    HolidaySource,
    MissingInstruction,
    Silence,
    State,
    known_states,
    load_state,
    read_state,
)

__all__ = [
    "SENTENCES",
    "Calendar",
    "Computed",
    "DeemedService",
    "HolidaySource",
    "Length",
    "MissingInstruction",
    "PeriodError",
    "PeriodRule",
    "Said",
    "Silence",
    "StandStill",
    "State",
    "SumStep",
    "Suspension",
    "Unit",
    "backwards",
    "deemed_served",
    "end_of",
    "end_of_hours",
    "known_rules",
    "known_states",
    "legal_date",
    "load_calendar",
    "load_rule",
    "load_state",
    "longest",
    "longest_roll_over",
    "longest_to_end",
    "parse_length",
    "part_of_month",
    "read_rule",
    "read_state",
    "sentence",
    "shortest",
]

SENTENCES: Mapping[str, str] = {
    "length": "{start} + {length} = {date}",
    "suspended": "+ {days} {days_word} suspended = {date}",
    "suspended, counted again": "stood still from {first} to {last}, so the last of {length} is {date}",
    "extended": "+ {length} = {date}",
    "clear": "the last day is not counted either, so {date}",
    "working days at least": "it must hold {working_days} working days while it runs, so {date}",
    "rolled over": "{reason} is no working day, so {date}",
    "stood still at the end": "the clock stood still until {date}, so not before that day",
}
"""The sentence for each step of a sum, in English; the keys are stable, so that translations can follow them."""

MOST_ENDS = 20_000
"""So many ends a calendar keeps; then it begins anew."""

_HOURS: Mapping[Unit, int] = {
    "hours": 1,
    "days": HOURS_IN_DAY,
    "working days": HOURS_IN_DAY,
    "weeks": 7 * HOURS_IN_DAY,
    "months": 28 * HOURS_IN_DAY,
    "years": 365 * HOURS_IN_DAY,
}


@dataclass(frozen=True, slots=True)
class SumStep:
    """One step of a sum: which sentence, what it names, and the date that it reaches."""

    text_key: str
    values: tuple[tuple[str, str], ...]
    date: date

    @property
    def text(self) -> str:
        """The step in English, as in ``+ 14 days suspended = 2027-03-28``."""
        return SENTENCES[self.text_key].format_map(dict(self.values))


@dataclass(frozen=True, slots=True)
class Computed:
    """A due date with everything that is needed to compute it again: kept with the case, readable as a sentence.

    ``raw_end`` is the last counted day, with suspensions and extensions; ``end`` the day on which the period ends.
    """

    start: date
    raw_end: date
    end: date
    steps: tuple[SumStep, ...]
    rule: str
    rule_version: str
    calendar_version: str


def end_of(
    start: date,
    length: Length,
    calendar: Calendar,
    *,
    suspensions: Sequence[Suspension] = (),
    extensions: Sequence[Length] = (),
    roll_over: bool | None = None,
) -> Computed:
    """When a period ends that begins with an event on ``start``.

    The order is: count; add the days that stood still; extend from there (German Civil Code § 190), each extension
    with the suspensions that fall into it; at the very end, once, put the end off to a working day.

    ``roll_over=False`` is for what Articles 4 and 5 of Regulation 1182/71 name: entry into force, expiry, and acts at
    a specified moment. It turns off the roll-over and the two working days. None follows the rule.

    What was computed is kept with the calendar, by all that it depends on.
    """
    key = (start, length, tuple(suspensions), tuple(extensions), roll_over)
    found: Computed | None = calendar.ends.get(key)
    if found is None:
        if len(calendar.ends) >= MOST_ENDS:
            calendar.ends.clear()
        found = calendar.ends[key] = _end_of(start, length, calendar, suspensions, extensions, roll_over)
    return found


def _end_of(
    start: date,
    length: Length,
    calendar: Calendar,
    suspensions: Sequence[Suspension],
    extensions: Sequence[Length],
    roll_over: bool | None,
) -> Computed:
    total = _Sum(start, calendar, list(in_order(suspensions)))
    total.count("length", length)
    for extension in extensions:
        total.count("extended", extension)
    raw_end = total.last_counted_day()
    if roll_over is not False:
        total.hold_working_days(length)
    if (calendar.rule.rolls_over if roll_over is None else roll_over) and length.unit != "hours":
        total.roll_over()
    total.wait_while_it_stands()
    rule = calendar.rule
    return Computed(start, raw_end, total.day, tuple(total.steps), rule.id, rule.version, calendar.version)


def deemed_served(
    sent: date, days: Length, calendar: Calendar, *, channel: str = "", roll_over: bool | None = None
) -> Computed:
    """When a decision that was sent (or made ready for collection) on a day counts as served.

    Whether that day can be a Sunday differs: a Czech ten-day period is a period like any other (Act 500/2004 § 24(1),
    § 40(1)(c)), the German fourth day is only a presumption (VwVfG § 41(2)). Where the State's file has a channel of
    this name, it says so; else the rule of periods decides. ``roll_over`` overrides both.
    """
    if roll_over is None:
        roll_over = next((known.rolls_over for known in calendar.deemed_service if known.channel == channel), None)
    return end_of(sent, days, calendar, roll_over=roll_over)


def sentence(computed: Computed) -> str:
    """The sum in English: ``2027-01-13 + 60 days = 2027-03-14; + 14 days suspended = 2027-03-28; Sunday is …``."""
    return "; ".join(step.text for step in computed.steps)


def known_rules() -> tuple[str, ...]:
    """The rules of periods in the library."""
    return library_names("periods")


@dataclass(slots=True)
class _Sum:
    """A sum in the making: the day reached, the suspensions still to come, the steps taken."""

    start: date
    calendar: Calendar
    to_come: list[Suspension]
    steps: list[SumStep] = field(default_factory=list)
    used: list[Suspension] = field(default_factory=list)
    day: date = date.min
    said_hours: int = 0
    """What the lengths say, in hours: one working day is no period of two days, however long it takes."""

    def count(self, key: str, length: Length) -> None:
        """Add a length, then each suspension that begins by the day to which the period has come."""
        origin = self.start if self.day == date.min else self.day
        self.said_hours += length.number * _HOURS[length.unit]
        inside: list[Suspension] = []
        self.reach(key, counted_end(origin, length, self.calendar), start=origin, length=length)
        while self.to_come and self.to_come[0].first <= self.day:
            stop = self.to_come.pop(0)
            inside.append(stop)
            self.used.append(stop)
            before, day = self.day, counted_end(origin, length, self.calendar, inside)
            if is_walked(length.unit, self.calendar):
                self.reach("suspended, counted again", day, first=stop.first, last=ended(stop), length=length)
            elif day != before:
                days = (day - before).days
                self.reach("suspended", day, days=days, days_word="day" if days == 1 else "days")

    def last_counted_day(self) -> date:
        """The raw end; a clear period (délai franc) ends on the day after the counted one."""
        if self.calendar.rule.last_day == "not counted":
            self.reach("clear", self.day + ONE_DAY)
        return self.day

    def hold_working_days(self, length: Length) -> None:
        """Regulation 1182/71 Art. 3(5): a period of two days or more holds at least two working days."""
        rule = self.calendar.rule
        least = rule.minimum_in_hours if length.unit == "hours" else rule.minimum_working_days
        if least is None or self.said_hours < TWO_DAYS * HOURS_IN_DAY:
            return
        held = nth_working_day(self.start, least, self.calendar, [*self.used, *self.to_come])
        if held > self.day:
            self.reach("working days at least", held, working_days=least)

    def roll_over(self) -> None:
        """Art. 3(4) and its like: an end on a non-working day becomes the end of the next working day."""
        reason, day = self.calendar.why_off(self.day), self.day
        while not self.calendar.is_working_day(day):
            day += ONE_DAY
        if day != self.day:
            self.reach("rolled over", day, reason=reason)

    def wait_while_it_stands(self) -> None:
        """A clock that was stopped in the days of the roll-over cannot end before it starts again.

        Nothing of the period is left then, so nothing is counted afterwards, and it is not put off a second time.
        """
        while self.to_come and self.to_come[0].first <= self.day:
            last = ended(self.to_come.pop(0))
            if last > self.day:
                self.reach("stood still at the end", last)

    def reach(self, key: str, day: date, **values: object) -> None:
        self.day = day
        named = {name: str(value) for name, value in values.items()} | {"date": day.isoformat()}
        self.steps.append(SumStep(key, tuple(named.items()), day))
