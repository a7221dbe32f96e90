"""What a file is, found from its content, and whether it can be taken. Its name is never believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

import puremagic

from safeconduct.cases.attachments import documents, letters, naming, pictures, scans
from safeconduct.cases.attachments.content import kinds, texts
from safeconduct.cases.attachments.refusal import Refused

HEAD = 4096
"""Bytes from which the kind is found."""
STARTS = {
    b"%PDF-": "pdf",
    b"\xff\xd8\xff": "jpeg",
    pictures.PNG: "png",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
    b"PK\x03\x04": "letter",
}
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
END_OF_ZIP, MOST_COMMENT = b"PK\x05\x06", 65_557


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be told of a file that was taken."""

    kind: str
    said: str = ""
    found: str = ""

    def sentence(self, language: str) -> str:
        """Say it."""
        words = texts(language)
        return words.notes[self.kind].format(said=self.said, kind=words.kinds.get(self.found, self.found))


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that is taken: its kind, pages (0: not known without opening it), harmless name, and what to tell."""

    kind: str
    pages: int
    name: str
    notes: tuple[Note, ...] = ()


def most_bytes(head: bytes) -> tuple[str, int]:
    """Find a kind from the first bytes, and how many a file of it may have; so that too much is refused while it comes.

    Raises:
        Refused: nothing that begins so is taken.

    """
    begun = next((kind for start, kind in STARTS.items() if head.startswith(start)), None)
    if begun is None:
        raise Refused(_other(head))
    of = kinds().kinds
    if begun == "letter":
        return "docx", max(of["docx"].most_bytes, of["odt"].most_bytes)
    return begun, of[begun].most_bytes


def examine(file: BinaryIO, name: str) -> Examined:
    """Check a whole file. It is read and sought in, never written, and at most a part of it is in memory.

    Raises:
        Refused: it is not taken; says why and what to do.

    """
    file.seek(0)
    head = file.read(HEAD)
    begun, _ = most_bytes(head)
    kind, pages, notes = begun, 0, []
    if begun == "docx":
        kind = letters.letter(file)
    else:
        _only_one_kind(file, head, begun)
        pages, restricted = _pages(file, begun)
        notes = [Note("restricted")] * restricted
    if naming.says_another(name, kind):
        notes.append(Note("renamed", naming.extension_of(name).upper(), kind))
    return Examined(kind, pages, naming.safe_name(name, kind), tuple(notes))


def _pages(file: BinaryIO, kind: str) -> tuple[int, bool]:
    file.seek(0)
    if kind == "pdf":
        return documents.pdf(file)
    return scans.tiff(file) if kind == "tiff" else pictures.CHECKS[kind](file), False


def _only_one_kind(file: BinaryIO, head: bytes, kind: str) -> None:
    """Refuse what readers of two kinds would open: PDF may begin late in a file, ZIP is read from its end."""
    if kind != "pdf" and b"%PDF-" in head[:1024]:
        raise Refused("two in one")
    size = file.seek(0, 2)
    file.seek(max(0, size - MOST_COMMENT))
    last = file.read()
    at = last.rfind(END_OF_ZIP)
    if at >= 0 and int.from_bytes(last[at + 20 : at + 22], "little") == len(last) - at - 22:
        raise Refused("two in one")


def _other(head: bytes) -> str:
    """Name what is not taken, for the sentence that says what to do instead."""
    if not head:
        return "empty"
    if b"%PDF-" in head[:1024]:
        return "two in one"
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return "heic"
    if head.startswith(PROGRAMS):
        return "program"
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        return "unknown"
    types = (match.mime_type for match in sorted(found, key=lambda match: -match.confidence) if match.mime_type)
    named = (other.is_ for media_type in types for other in kinds().others if media_type.startswith(other.starts))
    return next(named, "unknown")
