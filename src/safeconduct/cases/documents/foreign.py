"""Pages of PDF that others made: what was filled in and noted on them, and the photo that a scanned page is made of.

Answers in forms, stamps and notes lie beside a page (ISO 32000-1, 12.5) and are not drawn by the typesetter: here they
become part of it, so that a file never shows an empty form that somebody filled in.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    PdfObject,
    RectangleObject,
    StreamObject,
)

HIDDEN = 1 << 1 | 1 << 5
"""Flags Hidden and NoView: a reader would not see these on a screen (ISO 32000-1, table 165)."""
_NOTHING_TO_SEE = ("/Link", "/Popup")
_PLACING = {b"q", b"Q", b"cm", b"Do", b"gs", b"BMC", b"BDC", b"EMC", b"w", b"i", b"ri"}
_WRITING = {b"BT", b"ET", b"Tf", b"Td", b"TD", b"Tm", b"T*", b"Tz", b"Tc", b"Tw", b"TL", b"Ts", b"Tr", b"rg", b"g"}
_SHOWING = {b"Tj", b"TJ", b"'", b'"'}
_UNSEEN = 3
_ALIKE = 0.02
_SPACES = ("/DeviceRGB", "/DeviceGray")


@dataclass(frozen=True, slots=True)
class Flat:
    """A PDF whose notes and answers are part of its pages; ``lost`` of them say not how they are drawn."""

    content: bytes
    lost: int = 0


def flattened(content: bytes) -> Flat:
    """Draw notes, stamps and answers of forms into the pages."""
    if not any(_seen(page) for page in PdfReader(io.BytesIO(content)).pages):
        return Flat(content)
    writer = PdfWriter(clone_from=io.BytesIO(content))
    lost = sum(_flatten(writer, page) for page in writer.pages)
    made = io.BytesIO()
    writer.write(made)
    return Flat(made.getvalue(), lost)


def _seen(page: PageObject) -> list[Any]:
    notes: Any = page.get("/Annots", ArrayObject()).get_object()
    return [note for its in notes if not _is_empty(note := its.get_object())]


def _is_empty(note: Any) -> bool:  # noqa: ANN401 - an object of a PDF
    if note.get("/Subtype") in _NOTHING_TO_SEE or int(note.get("/F", 0)) & HIDDEN:
        return True
    left, bottom, right, top = (float(side) for side in note.get("/Rect", (0, 0, 0, 0)))
    unanswered = note.get("/Subtype") == "/Widget" and "/AP" not in note and not _answer(note)
    return left == right or bottom == top or unanswered


def _answer(field: Any) -> Any:  # noqa: ANN401 - an object of a PDF
    return field.get("/V") or field.get("/Parent", DictionaryObject()).get_object().get("/V")


def _flatten(writer: PdfWriter, page: PageObject) -> int:
    """Draw the notes of a page and take them away; gives the number of those that could not be drawn."""
    notes = _seen(page)
    drawn = [(note, look) for note in notes if (look := _appearance(note)) is not None]
    resources = page.setdefault(NameObject("/Resources"), DictionaryObject()).get_object()
    known = resources.setdefault(NameObject("/XObject"), DictionaryObject()).get_object()
    orders = []
    for at, (note, look) in enumerate(drawn):
        name = NameObject(f"/SafeconductNote{at}")
        known[name] = look.indirect_reference or writer._add_object(look)
        orders.append(f"q {_matrix(note, look)} cm {name} Do Q")
    before = page.get("/Contents", ArrayObject())
    streams = before.get_object() if isinstance(before.get_object(), ArrayObject) else [page.raw_get("/Contents")]
    around = (_stream(writer, "q"), *streams, _stream(writer, "\n".join(("Q", *orders))))
    page[NameObject("/Contents")] = ArrayObject(around)
    del page["/Annots"]
    return len(notes) - len(drawn)


def _stream(writer: PdfWriter, orders: str) -> PdfObject:
    stream = DecodedStreamObject()
    stream.set_data(f"\n{orders}\n".encode())
    return writer._add_object(stream)


def _appearance(note: Any) -> StreamObject | None:  # noqa: ANN401 - an object of a PDF
    """How a note looks: its normal appearance, in the state in which it is."""
    look = note.get("/AP", DictionaryObject()).get_object().get("/N", DictionaryObject()).get_object()
    if not isinstance(look, StreamObject):
        look = look.get(note.get("/AS", "/Off"), DictionaryObject()).get_object()
    if not isinstance(look, StreamObject):
        return None
    look[NameObject("/Type")], look[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Form")
    return look


def _matrix(note: Any, look: Any) -> str:  # noqa: ANN401 - objects of a PDF
    """What brings an appearance into the place of its note (ISO 32000-1, 12.5.5, algorithm 8.1)."""
    left, bottom, right, top = (float(side) for side in look.get("/BBox", (0, 0, 1, 1)))
    a, b, c, d, e, f = (float(one) for one in look.get("/Matrix", (1, 0, 0, 1, 0, 0)))
    own = Transformation((a, b, c, d, e, f))
    corners = [own.apply_on(corner) for corner in ((left, bottom), (left, top), (right, bottom), (right, top))]
    xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
    place = RectangleObject(tuple(float(side) for side in note["/Rect"]))
    x0, x1 = sorted((float(place.left), float(place.right)))
    y0, y1 = sorted((float(place.bottom), float(place.top)))
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    across, up = (x1 - x0) / wide if wide else 1.0, (y1 - y0) / high if high else 1.0
    return f"{across:.6f} 0 0 {up:.6f} {x0 - min(xs) * across:.6f} {y0 - min(ys) * up:.6f}"


def scan(page: PageObject) -> bytes | None:
    """The photo that a scanned page is made of, as it came: redrawing it would make it ten times larger."""
    parts = _parts(page)
    if page.rotation or len(parts) != 1 or page.cropbox != page.mediabox:
        return None
    (photo,) = parts
    plain = photo.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]) and photo.get("/ColorSpace") in _SPACES
    if not plain or {"/Decode", "/SMask", "/Mask"} & set(photo) or not _fills(page, photo):
        return None
    return photo._data if _nothing_else(page) else None


def _parts(page: PageObject) -> list[Any]:
    """Pictures and drawings that a page can place."""
    resources: Any = page.get("/Resources", DictionaryObject()).get_object()
    return [its.get_object() for its in resources.get("/XObject", DictionaryObject()).get_object().values()]


def _fills(page: PageObject, photo: Any) -> bool:  # noqa: ANN401 - an object of a PDF
    shape, sheet = float(photo["/Width"] / photo["/Height"]), float(page.mediabox.width) / float(page.mediabox.height)
    return abs(shape - sheet) < _ALIKE * sheet


def _nothing_else(page: PageObject) -> bool:
    """Whether the page only places its photo, and at most has text behind it that text recognition put there unseen."""
    contents: Any = page.get_contents()
    mode, placed = 0, 0
    for operands, operator in contents.operations if contents is not None else ():
        mode = int(operands[0]) if operator == b"Tr" else mode
        placed += operator == b"Do"
        unseen = operator in _SHOWING and mode == _UNSEEN
        if not unseen and operator not in _PLACING | _WRITING:
            return False
    return placed == 1
