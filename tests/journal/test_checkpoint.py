"""Checkpoints: the published example of signed notes, and what must not verify.

Source of the example: the documentation of Go's golang.org/x/mod/sumdb/note, which signed notes come from.
"""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.journal.checkpoint import (
    Checkpoint,
    NotVerified,
    key_of,
    parse,
    read_key,
    sign,
    sign_note,
    text_of,
    verify,
    verify_note,
)
from tests.journal.making import KEY, NAME, PRIVATE

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_PRIVATE = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
CHECKPOINT = Checkpoint(NAME, 42, bytes(range(32)), datetime(2027, 1, 13, 9, 0, tzinfo=UTC))
SIGNED = sign(CHECKPOINT, PRIVATE)


def test_the_published_example_is_signed_byte_for_byte() -> None:
    private = b64decode(PETERS_PRIVATE)[1:]
    assert str(key_of("PeterNeumann", private)) == PETER
    assert sign_note(TEXT, read_key(PETER), private) == NOTE


def test_the_published_example_verifies() -> None:
    assert verify_note(NOTE, read_key(PETER)) == TEXT


def test_the_text_is_that_of_a_checkpoint() -> None:
    expected = "example.org/journal\n42\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\ntime 2027-01-13T09:00:00Z\n"
    assert text_of(CHECKPOINT) == expected
    assert parse(expected) == CHECKPOINT
    assert verify(SIGNED, KEY) == CHECKPOINT


def test_signatures_of_others_are_passed_over() -> None:
    witness = NOTE.splitlines()[-1]
    assert verify(SIGNED + witness + "\n", KEY) == CHECKPOINT


def test_another_key_of_the_same_name_does_not_verify() -> None:
    with pytest.raises(NotVerified, match="no signature"):
        verify(SIGNED, key_of(NAME, bytes(32)))


def test_a_checkpoint_of_another_tree_does_not_verify() -> None:
    text = text_of(CHECKPOINT._replace(origin="example.org/other"))
    with pytest.raises(NotVerified, match=r"is of example\.org/other"):
        verify(sign_note(text, KEY, PRIVATE), KEY)


@given(st.integers(0, len(SIGNED.encode()) - 1), st.integers(0, 7))
def test_no_bit_of_a_note_may_flip(position: int, bit: int) -> None:
    data = bytearray(SIGNED.encode())
    data[position] ^= 1 << bit
    with pytest.raises(NotVerified):
        verify(data.decode("utf-8", "replace"), KEY)


@given(st.integers(0, len(str(KEY)) - 1), st.integers(0, 6))
def test_a_changed_letter_of_a_key_is_seen(position: int, bit: int) -> None:
    data = bytearray(str(KEY).encode())
    data[position] ^= 1 << bit
    text = data.decode()
    if text.strip() != str(KEY):
        with pytest.raises(NotVerified):
            read_key(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        text_of(CHECKPOINT).replace("42", "042"),
        text_of(CHECKPOINT).replace("42", "-1"),
        text_of(CHECKPOINT).replace("Hh8=", "Hh9="),
        text_of(CHECKPOINT) + "more\n",
        text_of(CHECKPOINT).replace("time ", "at "),
    ],
)
def test_a_text_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(NotVerified, match="text of the checkpoint"):
        parse(text)


@pytest.mark.parametrize(
    "note", ["", "\n\n", "text only\n", SIGNED[:-1], SIGNED.replace("42", "4\x012"), "a" * 200_000]
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(NotVerified):
        verify(note, KEY)


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_key_needs_a_usable_name(name: str) -> None:
    with pytest.raises(ValueError, match="name of a key"):
        key_of(name, PRIVATE)
