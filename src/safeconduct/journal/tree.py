"""The tree over all entries, hashed as in RFC 9162, section 2.1; its right edge is all that growing it needs.

Leaves are hashes already (see :mod:`safeconduct.journal.entry`). Proofs read nodes through a function, so that a large
tree need not be in memory: only whole subtrees are asked for, whose root never changes once they are full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

BLOCK_LEVEL = 12
BLOCK = 1 << BLOCK_LEVEL
"""Leaves in a block (4,096): what is verified, and what proofs read, at a time."""
NODE = b"\x01"
EMPTY = sha256(b"").digest()

ReadNode = Callable[[int, int], bytes]
"""The root of a whole subtree, by its level (0 for leaves) and its position within that level."""


class Edge(NamedTuple):
    """The right edge of a tree: how many leaves it has, and the roots of its whole subtrees, largest first."""

    size: int = 0
    roots: tuple[bytes, ...] = ()


class Piece(NamedTuple):
    """A whole subtree: its root, and how many leaves it has."""

    root: bytes
    size: int


def node_of(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(NODE + left + right).digest()


def append(edge: Edge, leaf: bytes) -> Edge:
    """Grow the tree by one leaf."""
    return join(edge, Piece(leaf, 1))


def extend(edge: Edge, leaves: Sequence[bytes]) -> Edge:
    """Grow the tree by many leaves, in whole subtrees as large as their places allow."""
    for piece in pieces(edge.size, leaves):
        edge = join(edge, piece)
    return edge


def pieces(size: int, leaves: Sequence[bytes]) -> Iterator[Piece]:
    """Cut leaves that come after so many others into whole subtrees as large as their places allow."""
    done = 0
    while done < len(leaves):
        at = size + done
        count = min(at & -at or BLOCK, BLOCK, 1 << (len(leaves) - done).bit_length() - 1)
        yield Piece(whole_root(leaves[done : done + count]), count)
        done += count


def join(edge: Edge, piece: Piece) -> Edge:
    """Grow the tree by a whole subtree for which its end has room."""
    root, size = piece
    roots, left = list(edge.roots), edge.size
    grown = size
    while left & grown:
        root = node_of(roots.pop(), root)
        left -= grown
        grown <<= 1
    return Edge(edge.size + size, (*roots, root))


def root_of(edge: Edge) -> bytes:
    """Return the root of the tree that ends in this edge."""
    if not edge.roots:
        return EMPTY
    root = edge.roots[-1]
    for left in reversed(edge.roots[:-1]):
        root = node_of(left, root)
    return root


def whole_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of leaves, level by level."""
    level = list(leaves)
    while len(level) > 1:
        level = [sha256(NODE + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=True)]
    return level[0]


def nodes_of(leaves: Sequence[bytes]) -> ReadNode:
    """Return the nodes of a tree whose leaves are all at hand."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_of(left, right) for left, right in zip(below[::2], below[1::2], strict=False)])
    return lambda level, position: levels[level][position]


def inclusion_proof(read: ReadNode, index: int, size: int) -> tuple[bytes, ...]:
    """Prove that the leaf at `index` stands in the tree of the first `size` leaves (RFC 9162, section 2.1.3.1)."""
    if not 0 <= index < size:
        message = f"A tree of {size} entries has none at place {index}."
        raise ValueError(message)
    return tuple(_path(read, index, 0, size))


def consistency_proof(read: ReadNode, old: int, new: int) -> tuple[bytes, ...]:
    """Prove that the first `old` of `new` leaves are those of the older tree (RFC 9162, section 2.1.4.1)."""
    if not 0 < old <= new:
        message = f"There is no proof from a tree of {old} entries to one of {new}."
        raise ValueError(message)
    return tuple(_between(read, old, 0, new, known=True))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Iterable[bytes], root: bytes) -> bool:
    """Say whether the proof shows the leaf at this place of the tree with this root."""
    return root_by_inclusion(leaf, index, size, proof) == root


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: Iterable[bytes]) -> bytes | None:
    """Return the root that a proof of inclusion leads to, None if it has the wrong length (section 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            found = node_of(sibling, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_of(found, sibling)
        place, last = place >> 1, last >> 1
    return found if last == 0 else None


def verify_consistency(old: Sized, new: Sized, proof: Sequence[bytes]) -> bool:
    """Say whether the proof shows that the newer tree begins with the older one (section 2.1.4.2)."""
    if not 0 < old.size <= new.size:
        return False
    if old.size == new.size:
        return not proof and old.root == new.root
    steps = list(proof)
    # A tree that is whole is itself the first node on the way.
    if old.size & (old.size - 1) == 0:
        steps.insert(0, old.root)
    return bool(steps) and _climb(old.size - 1, new.size - 1, steps) == (old.root, new.root)


class Sized(NamedTuple):
    """A tree known from outside: how many leaves, and which root."""

    size: int
    root: bytes


def _climb(place: int, last: int, steps: list[bytes]) -> tuple[bytes, bytes] | None:
    while place & 1:
        place, last = place >> 1, last >> 1
    older = newer = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            older, newer = node_of(step, older), node_of(step, newer)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            newer = node_of(newer, step)
        place, last = place >> 1, last >> 1
    return (older, newer) if last == 0 else None


def _split(low: int, high: int) -> int:
    return low + (1 << (high - low - 1).bit_length() - 1)


def _subtree(read: ReadNode, low: int, high: int) -> bytes:
    size = high - low
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return read(level, low >> level)
    middle = _split(low, high)
    return node_of(_subtree(read, low, middle), _subtree(read, middle, high))


def _path(read: ReadNode, index: int, low: int, high: int) -> list[bytes]:
    if high - low == 1:
        return []
    middle = _split(low, high)
    if index < middle:
        return [*_path(read, index, low, middle), _subtree(read, middle, high)]
    return [*_path(read, index, middle, high), _subtree(read, low, middle)]


def _between(read: ReadNode, old: int, low: int, high: int, *, known: bool) -> list[bytes]:
    if old == high:
        return [] if known else [_subtree(read, low, high)]
    middle = _split(low, high)
    if old <= middle:
        return [*_between(read, old, low, middle, known=known), _subtree(read, middle, high)]
    return [*_between(read, old, middle, high, known=False), _subtree(read, low, middle)]
