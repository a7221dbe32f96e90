"""Searches everything that an instance holds and gives out for markers planted elsewhere.

``found_in(folder, markers)`` looks into each file below a folder, whatever it is: archives, compressed streams, PDFs,
spreadsheets, Parquet and databases are opened, and each marker is looked for in every spelling that something of ours
writes. A room that holds data about people plants its own markers and runs the same search again.
"""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import sqlite3
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus

import pyarrow.parquet
from pypdf import PdfReader

DEEPEST = 4
"""How many archives may lie within one another."""


def found_in(folder: Path, markers: Mapping[str, str]) -> list[str]:
    """Say which markers stand where below a folder; ``markers`` are what was planted, by what each is."""
    needles = {name: spellings(text) for name, text in markers.items()}
    found = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = contents(file)
        named = file.relative_to(folder).as_posix().encode()
        for name, spelled in needles.items():
            if any(needle in part for part in (named, *content) for needle in spelled):
                found.append(f"{name} in {file.relative_to(folder).as_posix()}")
    return found


def spellings(text: str) -> frozenset[bytes]:
    """A text in the ways in which pages, files and logs may write it."""
    plain = {text, text.lower(), text.upper()}
    escaped = {way(one) for one in plain for way in (html.escape, quote, quote_plus, _json)}
    raw = {one.encode() for one in plain | escaped} | {one.encode("utf-16-le") for one in plain}
    return frozenset(
        raw | {whole for one in plain for whole in _in_base64(one.encode())} | {text.encode().hex().encode()}
    )


def _json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _in_base64(data: bytes) -> Iterator[bytes]:
    """The inner characters, which are the same wherever the bytes stand within a longer text."""
    for before in range(3):
        coded = base64.b64encode(bytes(before) + data).rstrip(b"=")
        yield coded[4 if before else 0 : -2]


def contents(file: Path) -> list[bytes]:
    """Everything that can be read in a file: its bytes, and what they hold when opened."""
    data = file.read_bytes()
    parts = list(opened(data))
    if data.startswith(b"SQLite format 3\x00"):
        parts += _rows(file)
    return parts


def opened(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and what lies compressed or packed in them."""
    yield data
    if depth < DEEPEST:
        for inner in _inner(data):
            yield from opened(inner, depth + 1)


def _inner(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    elif data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data)
    elif data.startswith(b"%PDF"):
        yield from _of_pdf(data)
    elif data.startswith(b"PAR1"):
        yield str(pyarrow.parquet.read_table(io.BytesIO(data)).to_pydict()).encode()
    elif data[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for member in archive:
                held = archive.extractfile(member)
                yield member.name.encode() + b"\n" + (held.read() if held else b"")
    elif data[:2] in (b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
        yield from _inflated(data)


def _inflated(data: bytes) -> Iterator[bytes]:
    try:
        yield zlib.decompress(data)
    except zlib.error:
        return


def _of_pdf(data: bytes) -> Iterator[bytes]:
    reader = PdfReader(io.BytesIO(data))
    yield "\n".join(page.extract_text() for page in reader.pages).encode()
    yield str(reader.metadata).encode()
    yield from (held for several in reader.attachments.values() for held in several)


def _rows(file: Path) -> list[bytes]:
    """Each row of each table; values that run over several pages of the file are in one piece here."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for table in tables for row in database.execute(f'SELECT * FROM "{table}"')]  # noqa: S608
    database.close()
    return [b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in row) for row in rows]
