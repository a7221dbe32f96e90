"""Counting entries into the tree, signing checkpoints, acknowledging: never inside the transaction of an act."""

from __future__ import annotations

from functools import cache, lru_cache

from django.conf import settings
from django.db import connection, transaction

from safeconduct.journal import blocks
from safeconduct.journal import checkpoint as notes
from safeconduct.journal.blocks import Block, over
from safeconduct.journal.checkpoint import Checkpoint
from safeconduct.journal.receipt import Receipt
from safeconduct.journal.tree import (
    BLOCK,
    BLOCK_LEVEL,
    Edge,
    Piece,
    ReadNode,
    extend,
    inclusion_proof,
    join,
    nodes_of,
    root_of,
)
from safeconduct.journal.tree import whole_root as root_of_whole
from safeconduct.journal.web import models, secret_files, statements
from safeconduct.journal.web.secret_files import public_key
from safeconduct.journal.web.writing import checked
from safeconduct.shell.clock import Clock

__all__ = [
    "links_of",
    "newest_note",
    "newest_size",
    "node_reader",
    "public_key",
    "read_edge",
    "receipt_of",
    "seal",
    "seal_due",
]

LOCK_NUMBER = 0x74726565
BATCH = 10_000


def seal(clock: Clock) -> Checkpoint | None:
    """Count what was committed into the tree and sign it; None if nothing was added since the last checkpoint.

    Raises:
        ClockSetBack: the clock lies before what is to be sealed.

    """
    if connection.vendor == "sqlite" and read_edge()[0].size == newest_size():
        return None  # without a transaction, which would make others wait
    with transaction.atomic(durable=True):
        if connection.vendor == "postgresql":
            while _count() == BATCH:
                pass
        edge, latest = read_edge()
        sealed = newest_size()
        if edge.size == sealed:
            return None
        moment = checked(clock(), latest).replace(microsecond=0)
        signed = [*_at_blocks(sealed, edge), edge]
        checkpoints = [Checkpoint(settings.JOURNAL_ORIGIN, tree.size, root_of(tree), moment) for tree in signed]
        private = secret_files.signing_key()
        models.Checkpoint.objects.bulk_create(
            [models.Checkpoint(size=one.size, note=notes.sign(one, private)) for one in checkpoints],
            ignore_conflicts=True,
        )
        _thin_out(sealed, [one.size for one in checkpoints])
    return checkpoints[-1]


def seal_due(clock: Clock) -> int:
    """Seal what was written, as a task of the worker; return how many checkpoints that took."""
    return int(seal(clock) is not None)


def receipt_of(link: bytes) -> Receipt | None:
    """Acknowledge an entry under the newest checkpoint; None as long as none covers it (it is being sealed)."""
    position = models.Entry.objects.filter(link=link).values_list("position", flat=True).first()
    newest = models.Checkpoint.objects.order_by("-size").first()
    if position is None or newest is None or not 0 <= position < newest.size:
        return None
    return Receipt(link, position, inclusion_proof(node_reader(), position, newest.size), newest.note)


def newest_size() -> int:
    """Return how many entries the newest checkpoint covers."""
    return models.Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0


def newest_note() -> str:
    """Return the newest checkpoint as its signed note, or nothing."""
    return models.Checkpoint.objects.order_by("-size").values_list("note", flat=True).first() or ""


def read_edge() -> tuple[Edge, int]:
    """Return the right edge of the tree and the latest time of writing in it."""
    with connection.cursor() as cursor:
        cursor.execute(statements.READ_EDGE)
        return statements.edge_of(cursor.fetchone())


def node_reader() -> ReadNode:
    """Return the nodes of the tree in the database: whole blocks from their roots, the rest from leaves."""

    @lru_cache(maxsize=4)
    def within(block: int) -> ReadNode:
        return nodes_of(links_of(block * BLOCK, BLOCK))

    @cache
    def above(level: int, position: int) -> bytes:
        if level == BLOCK_LEVEL:
            return bytes(models.Block.objects.values_list("root", flat=True).get(number=position))
        first, count = position << level - BLOCK_LEVEL, 1 << level - BLOCK_LEVEL
        roots = models.Block.objects.filter(number__gte=first, number__lt=first + count).order_by("number")
        return root_of_whole([bytes(root) for root in roots.values_list("root", flat=True)])

    def read(level: int, position: int) -> bytes:
        if level >= BLOCK_LEVEL:
            return above(level, position)
        block, inside = divmod(position, BLOCK >> level)
        return within(block)(level, inside)

    return read


def links_of(first: int, count: int) -> list[bytes]:
    """Return the links of so many entries from a place in the tree on."""
    rows = models.Entry.objects.filter(position__gte=first, position__lt=first + count).order_by("position")
    return [bytes(link) for link in rows.values_list("link", flat=True)]


def _count() -> int:
    """Give places in the tree to entries that were committed, in the order in which their writers came."""
    with connection.cursor() as cursor:
        cursor.execute(statements.LOCK, [LOCK_NUMBER])
        edge, latest = read_edge()
        cursor.execute(statements.NOT_COUNTED, [BATCH])
        rows = cursor.fetchall()
        if rows:
            cursor.execute(statements.COUNT, [[row[0] for row in rows], list(range(edge.size, edge.size + len(rows)))])
            grown = extend(edge, [bytes(row[1]) for row in rows])
            latest = max(latest, *(row[2] for row in rows))
            cursor.execute(statements.WRITE_EDGE, [grown.size, b"".join(grown.roots), latest])
    return len(rows)


def _thin_out(sealed: int, sizes: list[int]) -> None:
    """Of the checkpoints in a block that became whole keep only the one at its end."""
    if len(sizes) > 1:
        within = models.Checkpoint.objects.filter(size__gt=sealed - sealed % BLOCK, size__lt=sizes[-1])
        within.exclude(size__in=sizes).delete()


def _at_blocks(sealed: int, edge: Edge) -> list[Edge]:
    """Keep blocks that became whole since the last checkpoint, signed; return the trees that end with each of them."""
    fresh = range(sealed // BLOCK, edge.size // BLOCK)
    for number in fresh:
        _keep_block(number)
    trees, tree = [], Edge()
    for root in models.Block.objects.order_by("number").values_list("root", flat=True) if fresh else []:
        tree = join(tree, Piece(bytes(root), BLOCK))
        if sealed < tree.size < edge.size:
            trees.append(tree)
    # Nothing is signed of blocks that somebody changed, so that they do not lead to the tree.
    return trees if extend(tree, links_of(tree.size, edge.size - tree.size)) == edge else []


def _keep_block(number: int) -> None:
    leaves = links_of(number * BLOCK, BLOCK)
    block = Block(number, root_of_whole(leaves), over(leaves))
    note = blocks.sign(block, settings.JOURNAL_ORIGIN, secret_files.signing_key())
    models.Block.objects.bulk_create([models.Block(number=number, root=block.root, note=note)], ignore_conflicts=True)
