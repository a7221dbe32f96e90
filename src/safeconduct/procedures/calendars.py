"""Calendars: which days are working days where, under which rule of periods.

Lists of holidays change after the fact, so the version of the list is recorded with every computed date.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any

import holidays

from safeconduct.procedures.period_files import PeriodError
from safeconduct.procedures.period_rules import WEEKDAYS, PeriodRule, load_rule, stands_still_days
from safeconduct.procedures.state_files import DeemedService, HolidaySource, load_state

_NAMES_IN = "en_US"
_LIBRARY = f"holidays {version('holidays')}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one State (or a part of it) under one rule of periods."""

    state: str
    subdivision: str | None
    rule: PeriodRule
    holidays: HolidaySource
    zone: str
    deemed_service: tuple[DeemedService, ...] = ()
    """What the State says of letters that nobody confirmed."""
    _off: dict[int, frozenset[date]] = field(default_factory=dict, init=False, compare=False, repr=False)
    """The non-working days of the years asked for so far."""
    ends: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """The ends of periods that were computed so far, by all that they depend on beside this (:mod:`.periods`)."""

    @property
    def version(self) -> str:
        """The source of the holidays: a date computed from it can be checked later."""
        mended = " with corrections" if self.holidays.adds or self.holidays.leaves_out else ""
        return f"{_LIBRARY}{mended}"

    def is_working_day(self, day: date) -> bool:
        """Whether the rule calls this a working day."""
        off = self._off.get(day.year)
        if off is None:
            off = self._off[day.year] = _days_off(self, day.year)
        return day not in off

    def stands_still(self, day: date) -> bool:
        """Whether periods in days stand still on this day (Switzerland: around Easter, in summer, at Christmas)."""
        return bool(self.rule.stands_still) and day in _still(self.rule, day.year)

    def why_off(self, day: date) -> str:
        """Why this is no working day, in English: the day of the week, else the holiday; empty for a working day."""
        weekday = WEEKDAYS[day.weekday()]
        if weekday in self.rule.non_working:
            return weekday.capitalize()
        if not self.is_working_day(day):
            return _named(self.holidays, self.subdivision, day.year).get(day, "public holiday")
        return ""


@lru_cache(maxsize=256)
def load_calendar(state: str, rule_id: str, on: date, subdivision: str | None = None) -> Calendar:
    """The calendar of a State under a rule of the library, as the law stands on a day."""
    found = load_state(state, on)
    parts = _country(found.holidays.country)
    if subdivision is not None and subdivision not in parts:
        raise PeriodError(
            f"'{subdivision}' is no part of {state} whose holidays are known",
            f"Write one of: {', '.join(parts)}." if parts else "Leave the subdivision out.",
        )
    rule = load_rule(rule_id, on)
    return _the_one(found.state, subdivision, rule, found.holidays, found.zone, found.deemed_service)


@lru_cache(maxsize=256)
def _the_one(
    state: str,
    subdivision: str | None,
    rule: PeriodRule,
    source: HolidaySource,
    zone: str,
    deemed_service: tuple[DeemedService, ...],
) -> Calendar:
    """One calendar for all the days on which the law says the same, so that what it computed is kept once."""
    return Calendar(state, subdivision, rule, source, zone, deemed_service)


def _days_off(calendar: Calendar, year: int) -> frozenset[date]:
    """Every non-working day of a year."""
    first, last = date(year, 1, 1), date(year, 12, 31).toordinal()
    off: set[date] = set()
    for number, name in enumerate(WEEKDAYS):
        if name in calendar.rule.non_working:
            earliest = first.toordinal() + (number - first.weekday()) % len(WEEKDAYS)
            off |= {date.fromordinal(day) for day in range(earliest, last + 1, len(WEEKDAYS))}
    if calendar.rule.holidays:
        off |= _named(calendar.holidays, calendar.subdivision, year).keys()
    return frozenset(off)


@lru_cache(maxsize=4096)
def _named(source: HolidaySource, subdivision: str | None, year: int) -> dict[date, str]:
    """The public holidays of a year and their English names."""
    found = holidays.country_holidays(
        source.country, subdiv=subdivision, years=year, language=_language(source.country)
    )
    named = {day: name for day, name in found.items() if day.year == year and day not in source.leaves_out}
    return named | {day: "public holiday" for day in source.adds if day.year == year and day not in named}


@lru_cache(maxsize=512)
def _still(rule: PeriodRule, year: int) -> frozenset[date]:
    return stands_still_days(rule, year)


@cache
def _country(code: str) -> tuple[str, ...]:
    """The parts of a country that the library knows."""
    return tuple(holidays.list_supported_countries(include_aliases=False)[code])


@cache
def _language(code: str) -> str | None:
    """English where the library has it, else the country's own language."""
    known = holidays.list_localized_countries().get(code, [])
    return _NAMES_IN if _NAMES_IN in known else None
