"""Stretches of the journal that are sound among themselves: read apart, by several processes, and then joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from safeconduct.journal.blocks import over
from safeconduct.journal.entry import LEAF, NO_LINK
from safeconduct.journal.naming import TIME, TOLERANCE, Source
from safeconduct.journal.tree import BLOCK, Piece, pieces

PART = 512
"""Entries that are read at a time: these are hashed while they are still in the caches, which a whole block is not."""


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


def read(
    source: Source,
    first: int,
    ends: Sequence[int],
    signed: Mapping[bytes, bytes],
    known: MutableMapping[bytes, bytes] | None = None,
) -> Stretch | None:
    """Read from a place on, and cut at each of the ends; None if anything is off among these entries.

    `signed` gives the roots of whole blocks by the hash over their leaves (:mod:`.blocks`).

    `known` are the last links of all cases before, which are carried on; without them it is left to others to hold the
    first entry of each case against the last one before.
    """
    firsts: dict[bytes, bytes] = {}
    heads: MutableMapping[bytes, bytes] = {} if known is None else known
    segments = []
    latest = 0
    for end in ends:
        links: list[bytes] = []
        written: list[bytes] = []
        for rows in _parts(source, first, end):
            follow = _go_on(rows, heads, firsts) if known is None else _carry_on(rows, heads)
            if not rows or not follow:
                return None
            written += [data[TIME] for data, _ in rows]
            links += [sha256(LEAF + data).digest() for data, _ in rows]
            if links[-len(rows) :] != [link for _, link in rows]:
                return None
        times = _times(written, latest)
        if times is None:
            return None
        latest = max(latest, times[1])
        segments.append(Segment(end, _pieces(first, links, signed), *times))
        first = end
    return Stretch(segments, firsts, heads)


def _parts(source: Source, first: int, end: int) -> Iterator[Sequence[tuple[bytes, bytes]]]:
    for at in range(first, end, PART):
        yield source.plain(at, min(PART, end - at)) or ()


def _pieces(first: int, links: Sequence[bytes], signed: Mapping[bytes, bytes]) -> tuple[Piece, ...]:
    if len(links) == BLOCK and first % BLOCK == 0:
        root = signed.get(over(links))
        if root is not None:
            return (Piece(root, BLOCK),)
    return tuple(pieces(first, links))


def _carry_on(rows: Sequence[tuple[bytes, bytes]], heads: MutableMapping[bytes, bytes]) -> bool:
    """Say whether each entry follows the last one of its case, where all of them are known."""
    get = heads.get
    for data, link in rows:
        case = data[33:49]
        if not data.startswith(get(case, NO_LINK)):
            return False
        heads[case] = link
    return True


def _go_on(
    rows: Sequence[tuple[bytes, bytes]], heads: MutableMapping[bytes, bytes], firsts: dict[bytes, bytes]
) -> bool:
    """Say whether each entry follows the last one of its case, and note what the first of each case follows."""
    get = heads.get
    for data, link in rows:
        case = data[33:49]
        head = get(case)
        if head is None:
            firsts[case] = data[:32]
        elif not data.startswith(head):
            return False
        heads[case] = link
    return True


def _times(times: Sequence[bytes], latest: int) -> tuple[int, int] | None:
    """Return the earliest and the latest time of writing; None if one lies before those that stand before it."""
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
