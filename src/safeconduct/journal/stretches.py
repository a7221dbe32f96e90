"""Stretches of the journal that are sound among themselves: read apart, by several processes, and then joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from safeconduct.journal.entry import LEAF
from safeconduct.journal.naming import PLACE, TIME, TOLERANCE, Columns, Source
from safeconduct.journal.tree import Piece, pieces


class Segment(NamedTuple):
    """What a stretch adds to the tree up to a place, and between which times it was written."""

    end: int
    pieces: tuple[Piece, ...]
    earliest: int
    latest: int


class Stretch(NamedTuple):
    """A run of entries: its segments; per case, the link that its first entry here follows, and its last link."""

    segments: Sequence[Segment]
    firsts: Mapping[bytes, bytes]
    heads: Mapping[bytes, bytes]


def read(source: Source, first: int, ends: Sequence[int]) -> Stretch | None:
    """Read from a place on, and cut at each of the ends; None if anything is off among these entries."""
    firsts: dict[bytes, bytes] = {}
    heads: dict[bytes, bytes] = {}
    segments = []
    latest = 0
    for end in ends:
        columns = source.plain(first, end - first)
        times = _times(columns.data, latest) if columns else None
        links = _links(columns, firsts, heads) if columns else None
        if times is None or links is None:
            return None
        latest = max(latest, times[1])
        segments.append(Segment(end, tuple(pieces(first, links)), *times))
        first = end
    return Stretch(segments, firsts, heads)


def _links(columns: Columns, firsts: dict[bytes, bytes], heads: dict[bytes, bytes]) -> list[bytes] | None:
    """Return the links of entries; None if they are not those that are stored, or an entry does not follow its case."""
    places, stored, entries = columns
    links = [sha256(LEAF + data).digest() for data in entries]
    if links != list(stored) or [data[PLACE] for data in entries] != list(places):
        return None
    for place, data, link in zip(places, entries, links, strict=True):
        case = place[:16]
        head = heads.get(case)
        if head is None:
            firsts[case] = data[:32]
        elif head != data[:32]:
            return None
        heads[case] = link
    return links


def _times(entries: Sequence[bytes], latest: int) -> tuple[int, int] | None:
    """Return the earliest and the latest time of writing; None if one lies before those that stand before it."""
    times = [data[TIME] for data in entries]
    ordered = sorted(times)
    earliest, last = int.from_bytes(ordered[0], "big"), int.from_bytes(ordered[-1], "big")
    if earliest < latest - TOLERANCE or (times != ordered and not _nearly_sorted(times, latest)):
        return None
    return earliest, last


def _nearly_sorted(times: Sequence[bytes], latest: int) -> bool:
    for time in times:
        moment = int.from_bytes(time, "big")
        if moment < latest - TOLERANCE:
            return False
        latest = max(latest, moment)
    return True
