"""Payloads: readable with the right key alone, erased with it, and never joined across purposes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.journal.payload import (
    Unreadable,
    commitment,
    key_number,
    open_sealed,
    purpose_secret,
    seal,
    unwrap,
    wrap,
)

ROOT, KEY, NONCE = bytes(range(32)), bytes(range(32, 64)), bytes(12)
WORK, HEALTH = purpose_secret(ROOT, "work"), purpose_secret(ROOT, "health")
NUMBER = key_number(WORK, "person 1")
SEALED = seal(KEY, NUMBER, b"a passport", NONCE)
BYTES32 = st.binary(min_size=32, max_size=32)


@given(BYTES32, st.binary(max_size=500), st.binary(min_size=12, max_size=12))
def test_what_was_sealed_is_opened(key: bytes, plain: bytes, nonce: bytes) -> None:
    sealed = seal(key, NUMBER, plain, nonce)
    assert open_sealed(key, NUMBER, sealed) == plain
    assert len(commitment(sealed)) == 64


@given(st.integers(0, 8 * len(SEALED) - 1))
def test_no_bit_of_a_payload_may_flip(bit: int) -> None:
    data = bytearray(SEALED)
    data[bit // 8] ^= 1 << bit % 8
    assert commitment(bytes(data)) != commitment(SEALED)
    with pytest.raises(Unreadable):
        open_sealed(KEY, NUMBER, bytes(data))


@given(BYTES32)
def test_another_key_opens_nothing(other: bytes) -> None:
    if other != KEY:
        with pytest.raises(Unreadable):
            open_sealed(other, NUMBER, SEALED)


def test_a_payload_is_bound_to_the_number_of_its_key() -> None:
    with pytest.raises(Unreadable):
        open_sealed(KEY, key_number(WORK, "person 2"), SEALED)


def test_a_key_is_unwrapped_with_the_secret_of_its_purpose_and_its_number_alone() -> None:
    wrapped = wrap(WORK, NUMBER, KEY, NONCE)
    assert KEY not in wrapped
    assert unwrap(WORK, NUMBER, wrapped) == KEY
    for secret, number in ((HEALTH, NUMBER), (WORK, key_number(WORK, "person 2"))):
        with pytest.raises(Unreadable):
            unwrap(secret, number, wrapped)
    with pytest.raises(Unreadable):
        unwrap(WORK, NUMBER, b"")


def test_erasure_leaves_the_commitment_and_nothing_to_read_it_with() -> None:
    """Without the wrapped key, everything that is left (root, number, payload) opens nothing."""
    held = commitment(SEALED)
    for guess in (ROOT, WORK, purpose_secret(ROOT, NUMBER)):
        with pytest.raises(Unreadable):
            open_sealed(guess, NUMBER, SEALED)
    assert commitment(SEALED) == held


@given(st.text(min_size=1), st.text(min_size=1))
def test_numbers_of_two_purposes_share_nothing(one: str, other: str) -> None:
    numbers = {key_number(secret, person) for secret in (WORK, HEALTH) for person in {one, other}}
    assert len(numbers) == 2 * len({one, other})
    assert key_number(WORK, one) == key_number(purpose_secret(ROOT, "work"), one)


@pytest.mark.parametrize(("key", "nonce"), [(b"", NONCE), (KEY, b"")])
def test_keys_and_nonces_have_their_lengths(key: bytes, nonce: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        wrap(WORK, NUMBER, key, nonce)
    with pytest.raises(ValueError, match="32 bytes"):
        seal(key, NUMBER, b"", nonce)


@pytest.mark.parametrize(("root", "purpose"), [(b"", "work"), (ROOT, "")])
def test_a_purpose_needs_a_secret_and_a_name(root: bytes, purpose: str) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        purpose_secret(root, purpose)
