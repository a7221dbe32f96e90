"""Verifying the journal of a database: chain, tree, signatures, payloads; from the start or from where it was verified.

What was verified last is kept as its signed checkpoint and the edge that leads to it, in a file outside the database: a
database that is rolled back with its checkpoints is found by it.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from safeconduct.journal import blocks, stretches
from safeconduct.journal import checkpoint as notes
from safeconduct.journal.checkpoint import Checkpoint, Key, NotVerified
from safeconduct.journal.entry import HEAD_LENGTH, microseconds
from safeconduct.journal.naming import Finding
from safeconduct.journal.payload import commitment
from safeconduct.journal.stretches import Stretch
from safeconduct.journal.tree import BLOCK, Edge, root_of
from safeconduct.journal.verify import Walk, cuts, sound, verify
from safeconduct.journal.web.rows import HeadsBefore, Rows

FILE = "verified.json"
AT_A_TIME = 1_000
CHECKPOINTS = "SELECT size, note FROM journal_checkpoint WHERE size > %s ORDER BY size"
BLOCKS = "SELECT number, root, note FROM journal_block ORDER BY number"
PAYLOADS = (
    "SELECT e.position, {e.data}, p.place IS NOT NULL, {p.sealed} FROM journal_entry e"
    " LEFT JOIN journal_payload p ON p.place = e.place"
    " WHERE e.position >= %s AND e.position < %s ORDER BY e.position"
)
ORPHANS = (
    "SELECT {p.place} FROM journal_payload p LEFT JOIN journal_entry e ON e.place = p.place"
    " WHERE e.place IS NULL ORDER BY p.place LIMIT 100"
)


class Verified(msgspec.Struct, frozen=True):
    """What was verified last: the note that was signed then, and the roots of the edge that leads to it, in hex."""

    note: str
    roots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying found, from which place on, in how many entries, under which checkpoint at the end."""

    findings: tuple[Finding, ...]
    first: int
    size: int
    newest: Checkpoint | None


class _Commitment(msgspec.Struct):
    commitment: str


def check(
    database: BaseDatabaseWrapper,
    key: Key,
    file: Path | None = None,
    *,
    full: bool = False,
    kept: Sequence[str] = (),
    processes: int = 1,
) -> Report:
    """Verify the journal, and keep in the file how far it is sound; `kept` are notes that somebody kept elsewhere.

    Raises:
        NotVerified: a note that was kept elsewhere, or the file, is not what the key's holder signed.

    """
    before = read_verified(file, key) if file else None
    known = [notes.verify(note, key) for note in kept] + ([before[0]] if before else [])
    first = before[1].size if before and not full else 0
    good, unsigned = signed(database, key, first)
    whole, odd = blocks_of(database, key)
    rows = Rows(database)
    if rows.size() < first:
        return check(database, key, file, full=True, kept=kept, processes=processes)
    walk, faults = entries(rows, whole, [*good, *known], before if first else None, processes)
    found = [*unsigned, *odd, *faults, *_payloads(rows, first)]
    newest = good[-1] if good else (before[0] if before else None)
    if file and not found and good:
        _keep(database, file, walk.sealed)
    return Report(tuple(found), first, rows.size(), newest)


def read_verified(file: Path, key: Key) -> tuple[Checkpoint, Edge] | None:
    """Return what was verified last, None if nothing was; the edge must lead to what was signed."""
    if not file.exists():
        return None
    try:
        verified = msgspec.json.decode(file.read_bytes(), type=Verified)
        seal = notes.verify(verified.note, key)
        edge = Edge(seal.size, tuple(bytes.fromhex(root) for root in verified.roots))
    except (msgspec.DecodeError, ValueError) as error:
        raise NotVerified(f"{file} cannot be relied on: {error} Keep it, and verify with --full without it.") from None
    if len(edge.roots) != seal.size.bit_count() or root_of(edge) != seal.root:
        raise NotVerified(f"{file} was changed: it does not lead to what was signed. Keep it, and verify without it.")
    return seal, edge


def _keep(database: BaseDatabaseWrapper, file: Path, sealed: Edge) -> None:
    with database.cursor() as cursor:
        cursor.execute("SELECT note FROM journal_checkpoint WHERE size = %s", [sealed.size])
        row = cursor.fetchone()
    if row:
        part = file.with_name(file.name + ".part")
        part.write_bytes(msgspec.json.encode(Verified(row[0], tuple(root.hex() for root in sealed.roots))))
        part.replace(file)


def _start(rows: Rows, before: tuple[Checkpoint, Edge] | None) -> Walk:
    if before is None:
        return Walk()
    seal, edge = before
    return Walk(edge, HeadsBefore(rows, edge.size), microseconds(seal.time), edge)


def signed(database: BaseDatabaseWrapper, key: Key, first: int) -> tuple[list[Checkpoint], list[Finding]]:
    """Return the checkpoints after a place, and those that the key did not sign as they are."""
    good, bad = [], []
    with database.cursor() as cursor:
        cursor.execute(CHECKPOINTS, [first])
        for size, note in cursor.fetchall():
            try:
                seal = notes.verify(note, key)
            except NotVerified as error:
                bad.append(Finding("changed", size, f"the checkpoint of {size} entries: {error}"))
                continue
            good.append(seal)
            if seal.size != size:
                bad.append(Finding("changed", size, f"the checkpoint of {size} entries is one of {seal.size}"))
    return good, bad


