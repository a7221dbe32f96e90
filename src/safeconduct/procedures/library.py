"""The library: published procedures in their folders, by id and version.

``procedures/<id>/<version>/procedure.yaml`` holds the law, beside it ``<language>.yaml`` its translations and
``examples/`` its worked examples; ``charter/<version>/charter.yaml`` holds the charter. A plain folder of procedure
files serves as a library too, so that an author can work on drafts that rest on each other.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Generic, TypeVar

from safeconduct.procedures.messages import Mistake, Unreadable, mistake, nearest
from safeconduct.procedures.model import Charter, Place, Procedure
from safeconduct.procedures.reading import Block, read_file
from safeconduct.procedures.searching import found_in, words_of
from safeconduct.procedures.shape import read_date
from safeconduct.procedures.texts import charter_of, identity, procedure_of, whole_text
from safeconduct.procedures.translations import Translation, load_charter_translation, load_translation

FILE = "procedure.yaml"
LANGUAGE_FILE = re.compile(r"[a-z]{2,3}\.yaml")
_HEAD = re.compile(r"^(procedure|version): *['\"]?([^'\"\s#]+)", re.MULTILINE)
_HEAD_BYTES = 4096

Stamp = tuple[tuple[str, int, int] | str, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One version of one procedure, and its file."""

    id: str
    version: date
    path: Path

    @property
    def identity(self) -> str:
        """The name by which the version is asked for."""
        return f"{self.id}@{self.version.isoformat()}"


class _Shelf(Generic[T]):
    """What was made of files, kept until their stamp is another."""

    def __init__(self) -> None:
        self._kept: dict[Path, tuple[Stamp, T]] = {}

    def take(self, path: Path, stamp: Stamp, make: Callable[[], T]) -> T:
        kept = self._kept.get(path)
        if not kept or kept[0] != stamp:
            kept = self._kept[path] = (stamp, make())
        return kept[1]


