"""`safeconduct backup` and `safeconduct restore`: the embedded databases, and the papers and templates beside them.

FILE holds the database, FILE.files.tar the papers, which are sealed, and the templates; a third file holds the keys.

Data and keys are kept in two places: whoever holds a backup of the data must not hold what opens it, and keys are kept
for a shorter time than data, since an erasure takes hold when the last copy of the key is gone. The secrets of the
instance are in neither.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from safeconduct.cli import data, folders, restoring, serving
from safeconduct.cli.output import AsJson, Trouble, plainly, say

File = Annotated[Path, typer.Argument(help="The file that holds the backup of the data.")]
Keys = Annotated[Path | None, typer.Option("--keys", help="The file that holds the backup of the keys, elsewhere.")]
Destroyed = Annotated[
    list[Path] | None, typer.Option("--destroyed", help="A list that `safeconduct journal destroyed` printed.")
]
WithoutPapers = Annotated[
    bool, typer.Option("--without-papers", help="Restore the data alone, although the archive of papers is missing.")
]
INTEGRITY_GOOD = "ok"
ADDRESSES = {"default": "SAFECONDUCT_DATABASE_URL", "keys": "SAFECONDUCT_KEYS_URL"}


def backup(file: File, keys: Keys = None, as_json: AsJson = False) -> None:
    """Write data and keys, each into a new file; pages may be served meanwhile."""
    with plainly(as_json):
        if keys and keys.absolute().parent == file.absolute().parent:
            cure = "Give --keys a place that whoever holds the data cannot reach."
            raise Trouble("Data and keys would lie in one folder, and who took it could read everything.", cure)
        # Keys last: each key that the data need was there before what it sealed.
        wanted = [(embedded_database("default"), file)] + ([(embedded_database("keys"), keys)] if keys else [])
        archive = folders.archive_of(file)
        for source, target in wanted:
            check_new(source, target)
        check_new(wanted[0][0], archive)
        copy(*wanted[0])
        # Papers after the data that name them.
        papers = folders.pack(wanted[0][0].parent, archive)
        for source, target in wanted[1:]:
            copy(source, target)
    held = f"{file} holds the data, {archive.name} beside it {papers} papers, templates and studies."
    told = f"{held} {keys} holds the keys. Keep them apart." if keys else f"{held} {NO_KEYS}"
    facts: dict[str, object] = {
        "file": str(file),
        "bytes": file.stat().st_size,
        "archive": str(archive),
        "files": papers,
        "keys": str(keys) if keys else "",
    }
    say(told, facts, as_json)


NO_KEYS = "Back up the keys too (--keys, to another place): without them nothing that people said can be read."


def restore(
    file: File,
    keys: Keys = None,
    destroyed: Destroyed = None,
    without_papers: WithoutPapers = False,
    as_json: AsJson = False,
) -> None:
    """Make a backup the embedded databases of a data folder that has none yet; destroyed keys are destroyed again."""
    with plainly(as_json):
        wanted = [(file, embedded_database("default"))] + ([(keys, embedded_database("keys"))] if keys else [])
        for source, _ in wanted:
            check_backup(source)
        archive = folders.archive_of(file)
        papers = 0 if without_papers else folders.check(archive)
        numbers = [number for listed in destroyed or () for number in restoring.read_list(listed)]
        data.start_django()
        restoring.check_signing_key(file)
        if keys:
            restoring.check_root_secret(keys)
        folder = wanted[0][1].parent
        data.make_folder(folder)
        with serving.hold_folder(folder, "no address, while a backup is restored"):
            for _, target in wanted:
                check_free(target)
            if papers and (occupied := folders.occupied(folder)):
                check_free(occupied)
            if papers:
                folders.unpack(archive, folder)
            for source, target in wanted:
                copy(source, target)
            changes = data.migrate()
            again = restoring.destroy_again(numbers)
    facts: dict[str, object] = {"file": str(wanted[0][1]), "changes": changes, "destroyed": again, "files": papers}
    told = f"{wanted[0][1]} is restored with {papers} papers, templates and studies, {changes} changes of tables made, "
    told += f"{again} keys destroyed again."
    say(told, facts, as_json)


def check_new(source: Path, target: Path) -> None:
    """See that there is something to copy and that nothing is overwritten."""
    if not source.exists():
        raise Trouble(f"There is no database at {source}.", "Run: safeconduct migrate")
    if target.exists():
        raise Trouble(f"{target} is there already, and a backup overwrites nothing.", "Name a file that is new.")


def check_free(target: Path) -> None:
    """See that nothing is overwritten."""
    if target.exists():
        cure = "Move it away, or set SAFECONDUCT_DATA to a new folder."
        raise Trouble(f"{target} is there already, and restoring overwrites nothing.", cure)


POSTGRESQL = (
    "Use pg_dump and pg_restore, then copy the folders attachments, climate and templates of the data folder: first "
    "the database, then the folders."
)


def embedded_database(alias: str) -> Path:
    """Return the file of an embedded database, in use or to be."""
    settings = data.read_settings()
    if os.environ.get(ADDRESSES[alias]):
        raise Trouble("The data are in PostgreSQL, which has its own backups.", POSTGRESQL)
    file: Path = settings.DATABASES[alias]["NAME"]
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
