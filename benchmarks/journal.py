"""The journal against what it cannot do without: a durable insert of the same bytes, and SHA-256 over them.

``journal_transition``: one act in a transaction of its own, through ``safeconduct.journal.web.writing.append``, with
its payload sealed and its key read, against an insert of as many bytes into a table with a key, each as durable as the
database can. Time is that of the wall, since waiting for the disk is what both have in common.
``journal_verify``: a whole walk over a million entries (chain, tree, signatures, columns that entries are found by)
against hashing the same bytes in memory, in processor time; of what two processes do at once the longer counts.
Payloads are verified beside it and not measured.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measuring import PAIRS, Result

TRANSITION, CLIENTS, VERIFY, VERIFY_TWO, MEMORY = 2.5, 2.0, 3.0, 2.2, 100.0


def journal_transition() -> Iterator[Result]:
    """One durable act on each database, and eight writers against one on PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        yield _transition("SQLite", run("one", Path(folder)))
    with cluster() as addresses, tempfile.TemporaryDirectory() as folder:
        yield _transition("PostgreSQL", run("one", Path(folder), **addresses))
        pairs = run("eight", Path(folder), **addresses)["pairs"]
        eight, one = (median(pair[side] for pair in pairs) for side in (0, 1))
        ratio = median(pair[0] / pair[1] for pair in pairs)
        aim = f"at least {CLIENTS:g} times the acts each second of one client"
        yield Result("journal_transition PostgreSQL, 8 clients", eight, one, ratio, aim, ratio >= CLIENTS)


def journal_verify() -> Iterator[Result]:
    """A million entries, with one process and with two."""
    with tempfile.TemporaryDirectory() as folder:
        found = run("verify", Path(folder))
    for name, aim in (("one", VERIFY), ("two", VERIFY_TWO)):
        ours, bare = (median(pair[side] for pair in found[name]) for side in (0, 1))
        ratio = median(pair[0] / pair[1] for pair in found[name])
        yield Result(f"journal_verify, {name} process(es)", ours, bare, ratio, f"at most {aim:g} times", ratio <= aim)
    peak = found["peak"]
    yield Result("journal_verify, peak memory (MB)", peak, MEMORY, peak / MEMORY, f"below {MEMORY:g} MB", peak < MEMORY)


def _transition(database: str, found: dict[str, Any]) -> Result:
    ours, bare = (median(pair[side] for pair in found["pairs"]) for side in (0, 1))
    ratio = median(pair[0] / pair[1] for pair in found["pairs"])
    return Result(
        f"journal_transition {database}", ours, bare, ratio, f"at most {TRANSITION:g} times", ratio <= TRANSITION
    )


def run(what: str, folder: Path, sides: str = "benchmarks.journal_sides", **settings: str) -> dict[str, Any]:
    """Measure in a process of its own, which has Django with settings of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SAFECONDUCT_")}
    environment = clean | {"SAFECONDUCT_DATA": str(folder / "data"), "SAFECONDUCT_SECRET_KEY": "benchmark"} | settings
    command = [sys.executable, "-m", sides, what, str(PAIRS)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def cluster() -> Iterator[dict[str, str]]:
    """Run PostgreSQL as durable as it is by default; tests use one that is not."""
    from tests.postgresql import as_unprivileged, call, find_programs  # noqa: PLC0415 - only where PostgreSQL is

    folder = Path(tempfile.mkdtemp(prefix="safeconduct-pg-"))
    programs, cluster = find_programs(), str(folder / "data")
    user: list[str | Path] = [*as_unprivileged(folder)]
    call([*user, programs / "initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8"], folder)
    control = [*user, programs / "pg_ctl", "-D", cluster, "-w"]
    call([*control, "-l", str(folder / "log"), "-o", f"-k {folder} -c listen_addresses=", "start"], folder)
    try:
        address = f"postgresql://postgres@/postgres?host={folder}"
        call([programs / "createdb", "-h", str(folder), "-U", "postgres", "keys"], folder)
        keys = address.replace("/postgres?", "/keys?")
        yield {"SAFECONDUCT_DATABASE_URL": address, "SAFECONDUCT_KEYS_URL": keys}
    finally:
        call([*control, "-m", "immediate", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)
