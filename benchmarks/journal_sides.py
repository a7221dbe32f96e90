"""``python -m benchmarks.journal_sides WHAT PAIRS``: both sides of a benchmark of the journal, in turn, as JSON."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

ACTS = 200
BARE_BYTES = 440
ENTRIES, CASES = 1_000_000, 125_000
START = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
BARE = "INSERT INTO bare (id, data) VALUES (%s, %s)"


def main(what: str, pairs: int) -> None:
    """Make the data folder and measure."""
    from safeconduct.cli import data  # noqa: PLC0415 - reads the environment

    if what == "peak":
        warnings.simplefilter("ignore")  # Django misses its rooms, which are not needed here
        data.use_databases()
        _walk(1)
        print(_peak())
        return
    data.make_folder(data.data_folder())
    data.start_django()
    data.migrate()
    print(json.dumps({"one": one, "eight": eight, "verify": verify}[what](pairs)))


def one(pairs: int) -> dict[str, Any]:
    """Seconds of an act, and of a bare insert of the same bytes, in turn."""
    acts, bare = Acts(), Bare()
    for side in (acts, bare):
        side.run(ACTS)
    return {"pairs": [[acts.run(ACTS), bare.run(ACTS)] for _ in range(pairs)]}


def eight(pairs: int) -> dict[str, Any]:
    """Acts each second of eight clients, and of one."""
    clients = [Client() for _ in range(8)]
    for client in clients:
        client.begin(1)
    for client in clients:
        client.end()
    return {"pairs": [[1 / _at_once(clients), 1 / _at_once(clients[:1])] for _ in range(pairs)]}


def _at_once(clients: list[Client]) -> float:
    begin = time.perf_counter()
    for client in clients:
        client.begin(ACTS)
    for client in clients:
        client.end()
    return (time.perf_counter() - begin) / (ACTS * len(clients))


class Client:
    """Writes in a process of its own, as each web process of a site does, and keeps its connections."""

    def __init__(self) -> None:
        from django.db import connections  # noqa: PLC0415

        connections.close_all()  # or both processes would speak through one
        own = multiprocessing.get_context("fork")
        self._asks, asked = own.Pipe()
        own.Process(target=_write, args=(asked,), daemon=True).start()

    def begin(self, count: int) -> None:
        """Have it write so many acts."""
        self._asks.send(count)

    def end(self) -> None:
        """Wait until they are written."""
        self._asks.recv()


def _write(asked: Connection) -> None:
    acts = Acts()
    while True:
        asked.send(acts.run(asked.recv()))


class Acts:
    """Writes one act after another, each in a transaction of its own, in cases of its own."""

    def __init__(self) -> None:
        from safeconduct.journal.web import keys  # noqa: PLC0415

        self.case = os.urandom(16)
        self.number = 0
        self.key = keys.keys_for("work", [self.case.hex()])[self.case.hex()]

    def run(self, count: int) -> float:
        """Return the seconds of one act."""
        return _timed(self._act, count)

    def _act(self) -> None:
        from django.db import transaction  # noqa: PLC0415

        from safeconduct.journal.web.writing import append  # noqa: PLC0415

        with transaction.atomic():
            append([addition(self.case, self.number, self.key)], lambda: datetime.now(UTC))  # noqa: TID251
        self.number += 1


class Bare:
    """Inserts as many bytes as an entry and its payload have, each in a transaction of its own."""

    def __init__(self) -> None:
        from django.db import connection  # noqa: PLC0415

        self.number = 0
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE bare (id bigint PRIMARY KEY, data {_bytes_type()})")

    def run(self, count: int) -> float:
        """Return the seconds of one insert."""
        return _timed(self._insert, count)

    def _insert(self) -> None:
        from django.db import connection, transaction  # noqa: PLC0415

        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(BARE, [self.number, os.urandom(BARE_BYTES + 200)])
        self.number += 1


def _bytes_type() -> str:
    from django.db import connection  # noqa: PLC0415

    return "bytea" if connection.vendor == "postgresql" else "blob"


def _timed(act: Callable[[], None], count: int) -> float:
    begin = time.perf_counter()
    for _ in range(count):
        act()
    return (time.perf_counter() - begin) / count


def addition(case: bytes, after: int, key: str = "") -> Any:  # noqa: ANN401 - a type that needs Django to be ready
    """Return an act of the usual size."""
    from safeconduct.journal.entry import Act  # noqa: PLC0415
    from safeconduct.journal.web.writing import Addition  # noqa: PLC0415

    act = Act(
        who="9d2e" * 8, role="labour office", purpose="migration", verb="answers", legal_time="2027-01-11",
        clock="localhost/journal", procedure="cz/employee-card@2026-11-24", version="ab" * 32, source="portal",
        what="no local candidate", typed_by="e4f1" * 8,
    )  # fmt: skip
    return Addition(case, after, act, key, b"s" * 100 if key else b"")


def verify(pairs: int) -> dict[str, Any]:
    """Seconds of a walk with one process and with two, each beside bare hashing; peak of the one, in megabytes."""
    from django.db import connection  # noqa: PLC0415

    fill()
    found: dict[str, Any] = {"one": [], "two": []}
    for _ in range(pairs):
        for name, processes in (("one", 1), ("two", 2)):
            connection.close()
            found[name].append([walk(processes), hashing()])
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.journal_sides", "peak", "1"], check=True, stdout=subprocess.PIPE
    )
    found["peak"] = float(done.stdout.splitlines()[-1])
    return found


def fill() -> None:
    """Write a million entries, eight in each case."""
    from django.db import transaction  # noqa: PLC0415

    from safeconduct.journal.web import sealing  # noqa: PLC0415
    from safeconduct.journal.web.writing import append  # noqa: PLC0415

    done = 0
    while done < ENTRIES:
        moment = START + timedelta(seconds=done)
        places = [(n % CASES, n // CASES) for n in range(done, done + 5_000)]
        with transaction.atomic():
            append([addition(case.to_bytes(16, "big"), number) for case, number in places], partial(_same, moment))
        done += 5_000
        sealing.seal(partial(_same, moment))


def _peak() -> float:
    """Megabytes at most held by this process; what the kernel counts for it may be that of the process it came from."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _same(moment: datetime) -> datetime:
    return moment


