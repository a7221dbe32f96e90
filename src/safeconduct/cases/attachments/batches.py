"""Post that was scanned in one go: the pages on which its papers begin cut it into papers of their own.

Whoever opens the post writes down these pages; each paper then goes to its case with the day that is stamped on it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from pypdf import PdfReader, PdfWriter

from safeconduct.cases.attachments.examining import examine
from safeconduct.cases.attachments.refusal import Refused

NUMBERS = re.compile(r"[\s,;]+")


def first_pages(written: str, pages: int) -> tuple[int, ...]:
    """Read pages as they are written down, such as ``1, 4, 11``; the first paper begins on page 1 in any case.

    Raises:
        Refused: something else than numbers of its pages stands there.

    """
    words = [word for word in NUMBERS.split(written) if word]
    if not all(re.fullmatch(r"[0-9]{1,6}", word) and 1 <= int(word) <= pages for word in words):
        raise Refused("wrong pages", most=str(pages))
    return tuple(sorted({1, *map(int, words)}))


def split(batch: bytes, written: str) -> Iterator[bytes]:
    """Cut a PDF into one for each paper. The same batch is cut into the same papers, byte for byte.

    Raises:
        Refused: the batch is no PDF that is taken, or the pages are not pages of it.

    """
    examined = examine(io.BytesIO(batch), "")
    if examined.kind != "pdf":
        raise Refused("not one batch")
    firsts = first_pages(written, examined.pages)
    return _cut(batch, firsts, examined.pages)


def pages_of(batch: bytes, first: int, last: int) -> bytes:
    """Some pages of a PDF that was examined, as one of its own."""
    pages = len(PdfReader(io.BytesIO(batch)).pages)
    firsts = tuple(dict.fromkeys((first, *((last + 1,) if last < pages else ()))))
    return next(_cut(batch, firsts, pages))


def _cut(batch: bytes, firsts: tuple[int, ...], pages: int) -> Iterator[bytes]:
    reader = PdfReader(io.BytesIO(batch))
    if reader.is_encrypted:
        reader.decrypt("")
    for first, following in zip(firsts, (*firsts[1:], pages + 1), strict=True):
        paper, file = PdfWriter(), io.BytesIO()
        for number in range(first - 1, following - 1):
            paper.add_page(reader.pages[number])
        paper.write(file)
        yield file.getvalue()
