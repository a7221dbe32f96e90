"""What the tests of documents share: invented sheets, text of a PDF, papers of many kinds."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import typst
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from safeconduct.cases.documents import checking, printing
from safeconduct.cases.documents.model import Decision, Letter

BRACKETS = (
    '#import "x.typ": * #read("/etc/passwd") $ x^2 $ \\ [ ] { } *bold* _it_ <label> @ref // comment `raw` "quote"'
)


def text_of(pdf: bytes) -> str:
    """Everything that can be read out of a PDF, each run of blanks as one, without places to break."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(" ".join(pages).replace("\u200b", "").split())


def decision(*languages: str, **changed: Any) -> Decision:  # noqa: ANN401 - any value
    """A decision with some of its wording changed."""
    its = checking.decision_sample(*(languages or ("en",)))
    return replace(its, wordings={code: replace(wording, **changed) for code, wording in its.wordings.items()})


def letter(**changed: Any) -> Letter:  # noqa: ANN401 - any value
    """A letter in English with some of its wording changed."""
    its = checking.letter_sample("en")
    return replace(its, wordings={"en": replace(its.wordings["en"], **changed)})


def shown(text: str) -> str:
    """What can be read of a letter with this text."""
    return text_of(printing.letter(letter(text=text), "en"))


def needs_arabic() -> None:
    """Skip where no font has Arabic letters; fail on machines that must have one."""
    if not _arabic():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Install fonts: apt-get install -y fonts-noto-core")


@lru_cache(maxsize=1)
def _arabic() -> bool:
    return any("Arabic" in family or family in ("Amiri", "DejaVu Sans") for family in typst.Fonts().families())


def picture(kind: str, colours: str = "L") -> bytes:
    """A picture of a kind, and in colours, that Pillow knows."""
    made = io.BytesIO()
    grey = Image.linear_gradient("L").resize((60, 80))
    (Image.new(colours, grey.size) if ";" in colours else grey.convert("RGB").convert(colours)).save(made, kind)
    return made.getvalue()


def scanned(pages: int = 1) -> bytes:
    """A PDF such as scanners make: one photo a page."""
    sheets = [Image.linear_gradient("L").resize((620, 877)) for _ in range(pages)]
    made = io.BytesIO()
    sheets[0].save(made, "PDF", resolution=75, save_all=True, append_images=sheets[1:])
    return made.getvalue()


def foreign(text: str = "Typed elsewhere", script: str = "") -> bytes:
    """A PDF as other programs write it: its font is not embedded, and it may hold a program."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in names.items()})
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    content = DecodedStreamObject()
    content.set_data(f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(content)
    if script:
        program = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject(script)}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject({NameObject(k): v for k, v in program.items()})
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def locked(word: str = "secret") -> bytes:
    """A PDF with a password, or only with one against printing."""
    writer = PdfWriter(clone_from=io.BytesIO(foreign()))
    writer.encrypt(word, "owner", algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def alternatives(pdf: bytes) -> list[str]:
    """The texts that stand for pictures."""
    reader: Any = PdfReader(io.BytesIO(pdf))
    objects = [reader.get_object(number) for number in range(1, len(reader.xref[0]))]
    return [its["/Alt"] for its in objects if hasattr(its, "get") and its.get("/Alt")]


def noted(base: bytes, look: str = "1 0 0 rg 0 0 100 20 re f", **note: Any) -> bytes:  # noqa: ANN401 - any value
    """A PDF with a stamp on its first page, or with a note of another kind."""
    writer = PdfWriter(clone_from=io.BytesIO(base))
    its = {"Type": NameObject("/Annot"), "Subtype": NameObject("/Stamp"), "F": NumberObject(4), "Rect": _box(72, 400)}
    if look:
        drawing = DecodedStreamObject()
        drawing.set_data(look.encode())
        drawing[NameObject("/BBox")] = _box(0, 0)
        its["AP"] = DictionaryObject({NameObject("/N"): writer._add_object(drawing)})
    made = DictionaryObject({NameObject(f"/{key}"): value for key, value in (its | note).items()})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(made)])
    return _written(writer)


def written_over(base: bytes, orders: str) -> bytes:
    """A PDF to whose first page something was added."""
    writer = PdfWriter(clone_from=io.BytesIO(base))
    page: Any = writer.pages[0]
    more = DecodedStreamObject()
    more.set_data(f"\n{orders}\n".encode())
    page[NameObject("/Contents")] = ArrayObject([page.raw_get("/Contents"), writer._add_object(more)])
    return _written(writer)


def _box(left: float, bottom: float) -> ArrayObject:
    return ArrayObject([FloatObject(side) for side in (left, bottom, left + 100, bottom + 20)])


def _written(writer: PdfWriter) -> bytes:
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def reds(content: bytes, place: Path) -> int:
    """How many dots of a drawn first page are red."""
    (place / "sheet.typ").write_text('#set page(width: auto, height: auto, margin: 0pt)\n#image("its.pdf", page: 1)')
    (place / "its.pdf").write_bytes(content)
    png = typst.compile(str(place / "sheet.typ"), root=str(place), format="png", ppi=36)
    dots: Any = Image.open(io.BytesIO(png)).convert("RGB").get_flattened_data()
    return sum(red > 200 and green < 60 and blue < 60 for red, green, blue in dots)