def walk(processes: int) -> float:
    """Return the seconds of a walk in a process of its own."""
    return _apart(partial(_walk, processes))


def hashing() -> float:
    """Return the seconds that hashing all entries takes in memory, in a process of its own."""
    return _apart(_hash)


def _walk(processes: int) -> float:
    """Processor time on the way that takes longest: what two processes do at the same time counts once."""
    from django.db import connection  # noqa: PLC0415

    from safeconduct.journal import stretches  # noqa: PLC0415
    from safeconduct.journal.web import checking, secret_files  # noqa: PLC0415
    from safeconduct.journal.web.rows import Rows  # noqa: PLC0415

    own: list[float] = []
    read = stretches.read

    def timed_read(*arguments: Any) -> Any:  # noqa: ANN401 - as the function that is timed
        begin = time.process_time()
        found = read(*arguments)
        own.append(time.process_time() - begin)
        return found

    stretches.read = timed_read  # type: ignore[assignment]
    begin = time.process_time()
    key = secret_files.public_key()
    whole, signed = checking.blocks_of(connection, key)[0], checking.signed(connection, key, 0)[0]
    assert not checking.entries(Rows(connection), whole, signed, None, processes)[1]
    spent = time.process_time() - begin
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent - own[0] + max(own[0], others.ru_utime + others.ru_stime)


def _hash() -> float:
    """Only hashing counts: the bytes are in memory, a part after another."""
    from django.db import connection  # noqa: PLC0415

    total = 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM journal_entry ORDER BY position")
        while rows := cursor.fetchmany(50_000):
            entries = [data for (data,) in rows]
            begin = time.process_time()
            for entry in entries:
                sha256(entry).digest()
            total += time.process_time() - begin
    return total


def _apart(act: Callable[[], float]) -> float:
    """Run in a process that is forked off, so that nothing is left in memory from before."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, json.dumps(act()).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return float(text)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
