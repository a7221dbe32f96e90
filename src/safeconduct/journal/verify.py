"""Verifying a journal: is every entry what it was, where it was, and is none missing.

The walk goes block by block. Where a block is sound, that costs one hash for each entry and one for each inner node;
only where something is off are its rows read one by one, to name what happened and where (:mod:`.naming`). What was
rewritten with all later hashes shows in a checkpoint that was signed before, or in an acknowledgement that was kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from safeconduct.journal.checkpoint import Checkpoint
from safeconduct.journal.entry import LEAF, NO_LINK, microseconds
from safeconduct.journal.naming import PLACE, TIME, TOLERANCE, Finding, Source, changed_rows, name_faults
from safeconduct.journal.receipt import Receipt
from safeconduct.journal.tree import BLOCK, Edge, extend, root_of


@dataclass(slots=True)
class Walk:
    """How far a walk has come: the tree so far, the last link of each case, and the latest time met.

    It is filled as it goes; to go on from an earlier checkpoint, give its edge and the links of the open cases.
    """

    edge: Edge = field(default_factory=Edge)
    heads: dict[bytes, bytes] = field(default_factory=dict)
    latest: int = 0
    good: int = 0
    """Size of the last checkpoint that fitted."""


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


def _all(source: Source, checkpoints: list[Checkpoint], held: Edge | None, walk: Walk) -> Iterator[Finding]:
    size = source.size()
    seals = [seal for seal in checkpoints if walk.edge.size < seal.size <= size]
    broken = False
    for end in _ends(walk.edge.size, size, seals):
        found = list(_segment(source, walk, end))
        yield from found
        broken = broken or bool(found)
        for seal in [seal for seal in seals if seal.size == end]:
            yield from _at_seal(source, walk, seal, broken)
            broken = broken or root_of(walk.edge) != seal.root
    yield from _at_end(source, checkpoints, held, walk, broken)


def _ends(start: int, size: int, seals: list[Checkpoint]) -> list[int]:
    blocks = range(start - start % BLOCK + BLOCK, size, BLOCK)
    return sorted({*blocks, *(seal.size for seal in seals), size} - {start})


def _segment(source: Source, walk: Walk, end: int) -> Iterator[Finding]:
    first = walk.edge.size
    places, entries = source.plain(first, end - first)
    links = _sound(walk, places, entries) if len(entries) == end - first else None
    if links is None:
        rows = source.rows(first, end - first)
        yield from name_faults(source, rows, range(first, end), walk.heads, walk.latest)
        links = [row.link for row in rows] + [NO_LINK] * (end - first - len(rows))
    if entries:
        walk.latest = max(walk.latest, int.from_bytes(entries[-1][TIME], "big"))
    walk.edge = extend(walk.edge, links)


def _sound(walk: Walk, places: list[bytes], entries: list[bytes]) -> list[bytes] | None:
    """Return the links of a run of entries, None if anything about them is off."""
    if [data[PLACE] for data in entries] != places or not _in_time([data[TIME] for data in entries], walk.latest):
        return None
    links = [sha256(LEAF + data).digest() for data in entries]
    known = walk.heads
    heads: dict[bytes, bytes] = {}
    for place, data, link in zip(places, entries, links, strict=True):
        case = place[:16]
        if (heads.get(case) or known.get(case, NO_LINK)) != data[:32]:
            return None
        heads[case] = link
    known.update(heads)
    return links


def _in_time(times: list[bytes], latest: int) -> bool:
    if not times:
        return True
    if int.from_bytes(times[0], "big") < latest - TOLERANCE:
        return False
    return times == sorted(times) or _nearly_sorted(times, latest)


def _nearly_sorted(times: list[bytes], latest: int) -> bool:
    for time in times:
        moment = int.from_bytes(time, "big")
        if moment < latest - TOLERANCE:
            return False
        latest = max(latest, moment)
    return True


def _at_seal(source: Source, walk: Walk, seal: Checkpoint, broken: bool) -> Iterator[Finding]:
    walk.latest = max(walk.latest, microseconds(seal.time))
    if root_of(walk.edge) == seal.root:
        walk.good = seal.size
    elif not broken:
        what = (
            f"entries {walk.good} to {seal.size - 1} are not those that were signed on {seal.time.isoformat()}: "
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
        what = f"the kept edge of the tree does not fit entries {walk.good} to {size - 1}"
        yield from _rewritten(source, walk, what)


def _rewritten(source: Source, walk: Walk, what: str) -> Iterator[Finding]:
    """Name entries whose stored link betrays them, otherwise all that may be meant."""
    named = False
    for first in range(walk.good, walk.edge.size, BLOCK):
        for finding in changed_rows(source.rows(first, min(BLOCK, walk.edge.size - first))):
            named = True
            yield finding
    if not named:
        yield Finding("rewritten", walk.good, what)
