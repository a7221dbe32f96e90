"""Reading the journal, set-wise: a constant number of queries, whatever the number of cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection

from safeconduct.journal.entry import CASE_LENGTH, Entry, decode_kept
from safeconduct.journal.payload import opener
from safeconduct.journal.web import keys
from safeconduct.journal.web.statements import CASES, statements
from safeconduct.shell import planned

FIRST, LAST = bytes(4), bytes((255,)) * 4
PAGE = 2_000


class Kept(NamedTuple):
    """An entry as it is kept, with its payload: nothing in `key` and `sealed` where it has none."""

    entry: Entry
    link: bytes
    number: int
    key: str
    sealed: bytes


def heads(cases: Sequence[bytes]) -> dict[bytes, tuple[int, bytes]]:
    """Return number and link of the last entry of each case; cases without entries are left out."""
    if not cases:
        return {}
    with planned.cursor(connection) as cursor:
        cursor.execute(statements(connection.vendor).last, ranges(cases))
        found = [(bytes(place), bytes(link)) for place, link in cursor.fetchall()]
    return {place[:CASE_LENGTH]: (number_of(place), link) for place, link in found}


def entries(cases: Sequence[bytes]) -> dict[bytes, list[Kept]]:
    """Return all entries of each case in order; cases without entries are left out."""
    found: dict[bytes, list[Kept]] = {}
    if cases:
        with planned.cursor(connection) as cursor:
            cursor.execute(statements(connection.vendor).all, ranges(cases))
            for row in cursor.fetchall():
                kept = _kept(row)
                found.setdefault(kept.entry.case, []).append(kept)
    return {case: found[case] for case in cases if case in found}


def opened(kept: Sequence[Kept]) -> list[bytes | None]:
    """Open payloads; None where an entry has none or its key was destroyed."""
    held = keys.key_of(dict.fromkeys(one.key for one in kept if one.key))
    openers = {number: opener(key, number) for number, key in held.items()}
    return [openers[one.key](one.sealed) if one.key in openers else None for one in kept]


def cases(page: int = PAGE) -> Iterator[list[bytes]]:
    """Go through all cases, a page at a time, so that tables can be made anew."""
    after = b""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(CASES, [after, (1).to_bytes(4, "big"), page])
            places = [bytes(place) for (place,) in cursor.fetchall()]
        if not places:
            return
        yield [place[:CASE_LENGTH] for place in places if place[:CASE_LENGTH] != keys.CHAIN]
        after = places[-1]


def ranges(cases: Sequence[bytes]) -> list[Any]:
    """Return the lowest and the highest possible places of cases, as this database takes them."""
    lows, highs = [case + FIRST for case in cases], [case + LAST for case in cases]
    if connection.vendor == "postgresql":
        return [lows, highs]
    return [len(cases), b"".join(lows), b"".join(highs)]


def number_of(place: bytes) -> int:
    """Return the number of an entry in its case, from its place."""
    return int.from_bytes(place[CASE_LENGTH:], "big")


def _kept(row: tuple[Any, ...]) -> Kept:
    place, link, data, key, sealed = row
    kept = bytes(link)
    return Kept(decode_kept(bytes(data), kept), kept, number_of(bytes(place)), key or "", bytes(sealed or b""))
