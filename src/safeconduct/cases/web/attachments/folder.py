"""The folder of sealed files, laid out so that a process may be killed at any moment and several may work at once.

    incoming/…         being written; what a killed process left is removed after a day
    3f/3f…             a sealed file, put there in one step and never changed
    3f/3f….scan        what the scanner said of it
    unscanned/3f…      still to be scanned
    new/3f…            not yet named by an entry; holds the case that it was handed in for

A file is whole and on the disk before an entry names it, so no entry is without its file. A file that no entry named
within a day is removed.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, cast

from safeconduct.cases.attachments.content import texts

ID = re.compile(r"[0-9a-f]{32}")
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
RESERVE = 100_000_000
"""Bytes left free for the database: when papers fill the disk, what offices and people do must still be written."""
KEPT_UNNAMED = timedelta(days=1)
Known = Callable[[bytes, Collection[str]], Collection[str]]
"""Tells which of these files the entries or drafts of a case name."""


class NoRoom(OSError):
    """The disk is full; nothing of the file is left on it."""

    def sentence(self, language: str) -> str:
        """Say so, and what to do."""
        return texts(language).faults["no room"]


class Missing(LookupError):
    """There is no such file."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scanner said of a file: what it found (empty: nothing), which scanner, and when."""

    found: str
    by: str
    at: str


@contextmanager
def room() -> Iterator[None]:
    """Say it clearly when the disk is full."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            message = "The disk is full: nothing of this file was kept. Make room in the data folder."
            raise NoRoom(error.errno, message) from error
        raise


class Folder:
    """All files of an instance."""

    def __init__(self, path: Path, reserve: int = RESERVE) -> None:
        self.path, self._reserve = path, reserve
        self._incoming, self._new, self._unscanned = (path / name for name in ("incoming", "new", "unscanned"))

    # ---- writing -----------------------------------------------------------------------------------------------------

    @contextmanager
    def incoming(self, name: str) -> Iterator[tuple[Path, BinaryIO]]:
        """Open a file that is being written; it is removed at the end unless it was put in its place."""
        with room():
            for folder in (self._incoming, self._new, self._unscanned):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._check_room()
            path = self._incoming / name
            try:
                with _private(path, "xb+") as file:
                    yield path, file
            finally:
                path.unlink(missing_ok=True)

    def _check_room(self) -> None:
        free = os.statvfs(self.path)
        if free.f_bavail * free.f_frsize < self._reserve:
            raise OSError(errno.ENOSPC, "Less is free than the database needs.")

    def place(self, incoming: Path, id_: str, case: bytes) -> bool:
        """Put a file that is on the disk in its place in one step; False if there is one already."""
        final = self.file(id_)
        final.parent.mkdir(exist_ok=True, mode=0o700)
        with self._locked():
            if final.exists():
                return False
            _write(self._new / id_, case.hex())
            _write(self._unscanned / id_, "")
            for folder in (self._new, self._unscanned):
                _sync(folder)
            incoming.rename(final)
            _sync(final.parent)
            _sync(self.path)
        return True

    def touch(self, id_: str) -> bool:
        """Give a file that no entry names yet another day; False if it is gone."""
        final = self.file(id_)
        with self._locked():
            if not final.exists():
                return False
            with suppress(FileNotFoundError):
                os.utime(self._new / id_)
            return True

    def keep(self, id_: str) -> None:
        """Note that an entry names a file: it is never removed again."""
        (self._new / _checked(id_)).unlink(missing_ok=True)

    # ---- reading -----------------------------------------------------------------------------------------------------

    def file(self, id_: str) -> Path:
        """Where a file is or would be."""
        return self.path / _checked(id_)[:2] / id_

    def open(self, id_: str) -> BinaryIO:
        """Open a sealed file."""
        try:
            return self.file(id_).open("rb")
        except FileNotFoundError:
            raise Missing(f"There is no file {id_}. Put the folder of attachments back from a backup.") from None

    # ---- scanning ----------------------------------------------------------------------------------------------------

    def verdict(self, id_: str) -> Verdict | None:
        """What the scanner said of a file, if it was scanned."""
        try:
            return Verdict(**json.loads(self._scan(id_).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def judge(self, id_: str, verdict: Verdict) -> None:
        """Keep what the scanner said."""
        path = self._scan(id_)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        part = path.with_suffix(f".{os.getpid()}-part")
        _write(part, json.dumps(asdict(verdict)))
        part.rename(path)
        _sync(path.parent)
        (self._unscanned / id_).unlink(missing_ok=True)

    def put_off(self, id_: str) -> None:
        """Take a file that cannot be scanned out of the queue, so that others are; cleaning queues it again."""
        (self._unscanned / _checked(id_)).unlink(missing_ok=True)

    def unscanned(self) -> Iterator[str]:
        """Files that are still to be scanned."""
        return _ids(self._unscanned)

    def _scan(self, id_: str) -> Path:
        return self.file(id_).with_suffix(".scan")

    # ---- cleaning ----------------------------------------------------------------------------------------------------

    def tidy(self, known: Known, now: datetime) -> int:
        """Remove what killed processes left and what no entry named; return how many files that were."""
        before = (now - KEPT_UNNAMED).timestamp()
        removed = _remove_old(self._incoming, before)
        for case, ids in self._unnamed(before).items():
            named = known(case, ids)
            for id_ in ids:
                if id_ in named:
                    self.keep(id_)
                else:
                    removed += self._remove(id_, before)
        self._queue_again()
        return removed

    def _unnamed(self, before: float) -> dict[bytes, list[str]]:
        found: dict[bytes, list[str]] = {}
        for id_ in _ids(self._new):
            mark = self._new / id_
            with suppress(FileNotFoundError, ValueError):
                if mark.stat().st_mtime < before:
                    found.setdefault(bytes.fromhex(mark.read_text(encoding="ascii")), []).append(id_)
        return found

    def _remove(self, id_: str, before: float) -> bool:
        """Remove a file, unless somebody handed it in again meanwhile; the mark goes last, so that this can go on."""
        with self._locked():
            mark = self._new / id_
            if not mark.exists() or mark.stat().st_mtime >= before:
                return False
            there = self.file(id_).exists()
            for path in (self.file(id_), self._scan(id_), self._unscanned / id_, mark):
                path.unlink(missing_ok=True)
            return there

    def _queue_again(self) -> None:
        """Queue every file without a verdict: a backup may have been taken between the mark and the verdict."""
        for shard in sorted(self.path.glob("[0-9a-f][0-9a-f]")):
            names = {path.name for path in shard.iterdir()}
            for id_ in filter(ID.fullmatch, names):
                if f"{id_}.scan" not in names:
                    (self._unscanned / id_).touch(mode=0o600)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One at a time, over all processes: between looking and doing nobody else does."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _private(self.path / "lock", "ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _checked(id_: str) -> str:
    """An id that came from outside never leads out of the folder."""
    if not ID.fullmatch(id_):
        raise Missing("This is not the id of a file.")
    return id_


def _ids(folder: Path) -> Iterator[str]:
    if folder.is_dir():
        with os.scandir(folder) as found:
            yield from (entry.name for entry in found if ID.fullmatch(entry.name))


def _remove_old(folder: Path, before: float) -> int:
    count = 0
    for path in folder.glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()
                count += 1
    return count


def _private(path: Path, mode: str) -> BinaryIO:
    """Open a file that its owner alone may read."""
    return cast(BinaryIO, open(path, mode, opener=lambda name, flags: os.open(name, flags, 0o600)))


def _write(path: Path, text: str) -> None:
    with _private(path, "wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
