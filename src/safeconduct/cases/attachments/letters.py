"""Letters in DOCX (ISO/IEC 29500) and ODT (OASIS Open Document): packages of parts, without programs or other files."""

from __future__ import annotations

import zipfile
import zlib
from typing import BinaryIO
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from safeconduct.cases.attachments.content import kinds
from safeconduct.cases.attachments.refusal import Refused

LOCKED = 0x1
PLAIN, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
TYPES = "[Content_Types].xml"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEETS = ("spreadsheetml", "presentationml")
TEXT = b"application/vnd.oasis.opendocument.text"
MANIFEST = "META-INF/manifest.xml"
HYPERLINK = "/hyperlink"
ENCRYPTION = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}encryption-data"
MEDIA_TYPE = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}media-type"
MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
MACRO_FOLDERS = ("basic/", "scripts/", "word/activex/")
LEFT_BEHIND = 64
"""Bytes between two parts at most: their descriptors, not a further file."""


def letter(file: BinaryIO) -> str:
    """Check a package; return its kind, ``docx`` or ``odt``."""
    try:
        with zipfile.ZipFile(file) as package:
            parts = _checked_parts(package, file)
            if "mimetype" in parts:
                return _odt(package, parts)
            if TYPES in parts:
                return _docx(package, parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError) as error:
        raise Refused("broken") from error
    raise Refused("archive")


def _checked_parts(package: zipfile.ZipFile, file: BinaryIO) -> dict[str, zipfile.ZipInfo]:
    """The parts by name, none of them twice, outside, locked, hidden behind another, or too large when unpacked."""
    limits, found = kinds().limits, package.infolist()
    parts = {part.filename: part for part in found}
    if len(found) > limits.parts.most:
        raise Refused("too many parts")
    if any(part.flag_bits & LOCKED for part in found):
        raise Refused("password")
    if len({name.lower() for name in parts}) != len(found) or any(_leads_out(name) for name in parts):
        raise Refused("broken")
    if any(part.compress_type not in (PLAIN, DEFLATED) for part in found):
        raise Refused("broken")
    if sum(part.file_size for part in found) > limits.unpacked.most:
        raise Refused("unpacks too large")
    _check_places(package, file)
    return parts


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name


def _check_places(package: zipfile.ZipFile, file: BinaryIO) -> None:
    """Parts stand one behind the other from the first byte on; else one is unpacked many times, or a file hides."""
    file.seek(-22, 2)
    if file.read(4) != b"PK\x05\x06":
        raise Refused("two in one")
    end = 0
    for part in sorted(package.infolist(), key=lambda p: p.header_offset):
        if not end <= part.header_offset <= end + LEFT_BEHIND * bool(end):
            raise Refused("two in one")
        file.seek(part.header_offset + 26)
        lengths = file.read(4)
        inside = int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
        end = part.header_offset + 30 + inside + part.compress_size
    if package.comment or not end <= package.start_dir <= end + LEFT_BEHIND:
        raise Refused("two in one")


def _docx(package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> str:
    listed = list(_xml(package, parts, TYPES))
    types = [node.get("ContentType", "") for node in listed]
    if any("macroenabled" in name.lower() or "vbaproject" in name.lower() for name in types):
        raise Refused("macros")
    if any(sheet in name for name in types for sheet in SHEETS) and WORD not in types:
        raise Refused("sheet")
    if WORD not in types:
        raise Refused("archive")
    _no_macros(parts)
    if any(name.lower().startswith("word/embeddings/") for name in parts):
        raise Refused("files inside")
    _all_listed(parts, listed)
    for name in parts:
        if name.endswith(".rels"):
            _nothing_from_outside(package, parts, name)
    return "docx"


def _all_listed(parts: dict[str, zipfile.ZipInfo], listed: list[Element]) -> None:
    """A part of which the list of types says nothing belongs to no letter: programs for letters do not open such."""
    names = {node.get("PartName", "").lower() for node in listed}
    endings = {node.get("Extension", "").lower() for node in listed} - {""}
    for name in map(str.lower, parts):
        known = name.endswith("/") or f"/{name}" in names or name.rpartition(".")[2] in endings
        if not known and name != TYPES.lower():
            raise Refused("files inside")


def _nothing_from_outside(package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], name: str) -> None:
    for link in _xml(package, parts, name):
        outside = link.get("TargetMode", "").lower() == "external"
        if outside and not link.get("Type", "").lower().endswith(HYPERLINK):
            raise Refused("outside")


def _odt(package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> str:
    said = _part(package, parts, "mimetype").strip()
    if said != TEXT:
        raise Refused("sheet" if said.startswith(b"application/vnd.oasis.opendocument.") else "archive")
    if "content.xml" not in parts:
        raise Refused("broken")
    for entry in _xml(package, parts, MANIFEST):
        if any(child.tag == ENCRYPTION for child in entry):
            raise Refused("password")
        if "oleobject" in entry.get(MEDIA_TYPE, "").lower():
            raise Refused("files inside")
    _no_macros(parts)
    for name in parts:
        if name.startswith("Object ") and "/" not in name:
            raise Refused("files inside")
    return "odt"


def _no_macros(parts: dict[str, zipfile.ZipInfo]) -> None:
    for name in map(str.lower, parts):
        if name.endswith(MACRO_PARTS) or name.startswith(MACRO_FOLDERS):
            raise Refused("macros")


def _xml(package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], name: str) -> Element:
    try:
        root: Element = fromstring(_part(package, parts, name), forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise Refused("broken") from error
    return root


def _part(package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], name: str) -> bytes:
    part = parts.get(name)
    if part is None:
        raise Refused("broken")
    if part.file_size > kinds().limits.part.most:
        raise Refused("unpacks too large")
    return package.read(part)
