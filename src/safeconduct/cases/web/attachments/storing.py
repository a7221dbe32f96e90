"""Takes files in and gives them back: checked, sealed, scanned, put in their place, and only then named by an entry.

The order matters. :func:`store` leaves a whole file on the disk; :func:`hold`, called in the transaction that writes
the entry, sees that it is still there. A file that no entry came to name is removed a day later (:mod:`.tasks`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

from django.conf import settings
from django.db import transaction

from safeconduct.cases.attachments import sealed
from safeconduct.cases.attachments.content import kinds, texts
from safeconduct.cases.attachments.examining import HEAD, Examined, Note, most_bytes
from safeconduct.cases.attachments.refusal import Refused, too_large
from safeconduct.cases.said import Paper
from safeconduct.cases.web.attachments.apart import examine_apart
from safeconduct.cases.web.attachments.folder import Folder, Verdict
from safeconduct.cases.web.attachments.scanning import NotScannable, Scanned, ScannerDown, scanner
from safeconduct.journal import payload
from safeconduct.journal.payload import Unreadable
from safeconduct.journal.web import keys
from safeconduct.shell import clock as clocks
from safeconduct.shell.clock import Clock

Draw = Callable[[int], bytes]
State = Literal["not scanned", "waiting", "clean", "infected"]
LOCKED = ("waiting", "infected")


class Locked(PermissionError):
    """A file that must not be opened: it waits for the scan, or a virus was found in it."""

    def __init__(self, state: State) -> None:
        self.state = state
        super().__init__(texts("en").faults[state])

    def sentence(self, language: str) -> str:
        """Say why."""
        return texts(language).faults[self.state]


class Erased(PermissionError):
    """A file whose key was destroyed: nobody can open it any more."""

    def __init__(self) -> None:
        super().__init__(texts("en").faults["erased"])

    def sentence(self, language: str) -> str:
        """Say why."""
        return texts(language).faults["erased"]


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was taken in. ``again`` says that this case had it already: it is the first one, under its id."""

    id: str
    kind: str
    size: int
    pages: int
    commitment: str
    name: str
    scan: State
    notes: tuple[Note, ...] = ()
    again: bool = False

    def paper(self, title: str, evidence: str = "", form: str = "") -> Paper:
        """The paper as an entry names it; its words are sealed with the entry."""
        return Paper(self.id, title, self.kind, self.size, self.commitment, self.pages, self.name, evidence, form)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a file is: the key of a person with its number, and their case."""

    key: bytes
    number: str
    case: bytes


@dataclass(frozen=True, slots=True)
class _Incoming:
    """A file that was sealed and is not in its place yet: where it is, its own key, and what is known of it."""

    path: Path
    file: BinaryIO
    key: bytes
    size: int
    identity: sealed.Identity


def folder() -> Folder:
    """The folder of this instance."""
    return Folder(settings.DATA / "attachments")


def store(
    chunks: Iterable[bytes],
    name: str,
    case: bytes,
    key_number: str,
    draw: Draw = os.urandom,
    most: int | None = None,
    clock: Clock = clocks.system,
) -> Stored:
    """Take a file in, however large it claims to be: what is too much or of no kind is refused while it comes.

    Raises:
        Refused: it is not taken; ``sentence(language)`` says why and what to do.
        NoRoom: the disk is full.
        KeyDestroyed, UnknownKey: the person was erased, or there is none.

    """
    owner = Owner(keys.keys_to_seal([key_number])[key_number], key_number, case)
    return take_in(folder(), owner, _limited(chunks, most), name, draw, clock)


def take_in(
    held: Folder,
    owner: Owner,
    chunks: Iterable[bytes],
    name: str,
    draw: Draw = os.urandom,
    clock: Clock = clocks.system,
) -> Stored:
    """Take a file into a folder: seal it, look at it, scan it, put it in its place."""
    with held.incoming(draw(16).hex()) as (path, file):
        incoming = _received(chunks, path, file, owner, draw)
        examined = examine_apart(path, incoming.key, name)
        scanned = _scanned(incoming)
        if scanned is not None and scanned.found:
            raise Refused("virus", finding=scanned.found)
        id_, commitment, again = _placed(held, incoming, owner, draw)
    if scanned is not None:
        held.judge(id_, _verdict(scanned, clock()))
    return _told(held, id_, commitment, again, examined, incoming.size)


def hold(ids: Iterable[str]) -> None:
    """See that files are there, in the transaction of the entry that names them; from its end on they are kept.

    Raises:
        Missing: one was removed, since no entry named it within a day. It must be handed in anew.

    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return
    held = folder()
    for id_ in wanted:
        if not held.touch(id_):
            held.open(id_).close()
    for id_ in wanted:
        transaction.on_commit(partial(held.keep, id_))


def scan_state(id_: str) -> State:
    """What is known of viruses in a file."""
    return _state(folder().verdict(id_))


def key_number(id_: str) -> str:
    """The number of the person's key that a file is sealed with."""
    with folder().open(id_) as file:
        return sealed.number_of(file.read(sealed.START))


def open_stored(id_: str, key: bytes, commitment: str = "") -> Iterator[bytes]:
    """Give a file back, part by part. With the commitment of its entry it is first held against that.

    Raises:
        Locked: it waits for the scan, or a virus was found in it.
        Unreadable: it was changed, or sealed with another key.
        Missing: there is no such file.

    """
    if (state := scan_state(id_)) in LOCKED:
        raise Locked(state)
    if commitment and not is_whole(id_, commitment):
        raise Unreadable(sealed.CHANGED)
    return sealed_parts(id_, key)


