"""Signed blocks: the root of a whole block of the tree, and a hash over its leaves as they stand one after another.

Who verifies a journal holds the leaves of a block against that hash, which costs next to nothing, and need not hash the
inner nodes again, which costs as much as the entries. The journal itself signs that both belong to the same leaves.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from safeconduct.journal.checkpoint import Key, NotVerified, key_of, sign_note, verify_note

SUFFIX = "/block"


class Block(NamedTuple):
    """Which block, its root, and the hash over its leaves."""

    number: int
    root: bytes
    leaves: bytes


def over(leaves: Sequence[bytes]) -> bytes:
    """Return the hash over leaves that stand one after another."""
    return sha256(b"".join(leaves)).digest()


def sign(block: Block, origin: str, private: bytes) -> str:
    """Return the signed note of a block of the journal with this origin."""
    return sign_note(text_of(block, origin), key_of(origin, private), private)


def verify(note: str, key: Key) -> Block:
    """Return the block of a note that this key signed for its own journal."""
    text = verify_note(note, key)
    try:
        _, number, root, leaves = text.splitlines()
        block = Block(int(number), b64decode(root), b64decode(leaves))
    except ValueError:
        block = Block(-1, b"", b"")
    if text_of(block, key.name) != text:
        raise NotVerified("The note is that of no block of this journal.")
    return block


def text_of(block: Block, origin: str) -> str:
    """Return what is signed."""
    root, leaves = b64encode(block.root).decode(), b64encode(block.leaves).decode()
    return f"{origin}{SUFFIX}\n{block.number}\n{root}\n{leaves}\n"
