"""PDF files (ISO 32000-2): each object is looked at once, whether anything refers to it or not, and let go again.

What only shows is taken. What runs, sends, starts or hides something is refused: an office opens thousands of files
from people it does not know. pypdf reads the objects, also behind escaped names, in object streams and old revisions.
"""

from __future__ import annotations

import logging
import re
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from pypdf import PdfReader
from pypdf.filters import ASCII85Decode, ASCIIHexDecode
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NumberObject, PdfObject, StreamObject

from safeconduct.cases.attachments.content import kinds
from safeconduct.cases.attachments.refusal import Refused, check_pages, check_pixels

HEADER = re.compile(rb"%PDF-(1\.[0-7]|2\.0)[\r\n \t]")
END = b"%%EOF"
LAST_BYTES = 2048
EMPTY = b"\r\n\t \0\x0c"
ACTIONS = {
    "/JavaScript": "script",
    "/Launch": "starts something",
    "/SubmitForm": "starts something",
    "/ImportData": "starts something",
    "/GoToR": "starts something",
    "/GoToE": "files inside",
    "/Rendition": "film inside",
    "/Movie": "film inside",
    "/Sound": "film inside",
    "/RichMediaExecute": "film inside",
    "/GoTo3DView": "film inside",
}
SUBTYPES = {
    "/FileAttachment": "files inside",
    "/RichMedia": "film inside",
    "/3D": "film inside",
    "/Movie": "film inside",
    "/Screen": "film inside",
    "/Sound": "film inside",
}
KEYS = {"/JS": "script", "/EF": "files inside", "/XFA": "form with program"}
PACKING = {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}
FLATE = {"/FlateDecode", "/Fl"}
AS_TEXT: dict[str, Callable[..., bytes | str]] = {
    "/ASCII85Decode": ASCII85Decode.decode,
    "/A85": ASCII85Decode.decode,
    "/ASCIIHexDecode": ASCIIHexDecode.decode,
    "/AHx": ASCIIHexDecode.decode,
}
KEPT = 500
"""Objects that stay in memory at most: those in one object stream are read one after another."""
BLOCK = 1 << 20

# Its warnings quote the file, whose words belong in no log.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)


def pdf(file: BinaryIO) -> tuple[int, bool]:
    """Check a PDF; return the number of its pages, and whether its author restricted what may be done with it."""
    _check_ends(file)
    try:
        return _read(file)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # whatever a broken file makes its reader raise
        raise Refused("broken") from error


def _check_ends(file: BinaryIO) -> None:
    """Nothing may stand before the header or behind the last mark of the end: there other files hide."""
    file.seek(0)
    if not HEADER.match(file.read(16)):
        raise Refused("broken")
    size = file.seek(0, 2)
    file.seek(max(0, size - LAST_BYTES))
    _, mark, rest = file.read().rpartition(END)
    if not mark:
        raise Refused("broken")
    if rest.strip(EMPTY):
        raise Refused("two in one")


def _read(file: BinaryIO) -> tuple[int, bool]:
    file.seek(0)
    reader = PdfReader(file, strict=False)
    locked = reader.is_encrypted
    if locked and not reader.decrypt(""):
        raise Refused("password")
    pages = cast(DictionaryObject, cast(DictionaryObject, reader.trailer["/Root"])["/Pages"])
    check_pages(int(cast(NumberObject, pages["/Count"])))
    count = len(reader.pages)
    check_pages(count)
    _check_objects(reader)
    return count, locked


def _check_objects(reader: PdfReader) -> None:
    limits = kinds().limits
    places = {(number, generation) for generation, found in reader.xref.items() for number in found}
    places |= {(number, 0) for number in reader.xref_objStm}
    if len(places) > limits.objects.most:
        raise Refused("too many parts")
    left = limits.unpacked.most
    for number, generation in sorted(places):
        found = reader.get_object(IndirectObject(number, generation, reader))
        for part in _parts(found):
            _check(part)
            if isinstance(part, StreamObject):
                left -= _unpacked(part, left)
        if len(reader.resolved_objects) > KEPT or isinstance(found, StreamObject):
            reader.resolved_objects.clear()


def _parts(found: PdfObject | None) -> Iterator[DictionaryObject]:
    """Every dictionary that stands in an object itself; what it refers to is an object of its own."""
    waiting: list[object] = [found]
    while waiting:
        part = waiting.pop()
        if isinstance(part, DictionaryObject):
            yield part
            waiting += dict.values(part)
        elif isinstance(part, ArrayObject):
            waiting += list.__iter__(part)


def _check(part: DictionaryObject) -> None:
    for key, reason in KEYS.items():
        if key in part:
            raise Refused(reason)
    for key, reasons in (("/S", ACTIONS), ("/Subtype", SUBTYPES)):
        word = part.get(key)
        if isinstance(word, str) and word in reasons:
            raise Refused(reasons[word])
    if part.get("/Type") == "/EmbeddedFile":
        raise Refused("files inside")
    if part.get("/Subtype") == "/Image" and "/Width" in part:
        check_pixels(*(int(cast(NumberObject, part[key])) for key in ("/Width", "/Height")))


def _unpacked(stream: StreamObject, most: int) -> int:
    """Count what a stream is unpacked, without keeping it. Those of pictures are bounded by their points."""
    filters = _filters(stream)
    if sum(name in PACKING for name in filters) > 1:
        raise Refused("unpacks too large")
    data = stream._data
    while filters and filters[0] in AS_TEXT:
        decoded = AS_TEXT[filters.pop(0)](data)
        data = decoded if isinstance(decoded, bytes) else decoded.encode("latin-1")
    if stream.get("/Subtype") == "/Image" or not filters or filters[0] not in FLATE:
        return len(data)
    return _inflated(data, most)


def _filters(stream: StreamObject) -> list[str]:
    found = stream.get("/Filter")
    found = found.get_object() if found is not None else None
    return [str(name.get_object()) for name in found] if isinstance(found, ArrayObject) else [str(found)] * bool(found)


def _inflated(data: bytes, most: int) -> int:
    unpacking, count = zlib.decompressobj(), 0
    try:
        while data and not unpacking.eof:
            count += len(unpacking.decompress(data, BLOCK))
            if count > most:
                raise Refused("unpacks too large")
            data = unpacking.unconsumed_tail
    except zlib.error:
        pass  # readers show what comes before the damage
    return count