def open_for(paper: Paper) -> Iterator[bytes]:
    """Give the file of a paper back, with the key that it was sealed with.

    Raises:
        Erased: that key was destroyed.
        Locked, Unreadable, Missing: as :func:`open_stored`.

    """
    number = key_number(paper.id)
    key = keys.key_of([number]).get(number)
    if key is None:
        raise Erased
    return open_stored(paper.id, key, paper.commitment)


def sealed_parts(id_: str, key: bytes) -> Iterator[bytes]:
    """Give a file to the scanner, which alone sees it before it is scanned."""
    file = folder().open(id_)
    try:
        reader = _reader(file, key, id_)
    except BaseException:
        file.close()
        raise
    return _parts(file, reader)


def is_whole(id_: str, commitment: str) -> bool:
    """Tell whether a stored file is the one that an entry names; no key is needed, so erased ones can be held too."""
    with folder().open(id_) as file:
        return sealed.commitment(file) == commitment


# ---- taking in -------------------------------------------------------------------------------------------------------


def _received(chunks: Iterable[bytes], path: Path, file: BinaryIO, owner: Owner, draw: Draw) -> _Incoming:
    """Seal what comes; plain bytes are never on the disk, and never all in memory."""
    own = draw(sealed.KEY)
    writer, identity = sealed.Writer(file, own), sealed.Identity(owner.key, owner.case)
    for chunk in chunks:
        identity.update(chunk)
        writer.write(chunk)
    writer.finish()
    file.flush()
    return _Incoming(path, file, own, writer.size, identity)


def _limited(chunks: Iterable[bytes], most: int | None) -> Iterator[bytes]:
    """Let through what begins as a kind that is taken, up to what that kind may have."""
    head, size, kind = b"", 0, ""
    limit = kinds().most_bytes
    for chunk in chunks:
        size += len(chunk)
        if len(head) < HEAD:
            head += chunk[: HEAD - len(head)]
            if len(head) == HEAD:
                kind, limit = most_bytes(head)
        if size > limit:
            raise too_large(kind)
        if most is not None and size > most:
            raise Refused("too large", most=f"{most // 1_000_000} MB")
        yield chunk
    if len(head) < HEAD:
        most_bytes(head)


def _scanned(incoming: _Incoming) -> Scanned | None:
    """Scan at once where there is a scanner that answers; else the file waits for the worker."""
    held = scanner()
    try:
        return held.scan(sealed.Reader(incoming.file, incoming.key).parts()) if held else None
    except (ScannerDown, NotScannable):
        return None


def _placed(held: Folder, incoming: _Incoming, owner: Owner, draw: Draw) -> tuple[str, str, bool]:
    """Put a file in its place, or find the one that was handed in before; beside a damaged one it gets another id."""
    copy = 0
    while True:
        id_ = incoming.identity.id(copy)
        if held.file(id_).exists():
            before = _intact(held, id_, owner.key)
            if before is None:
                copy += 1
            elif held.touch(id_):
                return id_, before, True
            continue
        incoming.file.seek(0)
        incoming.file.write(sealed.head(owner.key, owner.number, incoming.key, id_, draw(payload.NONCE)))
        incoming.file.flush()
        os.fsync(incoming.file.fileno())
        commitment = sealed.commitment(incoming.file)
        if held.place(incoming.path, id_, owner.case):
            return id_, commitment, False


def _intact(held: Folder, id_: str, key: bytes) -> str | None:
    """The commitment to a file that is there and opens from its first part to its last."""
    if not held.file(id_).exists():
        return None
    try:
        with held.open(id_) as file:
            for _ in _reader(file, key, id_).parts():
                pass
            return sealed.commitment(file)
    except (Unreadable, LookupError):
        return None


def _told(held: Folder, id_: str, commitment: str, again: bool, examined: Examined, size: int) -> Stored:
    return Stored(
        id=id_,
        kind=examined.kind,
        size=size,
        pages=examined.pages,
        commitment=commitment,
        name=examined.name,
        scan=_state(held.verdict(id_)),
        notes=examined.notes,
        again=again,
    )


# ---- shared with the worker ------------------------------------------------------------------------------------------


def _verdict(scanned: Scanned, moment: datetime) -> Verdict:
    return Verdict(scanned.found, scanned.by, moment.isoformat())


def _state(verdict: Verdict | None) -> State:
    if verdict is not None:
        return "infected" if verdict.found else "clean"
    return "waiting" if settings.CLAMAV else "not scanned"


def _reader(file: BinaryIO, key: bytes, id_: str) -> sealed.Reader:
    file.seek(0)
    return sealed.Reader(file, sealed.file_key(file.read(sealed.START), key, id_))


def _parts(file: BinaryIO, reader: sealed.Reader) -> Iterator[bytes]:
    with file:
        yield from reader.parts()


__all__ = [
    "Erased",
    "Locked",
    "State",
    "Stored",
    "folder",
    "hold",
    "is_whole",
    "key_number",
    "open_for",
    "open_stored",
    "scan_state",
    "sealed_parts",
    "store",
]
