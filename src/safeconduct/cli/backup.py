"""`safeconduct backup` and `safeconduct restore`: the embedded database as one file.

The key for signatures is not part of it: whoever holds a backup must not hold the key as well, and keys are kept for a
shorter time than data.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from safeconduct.cli import data, serving
from safeconduct.cli.output import AsJson, Trouble, plainly, say

File = Annotated[Path, typer.Argument(help="The file that holds the backup.")]
INTEGRITY_GOOD = "ok"


def backup(file: File, as_json: AsJson = False) -> None:
    """Write the embedded database into a new file; pages may be served meanwhile."""
    with plainly(as_json):
        source = embedded_database()
        if not source.exists():
            raise Trouble(f"There is no database at {source}.", "Run: safeconduct migrate")
        if file.exists():
            raise Trouble(f"{file} is there already, and a backup overwrites nothing.", "Name a file that is new.")
        copy(source, file)
    say(
        f"{file} holds the database. Keep the key apart from it.",
        {"file": str(file), "bytes": file.stat().st_size},
        as_json,
    )


def restore(file: File, as_json: AsJson = False) -> None:
    """Make a backup the embedded database of a data folder that has none yet."""
    with plainly(as_json):
        target = embedded_database()
        check_backup(file)
        data.make_folder(target.parent)
        with serving.hold_folder(target.parent, "no address, while a backup is restored"):
            if target.exists():
                cure = "Move it away, or set SAFECONDUCT_DATA to a new folder."
                raise Trouble(f"{target} is there already, and restoring overwrites nothing.", cure)
            copy(file, target)
            data.start_django()
            changes = data.migrate()
    say(f"{target} is restored, {changes} changes of tables made.", {"file": str(target), "changes": changes}, as_json)


def embedded_database() -> Path:
    """Return the file of the embedded database, in use or to be."""
    settings = data.read_settings()
    if os.environ.get("SAFECONDUCT_DATABASE_URL"):
        raise Trouble("The data are in PostgreSQL, which has its own backups.", "Use pg_dump and pg_restore.")
    file: Path = settings.DATABASES["default"]["NAME"]
    return file


def check_backup(file: Path) -> None:
    """See that the file is a whole database."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        verdict = str(error)
    if verdict != INTEGRITY_GOOD:
        raise Trouble(f"{file} is no whole backup: {verdict}.", "Take another backup.")


def copy(source: Path, target: Path) -> None:
    """Copy one moment of a database, readable by its owner alone; a copy that fails leaves nothing behind."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        part.touch(mode=0o600)
        with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(part)) as writing:
            reading.backup(writing)
            # One file, so that no log beside it can be forgotten.
            writing.execute("PRAGMA journal_mode=DELETE")
        part.rename(target)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise Trouble(f"{target} cannot be written: {error}.", "See that the folder is there and has room.") from None
