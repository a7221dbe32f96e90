"""Sealing: a receipt only after the tree holds the entry, proofs across blocks, keys and checkpoints for everybody."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from safeconduct.journal import blocks, checkpoint, receipt
from safeconduct.journal.tree import BLOCK
from safeconduct.journal.web import checking, keys, models, sealing
from safeconduct.journal.web.writing import Addition, append
from safeconduct.shell.working import tasks
from tests.journal.making import ACT, case_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
BARE = msgspec.structs.replace(ACT, commitment="")


def clock() -> datetime:
    return NOW


def write(first: int, count: int) -> list[bytes]:
    with transaction.atomic():
        return append([Addition(case_of(first + n), 0, BARE) for n in range(count)], clock)


def test_an_entry_is_acknowledged_once_it_is_sealed() -> None:
    (link,) = write(1, 1)
    assert sealing.receipt_of(link) is None
    sealed = sealing.seal(clock)
    assert sealed is not None
    given = sealing.receipt_of(link)
    assert given is not None
    assert receipt.verify(given, sealing.public_key()) == sealed
    assert sealing.seal(clock) is None
    assert sealing.receipt_of(bytes(32)) is None


def test_entries_of_every_block_are_acknowledged() -> None:
    links = write(0, 100)
    sealing.seal(clock)
    links += write(100, 3 * BLOCK + 5)
    sealing.seal(clock)
    for position in (0, 99, 100, BLOCK - 1, BLOCK, 2 * BLOCK - 1, 3 * BLOCK + 4, len(links) - 1):
        given = sealing.receipt_of(links[position])
        assert given is not None
        assert given.position == position
        assert receipt.verify(given, sealing.public_key()).size == len(links)


def test_of_a_whole_block_the_last_checkpoint_is_kept() -> None:
    for first, count in ((0, 5), (5, 5), (10, BLOCK), (BLOCK + 10, 1)):
        write(first, count)
        sealing.seal(clock)
    kept = models.Checkpoint.objects.order_by("size").values_list("size", flat=True)
    assert list(kept) == [BLOCK, BLOCK + 10, BLOCK + 11]


def test_blocks_that_were_changed_are_named_and_nothing_of_them_is_signed() -> None:
    write(0, BLOCK + 1)
    sealing.seal(clock)
    assert checking.check(connection, sealing.public_key()).findings == ()
    kept = models.Block.objects.get()
    assert blocks.verify(kept.note, sealing.public_key()).root == bytes(kept.root)
    models.Block.objects.update(root=bytes(32))
    (finding,) = checking.check(connection, sealing.public_key()).findings
    assert (finding.kind, finding.position) == ("changed", 0)
    models.Block.objects.update(note=kept.note.replace("/block", "/black"))
    (finding,) = checking.check(connection, sealing.public_key()).findings
    assert "signature" in finding.what
    write(BLOCK + 1, BLOCK)
    assert sealing.seal(clock) is not None
    sizes = models.Checkpoint.objects.order_by("size").values_list("size", flat=True)
    assert list(sizes) == [BLOCK, BLOCK + 1, 2 * BLOCK + 1]


def test_the_worker_seals_and_destroys(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    acts = {task.name: task.act for task in tasks()}
    number = keys.keys_for("work", ["person 1"])["person 1"]
    with django_capture_on_commit_callbacks(execute=False):
        keys.destroy(number, clock)
    assert number in keys.key_of([number])
    assert [acts["journal.destroy keys"](clock) for _ in range(2)] == [1, 0]
    assert keys.key_of([number]) == {}
    assert [acts["journal.seal"](clock) for _ in range(2)] == [1, 0]


def test_key_and_checkpoint_are_open_to_everybody() -> None:
    client = Client()
    assert client.get("/journal/checkpoint").status_code == 404
    write(0, 3)
    sealing.seal(clock)
    key = checkpoint.read_key(client.get("/journal/key").text)
    assert checkpoint.verify(client.get("/journal/checkpoint").text, key).size == 3
