"""States and their calendars: which days are working days where, and what else a State says about time.

Holidays come from the ``holidays`` library; a State's file names the country to ask for, mends it where it differs
from the law, and says from which law the list follows. The library's version is recorded with every computed date,
because such lists change after the fact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Literal, TypeVar, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from safeconduct.procedures.period_files import (
    Part,
    PeriodError,
    Said,
    checked,
    in_force,
    library_file,
    library_names,
    read_part,
    said,
)
from safeconduct.procedures.period_lengths import Length, parse_length
from safeconduct.procedures.period_rules import WEEKDAYS, PeriodRule, load_rule, stands_still_days

SilenceKind = Literal["tacit approval", "deemed refusal", "only late"]
InstructionEffect = Literal["period does not run", "longer period"]

_SILENCE: tuple[SilenceKind, ...] = ("tacit approval", "deemed refusal", "only late")
_EFFECTS: tuple[InstructionEffect, ...] = ("period does not run", "longer period")
_NAMES_IN = "en_US"
_T = TypeVar("_T")
_LIBRARY = f"holidays {version('holidays')}"


@dataclass(frozen=True, slots=True)
class HolidaySource:
    """The country to ask the ``holidays`` library for, and the days on which it differs from the law."""

    country: str
    adds: frozenset[date] = frozenset()
    leaves_out: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class DeemedService:
    """When a decision counts as served though nobody confirmed it, for one channel."""

    channel: str
    after: Length | None
    """None: on the day itself."""
    counted_from: str
    rolls_over: bool
    said: Said


@dataclass(frozen=True, slots=True)
class Silence:
    """What follows, where no special law says otherwise, when the authority does not answer."""

    kind: SilenceKind
    after: Length | None
    said: Said


@dataclass(frozen=True, slots=True)
class MissingInstruction:
    """What happens to the time for a remedy if the decision says nothing, or the wrong thing, about it."""

    effect: InstructionEffect
    within: Length | None
    said: Said


@dataclass(frozen=True, slots=True)
class State:
    """What a State's law says about time on one day. None or empty: not known here, not: the law is silent."""

    state: str
    title: str
    zone: str
    holidays: HolidaySource
    rule: str | None
    """The State's own rule of periods, for what its law orders."""
    deemed_service: tuple[DeemedService, ...]
    silence: Silence | None
    missing_instruction: MissingInstruction | None
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one State (or a part of it) under one rule of periods."""

    state: str
    subdivision: str | None
    rule: PeriodRule
    holidays: HolidaySource
    zone: str
    _off: dict[int, frozenset[date]] = field(default_factory=dict, init=False, compare=False, repr=False)
    """The non-working days of the years asked for so far."""

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
    return Calendar(found.state, subdivision, load_rule(rule_id, on), found.holidays, found.zone)


@lru_cache(maxsize=256)
def load_state(state: str, on: date) -> State:
    """What the library knows of a State (ISO 3166-1 alpha-2) on a day."""
    text, file = library_file("states", state)
    return read_state(text, file, on, state)


def known_states() -> tuple[str, ...]:
    """The States that have a file in the library."""
    return library_names("states")


def read_state(text: str, file: str, on: date, state: str | None = None) -> State:
    """Read one file of ``library/states``. ``state`` is what the file must call itself."""
    part = read_part(text, file)
    named = part.text("state")
    if state not in (None, named):
        raise part.wrong(f"the file calls itself '{named}'", f"Write 'state: {state}', or rename the file.", "state")
    reader = _Reader(part, on)
    found = State(
        state=named,
        title=part.text("title"),
        zone=checked(part, "zone", _zone),
        holidays=reader.holidays(),
        rule=reader.rule(),
        deemed_service=reader.deemed_service(),
        silence=reader.silence(),
        missing_instruction=reader.missing_instruction(),
        said=tuple(reader.said),
    )
    part.end()
    return found


class _Reader:
    """Takes one State's file apart; a field that is absent is not known."""

    def __init__(self, part: Part, on: date) -> None:
        self.part, self.on = part, on
        self.said: list[Said] = []

    def holidays(self) -> HolidaySource:
        found = self._field("holidays", _holiday_source)
        if found is None:
            raise self.part.wrong("'holidays' is missing", "Write 'holidays: {is: CZ, law: …, status: assumed}'.")
        return found

    def rule(self) -> str | None:
        return self._field("rule of periods", lambda entry, _: entry.choice("is", library_names("periods")))

    def deemed_service(self) -> tuple[DeemedService, ...]:
        channels: dict[str, list[Part]] = {}
        for entry in self.part.parts("deemed service"):
            channels.setdefault(entry.text("channel"), []).append(entry)
        holding = [in_force(entries, self.on, channel, _channel) for channel, entries in channels.items()]
        found = tuple(service for service in holding if service is not None)
        self.said += [service.said for service in found]
        return found

    def silence(self) -> Silence | None:
        return self._field("silence", _silence)

    def missing_instruction(self) -> MissingInstruction | None:
        return self._field("missing remedy instruction", _missing_instruction)

    def _field(self, name: str, read: Callable[[Part, Said], _T]) -> _T | None:
        def both(entry: Part) -> tuple[_T, Said]:
            origin = said(entry, name)
            return read(entry, origin), origin

        found = in_force(self.part.parts(name), self.on, name, both)
        if found is None:
            return None
        self.said.append(found[1])
        return found[0]


