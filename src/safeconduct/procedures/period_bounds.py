"""How long, and how short, a length can be: what a proof counts with, whatever the day on which a period begins.

A proof knows no dates. It takes a length at its longest (or shortest), and the longest wait from a counted end to a
working day apart: a suspension or an extension moves an end onto a worse day, so the joint worst of one start date
would be too small. Starts from 2020 to 2040 are looked at; every answer is reached by one of them.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache
from operator import sub

from safeconduct.procedures.calendars import Calendar
from safeconduct.procedures.period_counting import HOURS_IN_DAY, counts, is_walked, same_date, shifted
from safeconduct.procedures.period_lengths import Length, Unit

FIRST_START = date(2020, 1, 1)
LAST_START = date(2040, 12, 31)
DAYS_OFF_ALLOWED = 4
"""Without a calendar: so many days off in each begun stretch of 20 working days, beside the weekends."""
STRETCH = 20
_WORKING_WEEK = 5
_WEEKEND = 2
_WEEK = 7
_MONTHS = {"months": 1, "years": 12}
_TWO = 2
_WORTH_THE_TIME = 2_000_000
"""Steps beyond which pieces are no longer put together: a coarser bound, safe too, is at once."""
_LEAP_CYCLE = 4 * 365 + 1
_NO_LEAP_YEAR = 2100


@lru_cache(maxsize=4096)
def longest(length: Length, calendar: Calendar | None = None, *, suspensions: int = 0) -> int:
    """The most days that a length takes from the event to its counted end, over every start from 2020 to 2040.

    3 months: 92. With a calendar, working days (and days that are not all counted) are looked up; a clear period has
    one day more. Without one, 4 days off are allowed in each begun 20 working days, beside Saturdays and Sundays: an
    allowance for counted days, which some calendars exceed; what is published for a State takes its calendar.

    A suspension cuts such a period in two, and each part may meet its own holidays: ``suspensions`` says how often at
    most. It changes nothing where every day counts. The days that stood still are not in it.
    """
    if calendar is None:
        return _longest_without(length)
    clear = int(calendar.rule.last_day == "not counted")
    if not is_walked(length.unit, calendar):
        shifted(FIRST_START, length, calendar)  # refuses what the rule says nothing of
        return _longest_without(length) + clear
    return (
        _longest_in_pieces(length, calendar, suspensions) if suspensions else _longest_walk(length, calendar)
    ) + clear


@lru_cache(maxsize=4096)
def shortest(length: Length, calendar: Calendar | None = None) -> int:
    """The fewest days: 3 months are 89, 6 months 181. Without a calendar no day off is assumed but weekends."""
    if calendar is None:
        return _shortest_without(length)
    clear = int(calendar.rule.last_day == "not counted")
    if is_walked(length.unit, calendar):
        return _shortest_walk(length, calendar) + clear
    shifted(FIRST_START, length, calendar)  # refuses what the rule says nothing of
    return _shortest_without(length) + clear


@lru_cache(maxsize=256)
def longest_roll_over(calendar: Calendar) -> int:
    """The most days from a counted end to the end of the period: the wait for a working day; 0 if the rule has none.

    Where a period of two days must hold working days (Regulation 1182/71 Art. 3(5)), the wait for those is included.
    """
    rule = calendar.rule
    wait = _longest_walk(Length(1, "working days"), calendar) - 1 if rule.rolls_over else 0
    if rule.minimum_working_days is None:
        return wait
    return max(wait, _longest_walk(Length(rule.minimum_working_days, "working days"), calendar) - _TWO)


def longest_to_end(length: Length, calendar: Calendar, *, suspensions: int = 0) -> int:
    """The most days from the event to the end of the period, without those that stood still.

    Where a period must hold working days, a suspension may take them out, so they too are looked for in pieces.
    """
    most, least = longest(length, calendar, suspensions=suspensions), calendar.rule.minimum_working_days
    held = 0
    if suspensions and least is not None:
        held = longest(Length(least, "working days"), calendar, suspensions=suspensions)
    return max(most + longest_roll_over(calendar), held)


def _longest_without(length: Length) -> int:
    if length.unit == "hours":
        return -(-(length.number + 1) // HOURS_IN_DAY)  # an hour is lost when summer time begins
    if length.unit == "working days":
        weekdays = length.number + DAYS_OFF_ALLOWED * -(-length.number // STRETCH)
        return weekdays + _WEEKEND * -(-weekdays // _WORKING_WEEK)
    return _spans(length)[1]


def _shortest_without(length: Length) -> int:
    if length.unit == "hours":
        return max(0, (length.number - 1) // HOURS_IN_DAY)  # and one is won when it ends
    if length.unit == "working days":
        return length.number + _WEEKEND * (max(0, length.number - 1) // _WORKING_WEEK)
    return _spans(length)[0]


@lru_cache(maxsize=4096)
def _spans(length: Length) -> tuple[int, int]:
    """The fewest and the most days of a length in which every day counts, from any start."""
    if length.unit not in _MONTHS:
        days = length.number * (_WEEK if length.unit == "weeks" else 1)
        return days, days
    months = length.number * _MONTHS[length.unit]
    starts = (FIRST_START + timedelta(days=n) for n in range(_starts_that_differ(months)))
    spans = [(same_date(start, months) - start).days for start in starts]
    return min(spans), max(spans)


def _starts_that_differ(months: int) -> int:
    """How many starts must be looked at to have seen every span.

    From 1901 to 2099 each fourth year is a leap year, so months and their lengths repeat every 1,461 days: a start in
    2024 has the span of the same day in 2020. Only where an end reaches 2100, which is no leap year, all are looked at.
    """
    if same_date(LAST_START, months).year < _NO_LEAP_YEAR:
        return _LEAP_CYCLE
    return (LAST_START - FIRST_START).days + 1


def _longest_walk(length: Length, calendar: Calendar) -> int:
    """The most days to the last of the days that count: the worst start is itself the last day that counted."""
    if not length.number:
        return 0
    days = _days_that_count(calendar, length.unit, _last_year(length))
    starts = bisect_right(days, LAST_START.toordinal())
    first = days[length.number - 1] - FIRST_START.toordinal()
    most: int = max(first, *map(sub, days[length.number :], days[:starts]))
    return most


def _longest_in_pieces(length: Length, calendar: Calendar, cuts: int) -> int:
    """The most days that run until the last day that counts, if the clock stops so many times in between.

    A piece in which n days count may stop just before the next one would: it takes a day less than n + 1 of them, even
    if none counts. It may start again before the worst holidays, so each piece is taken at its own longest.
    """
    if length.number**2 * cuts > _WORTH_THE_TIME:
        return (cuts + 1) * _longest_walk(length, calendar)  # no piece is longer than the whole
    walks = [_longest_walk(Length(n, length.unit), calendar) for n in range(length.number + 1)]
    most = walks
    for _ in range(cuts):
        rests = most
        most = [max((walks[n + 1] - 1 + rests[held - n] for n in range(held)), default=0) for held in range(len(walks))]
    return most[-1]


def _shortest_walk(length: Length, calendar: Calendar) -> int:
    """The fewest: the best start is the day before one that counts."""
    if not length.number:
        return 0
    days = _days_that_count(calendar, length.unit, _last_year(length))
    starts = bisect_right(days, LAST_START.toordinal())
    last = days[starts + length.number - 1] - LAST_START.toordinal()
    later = bisect_right(days, FIRST_START.toordinal())
    fewest: int = min(last - 1, *map(sub, days[later + length.number - 1 :], days[later:starts]))
    return 1 + fewest


def _last_year(length: Length) -> int:
    """A year by which the length has ended from any start: no calendar leaves fewer than 100 days that count."""
    return LAST_START.year + _TWO + length.number // 100


@lru_cache(maxsize=64)
def _days_that_count(calendar: Calendar, unit: Unit, last_year: int) -> list[int]:
    """The ordinals of the days that count, from the first start on."""
    last = LAST_START.replace(year=last_year).toordinal()
    every = range(FIRST_START.toordinal(), last + 1)
    return [number for number in every if counts(date.fromordinal(number), unit, calendar)]
