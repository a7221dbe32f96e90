"""What goes into a document: plain values, and texts that are said already in the language of each reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeVar


@dataclass(frozen=True, slots=True)
class Office:
    """Whose letterhead: ``mark`` is an SVG drawing, and a neutral one may stand for a name that should not be seen."""

    name: str
    address: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who had which part in it, and when: two of them where a decision needs four eyes, who proposed it first.

    Without a ``date`` nobody signed yet, and the line is empty.
    """

    name: str = ""
    function: str = ""
    part: Literal["signed", "proposed"] = "signed"
    date: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground with the article that gives it."""

    name: str
    law: str = ""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What can be done against a decision. An empty ``counted_from`` means the day of service."""

    name: str
    where: str
    within: str
    law: str = ""
    counted_from: str = ""
    cost: str = ""
    suspends: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DecisionWording:
    """A decision in one language. ``reasons`` are the officer's words: each line is a paragraph."""

    title: str
    date: str
    procedure: str
    operative: str
    grounds: tuple[Ground, ...] = ()
    reasons: str = ""
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterWording:
    """A letter in one language. ``facts`` are pairs such as when and where; ``bring`` what the person should have."""

    title: str
    date: str
    text: str
    facts: tuple[tuple[str, str], ...] = ()
    bring: tuple[str, ...] = ()
    due: str = ""
    or_else: str = ""


Wording = TypeVar("Wording", DecisionWording, LetterWording)


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Wording]):
    """What an office sends: a decision or a letter, with its wording in each language, of which one binds.

    A ``draft`` was signed by nobody and says so on every page.
    """

    office: Office
    reference: str
    made: datetime
    wordings: Mapping[str, Wording]
    addressee: tuple[str, ...] = ()
    channel: str = ""
    signatures: tuple[Signature, ...] = ()
    machine_drafted: bool = True
    reviewed_by: str = ""
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Decision(Sheet[DecisionWording]):
    """A decision."""


@dataclass(frozen=True, slots=True)
class Letter(Sheet[LetterWording]):
    """A request for papers, an invitation or a notice."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Proof of what was received and when. It has no place for a procedure, an office or a name: finders learn nothing.

    ``received`` is the sentence that says so, ``letters`` the hash of the entry, ``qr_svg`` the drawing of its code.
    """

    number: int
    reference: str
    made: datetime
    received: str
    at: str
    what: str
    by: str
    letters: str
    qr_svg: str = ""
    next: tuple[str, ...] = ()
    due: str = ""
    if_not: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A printed document with its code. ``says`` and ``confers`` are what it is and is not; ``qr`` is a PNG.

    The code is a picture and no drawing, so that whoever has the sheet as a file can verify it too.
    """

    reference: str
    made: datetime
    title: str
    authority: str
    facts: tuple[tuple[str, str], ...]
    says: str
    confers: str
    qr: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Separator:
    """Sheets to lay before letters: so many of one kind. Without a ``case`` they say that the next letter begins."""

    count: int
    made: datetime
    qr_svg: str
    case: str = ""


@dataclass(frozen=True, slots=True)
class FilePaper:
    """A paper of a file. ``content`` is None where it is not there any more; ``missing`` may say why, in words."""

    date: str
    title: str
    content: bytes | None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """An entry of a file's journal; ``link`` is its hash in hexadecimal letters."""

    number: int
    date: str
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class CourtFile:
    """The whole file for a court. ``checkpoint`` is the signed state of the journal, as its text."""

    office: Office
    reference: str
    made: datetime
    title: str
    procedure: str
    date: str
    papers: tuple[FilePaper, ...] = ()
    entries: tuple[FileEntry, ...] = ()
    checkpoint: str = ""
