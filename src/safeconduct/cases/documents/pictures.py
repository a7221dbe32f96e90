"""Shows papers of any origin on folios: what PDF/A may not hold (foreign PDF) is redrawn, page by page, as vectors.

Each page keeps its words as the text that stands for the picture, so that a file can be searched and read aloud.
What cannot be shown says so on its own folio; the whole file never fails because of one paper.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import typst
from pypdf import PageObject, PdfReader, PdfWriter

from safeconduct.cases.documents.foreign import flattened, scan
from safeconduct.cases.documents.typesetting import ACCESSIBLE, compiler

LONGEST_TEXT = 20_000
DOTS = 200
"""Dots an inch of pictures that can only be kept as dots, at the width of a sheet."""
_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("{path}", page: {page})'
_WHOLE = """#set page(width: 595pt, height: 842pt, margin: 0pt)
#image("{path}", width: 100%, height: 100%, fit: "contain")"""
_PROBE = '#set document(title: "probe")\n#image("{path}", width: 10mm, alt: "probe")'
_SIGNS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"RIFF": "webp"}
_PDF = b"%PDF-"
_PDF_WITHIN = 1024
"""How far into a file its first sign may stand (ISO 32000-1, implementation note 13)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a picture in the folder of the file, and the text that stands for it."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pages of a paper, and how many notes on them could not be drawn."""

    pages: tuple[Picture, ...]
    lost: int = 0


class NotShown(ValueError):
    """A paper cannot be shown; ``why`` is the name of the words that say so."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def pictures(content: bytes, name: str, title: str, place: Path) -> Drawn:
    """Draw a paper, page by page, into a folder.

    Raises:
        NotShown: it is broken, locked, or of a kind that cannot be shown.

    """
    if _PDF in content[:_PDF_WITHIN]:
        return _pages(content, name, title, place)
    ending = next((its for sign, its in _SIGNS.items() if content.startswith(sign)), None)
    if ending is None:
        raise NotShown("shown-kind")
    (place / f"{name}.{ending}").write_bytes(content)
    _drawn(_PROBE.format(path=f"{name}.{ending}"), place)
    return Drawn((Picture(f"{name}.{ending}", title),))


def held_to_standard(path: str, place: Path) -> str:
    """The name of a picture that PDF/A can hold: itself, or as dots where its colours or drawing are not allowed.

    Raises:
        NotShown: it cannot be drawn at all.

    """
    try:
        _set(_PROBE.format(path=path), place, "pdf")
    except typst.TypstError:
        dots = _drawn(_WHOLE.format(path=path), place, "png")
        (place / f"{path}.png").write_bytes(dots)
        return f"{path}.png"
    return path


def _pages(content: bytes, name: str, title: str, place: Path) -> Drawn:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        flat = flattened(_opened(content))
        (place / f"{name}.pdf").write_bytes(flat.content)
        pages = PdfReader(io.BytesIO(flat.content)).pages
        return Drawn(tuple(_page(page, at, name, title, place) for at, page in enumerate(pages, 1)), flat.lost)
    except NotShown:
        raise
    except Exception:
        raise NotShown("shown-broken") from None


def _opened(content: bytes) -> bytes:
    """The PDF as it is read without a password: some are encrypted only against printing."""
    reader = PdfReader(io.BytesIO(content))
    if not reader.is_encrypted:
        return content
    if not reader.decrypt(""):
        raise NotShown("shown-encrypted")
    made = io.BytesIO()
    PdfWriter(clone_from=reader).write(made)
    return made.getvalue()


def _page(page: PageObject, number: int, name: str, title: str, place: Path) -> Picture:
    text = _text(page)
    photo = scan(page)
    path = f"{name}-{number}.{'jpg' if photo else 'svg'}"
    (place / path).write_bytes(photo or _drawn(_PAGE.format(path=f"{name}.pdf", page=number), place))
    return Picture(path, text or title)


def _drawn(source: str, place: Path, kind: Literal["svg", "png"] = "svg") -> bytes:
    try:
        return _set(source, place, kind)
    except typst.TypstError:
        raise NotShown("shown-broken") from None


def _set(source: str, place: Path, kind: Literal["svg", "png", "pdf"]) -> bytes:
    sheets = cast(Any, {"main.typ": source.encode()})
    standards = list(ACCESSIBLE) if kind == "pdf" else []
    return cast(bytes, compiler(None, place).compile(sheets, format=kind, ppi=DOTS, pdf_standards=standards))


def _text(page: PageObject) -> str:
    try:
        return page.extract_text().strip()[:LONGEST_TEXT]
    except Exception:
        return ""
