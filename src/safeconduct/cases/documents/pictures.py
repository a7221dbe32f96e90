"""Shows papers of any origin on folios: what PDF/A may not hold (foreign PDF) is redrawn, page by page, as vectors.

Each page keeps its words as the text that stands for the picture, so that a file can be searched and read aloud.
What cannot be shown says so on its own folio; the whole file never fails because of one paper.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import typst
from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from safeconduct.cases.documents.typesetting import compiler

LONGEST_TEXT = 20_000
_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("{path}", page: {page})'
_PROBE = '#image("{path}", width: 10mm)'
_SIGNS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"RIFF": "webp"}
_PDF = b"%PDF-"
_PDF_WITHIN = 1024
"""How far into a file its first sign may stand (ISO 32000-1, implementation note 13)."""
_SPACES = ("/DeviceRGB", "/DeviceGray")
_FAULTS = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError)


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a picture in the folder of the file, and the text that stands for it."""

    path: str
    text: str


class NotShown(ValueError):
    """A paper cannot be shown; ``why`` is the name of the words that say so."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def pictures(content: bytes, name: str, title: str, place: Path) -> tuple[Picture, ...]:
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
    return (Picture(f"{name}.{ending}", title),)


def _pages(content: bytes, name: str, title: str, place: Path) -> tuple[Picture, ...]:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise NotShown("shown-encrypted")
        (place / f"{name}.pdf").write_bytes(content)
        return tuple(_page(page, number, name, title, place) for number, page in enumerate(reader.pages, 1))
    except _FAULTS as fault:
        raise fault if isinstance(fault, NotShown) else NotShown("shown-broken") from None


def _page(page: PageObject, number: int, name: str, title: str, place: Path) -> Picture:
    text = _text(page)
    scan = _scan(page) if not text else None
    path = f"{name}-{number}.{'jpg' if scan else 'svg'}"
    (place / path).write_bytes(scan or _drawn(_PAGE.format(path=f"{name}.pdf", page=number), place))
    return Picture(path, text or title)


def _drawn(source: str, place: Path) -> bytes:
    try:
        sheets = cast(Any, {"main.typ": source.encode()})
        return cast(bytes, compiler(None, place).compile(sheets, format="svg"))
    except typst.TypstError:
        raise NotShown("shown-broken") from None


def _text(page: PageObject) -> str:
    try:
        return page.extract_text().strip()[:LONGEST_TEXT]
    except _FAULTS:
        return ""


def _scan(page: PageObject) -> bytes | None:
    """The photo that a scanned page is made of, as it came: redrawing it would make it ten times larger."""
    if page.rotation:
        return None
    images = [its for its in _images(page) if its.get("/Subtype") == "/Image"]
    if len(images) != 1 or images[0].get("/Filter") not in ("/DCTDecode", ["/DCTDecode"]):
        return None
    picture = images[0]
    plain = picture.get("/ColorSpace") in _SPACES and not {"/Decode", "/SMask", "/Mask"} & set(picture)
    return picture._data if plain and _fills(page, picture) else None


def _images(page: PageObject) -> Iterator[Any]:
    resources = cast(Any, page.get("/Resources", {})).get_object()
    for its in cast(Any, resources.get("/XObject", {})).get_object().values():
        yield its.get_object()


def _fills(page: PageObject, picture: Any) -> bool:  # noqa: ANN401 - an object of a PDF
    """Whether the picture has the shape of its page, so that nothing else of the page is lost."""
    shape, sheet = picture["/Width"] / picture["/Height"], float(page.mediabox.width) / float(page.mediabox.height)
    return abs(shape - sheet) < 0.02 * sheet and len(page.get_contents().get_data()) < LONGEST_TEXT  # type: ignore[union-attr]