def _holiday_source(entry: Part, _: Said) -> HolidaySource:
    return HolidaySource(checked(entry, "is", _known_country), _days(entry, "adds"), _days(entry, "leaves out"))


def _channel(entry: Part) -> DeemedService:
    channel = entry.text("channel")
    return DeemedService(
        channel,
        _length(entry, "after"),
        entry.text("counted from"),
        entry.choice("end on a non-working day", ("next working day", "that day")) == "next working day",
        said(entry, f"deemed service: {channel}"),
    )


def _silence(entry: Part, origin: Said) -> Silence:
    return Silence(cast(SilenceKind, entry.choice("is", _SILENCE)), _length(entry, "after"), origin)


def _missing_instruction(entry: Part, origin: Said) -> MissingInstruction:
    effect = cast(InstructionEffect, entry.choice("is", _EFFECTS))
    within = _length(entry, "within")
    if effect == "longer period" and within is None:
        raise entry.wrong("a longer period needs its length", "Write 'within: 1 year'.", "is")
    return MissingInstruction(effect, within, origin)


def _days_off(calendar: Calendar, year: int) -> frozenset[date]:
    """Every non-working day of a year."""
    weekdays = {number for number, name in enumerate(WEEKDAYS) if name in calendar.rule.non_working}
    first = date(year, 1, 1).toordinal()
    days = (date.fromordinal(n) for n in range(first, date(year, 12, 31).toordinal() + 1))
    off = frozenset(day for day in days if day.weekday() in weekdays)
    return off | _named(calendar.holidays, calendar.subdivision, year).keys() if calendar.rule.holidays else off


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


def _known_country(code: str) -> str:
    if code not in holidays.list_supported_countries(include_aliases=False):
        raise ValueError(f"the holidays library knows no country '{code}'; write an ISO 3166-1 code, as in CZ")
    return code


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"'{name}' is no time zone; write one of the IANA database, as in Europe/Prague") from None
    return name


def _length(entry: Part, key: str) -> Length | None:
    return None if entry.value(key) is None else checked(entry, key, parse_length)


def _days(entry: Part, key: str) -> frozenset[date]:
    found = entry.value(key) or []
    if not isinstance(found, list) or not all(type(day) is date for day in found):
        raise entry.wrong(f"'{key}' must be a list of dates", "Write '[2026-05-08]'.", key)
    return frozenset(found)
