"""Files as people hand them in: honest ones, and ones that pretend."""

from __future__ import annotations

import io
import zipfile
import zlib

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

TYPES = "[Content_Types].xml"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODT = "application/vnd.oasis.opendocument.text"
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def picture(form: str, size: tuple[int, int] = (60, 40), **how: object) -> bytes:
    """A picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", size, (200, 30, 60)).save(file, form, **how)
    return file.getvalue()


def tiff(pages: int = 3, **how: object) -> bytes:
    """A scan."""
    file = io.BytesIO()
    page = Image.new("L", (60, 40), 200)
    page.save(file, "TIFF", save_all=True, append_images=[page] * (pages - 1), **how)
    return file.getvalue()


def pdf(pages: int = 2, title: str = "") -> bytes:
    """A PDF of empty pages."""
    return written(writer(pages, title))


def writer(pages: int = 2, title: str = "") -> PdfWriter:
    """A PDF that can be added to."""
    made = PdfWriter()
    for _ in range(pages):
        made.add_blank_page(595, 842)
    if title:
        made.add_metadata({"/Title": title})
    return made


def written(made: PdfWriter) -> bytes:
    """The bytes of a PDF."""
    file = io.BytesIO()
    made.write(file)
    return file.getvalue()


def with_object(value: PdfObject, pages: int = 1) -> bytes:
    """A PDF in which one more object stands, which nothing refers to."""
    made = writer(pages)
    made._add_object(value)
    made._root_object[NameObject("/Extensions")] = made._objects[-1].indirect_reference  # else it is not written
    return written(made)


def action(name: str, **more: PdfObject) -> DictionaryObject:
    """What a PDF may be told to do."""
    found = DictionaryObject({NameObject("/S"): NameObject(f"/{name}")})
    found.update({NameObject(f"/{key}"): value for key, value in more.items()})
    return found


def stream(data: bytes, filters: list[str], **more: PdfObject) -> StreamObject:
    """Bytes of a PDF that are said to be packed so."""
    made = StreamObject()
    made._data = data
    made[NameObject("/Filter")] = ArrayObject(NameObject(f"/{name}") for name in filters)
    made.update({NameObject(f"/{key}"): value for key, value in more.items()})
    return made


def bomb(megabytes: int) -> bytes:
    """A little that unpacks to much."""
    packing = zlib.compressobj(1)
    return b"".join(packing.compress(bytes(1_000_000)) for _ in range(megabytes)) + packing.flush()


def name(text: str) -> NameObject:
    """A name of PDF."""
    return NameObject(f"/{text}")


def number(value: int) -> NumberObject:
    """A number of PDF."""
    return NumberObject(value)


def text(value: str) -> TextStringObject:
    """A text of PDF."""
    return TextStringObject(value)


def package(parts: dict[str, bytes | str], plain: tuple[str, ...] = ()) -> bytes:
    """A ZIP of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for part, data in parts.items():
            made.writestr(part, data, zipfile.ZIP_STORED if part in plain else None)
    return file.getvalue()


def docx(types: str = MAIN, **more: bytes | str) -> bytes:
    """A letter of Word; further parts may be given, with __ for / in their names."""
    endings = "".join(f'<Default Extension="{e}" ContentType="any/{e}"/>' for e in ("rels", "xml", "png"))
    kinds = f'<Types>{endings}<Override PartName="/word/document.xml" ContentType="{types}"/></Types>'
    parts: dict[str, bytes | str] = {
        TYPES: kinds,
        "_rels/.rels": relations(("officeDocument", "word/document.xml", "")),
        "word/document.xml": "<document/>",
    }
    return package(parts | {part.replace("__", "/"): data for part, data in more.items()})


def relations(*links: tuple[str, str, str]) -> str:
    """Relations of a part: kind, target, mode."""
    lines = (
        f'<Relationship Id="r{at}" Type="{RELATIONS}/{kind}" Target="{target}"'
        + (f' TargetMode="{mode}"' if mode else "")
        + "/>"
        for at, (kind, target, mode) in enumerate(links)
    )
    return f"<Relationships>{''.join(lines)}</Relationships>"


def odt(mimetype: str = ODT, manifest: str = "", **more: bytes | str) -> bytes:
    """A letter of LibreOffice."""
    listed = f'<m:manifest xmlns:m="{MANIFEST}">{manifest}</m:manifest>'
    parts: dict[str, bytes | str] = {
        "mimetype": mimetype,
        "content.xml": "<document/>",
        "META-INF/manifest.xml": listed,
    }
    return package(parts | {part.replace("__", "/"): data for part, data in more.items()}, plain=("mimetype",))
