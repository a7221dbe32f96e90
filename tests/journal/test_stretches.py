"""Stretches that are read apart say of a journal what one walk over it says."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.journal import stretches
from safeconduct.journal.entry import decode, encode, link_of
from safeconduct.journal.naming import PLACE, Row
from safeconduct.journal.tree import Edge
from safeconduct.journal.verify import Walk, cuts, sound, verify
from tests.journal.making import Journal, checkpoint_of, edge_of, journal_of

COUNT = 24
GOOD = journal_of(COUNT)
SEALS = [checkpoint_of(GOOD, 10), checkpoint_of(GOOD, COUNT)]
EDGE = edge_of(GOOD)


def in_parts(journal: Journal, borders: Sequence[int], held: Edge = EDGE) -> bool:
    """Read each part on its own, the first carrying on from nothing, and put them together."""
    size, walk = journal.size(), Walk()
    places = sorted({*cuts(0, size, SEALS), *(border for border in borders if 0 < border < size)})
    starts = [0, *(border for border in places if border in borders)]
    parts = []
    for index, start in enumerate(starts):
        stop = starts[index + 1] if index + 1 < len(starts) else size
        ends = [place for place in places if start < place <= stop]
        parts.append(stretches.read(journal, start, ends, {}, walk.heads if index == 0 else None))
    return sound(parts, SEALS, held, walk)


def tampered(kind: str, at: int, other: int) -> Journal:
    """Do something to one row."""
    rows = list(GOOD.stored)
    row, entry = rows[at], decode(rows[at].data)
    if kind == "data":
        rows[at] = row._replace(data=row.data[:-3] + b'x"}')
    elif kind == "link":
        rows[at] = row._replace(link=bytes(32))
    elif kind == "place":
        rows[at] = row._replace(place=bytes(20))
    elif kind == "gone":
        del rows[at]
    elif kind == "swapped":
        rows[at], rows[other] = rows[other]._replace(position=at), row._replace(position=other)
    elif kind == "rehashed":
        data = encode(entry._replace(previous=bytes(31) + b"\x01" if entry.number > 1 else entry.previous))
        rows[at] = Row(at, data[PLACE], link_of(data), data)
    return Journal(rows)


KINDS = st.sampled_from(["data", "link", "place", "gone", "swapped", "rehashed"])
PLACES = st.integers(0, COUNT - 1)


@settings(max_examples=150)
@given(KINDS, PLACES, PLACES, st.sets(st.integers(1, COUNT - 1), max_size=3))
def test_parts_find_what_a_walk_finds(kind: str, at: int, other: int, borders: set[int]) -> None:
    journal = tampered(kind, at, other)
    changed = journal.stored != GOOD.stored
    assert in_parts(journal, sorted(borders)) is not changed
    assert bool(list(verify(journal, SEALS, EDGE))) is changed


@given(st.sets(st.integers(1, COUNT - 1), max_size=4))
def test_a_forged_edge_is_found_however_a_journal_is_parted(borders: set[int]) -> None:
    assert in_parts(GOOD, sorted(borders))
    assert not in_parts(GOOD, sorted(borders), Edge(EDGE.size, (bytes(32), *EDGE.roots[1:])))
    assert not in_parts(Journal(GOOD.stored[:-1]), sorted(borders))
