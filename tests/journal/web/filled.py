"""``python -m tests.journal.web.filled FOLDER``: makes a data folder with a journal that was sealed thrice."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from safeconduct.journal import checkpoint
from safeconduct.site.databases import embedded
from tests.journal.making import ACT, case_of

ROOT, SIGNING = bytes(range(32)), bytes(range(32, 64))
KEY = checkpoint.key_of("localhost/journal", SIGNING)
START = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
CASES, SIZE, SEALED = 6, 60, (20, 40, 60)
BARE = msgspec.structs.replace(ACT, commitment="")


def after(seconds: int) -> datetime:
    """Return the time of an entry."""
    return START + timedelta(seconds=seconds)


def fill(folder: Path) -> None:
    """Make the folder, in a process of its own with settings of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SAFECONDUCT_")} | {
        "SAFECONDUCT_DATA": str(folder),
        "SAFECONDUCT_ROOT_SECRET": ROOT.hex(),
        "SAFECONDUCT_SIGNING_KEY": SIGNING.hex(),
        "SAFECONDUCT_SECRET_KEY": "only for tests",
    }
    subprocess.run([sys.executable, "-m", "tests.journal.web.filled", str(folder)], env=environment, check=True)


def main(folder: Path) -> None:
    """Write entries in turn for six cases, a second apart, those of each second case with payloads; keep receipts."""
    from safeconduct.cli import data

    data.make_folder(folder)
    data.start_django()
    data.migrate()
    from django.db import transaction

    from safeconduct.journal import receipt
    from safeconduct.journal.web import keys, sealing
    from safeconduct.journal.web.writing import Addition, append

    numbers = keys.keys_for("work", [f"person {case}" for case in range(CASES)])
    (folder / "receipts").mkdir()
    links = []
    for position in range(SIZE):
        case, number = position % CASES, position // CASES
        key = numbers[f"person {case}"] if case % 2 else ""
        with transaction.atomic():
            links += append(
                [Addition(case_of(case), number, BARE, key, b"said" if key else b"")], partial(after, position)
            )
        if position + 1 in SEALED:
            sealing.seal(partial(after, position))
            (folder / f"checkpoint-{position + 1}").write_text(sealing.newest_note(), encoding="utf-8")
            copied(folder, folder).rename(folder / f"at-{position + 1}.sqlite3")
    for position, link in enumerate(links):
        given = sealing.receipt_of(link)
        assert given
        (folder / "receipts" / f"{position}.json").write_bytes(receipt.to_file(given))


@contextmanager
def opened(file: Path) -> Iterator[BaseDatabaseWrapper]:
    """Open a database file through Django, apart from the test database."""
    handler = ConnectionHandler({"default": embedded(file.parent) | {"NAME": file}})
    try:
        yield handler["default"]
    finally:
        handler.close_all()


def copied(folder: Path, target: Path, name: str = "safeconduct.sqlite3") -> Path:
    """Copy the database of a folder, with what its log holds, to a file that tests may change."""
    file = target / "copy.sqlite3"
    with closing(sqlite3.connect(folder / name)) as source, closing(sqlite3.connect(file)) as copy:
        source.backup(copy)
    return file


if __name__ == "__main__":
    main(Path(sys.argv[1]))