def blocks_of(database: BaseDatabaseWrapper, key: Key) -> tuple[dict[bytes, bytes], list[Finding]]:
    """Return the roots of whole blocks by the hash over their leaves, and those that are not as the key signed them."""
    whole: dict[bytes, bytes] = {}
    bad = []
    with database.cursor() as cursor:
        cursor.execute(BLOCKS)
        for number, root, note in cursor.fetchall():
            try:
                block = blocks.verify(note, key)
            except NotVerified as error:
                bad.append(Finding("changed", number * BLOCK, f"the kept root of block {number}: {error}"))
                continue
            whole[block.leaves] = block.root
            if (block.number, block.root) != (number, root):
                bad.append(Finding("changed", number * BLOCK, f"the kept root of block {number} is not the signed one"))
    return whole, bad


# ---- entries ---------------------------------------------------------------------------------------------------------


def entries(
    rows: Rows,
    whole: Mapping[bytes, bytes],
    checkpoints: Sequence[Checkpoint],
    before: tuple[Checkpoint, Edge] | None,
    processes: int,
) -> tuple[Walk, list[Finding]]:
    """Tell quickly whether all is sound; only where it is not are faults named, which takes longer.

    `whole` gives the roots of whole blocks by the hash over their leaves, as they were signed.
    """
    walk = _start(rows, before)
    if rows.size() > walk.edge.size:
        parts = _parts(rows, whole, cuts(walk.edge.size, rows.size(), checkpoints), walk, processes)
        if sound(parts, checkpoints, rows.edge, walk):
            return walk, []
    walk = _start(rows, before)
    return walk, list(verify(rows, checkpoints, rows.edge, walk))


def _parts(
    rows: Rows, whole: Mapping[bytes, bytes], ends: Sequence[int], walk: Walk, processes: int
) -> Iterator[Stretch | None]:
    """Read the first part here, where the last links before are known, and the others in processes of their own."""
    share = -(-len(ends) // processes)
    own, *others = [ends[at : at + share] for at in range(0, len(ends), share)]
    if not others:
        yield stretches.read(rows, walk.edge.size, own, whole, walk.heads)
        return
    # A process that is forked off must not share the connection.
    rows.database.close()
    with ProcessPoolExecutor(len(others), multiprocessing.get_context("fork"), _take_over, (rows, whole)) as pool:
        starts = [own[-1], *(part[-1] for part in others)]
        read = [pool.submit(_read, *one, one[1] is others[-1]) for one in zip(starts, others, strict=False)]
        yield stretches.read(rows, walk.edge.size, own, whole, walk.heads)
        for part in read:
            yield part.result()


_OWN: list[tuple[Rows, Mapping[bytes, bytes]]] = []


def _take_over(rows: Rows, whole: Mapping[bytes, bytes]) -> None:
    connections.close_all()
    _OWN[:] = [(rows, whole)]


def _read(first: int, ends: Sequence[int], is_last: bool) -> Stretch | None:
    stretch = stretches.read(_OWN[0][0], first, ends, _OWN[0][1])
    # Nothing follows the last part that its last links were needed for: 125,000 of them take 0.13 s to hand over.
    return stretch._replace(heads={}) if stretch and is_last else stretch


# ---- what stands beside entries --------------------------------------------------------------------------------------


def _payloads(rows: Rows, first: int) -> Iterator[Finding]:
    """Hold each payload against what its entry is bound to."""
    for start in range(first, rows.size(), AT_A_TIME):
        for position, data, there, sealed in rows.ask(PAYLOADS, start, min(start + AT_A_TIME, rows.size())):
            what = _payload_fault(data, sealed if there else None)
            if what:
                yield Finding("changed", position, what)
    for (place,) in rows.ask(ORPHANS):
        yield Finding("inserted", -1, f"a payload belongs to no entry: case {place[:16].hex()}")


def _payload_fault(data: bytes, sealed: bytes | None) -> str:
    try:
        bound = msgspec.json.decode(data[HEAD_LENGTH:], type=_Commitment).commitment
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""  # the walk names it
    if sealed is None:
        return "its payload is missing" if bound else ""
    if not bound:
        return "it is bound to no payload, and one stands beside it"
    return "" if commitment(sealed) == bound else "its payload is not the one that it is bound to"


def as_facts(report: Report, describe: Callable[[int], str]) -> dict[str, Any]:
    """Return a report as what programs read."""
    return {
        "sound": not report.findings,
        "first": report.first,
        "entries": report.size,
        "sealed": report.newest.size if report.newest else 0,
        "sealed_at": report.newest.time.isoformat() if report.newest else "",
        "findings": [
            {"kind": f.kind, "index": f.position, "entry": describe(f.position), "what": f.what}
            for f in report.findings
        ],
    }


def describer(rows: Rows) -> Callable[[int], str]:
    """Return what names the entry at a place by its case and number."""

    def describe(position: int) -> str:
        found = rows.rows(position, 1)
        place = found[0].place if found else b""
        return f" (entry {int.from_bytes(place[16:], 'big')} of case {place[:16].hex()})" if found else ""

    return describe