class Library:
    """A folder of procedures. What is read is kept until a file that it rests on changes."""

    def __init__(self, root: Path | str, *, behind: Library | None = None) -> None:
        self.root = Path(root)
        self.behind = behind
        self._trees: _Shelf[Block] = _Shelf()
        self._loaded: _Shelf[Procedure] = _Shelf()
        self._charters: _Shelf[Charter] = _Shelf()
        self._translated: _Shelf[Translation] = _Shelf()

    @staticmethod
    @cache
    def default() -> Library:
        """The library that is installed with the program."""
        return Library(Path(str(files("safeconduct") / "library")))

    @classmethod
    def around(cls, path: Path) -> Library:
        """The library in which a file stands: the root above its ``procedures`` folder, else its own folder."""
        installed = cls.default()
        folder = path.resolve().parent
        root = next(
            (p.parent for p in (folder, *folder.parents) if p.name == "procedures" and path.name == FILE), folder
        )
        return installed if root == installed.root.resolve() else cls(root, behind=installed)

    def procedures(self) -> tuple[Entry, ...]:
        """Every version of every procedure, by id, the oldest first."""
        folder = self.root / "procedures"
        found = _published(folder) if folder.is_dir() else _loose(self.root)
        return tuple(sorted(found))

    def versions(self, name: str) -> tuple[Entry, ...]:
        """The versions of one procedure, the oldest first."""
        return tuple(entry for entry in self.procedures() if entry.id == name)

    def newest(self) -> tuple[Entry, ...]:
        """The newest version of each procedure."""
        return tuple({entry.id: entry for entry in self.procedures()}.values())

    def entry(self, name: str, place: Place | None = None) -> Entry:
        """The version named ``id@version``, or the newest of ``id``."""
        wanted, _, version = name.partition("@")
        mine = self.versions(wanted)
        entry = next((e for e in reversed(mine) if not version or e.version.isoformat() == version), None)
        if entry:
            return entry
        if self.behind and not mine and wanted in self.behind._ids():
            return self.behind.entry(name, place)
        raise Unreadable(_not_here(wanted, version, mine, self._ids(), place or Place(str(self.root))))

    def _ids(self) -> tuple[str, ...]:
        own = tuple(dict.fromkeys(e.id for e in self.procedures()))
        return own + (self.behind._ids() if self.behind else ())

    def load(self, name: str) -> Procedure:
        """The procedure ``id@version``, or the newest version of ``id``."""
        entry = self.entry(name)
        owner = self._owner(entry)
        return owner._loaded.take(entry.path, owner._stamp_of(entry), lambda: owner._load(entry))

    def _load(self, entry: Entry) -> Procedure:
        return procedure_of(self.text(entry), self.label(entry.path), self.charter())

    def _owner(self, entry: Entry) -> Library:
        if self.behind and not entry.path.is_relative_to(self.root):
            return self.behind._owner(entry)
        return self

    def text(self, entry: Entry, seen: tuple[str, ...] = ()) -> Block:
        """The whole text of one version, merged with its bases."""
        return self._trees.take(entry.path, self._stamp_of(entry), lambda: self._text(entry, seen))

    def _text(self, entry: Entry, seen: tuple[str, ...]) -> Block:
        tree = read_file(entry.path, self.label(entry.path))
        _stands_in_its_folder(tree, entry)
        return self.merged(tree, (*seen, entry.identity))

    def merged(self, tree: Block, seen: tuple[str, ...] = ()) -> Block:
        """The whole text of a tree that may rest on versions of this library."""

        def find_base(name: str, place: Place) -> Block:
            if name in seen:
                raise Unreadable(mistake("specialises-itself", place, name=name))
            entry = self.entry(name, place)
            return self._owner(entry).text(entry, (*seen, name))

        return whole_text(tree, find_base)

    def label(self, path: Path) -> str:
        """How messages name a file of this library: without the folders that lead to it."""
        for folder in (self.root / "procedures", self.root):
            if path.is_relative_to(folder):
                return path.relative_to(folder).as_posix()
        return str(path)

    def _stamp_of(self, entry: Entry, seen: tuple[Path, ...] = ()) -> Stamp:
        """The file, the charter, and every base, each with its time and size."""
        stamp = (*_stamp(entry.path), *_stamp(self._charter_file()))
        base = _base_of(entry.path)
        if not base or entry.path in (*seen, entry.path)[:-1]:
            return stamp
        try:
            below = self.entry(base)
        except Unreadable:
            return stamp
        return stamp + self._owner(below)._stamp_of(below, (*seen, entry.path))

    def charter(self, version: date | None = None) -> Charter:
        """The charter of this library, else of the one behind it: the newest, or the version that a case runs under."""
        path = self._charter_file(version)
        label = f"charter/{path.parent.name}/{path.name}"
        return self._charters.take(path, _stamp(path), lambda: charter_of(read_file(path, label), label))

    def _charter_file(self, version: date | None = None) -> Path:
        own = sorted(self.root.glob(f"charter/{version or '*'}/charter.yaml"))
        if own:
            return own[-1]
        installed = self.behind or Library.default()
        missing = self.root / "charter" / str(version or "") / "charter.yaml"
        return installed._charter_file(version) if installed is not self else missing

    def charter_translations(self) -> dict[str, Translation]:
        """The charter in each language that stands beside it."""
        charter, folder = self.charter(), self._charter_file().parent
        return {path.stem: self._charter_translation(path, charter) for path in _language_files(folder)}

    def _charter_translation(self, path: Path, charter: Charter) -> Translation:
        stamp = (*_stamp(path), charter.hash)
        return self._translated.take(path, stamp, lambda: load_charter_translation(path, charter))

    def in_force(self, name: str, on: date) -> date:
        """The version whose text binds on a day: the newest of those in force.

        Raises:
            LookupError: no version is in force on that day.

        """
        for entry in reversed(self.versions(name)):
            procedure = self.load(entry.identity)
            until = procedure.in_force_until
            if procedure.in_force_from <= on and (until is None or on <= until):
                return entry.version
        raise LookupError(f"No version of {name} is in force on {on}.")

    def governing(self, name: str, day_of_event: date) -> date:
        """The version that governs a case by the day of its event (lodged, made, …): the newest that covers the day.

        Raises:
            LookupError: no version governs such a case.

        """
        for entry in reversed(self.versions(name)):
            if self.load(entry.identity).applies_to.covers(day_of_event):
                return entry.version
        raise LookupError(f"No version of {name} governs a case of {day_of_event}.")

    def translations(self, procedure: Procedure) -> dict[str, Translation]:
        """The translations beside a procedure, by language; none for a text that is not in the library."""
        entry = next((e for e in self.procedures() if e.identity == procedure.identity), None)
        if entry is None:
            return self.behind.translations(procedure) if self.behind else {}
        if entry.path.name != FILE:
            return {}
        return {path.stem: self._translation(path, procedure) for path in _language_files(entry.path.parent)}

    def _translation(self, path: Path, procedure: Procedure) -> Translation:
        stamp, label = (*_stamp(path), procedure.hash), self.label(path)
        return self._translated.take(path, stamp, lambda: load_translation(path, procedure, label=label))

    def examples(self, name: str) -> tuple[Path, ...]:
        """The worked examples of a version."""
        return tuple(sorted((self.entry(name).path.parent / "examples").glob("*.yaml")))

    def search(self, text: str, language: str = "en") -> tuple[Entry, ...]:
        """The newest versions in which every word of ``text`` occurs, those with most words in the title first."""
        wanted = words_of(text)
        scored = [(found_in(wanted, *self._texts(entry, language)), entry) for entry in self.newest()]
        return tuple(
            entry for score, entry in sorted(scored, key=lambda pair: (-pair[0], pair[1])) if score or not wanted
        )

    def _texts(self, entry: Entry, language: str) -> tuple[str, str]:
        procedure = self.load(entry.identity)
        all_of_them = self.translations(procedure)
        shown = [t for key, t in all_of_them.items() if key in (language, "en")]
        title = " ".join([procedure.title, procedure.id, *(t.title for t in shown)])
        rest = [*procedure.parties, *procedure.stages, *procedure.evidence, *procedure.called.values()]
        for translation in shown:
            rest += [translation.summary, *translation.texts()]
        return title, " ".join(rest)


