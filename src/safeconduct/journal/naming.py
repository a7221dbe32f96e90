"""Naming what is wrong with a stretch of the journal: rows are read one by one and held against one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple, Protocol

from safeconduct.journal.entry import MICROSECOND, NO_LINK, NotAnEntry, decode, link_of

PLACE, TIME = slice(33, 53), slice(53, 61)
CASE, COUNT = slice(0, 16), slice(16, 20)
TOLERANCE = timedelta(minutes=1) // MICROSECOND
"""Writers at work at the same time may be counted in another order than they wrote; never by more than a minute."""


class Finding(NamedTuple):
    """What happened (changed, dropped, reordered, inserted, back-dated, rewritten, rolled back), where, in words.

    `position` is the place in the tree, counted from 0: that of the entry, or the first of those that are meant.
    """

    kind: str
    position: int
    what: str


class Row(NamedTuple):
    """An entry as it is stored: place in the tree; case and number (20 bytes); link; bytes."""

    position: int
    place: bytes
    link: bytes
    data: bytes


class Source(Protocol):
    """Where entries are read from."""

    def size(self) -> int:
        """Return one more than the largest place in the tree that is taken."""

    def plain(self, first: int, count: int) -> Sequence[tuple[bytes, bytes]] | None:
        """Return bytes and links of the entries at so many places from the first on, in order.

        None if one is not there, or is stored under another case or number than its bytes say.
        """

    def rows(self, first: int, count: int) -> list[Row]:
        """Return the same with all that is stored."""

    def at(self, place: bytes) -> Row | None:
        """Return the entry of a case with a number (20 bytes)."""

    def linked(self, link: bytes) -> Row | None:
        """Return the entry with a link."""


def name_faults(
    source: Source, rows: list[Row], places: range, heads: dict[bytes, bytes], latest: int
) -> Iterator[Finding]:
    """Name every fault of the rows that should stand at these places; the heads go on to the end of them."""
    yield from _missing(rows, places)
    for row in rows:
        yield from _content(row)
        yield from _order(source, row, heads)
        moment = int.from_bytes(row.data[TIME], "big")
        if moment < latest - TOLERANCE:
            yield Finding("back-dated", row.position, "it says that it was written before entries that stand before it")
        latest = max(latest, moment)
        heads[row.place[CASE]] = row.link


def changed_rows(rows: list[Row]) -> Iterator[Finding]:
    """Name the rows whose bytes are not those that their link was made from, or that are no entries."""
    for row in rows:
        yield from _content(row)


def _missing(rows: list[Row], places: range) -> Iterator[Finding]:
    there = {row.position for row in rows}
    for index in places:
        if index not in there:
            yield Finding("dropped", index, "no entry stands at this place")


def _content(row: Row) -> Iterator[Finding]:
    if link_of(row.data) != row.link:
        yield Finding("changed", row.position, "its bytes do not give its link")
    elif row.data[PLACE] != row.place:
        yield Finding("changed", row.position, "it was moved to another case or number than its bytes say")
    else:
        try:
            decode(row.data)
        except NotAnEntry as error:
            yield Finding("changed", row.position, f"it is no entry: {error}")


def _order(source: Source, row: Row, heads: dict[bytes, bytes]) -> Iterator[Finding]:
    """Hold an entry against the one before it in its case."""
    number, previous = int.from_bytes(row.place[COUNT], "big"), row.data[:32]
    head = heads.get(row.place[CASE], NO_LINK)
    before = source.at(row.place[CASE] + (number - 1).to_bytes(4, "big")) if number > 1 else None
    if number > 1 and before is None:
        if head == previous:
            yield Finding(
                "inserted", row.position, f"it calls itself number {number} of its case, which has not so many"
            )
        else:
            yield Finding("dropped", row.position, f"number {number - 1} of its case, which it follows, is missing")
    elif before is not None and before.position > row.position:
        yield Finding(
            "reordered", row.position, f"it follows the entry at place {before.position}, which stands after it"
        )
    elif before is not None and previous not in (before.link, link_of(before.data)):
        yield Finding("changed", before.position, f"the entry at place {row.position} follows another one than this")
    elif head != previous:
        yield from _between(source, row, head)


def _between(source: Source, row: Row, head: bytes) -> Iterator[Finding]:
    stranger = source.linked(head)
    if stranger is not None and stranger.position < row.position:
        yield Finding(
            "inserted", stranger.position, f"the entry at place {row.position} does not follow it in its case"
        )
