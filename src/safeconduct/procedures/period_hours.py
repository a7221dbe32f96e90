"""Periods in hours, and the date that an instant has where the authority sits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from safeconduct.procedures.calendars import Calendar
from safeconduct.procedures.period_counting import HOURS_IN_DAY, ONE_DAY, TWO_DAYS, nth_working_day
from safeconduct.procedures.period_files import PeriodError
from safeconduct.procedures.period_lengths import Length


def end_of_hours(start: datetime, length: Length, calendar: Calendar) -> datetime:
    """The moment at which a period in hours has run out, in the time zone of the calendar.

    Regulation 1182/71 Art. 3(1), 3(2)(a): the hour of the event is not counted. Hours are hours that pass, also when
    clocks are changed. No roll-over; but Art. 3(5) asks two working days of every period of two days or more, and does
    not except hours: then the period runs on to the end of the second whole working day.
    """
    if start.tzinfo is None:
        raise PeriodError("the start of a period in hours has no time zone", "Give an aware datetime, as in UTC.")
    if length.unit != "hours":
        raise PeriodError(f"{length} is not in hours", "Use end_of for days, weeks, months and years.")
    rule, zone = calendar.rule, ZoneInfo(calendar.zone)
    if rule.hours == "not said":
        raise PeriodError(f"{rule.id} says nothing of periods in hours", "Name a rule that does, or write days.")
    begin = start.astimezone(zone)
    if rule.hours == "from the next full hour":
        begin = _next_full_hour(begin)
    end = (begin.astimezone(UTC) + timedelta(hours=length.number)).astimezone(zone)
    if rule.minimum_in_hours is None or length.number < TWO_DAYS * HOURS_IN_DAY:
        return end
    first_whole_day = begin.date() if _is_midnight(begin) else begin.date() + ONE_DAY
    last = nth_working_day(first_whole_day - ONE_DAY, rule.minimum_in_hours, calendar, ())
    return max(end, datetime(last.year, last.month, last.day, tzinfo=zone) + ONE_DAY)


def legal_date(instant: datetime, calendar: Calendar) -> date:
    """The date of an instant where the authority sits: 23:30 in Lisbon is the next day in Prague."""
    if instant.tzinfo is None:
        raise PeriodError("an instant without a time zone has no legal date", "Give an aware datetime, as in UTC.")
    return instant.astimezone(ZoneInfo(calendar.zone)).date()


def _next_full_hour(moment: datetime) -> datetime:
    """The end of the hour in which an event happens; counted in UTC, so that it exists on every day."""
    past = timedelta(minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond)
    return (moment.astimezone(UTC) - past + timedelta(hours=1)).astimezone(moment.tzinfo)


def _is_midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0)