def _published(folder: Path) -> Iterable[Entry]:
    """Every folder that holds a procedure and is named after a date; nothing below it is looked at."""
    for here, below, names in os.walk(folder):
        version = read_date(os.path.basename(here)) if FILE in names else None  # noqa: PTH119 - thrice as quick
        if version:
            below.clear()
            path = Path(here)
            yield Entry(path.parent.relative_to(folder).as_posix(), version, path / FILE)


def _loose(folder: Path) -> Iterable[Entry]:
    for path in sorted(folder.glob("*.yaml")):
        head = _head(path)
        version = read_date(head.get("version", ""))
        if version and "procedure" in head:
            yield Entry(head["procedure"], version, path)


def _head(path: Path) -> dict[str, str]:
    with path.open("rb") as stream:
        text = stream.read(_HEAD_BYTES).decode("utf-8", "replace")
    return dict(reversed(_HEAD.findall(text)))


def _base_of(path: Path) -> str:
    with path.open("rb") as stream:
        text = stream.read(_HEAD_BYTES).decode("utf-8", "replace")
    found = re.search(r"^specialises: *['\"]?([^'\"\s#]+)", text, re.MULTILINE)
    return found[1] if found else ""


def _stamp(path: Path) -> Stamp:
    try:
        stat = path.stat()
    except OSError:
        return ()
    return ((str(path), stat.st_mtime_ns, stat.st_size),)


def _language_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.yaml") if LANGUAGE_FILE.fullmatch(path.name))


def _stands_in_its_folder(tree: Block, entry: Entry) -> None:
    found = identity(tree)
    if found and found != entry.identity:
        raise Unreadable(mistake("wrong-folder", tree.place, found=found, folder=entry.identity))


def _not_here(wanted: str, version: str, mine: tuple[Entry, ...], ids: tuple[str, ...], place: Place) -> Mistake:
    if mine:
        there = ", ".join(entry.version.isoformat() for entry in mine)
        return mistake("unknown-version", place, name=wanted, version=version, instead=f"There are: {there}.")
    return mistake("unknown-procedure", place, name=wanted, instead=nearest(wanted, ids))
