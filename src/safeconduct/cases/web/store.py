"""Reads the files of cases from the journal; what was read is kept in memory by the hash of its last entry."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from threading import Lock

from safeconduct.cases.file import Erased, File, Law, Line, read
from safeconduct.cases.said import read as read_said
from safeconduct.cases.verbs import BEGINNINGS, PARTS
from safeconduct.journal.web import reading
from safeconduct.journal.web.reading import Kept
from safeconduct.procedures.library import Library
from safeconduct.procedures.periods import load_calendar

MOST_KEPT = 4_000


class AnotherText(ValueError):
    """The text of a procedure is not the one that a case was opened under: its hash differs."""


@lru_cache(maxsize=512)
def law_of(identity: str, text_hash: str, charter: date, state: str, on: date) -> Law:
    """The law that a case runs under: the very text, by its hash, with the calendar of the State on that day.

    Raises:
        AnotherText: the library holds another text under this identity.

    """
    library = Library.default()
    procedure = library.load(identity)
    if procedure.hash != text_hash:
        raise AnotherText(
            f"The text of {identity} was changed after it was published: its hash is {procedure.hash[:12]}…, and the "
            f"case was opened under {text_hash[:12]}…. Put the published text back; publish the change as a version."
        )
    return Law(procedure, library.charter(charter), load_calendar(state, procedure.calendar.periods, on))


class _Shelf:
    """The files that were read last. A file never changes: its head names all of it."""

    def __init__(self, most: int) -> None:
        self._most, self._files, self._lock = most, OrderedDict[bytes, File](), Lock()

    def take(self, case: bytes) -> File | None:
        with self._lock:
            file = self._files.get(case)
            if file is not None:
                self._files.move_to_end(case)
            return file

    def put(self, file: File) -> None:
        with self._lock:
            self._files[file.id] = file
            self._files.move_to_end(file.id)
            while len(self._files) > self._most:
                self._files.popitem(last=False)

    def drop(self, case: bytes) -> None:
        with self._lock:
            self._files.pop(case, None)

    def clear(self) -> None:
        with self._lock:
            self._files.clear()


SHELF = _Shelf(MOST_KEPT)


def file_of(case: bytes) -> File:
    """The file of one case, as it stands.

    Raises:
        KeyError: there is no such case.
        Erased: its key was destroyed.

    """
    found = files_of([case]).get(case)
    if found is not None:
        return found
    if reading.heads([case]):
        raise Erased(case.hex())
    raise KeyError(case)


def files_of(cases: Sequence[bytes]) -> dict[bytes, File]:
    """The files of cases; whose key was destroyed and what is no case are left out. A constant number of queries."""
    heads = reading.heads(cases)
    found: dict[bytes, File] = {}
    for case, (_, link) in heads.items():
        kept = SHELF.take(case)
        if kept is not None and kept.head == link:
            found[case] = kept
    missing = [case for case in heads if case not in found]
    if missing:
        found |= _read(missing)
    return found


def _read(cases: Sequence[bytes]) -> dict[bytes, File]:
    # Chains of other rooms stand in the same journal: of people, of credentials. What a case never begins with is none.
    kept = {case: run for case, run in reading.entries(cases).items() if run[0].entry.act.verb in BEGINNINGS}
    lines = dict(zip(kept, lines_of(kept.values()), strict=True))
    origins = _origins(lines)
    files: dict[bytes, File] = {}
    for case, its in lines.items():
        try:
            files[case] = read(case, its, law_of, origins.get(case))
        except Erased:
            continue
        SHELF.put(files[case])
    return files


def _origins(lines: dict[bytes, list[Line]]) -> dict[bytes, File]:
    """For each case that was parted from another: that other case, as it stood then."""
    parted = {case: its[0].words.opened for case, its in lines.items() if its and its[0].verb == PARTS}
    wanted = {case: opened for case, opened in parted.items() if opened is not None and opened.origin}
    if not wanted:
        return {}
    whole = reading.entries([bytes.fromhex(o.origin) for o in wanted.values()])
    of = dict(zip(whole, lines_of(whole.values()), strict=True))
    found: dict[bytes, File] = {}
    for case, opened in wanted.items():
        origin = bytes.fromhex(opened.origin)
        earlier = [line for line in of[origin] if line.number <= opened.origin_entries]
        before = _origins({origin: earlier}).get(origin)
        found[case] = read(origin, earlier, law_of, before)
    return found


def lines_of(kept: Iterable[Sequence[Kept]]) -> list[list[Line]]:
    """The entries of several cases as lines, their payloads opened together."""
    runs = [list(run) for run in kept]
    plains = iter(reading.opened([one for run in runs for one in run]))
    return [[line_of(one, next(plains)) for one in run] for run in runs]


def line_of(kept: Kept, plain: bytes | None) -> Line:
    """One entry as a line of the file."""
    act = kept.entry.act
    return Line(
        number=kept.number,
        link=kept.link,
        written=kept.entry.written,
        on=date.fromisoformat(act.legal_time[:10]),
        who=act.who,
        role=act.role,
        verb=act.verb,
        what=act.what,
        member=act.member,
        follows=act.follows,
        procedure=act.procedure,
        version=act.version,
        source=act.source,
        typed_by=act.typed_by,
        key=kept.key,
        said=None if plain is None and act.commitment else read_said(plain or b""),
    )


def keep(files: Iterable[File]) -> None:
    """Keep files that were just written for whoever reads them next."""
    for file in files:
        SHELF.put(file)
