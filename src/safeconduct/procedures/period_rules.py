"""Rules of periods: what a law says about counting days, read from ``library/periods``.

Law differs here more than one expects. Two Union regulations on asylum carry their own rule beside Regulation
1182/71; Spain counts working days where it says days; Switzerland stops the clock around Easter. So a rule is data,
with closed answers to a fixed list of questions, and each answer names its article.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, TypeVar, cast

from safeconduct.procedures.period_files import Part, PeriodError, Said, in_force, library_file, read_part, said
from safeconduct.procedures.period_lengths import Length

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DaysMean = Literal["calendar days", "working days"]
MonthEnd = Literal["same date, else last day of the month", "not said"]
LastDay = Literal["counted", "not counted"]
HoursRule = Literal["from the next full hour", "from the moment", "not said"]

WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PUBLIC_HOLIDAYS = "public holidays"
NONE = "none"
NOT_SAID: Literal["not said"] = "not said"
MONTH_ENDS: tuple[MonthEnd, ...] = ("same date, else last day of the month", NOT_SAID)
_EASTER_DAY = re.compile(r"easter ([+-][0-9]{1,2})")
_YEAR_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")
_OF_DAYS = re.compile(r"of ([1-9][0-9]?) days")
_LEAP_YEAR = 2000
_DIGEST = 8
_YEAR = 366
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class StandStill:
    """Days of each year on which periods in days do not run, first and last included: ``12-18``, ``easter -7``."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """How one law counts. ``said`` names the article behind each answer and whether it was read."""

    id: str
    title: str
    in_force_from: date
    in_force_until: date | None
    rolls_over: bool
    """A period that ends on a non-working day ends on the next working day."""
    non_working: frozenset[Weekday]
    """Days of the week that are never working days."""
    holidays: bool
    """Public holidays are no working days."""
    days: DaysMean
    """What the word *days* means when nothing is added."""
    minimum_working_days: int | None
    """A period of two days or more must hold so many working days."""
    minimum_in_hours: int | None
    """The same for periods in hours that make two days or more."""
    month_end: MonthEnd
    month_part: int | None
    """Days that make a whole month when only a part of one is counted."""
    last_day: LastDay
    """*Not counted*: a clear period (délai franc), which ends a day later."""
    hours: HoursRule
    stands_still: tuple[StandStill, ...]
    source: str
    said: tuple[Said, ...]
    digest: str

    @property
    def read(self) -> bool:
        """Every answer comes from a text that was read."""
        return not self.assumed

    @property
    def assumed(self) -> tuple[str, ...]:
        """The fields whose law was not read."""
        return tuple(s.field for s in self.said if not s.read)

    @property
    def version(self) -> str:
        """From when the law holds, and the fingerprint of the file that was used."""
        return f"{self.in_force_from.isoformat()} ({self.digest})"


@lru_cache(maxsize=256)
def load_rule(rule_id: str, on: date) -> PeriodRule:
    """The rule of the library that holds on a day; :class:`PeriodError` if there is none."""
    text, file = library_file("periods", rule_id)
    return read_rule(text, file, on, rule_id)


def read_rule(text: str, file: str, on: date, rule_id: str | None = None) -> PeriodRule:
    """Read one file of ``library/periods``. ``rule_id`` is what the file must call itself."""
    part = read_part(text, file)
    named = part.text("rule")
    if rule_id not in (None, named):
        raise part.wrong(f"the file calls itself '{named}'", f"Write 'rule: {rule_id}', or rename the file.", "rule")
    rule = _Reader(part, on).rule(named, hashlib.sha256(text.encode()).hexdigest()[:_DIGEST])
    part.end()
    return rule


def part_of_month(share: tuple[int, int], rule: PeriodRule) -> Length:
    """A part of a month in days, to be added after the whole months: half of one is ``(1, 2)``, 15 days.

    Regulation 1182/71 Art. 3(2)(d) takes a month as 30 days for this; German Civil Code § 189 half a month as 15.
    """
    if rule.month_part is None:
        raise PeriodError(f"{rule.id} says nothing of parts of a month", "Write the part in days.")
    days, rest = divmod(rule.month_part * share[0], share[1])
    if rest:
        raise PeriodError(f"{share[0]}/{share[1]} of {rule.month_part} days is no whole day", "Write it in days.")
    return Length(days, "days")


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous computus printed in Meeus, Astronomical Algorithms)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap_centuries - correction + 15) % 30
    leap_years, year_rest = divmod(in_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leap_years - moon - year_rest) % 7
    late = (golden + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def stands_still_days(rule: PeriodRule, year: int) -> frozenset[date]:
    """The days of one year on which periods in days stand still."""
    days: set[date] = set()
    for pause in rule.stands_still:
        for first_year in (year - 1, year):  # a pause over New Year began in the year before
            day, last = _day_of(pause.first, first_year), _day_of(pause.last, first_year)
            if last < day:
                last = _day_of(pause.last, first_year + 1)
            while day <= last:
                days.add(day)
                day += timedelta(days=1)
    return frozenset(day for day in days if day.year == year)


def _day_of(text: str, year: int) -> date:
    if offset := _EASTER_DAY.fullmatch(text):
        return easter(year) + timedelta(days=int(offset[1]))
    month, day = text.split("-")
    return date(year, int(month), int(day))


class _Reader:
    """Takes one file apart, field by field, in the order in which the file is written."""

    def __init__(self, part: Part, on: date) -> None:
        self.part, self.on = part, on
        self.said: list[Said] = []

    def rule(self, rule_id: str, digest: str) -> PeriodRule:
        first, last = self._in_force(rule_id)
        title, source = self.part.text("title"), self.part.text("source")
        self._choice("event day", ("not counted",))
        non_working = self._field("non-working days", _non_working)
        return PeriodRule(
            id=rule_id,
            title=title,
            source=source,
            in_force_from=first,
            in_force_until=last,
            days=cast(DaysMean, self._choice("days", ("calendar days", "working days"))),
            non_working=frozenset(day for day in WEEKDAYS if day in non_working),
            holidays=PUBLIC_HOLIDAYS in non_working,
            month_end=cast(MonthEnd, self._choice("months and years", MONTH_ENDS)),
            month_part=self._field("part of a month", _part_of_month),
            last_day=cast(LastDay, self._choice("last day", ("counted", "not counted"))),
            rolls_over=self._choice("end on a non-working day", ("next working day", "that day")) == "next working day",
            minimum_working_days=self._number("working days at least"),
            hours=cast(HoursRule, self._choice("hours", ("from the next full hour", "from the moment", NOT_SAID))),
            minimum_in_hours=self._number("working days at least in hours"),
            stands_still=self._field("stands still", _stands_still),
            said=tuple(self.said),
            digest=digest,
        )

    def _in_force(self, rule_id: str) -> tuple[date, date | None]:
        first, last = self.part.day("in force from"), self.part.day("in force until")
        if first is None:
            raise self.part.wrong("'in force from' is missing", "Write 'in force from: 1971-07-01'.")
        if last is not None and last < first:
            raise self.part.wrong(f"'in force until' is before {first}", "Exchange the two dates.", "in force until")
        if self.on < first or (last is not None and last < self.on):
            until = f" until {last}" if last else ""
            raise self.part.wrong(
                f"{rule_id} is in force from {first}{until}, not on {self.on}",
                "Name the rule that held on that day.",
                "in force from",
            )
        return first, last

    def _field(self, name: str, read: Callable[[Part], _T]) -> _T:
        entries = self.part.parts(name)
        if not entries:
            raise self.part.wrong(f"'{name}' is missing", f"Write '{name}: {{is: …, law: …, status: read}}'.")
        found = in_force(entries, self.on, name, lambda entry: (read(entry), said(entry, name)))
        if found is None:
            raise self.part.wrong(f"no entry of '{name}' holds on {self.on}", "Add one, or widen 'from'.", name)
        self.said.append(found[1])
        return found[0]

    def _choice(self, name: str, allowed: tuple[str, ...]) -> str:
        return self._field(name, lambda entry: entry.choice("is", allowed))

    def _number(self, name: str) -> int | None:
        return self._field(name, lambda entry: _number(entry, name))


def _number(entry: Part, name: str) -> int | None:
    found = entry.value("is")
    if found == NONE:
        return None
    if isinstance(found, bool) or not isinstance(found, int) or not 1 <= found <= len(WEEKDAYS):
        raise entry.wrong(f"'{name}' cannot be '{found}'", "Write a number from 1 to 7, or 'none'.", "is")
    return int(found)


def _non_working(entry: Part) -> frozenset[str]:
    allowed, found = (*WEEKDAYS, PUBLIC_HOLIDAYS), entry.value("is")
    items = found if isinstance(found, list) else [found]
    for item in items:
        if item not in allowed:
            raise entry.wrong(
                f"'non-working days' cannot hold '{item}'", f"Write a list of: {', '.join(allowed)}.", "is"
            )
    if frozenset(items) >= frozenset(WEEKDAYS):
        raise entry.wrong("every day of the week is non-working", "Leave at least one working day.", "is")
    return frozenset(str(item) for item in items)


def _part_of_month(entry: Part) -> int | None:
    found = entry.text("is")
    if found == NOT_SAID:
        return None
    match = _OF_DAYS.fullmatch(found)
    if match is None:
        raise entry.wrong(f"'part of a month' cannot be '{found}'", "Write 'of 30 days', or 'not said'.", "is")
    return int(match[1])


def _stands_still(entry: Part) -> tuple[StandStill, ...]:
    if entry.value("is") == NONE:
        return ()
    pauses = tuple(_pause(pause) for pause in entry.parts("is"))
    if sum((_day_of(p.last, _LEAP_YEAR) - _day_of(p.first, _LEAP_YEAR)).days % _YEAR for p in pauses) > _YEAR // 2:
        raise entry.wrong("periods would stand still for most of the year", "Shorten the pauses.", "is")
    return pauses


def _pause(part: Part) -> StandStill:
    pause = StandStill(part.text("first"), part.text("last"))
    for key, text in (("first", pause.first), ("last", pause.last)):
        if not (_EASTER_DAY.fullmatch(text) or _is_year_day(text)):
            raise part.wrong(f"'{text}' is no day of the year", "Write '07-15' or 'easter -7'.", key)
    part.end()
    return pause


def _is_year_day(text: str) -> bool:
    match = _YEAR_DAY.fullmatch(text)
    if match is None:
        return False
    try:
        date(_LEAP_YEAR, int(match[1]), int(match[2]))
    except ValueError:
        return False
    return text != "02-29"
