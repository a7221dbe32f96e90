"""Verifying a journal: is every entry what it was, where it was, and is none missing.

The walk goes block by block. Where a block is sound, that costs one hash for each entry and one for each inner node;
only where something is off are its rows read one by one, to name what happened and where (:mod:`.naming`). What was
rewritten with all later hashes shows in a checkpoint that was signed before, or in an acknowledgement that was kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from safeconduct.journal.checkpoint import Checkpoint
from safeconduct.journal.entry import LEAF, NO_LINK, microseconds
from safeconduct.journal.naming import TIME, TOLERANCE, Finding, Source, changed_rows, name_faults
from safeconduct.journal.receipt import Receipt
from safeconduct.journal.stretches import Stretch, read
from safeconduct.journal.tree import BLOCK, Edge, extend, join, root_of


@dataclass(slots=True)
class Walk:
    """How far a walk has come: the tree so far, the last link of each case, and the latest time met.

    It is filled as it goes; to go on from an earlier checkpoint, give its edge and the links of the open cases.
    """

    edge: Edge = field(default_factory=Edge)
    heads: dict[bytes, bytes] = field(default_factory=dict)
    latest: int = 0
    sealed: Edge = field(default_factory=Edge)
    """The tree of the last checkpoint that fitted."""


def verify(
    source: Source, checkpoints: Sequence[Checkpoint], held: Edge | None = None, walk: Walk | None = None
) -> Iterator[Finding]:
    """Find what was changed, dropped, reordered, inserted or back-dated, and a journal that was rolled back.

    The checkpoints are verified already (:func:`safeconduct.journal.checkpoint.verify`), from the database or kept
    elsewhere. `held` is the edge that the database keeps.
    """
    walk = walk or Walk()
    told: set[tuple[str, int]] = set()
    for finding in _all(source, sorted(checkpoints, key=lambda c: (c.size, c.time)), held, walk):
        if (finding.kind, finding.position) not in told:
            told.add((finding.kind, finding.position))
            yield finding


def contradiction(receipt: Receipt, source: Source, size: int) -> Finding | None:
    """Say what an acknowledgement (verified already) shows against a journal, None if they agree."""
    if receipt.position >= source.size() or size > source.size():
        return Finding(
            "rolled back", receipt.position, "the journal is smaller than when the acknowledgement was signed"
        )
    rows = source.rows(receipt.position, 1)
    if not rows:
        return Finding("dropped", receipt.position, "the acknowledged entry is missing")
    if receipt.link not in (rows[0].link, sha256(LEAF + rows[0].data).digest()):
        return Finding("changed", receipt.position, "another entry stands where the acknowledged one stood")
    if sha256(LEAF + rows[0].data).digest() != receipt.link:
        return Finding("changed", receipt.position, "the acknowledged entry reads differently now")
    return None


def cuts(first: int, size: int, checkpoints: Sequence[Checkpoint]) -> list[int]:
    """Return the places up to which a walk reads at a time: the ends of blocks, and where something was signed."""
    blocks = range(first - first % BLOCK + BLOCK, size, BLOCK)
    return sorted({*blocks, *(seal.size for seal in checkpoints if first < seal.size <= size), size} - {first})


def sound(
    stretches: Iterable[Stretch | None], checkpoints: Sequence[Checkpoint], held: Edge | None, walk: Walk
) -> bool:
    """Say whether stretches that were read apart follow one another and are what was signed; the walk goes to the end.

    If not, :func:`verify` names what is off.
    """
    seals: dict[int, list[Checkpoint]] = {}
    for seal in checkpoints:
        seals.setdefault(seal.size, []).append(seal)
    for stretch in stretches:
        if stretch is None or not _take(stretch, walk, seals):
            return False
    return held in {None, walk.edge} and max(seals, default=0) <= walk.edge.size


def _take(stretch: Stretch, walk: Walk, seals: Mapping[int, list[Checkpoint]]) -> bool:
    if any(walk.heads.get(case, NO_LINK) != link for case, link in stretch.firsts.items()):
        return False
    for segment in stretch.segments:
        if segment.earliest < walk.latest - TOLERANCE:
            return False
        for piece in segment.pieces:
            walk.edge = join(walk.edge, piece)
        walk.latest = max(walk.latest, segment.latest)
        for seal in seals.get(segment.end, ()):
            if root_of(walk.edge) != seal.root:
                return False
            walk.latest, walk.sealed = max(walk.latest, microseconds(seal.time)), walk.edge
    if stretch.heads is not walk.heads:
        walk.heads.update(stretch.heads)
    return True


def _all(source: Source, checkpoints: list[Checkpoint], held: Edge | None, walk: Walk) -> Iterator[Finding]:
    size = source.size()
    seals = [seal for seal in checkpoints if walk.edge.size < seal.size <= size]
    broken = False
    for end in cuts(walk.edge.size, size, seals):
        found = list(_segment(source, walk, end))
        yield from found
        broken = broken or bool(found)
        for seal in [seal for seal in seals if seal.size == end]:
            yield from _at_seal(source, walk, seal, broken)
            broken = broken or root_of(walk.edge) != seal.root
    yield from _at_end(source, checkpoints, held, walk, broken)


def _segment(source: Source, walk: Walk, end: int) -> Iterator[Finding]:
    first = walk.edge.size
    stretch = read(source, first, [end], {})
    if stretch is None or not _take(stretch, walk, {}):
        rows = source.rows(first, end - first)
        yield from name_faults(source, rows, range(first, end), walk.heads, walk.latest)
        links = [row.link for row in rows] + [NO_LINK] * (end - first - len(rows))
        walk.latest = max(walk.latest, *(int.from_bytes(row.data[TIME], "big") for row in rows[-1:]))
        walk.edge = extend(walk.edge, links)


def _at_seal(source: Source, walk: Walk, seal: Checkpoint, broken: bool) -> Iterator[Finding]:
    walk.latest = max(walk.latest, microseconds(seal.time))
    if root_of(walk.edge) == seal.root:
        walk.sealed = walk.edge
    elif not broken:
        what = (
            f"entries {walk.sealed.size} to {seal.size - 1} are not those that were signed on {seal.time.isoformat()}: "
            "they were rewritten with all their hashes; an acknowledgement of one of them tells which"
        )
        yield from _rewritten(source, walk, what)


def _at_end(
    source: Source, checkpoints: list[Checkpoint], held: Edge | None, walk: Walk, broken: bool
) -> Iterator[Finding]:
    size = walk.edge.size
    if checkpoints and checkpoints[-1].size > size:
        seal = checkpoints[-1]
        what = f"{seal.size} entries were signed on {seal.time.isoformat()}, and {size} are there"
        yield Finding("rolled back", size, what)
    elif held is not None and held.size > size:
        yield Finding("dropped", size, f"the tree counts {held.size} entries, and {size} are there")
    elif held is not None and held != walk.edge and not broken:
        what = f"the kept edge of the tree does not fit entries {walk.sealed.size} to {size - 1}"
        yield from _rewritten(source, walk, what)


def _rewritten(source: Source, walk: Walk, what: str) -> Iterator[Finding]:
    """Name entries whose stored link betrays them, otherwise all that may be meant."""
    named = False
    for first in range(walk.sealed.size, walk.edge.size, BLOCK):
        for finding in changed_rows(source.rows(first, min(BLOCK, walk.edge.size - first))):
            named = True
            yield finding
    if not named:
        yield Finding("rewritten", walk.sealed.size, what)
