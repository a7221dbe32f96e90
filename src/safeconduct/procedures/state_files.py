"""States: what the law of each says about time, read from ``library/states``.

Holidays come from the ``holidays`` library; a State's file names the country to ask for, mends it where it differs
from the law, and says from which law the list follows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, TypeVar, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from safeconduct.procedures.period_files import (
    Part,
    Said,
    checked,
    in_force,
    library_file,
    library_names,
    read_part,
    said,
)
from safeconduct.procedures.period_lengths import Length, parse_length

SilenceKind = Literal["tacit approval", "deemed refusal", "only late"]
InstructionEffect = Literal["period does not run", "longer period"]

_SILENCE: tuple[SilenceKind, ...] = ("tacit approval", "deemed refusal", "only late")
_EFFECTS: tuple[InstructionEffect, ...] = ("period does not run", "longer period")
_T = TypeVar("_T")


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
