"""Is a service open on a day? Read from the schedules of its entry, which follow the recurrence rules of RFC 5545."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from safeconduct.services.hsds import Row

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LOOKED_BACK = timedelta(days=62)
"""A rule whose beginning decides nothing is read from here on: from 1970 it would take thousands of steps."""
_EARLY = datetime(1970, 1, 5)  # noqa: DTZ001 - days alone; a Monday
_FREQUENCIES: Final[dict[str, Literal[1, 2]]] = {"WEEKLY": WEEKLY, "MONTHLY": MONTHLY}


def is_open(schedules: Iterable[Row], on: date) -> bool | None:
    """Whether any schedule holds on a day; nothing where no schedule says on which days it holds."""
    answers = [_holds(one, on) for one in schedules]
    known = [one for one in answers if one is not None]
    return any(known) if known else None


def weekdays(schedules: Iterable[Row]) -> tuple[str, ...]:
    """The days of the week on which it may be open; nothing where a schedule says so otherwise or not at all."""
    found: set[str] = set()
    for one in schedules:
        if one.get("freq") == "WEEKLY" and one.get("byday"):
            found.update(day.strip()[-2:] for day in str(one["byday"]).split(","))
        else:
            return ()
    return tuple(day for day in DAYS if day in found)


def _holds(schedule: Mapping[str, Any], on: date) -> bool | None:
    first, last = _day(schedule.get("valid_from")), _day(schedule.get("valid_to"))
    if (first and on < first) or (last and on > last):
        return False
    if schedule.get("freq") not in _FREQUENCIES:
        return None
    try:
        rule = _rule(schedule, on)
    except (ValueError, KeyError):
        return None
    day = datetime.combine(on, time())
    return bool(rule.between(day, day, inc=True))


def _rule(schedule: Mapping[str, Any], on: date) -> rrule:
    start = _day(schedule.get("dtstart"))
    if _looks_only_near(schedule) and (start is None or start < on - _LOOKED_BACK):
        start = on - _LOOKED_BACK
    until = _day(schedule.get("until"))
    return rrule(
        _FREQUENCIES[schedule["freq"]],
        dtstart=datetime.combine(start, time()) if start else _EARLY,
        interval=int(schedule.get("interval") or 1),
        count=schedule.get("count") or None,
        until=datetime.combine(until, time()) if until and not schedule.get("count") else None,
        wkst=_day_of_week(schedule["wkst"]) if schedule.get("wkst") else None,
        byweekday=_weekdays(schedule.get("byday", "")) or None,
        bymonthday=_numbers(schedule.get("bymonthday", "")) or None,
        byyearday=_numbers(schedule.get("byyearday", "")) or None,
        byweekno=_numbers(schedule.get("byweekno", "")) or None,
    )


def _looks_only_near(schedule: Mapping[str, Any]) -> bool:
    """Whether the beginning decides nothing: every week or month counts, and which day of it is said."""
    said = schedule.get("byday") or schedule.get("bymonthday")
    return bool(said) and int(schedule.get("interval") or 1) == 1 and not schedule.get("count")


def _weekdays(text: str) -> list[weekday]:
    """``MO,TU``, or with the number of the week in the month: ``1MO``, ``-1FR``."""
    found = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        number, name = part[:-2], part[-2:]
        found.append(_day_of_week(name, int(number) if number else None))
    return found


def _day_of_week(name: str, number: int | None = None) -> weekday:
    return weekday(DAYS.index(name), number)


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part.strip()]


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None
