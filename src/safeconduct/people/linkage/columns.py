"""The table that a model compares: each record with its derived columns, one row each.

Names are folded (:mod:`.folding`); of a date of birth its day is known only where it is no 1 January, which offices
write for a birthday that nobody knew. ``namesakes`` is how many records of this table would bear such a name if its
parts were put together by chance. A telephone is kept as its last nine digits, so that a code of a country does not
part it.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from safeconduct.people.born import MONTH, YEAR, day_number
from safeconduct.people.linkage.entry import Entry
from safeconduct.people.linkage.folding import Folded, folded

DIGITS = 9
NEW_YEAR = 101
NAMES = ("given", "father", "family")
TEXT = (
    *NAMES,
    *(f"{name}_spelled" for name in NAMES),
    *(f"{name}_sound" for name in NAMES),
    *(f"{name}_near" for name in NAMES),
)
RARE = tuple(f"{name}_rare" for name in NAMES)
FEW = 3
"""A spelling that no more records have may be a slip of the hand."""
BORN = ("born", "day", "exchanged_day")
SCHEMA = pa.schema(
    [
        ("unique_id", pa.string()),
        *((name, pa.string()) for name in (*TEXT, *BORN)),
        *((name, pa.bool_()) for name in RARE),
        ("year", pa.int32()),
        ("years", pa.int32()),
        ("other_years", pa.int32()),
        ("namesakes", pa.float64()),
        ("phone", pa.string()),
        ("sex", pa.string()),
        ("nationality", pa.string()),
    ]
)
"""``years`` and ``other_years`` are spans of four years, shifted by two: years at most two apart share one of them."""


def columns(entries: Sequence[Entry], whole: bool = True) -> pa.Table:
    """Return the table of these records; what is not known is null.

    Of a few records that are not a ``whole`` register nobody can say how many namesakes there are.
    """
    names = folded(entries)
    rows = [_row(each, names, len(entries) if whole else 0) for each in entries]
    return pa.Table.from_arrays(
        [pa.array(values, kind) for values, kind in zip(_turned(rows), SCHEMA.types, strict=True)], schema=SCHEMA
    )


def _turned(rows: Sequence[tuple[object, ...]]) -> Sequence[Sequence[object]]:
    return list(zip(*rows, strict=True)) if rows else [()] * len(SCHEMA)


def _row(entry: Entry, names: dict[str, Folded], count: int) -> tuple[object, ...]:
    parts = [names.get(field) for field in (entry.given, entry.father, entry.family)]
    expected = float(count)
    for one in parts:
        expected *= one.share if one else 1.0
    return (
        entry.id,
        *(one.key if one else None for one in parts),
        *(one.spelled if one else None for one in parts),
        *(one.sound or None if one else None for one in parts),
        *(one.near if one else None for one in parts),
        *_born(entry.born)[:3],
        *(one.bearers <= FEW if one and count else None for one in parts),
        *_born(entry.born)[3:],
        expected or None,
        _phone(entry.phone),
        entry.sex or None,
        entry.nationality or None,
    )


def _born(born: str) -> tuple[object, ...]:
    number = day_number(born)
    if not number:
        return (None,) * 6
    year, month, day = number // YEAR, number // MONTH % MONTH, number % MONTH
    known = bool(month and day) and number % YEAR != NEW_YEAR
    written = f"{year:04}{month:02}{day:02}"
    exchanged = f"{year:04}{day:02}{month:02}" if known else None
    return written, written if known else None, exchanged, year, year // 4, (year + 2) // 4


def _phone(phone: str) -> str | None:
    return "".join(sign for sign in phone if sign.isdigit())[-DIGITS:] or None
