"""Signed blocks: root and leaves belong together, and no letter of the note may change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.journal import blocks, checkpoint
from safeconduct.journal.blocks import Block, over
from safeconduct.journal.checkpoint import NotVerified, key_of
from tests.journal.making import KEY, NAME, PRIVATE

BLOCK = Block(7, bytes(range(32)), over([bytes(32), bytes(range(32))]))
NOTE = blocks.sign(BLOCK, NAME, PRIVATE)


def test_a_block_is_read_as_it_was_signed() -> None:
    assert blocks.verify(NOTE, KEY) == BLOCK


@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(0, 7))
def test_no_bit_of_a_note_may_flip(position: int, bit: int) -> None:
    data = bytearray(NOTE.encode())
    data[position] ^= 1 << bit
    with pytest.raises(NotVerified):
        blocks.verify(data.decode("utf-8", "replace"), KEY)


def test_what_the_key_signed_elsewhere_or_as_something_else_is_no_block() -> None:
    other = key_of("example.org/other", PRIVATE)
    for text in (blocks.text_of(BLOCK, "example.org/other"), "a\nb\n", f"{NAME}/block\n1\n2\n3\n"):
        with pytest.raises(NotVerified):
            blocks.verify(checkpoint.sign_note(text, KEY, PRIVATE), KEY)
    with pytest.raises(NotVerified):
        blocks.verify(NOTE, other)


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=2, max_size=9, unique=True))
def test_the_hash_over_leaves_knows_their_order(leaves: list[bytes]) -> None:
    assert over(leaves) != over(leaves[::-1])
    assert over(leaves) != over(leaves[1:])
