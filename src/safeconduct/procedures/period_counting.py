"""Counting: from an event to the last day of a period, before anything is put off.

Under every rule that we know the day of the event is not counted (Regulation 1182/71 Art. 3(1)), so *start + n days*
is the last day of n days, and a period in weeks, months or years ends on the same weekday or date as the event
(Art. 3(2)(c); Court of Justice, C-171/03, on weeks).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from safeconduct.procedures.calendars import Calendar
from safeconduct.procedures.period_files import PeriodError
from safeconduct.procedures.period_lengths import Length, Unit

DAYS_IN_WEEK = 7
HOURS_IN_DAY = 24
MONTHS_IN_YEAR = 12
TWO_DAYS = 2
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Suspension:
    """A clock that stands still: from the day of the event that stops it to the day of the event that starts it again.

    Both events follow the rule for every event: the day on which it falls is not counted from it. So the day that
    stops the clock has still run, and the first day that runs again is the day after the one that starts it: stopped
    on 20 January and started on 3 February, 14 days stood still. ``last`` is None while the clock stands.
    """

    first: date
    last: date | None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise PeriodError(
                f"a suspension from {self.first} ends on {self.last}, before it begins", "Exchange the days."
            )


def counted_end(start: date, length: Length, calendar: Calendar, suspensions: Sequence[Suspension] = ()) -> date:
    """The last day of a period that the event of ``start`` sets running, not yet put off to a working day.

    ``suspensions`` are in order, do not overlap and have ended. Each counts if it begins by the day to which the
    period had come.
    """
    if is_walked(length.unit, calendar):
        return _walk(start, length, calendar, suspensions)
    end = shifted(start, length, calendar)
    for stop in suspensions:
        if stop.first <= end:
            end += max(ended(stop) - max(stop.first, start), timedelta(0))
    return end


def is_walked(unit: Unit, calendar: Calendar) -> bool:
    """Whether days must be looked at one by one, because not every day counts."""
    rule = calendar.rule
    return unit == "working days" or (unit == "days" and (rule.days == "working days" or bool(rule.stands_still)))


def counts(day: date, unit: Unit, calendar: Calendar) -> bool:
    """Whether a day counts in a period that is walked."""
    if unit == "days" and calendar.stands_still(day):
        return False
    return (unit == "days" and calendar.rule.days == "calendar days") or calendar.is_working_day(day)


def shifted(start: date, length: Length, calendar: Calendar) -> date:
    """``start`` and a length in which every day counts."""
    if length.unit == "days":
        return start + timedelta(days=length.number)
    if length.unit == "weeks":
        return start + timedelta(days=DAYS_IN_WEEK * length.number)
    if length.unit == "hours":
        # Only the day of the event is known: the hours run at the latest from its end.
        return start + timedelta(days=-(-length.number // HOURS_IN_DAY))
    if calendar.rule.month_end == "not said":
        raise PeriodError(f"{calendar.rule.id} says nothing of {length.unit}", "Name a rule that does, or write days.")
    return same_date(start, length.number * (MONTHS_IN_YEAR if length.unit == "years" else 1))


def same_date(start: date, months: int) -> date:
    """The same date so many months later (or earlier), else the last day of that month."""
    year, month = divmod(start.year * MONTHS_IN_YEAR + start.month - 1 + months, MONTHS_IN_YEAR)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def ended(suspension: Suspension) -> date:
    """The day on which the clock starts again."""
    if suspension.last is None:
        raise PeriodError(
            f"the clock stands still since {suspension.first}: the end cannot be told yet",
            "Give the day on which it starts again, or show the days that are left.",
        )
    return suspension.last


def in_order(suspensions: Sequence[Suspension]) -> tuple[Suspension, ...]:
    """Suspensions by date; those that overlap or touch become one, so that no day stands still twice."""
    merged: list[Suspension] = []
    for stop in sorted(suspensions, key=lambda s: (s.first, ended(s))):
        if merged and stop.first <= ended(merged[-1]):
            merged[-1] = Suspension(merged[-1].first, max(ended(merged[-1]), ended(stop)))
        else:
            merged.append(stop)
    return tuple(merged)


def stood_still(day: date, suspensions: Sequence[Suspension]) -> bool:
    """Whether a day is one of those that a suspension takes out."""
    return any(stop.first < day <= ended(stop) for stop in suspensions)


def nth_working_day(start: date, number: int, calendar: Calendar, suspensions: Sequence[Suspension]) -> date:
    """Find the nth working day after a day, without the days that stood still."""
    day, left = start, number
    while left:
        day += ONE_DAY
        left -= calendar.is_working_day(day) and not stood_still(day, suspensions)
    return day


def backwards(end: date, length: Length, calendar: Calendar) -> date:
    """The first day of a period that is counted backwards from an event on ``end``; no roll-over (Art. 3(4)).

    The day of the event is not counted. What must be done so long *before* the event must be done before this day;
    what may be done within that time before it may be done from this day on. Two working days are still held (3(5)).
    """
    if length.unit == "hours":
        raise PeriodError("hours are not counted backwards to a day", "Write days.")
    if is_walked(length.unit, calendar):
        day, left = end, length.number
        while left:
            day -= ONE_DAY
            left -= counts(day, length.unit, calendar)
        return day
    if length.unit in ("months", "years"):
        day = same_date(end, -length.number * (MONTHS_IN_YEAR if length.unit == "years" else 1))
    else:
        day = end - timedelta(days=length.number * (DAYS_IN_WEEK if length.unit == "weeks" else 1))
    return _hold_backwards(day, end, calendar)


def _walk(start: date, length: Length, calendar: Calendar, suspensions: Sequence[Suspension]) -> date:
    day, left = start, length.number
    while left:
        day += ONE_DAY
        left -= counts(day, length.unit, calendar) and not stood_still(day, suspensions)
    # A clock stopped on its last day has nothing left when it starts again: it ends on that day.
    return next((ended(stop) for stop in suspensions if stop.first <= day < ended(stop) and stop.first >= start), day)


def _hold_backwards(day: date, end: date, calendar: Calendar) -> date:
    least = calendar.rule.minimum_working_days
    if least is None or (end - day).days < TWO_DAYS:
        return day
    held, left = end, least
    while left:
        held -= ONE_DAY
        left -= calendar.is_working_day(held)
    return min(day, held)
