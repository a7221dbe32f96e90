"""Packed statuses: the encodings of the draft, bounds, and places drawn by chance."""

from __future__ import annotations

import zlib
from itertools import chain, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.identity.base64url import decode, encode
from safeconduct.identity.refusal import Refused
from safeconduct.identity.status_list import WIDTHS, StatusBits, build, compress, decompress, free_place


def test_the_bits_of_the_draft() -> None:
    """draft-ietf-oauth-status-list, section 4.1: one bit, bytes b9 a3."""
    statuses = dict(enumerate([1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]))
    assert build(16, statuses).packed.hex() == "b9a3"
    assert encode(compress(build(16, statuses))) == "eNrbuRgAAhcBXQ"
    assert decompress(1, decode("eNrbuRgAAhcBXQ")).packed.hex() == "b9a3"


def test_two_bits_of_the_draft() -> None:
    """The same section: two bits, bytes c9 44 f9."""
    statuses = dict(enumerate([1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]))
    assert build(12, statuses, 2).packed.hex() == "c944f9"
    assert [decompress(2, decode("eNo76fITAAPfAgc"))[place] for place in range(12)] == list(statuses.values())


@given(width=st.sampled_from(WIDTHS), data=st.data())
def test_what_is_packed_is_read(width: int, data: st.DataObject) -> None:
    size = 8 * data.draw(st.integers(1, 40))
    status = st.integers(0, (1 << width) - 1)
    statuses = data.draw(st.dictionaries(st.integers(0, size - 1), status, max_size=30))
    read = decompress(width, compress(build(size, statuses, width)))
    assert len(read) == size
    assert [read[place] for place in range(size)] == [statuses.get(place, 0) for place in range(size)]


def test_a_bomb_is_refused_before_it_grows() -> None:
    inflating = zlib.compressobj(9)
    bomb = b"".join(inflating.compress(bytes(1 << 20)) for _ in range(64)) + inflating.flush()
    assert len(bomb) < 100_000
    with pytest.raises(Refused, match="larger than 1 MiB"):
        decompress(1, bomb)
    with pytest.raises(Refused, match="larger than 1 MiB"):
        decompress(1, bytes((1 << 20) + 1))


def test_the_largest_list_is_read() -> None:
    assert len(decompress(8, zlib.compress(bytes(1 << 20)))) == 1 << 20


@pytest.mark.parametrize("harm", [lambda data: data[:-1], lambda data: data + b"\0", lambda data: b"no" + data])
def test_a_list_that_ends_wrongly_is_refused(harm: object) -> None:
    with pytest.raises(Refused):
        decompress(1, harm(compress(build(800, {5: 1}))))  # type: ignore[operator]


def test_places_beyond_the_end_are_refused() -> None:
    for place in (16, -1, 1 << 70):
        with pytest.raises(Refused, match="beyond the end"):
            build(16, {})[place]
    for place, status in ((16, 1), (-1, 1), (0, 2)):
        with pytest.raises(ValueError, match="does not fit"):
            build(16, {place: status})
    with pytest.raises(Refused):
        StatusBits(3, b"")


def test_a_free_place_is_drawn() -> None:
    draws = chain([3, 3, 7], repeat(3))
    assert free_place(8, {3}.__contains__, lambda size: next(draws)) == 7
    with pytest.raises(Refused, match="open a new status list"):
        free_place(8, {3}.__contains__, lambda size: next(draws))
