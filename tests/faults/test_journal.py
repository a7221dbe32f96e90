"""The journal under faults: nothing acknowledged is lost, nothing is there twice, and what is left is sound."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import msgspec
import pytest
from django.db import DatabaseError, connection, connections, transaction

from safeconduct.journal.web import checking, models, reading, sealing
from safeconduct.journal.web.writing import Addition, ClockSetBack, Overtaken, append
from tests.faults.killed import EACH, PROCESSES
from tests.journal.making import ACT, case_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
BARE = msgspec.structs.replace(ACT, commitment="")
SECONDS = 240
USED_OF_A_PAGE = 4000
"""Bytes of a page of SQLite, which has 4,096, that a long value fills at least."""


def clock() -> datetime:
    return NOW


def write(additions: Sequence[Addition]) -> list[bytes]:
    with transaction.atomic():
        return append(additions, clock)


def sound() -> int:
    """See that the journal is sound and sealed to its end; return its size."""
    while sealing.seal(clock):
        pass
    report = checking.check(connection, sealing.public_key())
    assert report.findings == ()
    return report.size


def in_processes(mode: str, folder: Path, name: str) -> dict[str, Any]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("SAFECONDUCT_")}
    settings = {"SAFECONDUCT_DATA": str(folder / "data"), "SAFECONDUCT_SECRET_KEY": "only for tests"}
    if connection.vendor == "postgresql":
        for variable, base in (("SAFECONDUCT_DATABASE_URL", name), ("SAFECONDUCT_KEYS_URL", f"{name}_keys")):
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {base}")
            settings[variable] = os.environ["SAFECONDUCT_DATABASE_URL"].replace("/postgres?", f"/{base}?")
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killed", mode], env=clean | settings, capture_output=True, text=True,
        timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("mode", ["statement", "moment"])
def test_whoever_is_killed_leaves_all_or_nothing_of_an_act(tmp_path: Path, mode: str) -> None:
    found = in_processes(mode, tmp_path, mode)
    assert (found["findings"], found["lost"]) == ([], [])
    assert found["size"] == found["sealed"] >= found["acknowledged"] > 0


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    found = in_processes("together", tmp_path, "together")
    assert (found["findings"], found["lost"]) == ([], [])
    assert found["size"] == found["sealed"] == found["acknowledged"] == PROCESSES * EACH


def in_threads(acts: Sequence[Sequence[Addition]]) -> list[str]:
    """Let all write at the same time; return what became of each."""
    barrier, ends = Barrier(len(acts)), [""] * len(acts)

    def run(index: int) -> None:
        barrier.wait()
        try:
            write(acts[index])
            ends[index] = "written"
        except Overtaken:
            ends[index] = "overtaken"
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_of_two_who_act_in_one_case_one_wins_and_the_other_is_told() -> None:
    for number in range(10):
        both = [Addition(case_of(1), 2 * number, BARE), Addition(case_of(1), 2 * number, BARE)]
        assert sorted(in_threads([both, both])) == ["overtaken", "written"]
    assert reading.heads([case_of(1)])[case_of(1)][0] == sound() == 20


def test_whoever_is_overtaken_in_one_case_writes_nothing_in_the_others() -> None:
    acts = [[Addition(case_of(10 + n), 0, BARE), Addition(case_of(1), 0, BARE)] for n in range(4)]
    assert sorted(in_threads(acts)) == ["overtaken"] * 3 + ["written"]
    assert sound() == 2


def test_those_who_act_in_different_cases_all_write() -> None:
    assert set(in_threads([[Addition(case_of(n), 0, BARE)] * 3 for n in range(8)])) == {"written"}
    assert sound() == 24


@contextmanager
def full_disk(pages: int) -> Iterator[None]:
    """Leave room for only so many more pages in the file of the database, and none that earlier tests freed."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filler (content BLOB)")
        while (free := cursor.execute("PRAGMA freelist_count").fetchone()[0]) > 1:
            cursor.execute("INSERT INTO filler VALUES (zeroblob(%s))", [(free - 1) * USED_OF_A_PAGE])
        there = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {there + pages}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
            cursor.execute("DROP TABLE filler")


@pytest.mark.skipif("SAFECONDUCT_TEST_DB" in os.environ, reason="a full disk of PostgreSQL is that of its server")
@pytest.mark.parametrize("pages", [0, 1, 4])
def test_a_full_disk_is_told_and_leaves_nothing_half_written(pages: int) -> None:
    write([Addition(case_of(1), 0, BARE)])
    with full_disk(pages), pytest.raises(DatabaseError, match="full"):
        for number in range(1000):
            write([Addition(case_of(2), 50 * number, BARE)] * 50)
    there = models.Entry.objects.count()
    assert there % 50 == 1
    write([Addition(case_of(3), 0, BARE)])
    assert sound() == there + 1


def test_a_clock_set_back_seals_nothing() -> None:
    write([Addition(case_of(1), 0, BARE)])
    with pytest.raises(ClockSetBack):
        sealing.seal(lambda: NOW - timedelta(minutes=2))
    assert models.Checkpoint.objects.count() == 0
    assert sound() == 1


def test_what_its_caller_takes_back_was_never_written() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        append([Addition(case_of(1), 0, BARE)], clock)
        raise ZeroDivisionError
    write([Addition(case_of(1), 0, BARE)])
    assert sound() == 1
