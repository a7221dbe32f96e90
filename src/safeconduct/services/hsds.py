"""The tables of the Human Services Data Specification 3.0 (Open Referral), and what is wrong with a row of one.

Rows are plain mappings, so that nothing an office wrote is lost on the way in and out. What a row says otherwise than
the specification is a :class:`Problem` that names file, row and field, and says what to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from safeconduct.shell.content import read_content, text_of

SOURCE: Final = "services/hsds.yaml"
Row = dict[str, Any]
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_NORTHMOST, _EASTMOST = 90, 180


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table: its fields with their types, which are required, and the tables inside it."""

    required: tuple[str, ...]
    fields: dict[str, str | tuple[str, ...]]
    tabular: tuple[str, ...] = ()
    """What a row of the CSV package needs besides."""
    inside: dict[str, dict[Literal["many", "one"], str]] = {}


class Standard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All tables."""

    source: str
    tables: dict[str, Table]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a file: where, and what to do. What is not serious is kept as it came and only told."""

    file: str
    row: str
    field: str
    says: str
    serious: bool = True

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, self.row, self.field) if part)
        return f"{place}: {self.says}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands."""

    file: str
    row: str

    def inside(self, name: str) -> Place:
        """A row inside this one."""
        return Place(self.file, f"{self.row} › {name}" if self.row else name)


@cache
def standard() -> Standard:
    """Return the tables of the library."""
    return read_content(text_of(SOURCE), SOURCE, Standard)


def table(name: str) -> Table:
    """Return one table."""
    return standard().tables[name]


def problems_of_row(name: str, row: Row, at: Place, *, tabular: bool = False) -> Iterator[Problem]:
    """Say what is wrong with the fields of one row, without the rows inside it."""
    its = table(name)
    needed = (*its.required, *its.tabular) if tabular else its.required
    for field in needed:
        if row.get(field) in (None, ""):
            yield Problem(at.file, at.row, field, f"is missing. A {name} needs it; write it or leave the {name} out.")
    for field, value in row.items():
        if field in its.fields and value not in (None, ""):
            yield from (Problem(at.file, at.row, field, says) for says in _wrong(its.fields[field], value))
        elif field not in its.fields and field not in its.inside:
            told = f"is no field of {name} in HSDS 3.0. It is kept as it came."
            yield Problem(at.file, at.row, field, told, serious=False)
    yield from _doubts(name, row, at)


def problems_of(name: str, row: object, at: Place) -> Iterator[Problem]:
    """Say what is wrong with a row and with everything inside it."""
    if not isinstance(row, dict):
        yield Problem(at.file, at.row, "", f"is no {name}. Write an object with the fields of a {name}.")
        return
    yield from problems_of_row(name, row, at)
    for field, kind in table(name).inside.items():
        found = row.get(field)
        if found is None:
            continue
        (number, child), *_ = kind.items()
        if number == "many" and not isinstance(found, list):
            yield Problem(at.file, at.row, field, f"is no list. Write a list of {child} rows.")
            continue
        for index, one in enumerate(found if number == "many" else [found]):
            yield from problems_of(child, one, at.inside(f"{field}[{index}]" if number == "many" else field))


def _wrong(kind: str | tuple[str, ...], value: object) -> Iterator[str]:
    if isinstance(kind, tuple):
        if value not in kind:
            yield f"{value!r} is none of {', '.join(kind)}."
    elif kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield f"{value!r} is no number. Write digits alone."
    elif not isinstance(value, str):
        yield f"{value!r} is no text. Write it in quotes."
    elif not _reads(kind, value):
        yield f"{value!r} is no {kind}. {_FORMS[kind]}"


_FORMS = {
    "uuid": "Write 32 digits and letters a to f, as 69a5f0c3-….",
    "uri": "Write a whole address, such as https://example.org/.",
    "email": "Write an address such as name@example.org.",
    "date": "Write the day as 2027-03-01.",
    "time": "Write the time as 09:00:00, with the offset where it matters.",
    "date-time": "Write the moment as 2027-03-01T09:00:00Z.",
}


def _reads(kind: str, text: str) -> bool:
    try:
        return _READERS[kind](text) is not None
    except ValueError:
        return False


_READERS: dict[str, Any] = {
    "text": lambda text: text,
    "uuid": UUID,
    "uri": _URI.fullmatch,
    "email": _EMAIL.fullmatch,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "date-time": datetime.fromisoformat,
}


def _doubts(name: str, row: Mapping[str, Any], at: Place) -> Iterator[Problem]:
    """What the specification lets pass and nobody can mean: it is kept, and told."""
    if name == "location":
        for field, most in (("latitude", _NORTHMOST), ("longitude", _EASTMOST)):
            value = row.get(field)
            if isinstance(value, int | float) and abs(value) > most:
                told = f"{value} lies outside ±{most}. The location is kept, and not found by distance."
                yield Problem(at.file, at.row, field, told, serious=False)
    low, high = row.get("minimum_age"), row.get("maximum_age")
    if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
        told = f"{low:g} is above maximum_age {high:g}. Exchange or correct them."
        yield Problem(at.file, at.row, "minimum_age", told)
