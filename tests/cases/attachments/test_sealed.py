"""A sealed file gives back what was put in, from any place, and nothing at all where a byte of it was changed."""

from __future__ import annotations

import io
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.cases.attachments import sealed
from safeconduct.cases.attachments.sealed import PART, START, TAG, Identity, Reader, Unreadable, Writer

PERSON, NUMBER, OWN, NONCE, CASE = bytes(range(32)), "0a" * 16, bytes(range(32, 64)), bytes(12), bytes(16)
LENGTHS = [1, 2, PART - 1, PART, PART + 1, 2 * PART, 3 * PART + 17]


def content(length: int) -> bytes:
    """Bytes of which each part differs from the others."""
    return (b"".join(sha256(bytes([at % 251, at >> 8 & 255])).digest() for at in range(-(-length // 32))))[:length]


def seal(plain: bytes, pieces: int = 10_000, own: bytes = OWN, id_: str = "") -> io.BytesIO:
    file = io.BytesIO()
    writer = Writer(file, own)
    for at in range(0, len(plain), pieces):
        writer.write(plain[at : at + pieces])
    writer.finish()
    assert writer.size == len(plain)
    file.seek(0)
    file.write(sealed.head(PERSON, NUMBER, own, id_ or identity(plain), NONCE))
    return file


def identity(plain: bytes, key: bytes = PERSON, case: bytes = CASE, again: int = 0) -> str:
    found = Identity(key, case)
    found.update(plain[:7])
    found.update(plain[7:])
    return found.id(again)


def opened(file: io.BytesIO, id_: str, key: bytes = PERSON) -> bytes:
    file.seek(0)
    return b"".join(Reader(file, sealed.file_key(file.read(START), key, id_)).parts())


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("pieces", [7_777, PART, 10**6])
def test_what_was_put_in_comes_out(length: int, pieces: int) -> None:
    plain = content(length)
    file = seal(plain, pieces)
    assert opened(file, identity(plain)) == plain
    assert len(file.getvalue()) == START + length + -(-length // PART) * TAG
    assert content(64) not in file.getvalue()
    assert sealed.commitment(file) == sha256(file.getvalue()).hexdigest()
    assert sealed.number_of(file.getvalue()) == NUMBER


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([0, 1, 2]), st.integers(-200_000, 200_000), st.integers(0, 150_000)), max_size=12
    )
)
def test_it_is_read_from_any_place_as_a_plain_file_is(moves: list[tuple[int, int, int]]) -> None:
    plain = content(2 * PART + 999)
    ours, theirs = sealed.plain(Reader(seal(plain), OWN)), io.BytesIO(plain)
    for whence, offset, count in moves:
        try:
            place = theirs.seek(offset + (0 if whence == 0 else theirs.tell() if whence == 1 else len(plain)))
        except ValueError:
            with pytest.raises((OSError, ValueError)):
                ours.seek(offset, whence)
            continue
        assert ours.seek(offset, whence) == place
        assert ours.read(count) == theirs.read(count)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_no_changed_byte_is_ever_given_back(data: st.DataObject) -> None:
    plain = content(data.draw(st.sampled_from(LENGTHS)))
    whole = bytearray(seal(plain).getvalue())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unreadable):
        opened(io.BytesIO(whole), identity(plain))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_no_end_can_be_cut_off_or_added(data: st.DataObject) -> None:
    plain = content(3 * PART)
    whole = seal(plain).getvalue()
    length = data.draw(
        st.one_of(st.integers(0, len(whole) - 1), st.sampled_from([START + at * (PART + TAG) for at in range(3)]))
    )
    for changed in (whole[:length], whole + whole[START : START + PART + TAG], whole + b"\0"):
        with pytest.raises(Unreadable):
            opened(io.BytesIO(changed), identity(plain))


@given(st.permutations(range(4)))
def test_no_part_can_stand_in_anothers_place(order: list[int]) -> None:
    plain = content(4 * PART)
    whole = seal(plain).getvalue()
    parts = [whole[START + at * (PART + TAG) :][: PART + TAG] for at in range(4)]
    changed = whole[:START] + b"".join(parts[at] for at in order)
    if order == sorted(order):
        assert opened(io.BytesIO(changed), identity(plain)) == plain
    else:
        with pytest.raises(Unreadable):
            opened(io.BytesIO(changed), identity(plain))


def test_no_file_stands_in_anothers_place() -> None:
    one, other = content(PART + 5), content(PART + 6)
    first, second = seal(one), seal(other, own=bytes(32))
    with pytest.raises(Unreadable):
        opened(second, identity(one))
    mixed = first.getvalue()[:START] + second.getvalue()[START:]
    with pytest.raises(Unreadable):
        opened(io.BytesIO(mixed), identity(one))


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Unreadable):
        opened(seal(b"words"), identity(b"words"), key=bytes(32))


def test_the_same_content_is_known_in_one_case_of_one_person_only() -> None:
    plain = b"passport"
    assert identity(plain) == identity(plain)
    others = {
        identity(plain, case=bytes([1]) * 16),
        identity(plain, key=bytes(32)),
        identity(plain, again=1),
        identity(b"Passport"),
        sha256(plain).hexdigest()[:32],
    }
    assert len(others | {identity(plain)}) == 6
