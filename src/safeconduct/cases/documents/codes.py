"""Reads the QR codes of scanned pages, also where a sheet lies askew or upside down."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, cast

import typst
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from safeconduct.cases.attachments.separators import Seen
from safeconduct.cases.documents.pictures import NotShown

DOTS = 100
"""Dots an inch: a module of the code on a sheet is then some eight dots wide."""
_KINDS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("{path}", page: {page})'


def codes(content: bytes, name: str, place: Path) -> tuple[Seen, ...]:
    """What is read on each page of a PDF, which is drawn in a folder.

    Raises:
        NotShown: a page cannot be drawn.

    """
    (place / f"{name}.pdf").write_bytes(content)
    try:
        count = len(PdfReader(io.BytesIO(content)).pages)
        drawing = typst.Compiler(root=place)
        return tuple(_read(_drawn(drawing, f"{name}.pdf", page)) for page in range(1, count + 1))
    except Exception:
        raise NotShown("shown-broken") from None


def _drawn(drawing: typst.Compiler, path: str, page: int) -> bytes:
    sheets = cast(Any, {"main.typ": _PAGE.format(path=path, page=page).encode()})
    return cast(bytes, drawing.compile(sheets, format="png", ppi=DOTS))


def _read(picture: bytes) -> Seen:
    with Image.open(io.BytesIO(picture)) as image:
        found = zxingcpp.read_barcodes(image.convert("L"), formats=_KINDS, return_errors=True)
    texts = tuple(dict.fromkeys(code.text for code in found if code.valid))
    return Seen(texts, unread=not texts and bool(found))
