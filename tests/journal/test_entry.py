"""Entries have one form, byte for byte, and one hash."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.journal.entry import NO_LINK, Act, Entry, NotAnEntry, decode, decode_kept, encode, link_of
from tests.journal.making import ACT, case_of

FIRST = Entry(NO_LINK, case_of(7), 1, datetime(2027, 1, 11, 9, 0, 0, 5, tzinfo=UTC), ACT)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
ACTS = st.builds(
    Act, who=TEXTS, role=TEXTS, purpose=TEXTS, verb=TEXTS, clock=TEXTS, procedure=TEXTS, version=TEXTS,
    legal_time=st.dates().map(lambda day: day.isoformat()), commitment=st.sampled_from(["", "ab" * 32]), source=TEXTS,
    what=TEXTS, member=TEXTS, follows=TEXTS,
)  # fmt: skip


def test_the_bytes_are_as_documented() -> None:
    """Written by hand after docs/reference/journal.md."""
    expected = (
        bytes(32)
        + b"\x01"
        + bytes(15)
        + b"\x07"
        + b"\x00\x00\x00\x01"
        + (1_799_658_000_000_005).to_bytes(8, "big")
        + b'{"clock":"server","commitment":"' + b"cd" * 32 + b'","follows":"","legal_time":"2027-01-11","member":"",'
        + b'"procedure":"cz/employee-card","purpose":"work","role":"applicant","source":"portal","typed_by":"",'
        + b'"verb":"file","version":"' + b"ab" * 32 + b'","what":"","who":"9d2e"}'
    )  # fmt: skip
    assert encode(FIRST) == expected
    assert link_of(expected) == sha256(b"\x00" + expected).digest()


def test_the_body_is_the_canonical_json_of_rfc_8785() -> None:
    """Names are ASCII, values texts: sorting and escaping are all that RFC 8785 asks for."""
    act = msgspec.structs.replace(ACT, verb='\x00\x08\x1f\x7f"\\/é\u2028😀')
    body = encode(FIRST._replace(act=act))[61:]
    assert body == json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@given(ACTS, st.integers(0, 2**40))
def test_an_entry_is_read_as_it_was_written(act: Act, written: int) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=written)
    entry = Entry(bytes(range(32)), case_of(1), 2, moment, act)
    assert decode(encode(entry)) == entry


@given(st.integers(0, len(encode(FIRST)) - 1), st.integers(0, 7))
def test_a_flipped_bit_gives_another_entry_or_none(position: int, bit: int) -> None:
    data = bytearray(encode(FIRST))
    data[position] ^= 1 << bit
    assert link_of(bytes(data)) != link_of(encode(FIRST))
    try:
        assert decode(bytes(data)) != FIRST
    except NotAnEntry as error:
        assert str(error)


def test_the_time_of_writing_is_one_moment_whatever_its_zone() -> None:
    prague = FIRST.written.astimezone(timezone(timedelta(hours=1)))
    assert encode(FIRST._replace(written=prague)) == encode(FIRST)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"previous": b""}, "32 bytes"),
        ({"case": b"1"}, "16 bytes"),
        ({"number": 0}, "between 1"),
        ({"number": 2**32}, "between 1"),
        ({"number": 2}, "without a previous link"),
        ({"previous": bytes(31) + b"\x01"}, "without a previous link"),
        ({"written": datetime(2027, 1, 1)}, "time zone"),  # noqa: DTZ001 - what is refused
        ({"written": datetime(1969, 1, 1, tzinfo=UTC)}, "before 1970"),
        ({"act": msgspec.structs.replace(ACT, who="")}, "its who"),
        ({"act": msgspec.structs.replace(ACT, legal_time="2027-02-30")}, "no time in law"),
        ({"act": msgspec.structs.replace(ACT, legal_time="2027-02-03T10:00:00")}, "no time in law"),
        ({"act": msgspec.structs.replace(ACT, commitment="AB" * 32)}, "64 hexadecimal"),
    ],
)
def test_what_cannot_be_an_entry_is_refused(changes: dict[str, object], word: str) -> None:
    with pytest.raises(NotAnEntry, match=word):
        encode(FIRST._replace(**changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("tail", [b" ", b"x", b'{"who":"again"}'])
def test_only_canonical_bytes_are_read(tail: bytes) -> None:
    with pytest.raises(NotAnEntry):
        decode(encode(FIRST) + tail)


@pytest.mark.parametrize("link", [link_of(encode(FIRST)), NO_LINK])
def test_what_is_kept_is_read_with_its_link_and_with_another(link: bytes) -> None:
    assert decode_kept(encode(FIRST), link) == FIRST


def test_what_is_kept_with_another_link_must_be_canonical() -> None:
    with pytest.raises(NotAnEntry, match="canonical"):
        decode_kept(encode(FIRST) + b" ", link_of(encode(FIRST)))


def test_a_body_with_another_order_is_refused() -> None:
    data = encode(FIRST)
    shuffled = dict(reversed(json.loads(data[61:]).items()))
    with pytest.raises(NotAnEntry, match="canonical"):
        decode(data[:61] + json.dumps(shuffled, separators=(",", ":")).encode())
