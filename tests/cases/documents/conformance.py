"""Reads from a PDF's objects what ISO 19005-2 (PDF/A-2) and ISO 14289-1 (PDF/UA-1) ask of it, as far as Python can.

The typesetter claims both; this reads the objects themselves, without it. It is no validator: it does not walk content
streams for colours and fonts of each glyph.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from defusedxml import ElementTree
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

PDFA, PDFUA = "{http://www.aiim.org/pdfa/ns/id/}", "{http://www.aiim.org/pdfua/ns/id/}"
FORBIDDEN_ACTIONS = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState"}


def faults(pdf: bytes) -> list[str]:
    """What is against the standards, in words; nothing where all that is looked at is in order."""
    reader = PdfReader(io.BytesIO(pdf), strict=True)
    root: Any = reader.trailer["/Root"]
    return [*_metadata(root), *_catalogue(reader, root), *_objects(reader)]


def _metadata(root: Any) -> Iterator[str]:  # noqa: ANN401 - an object of a PDF
    packet = root["/Metadata"].get_object()
    if "/Filter" in packet:
        yield "the metadata are filtered"
    tree = ElementTree.fromstring(packet.get_data())
    told = {its.tag: its.text for its in tree.iter()} | {k: v for its in tree.iter() for k, v in its.attrib.items()}
    for key, value in ((f"{PDFA}part", "2"), (f"{PDFA}conformance", "A"), (f"{PDFUA}part", "1")):
        if told.get(key) != value:
            yield f"{key} is {told.get(key)!r}, not {value!r}"


def _catalogue(reader: PdfReader, root: Any) -> Iterator[str]:  # noqa: ANN401
    if reader.is_encrypted or "/Encrypt" in reader.trailer:
        yield "it is encrypted"
    if not reader.trailer.get("/ID"):
        yield "it has no file identifier"
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        yield "it is not tagged"
    if not root.get("/Lang"):
        yield "it names no language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") or not (
        reader.metadata and reader.metadata.title
    ):
        yield "it shows no title"
    intents = [its.get_object() for its in root.get("/OutputIntents", [])]
    if not any(its["/S"] == "/GTS_PDFA1" and "/DestOutputProfile" in its for its in intents):
        yield "it has no output intent"
    for name in ("/AA", "/OpenAction", "/AcroForm", "/OCProperties"):
        if name in root and name != "/OpenAction":
            yield f"the catalogue has {name}"


def _objects(reader: PdfReader) -> Iterator[str]:
    for its in _all(reader):
        kind, subtype = its.get("/Type"), its.get("/Subtype")
        if its.get("/S") in FORBIDDEN_ACTIONS or "/JS" in its or "/JavaScript" in its:
            yield f"it has an action: {its.get('/S')}"
        if kind == "/FontDescriptor" and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(its):
            yield f"the font {its.get('/FontName')} is not embedded"
        if kind == "/Font" and subtype == "/Type0" and "/ToUnicode" not in its:
            yield f"the font {its.get('/BaseFont')} does not say which letters it has"
        if kind == "/Font" and subtype in ("/Type1", "/TrueType") and "/FontDescriptor" not in its:
            yield f"the font {its.get('/BaseFont')} is not embedded"
        if subtype == "/Image" and (its.get("/Interpolate") or "/OPI" in its or "/Alternates" in its):
            yield "a picture is interpolated, or has alternates"
        if its.get("/Filter") in ("/LZWDecode", "/Crypt"):
            yield f"a stream has the filter {its['/Filter']}"
        if its.get("/S") == "/Figure" and not its.get("/Alt"):
            yield "a picture has no text"


def _all(reader: PdfReader) -> Iterator[Any]:
    seen: set[int] = set()
    waiting: list[Any] = [reader.trailer]
    while waiting:
        its = waiting.pop()
        if isinstance(its, IndirectObject):
            if its.idnum in seen:
                continue
            seen.add(its.idnum)
            its = its.get_object()
        if isinstance(its, DictionaryObject):
            yield its
            waiting.extend(its.raw_get(key) for key in its)
        elif isinstance(its, ArrayObject):
            waiting.extend(list.__iter__(its))
