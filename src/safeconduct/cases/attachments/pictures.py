"""Photos and pictures: every part of the file is walked through, none of it is unpacked.

JPEG after ISO/IEC 10918-1, PNG after the third edition of the W3C.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import BinaryIO

from safeconduct.cases.attachments.refusal import Refused, check_pixels

BLOCK = 65_536
FRAMES = {0xC0, 0xC1, 0xC2}
"""Start of frame: baseline, extended and progressive, which are what programs open."""
OTHER_FRAMES = {0xC3, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)}
START_OF_IMAGE, END_OF_IMAGE, START_OF_SCAN = 0xD8, 0xD9, 0xDA
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
"""Inside a scan FF stands for itself with 00 after it, and restarts are part of it."""
LENGTH, FRAME, HEADER = 2, 6, 13
"""Bytes of the length of a segment, which it counts itself, of a frame at least, and of a header of PNG."""
MOST_TRAILER = 65_536
MOST_IMAGES = 16
"""Telephones put further images behind the first: thumbnails, maps of light and depth."""
PNG = b"\x89PNG\r\n\x1a\n"
DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
MOST_PACKED_TEXT = 1_000_000
PACKED_TEXTS = (b"zTXt", b"iTXt", b"iCCP")


def jpeg(file: BinaryIO) -> int:
    """Check a JPEG; return its one page."""
    for _ in range(MOST_IMAGES):
        _jpeg_image(file)
        position = file.tell()
        if file.read(3) != b"\xff\xd8\xff":
            file.seek(position)
            _jpeg_trailer(file)
            return 1
        file.seek(position)
    raise Refused("too many parts")


def _jpeg_image(file: BinaryIO) -> None:
    if exactly(file, 2) != b"\xff\xd8":
        raise Refused("broken")
    framed = scanned = False
    while (marker := _marker(file)) != END_OF_IMAGE:
        if marker in OTHER_FRAMES or marker in (0x00, 0x01, START_OF_IMAGE):
            raise Refused("broken")
        body = _segment(file)
        if marker in FRAMES:
            framed = True
            _frame(body)
        elif marker == START_OF_SCAN:
            scanned = True
            _skip_scan(file)
    if not (framed and scanned):
        raise Refused("broken")


def _marker(file: BinaryIO) -> int:
    if exactly(file, 1) != b"\xff":
        raise Refused("broken")
    while (code := exactly(file, 1)) == b"\xff":
        pass  # any number of FF may fill up before a marker
    return code[0]


def _segment(file: BinaryIO) -> bytes:
    length = int.from_bytes(exactly(file, 2), "big") - LENGTH
    if length < 0:
        raise Refused("broken")
    return exactly(file, length)


def _frame(body: bytes) -> None:
    if len(body) < FRAME or body[0] not in (8, 12) or body[5] not in (1, 3, 4):
        raise Refused("broken")
    check_pixels(int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big"))


def _skip_scan(file: BinaryIO) -> None:
    """Stand at the next marker after the packed points."""
    while block := file.read(BLOCK):
        if found := NEXT_MARKER.search(block):
            file.seek(found.start() - len(block), 1)
            return
        if block.endswith(b"\xff") and len(block) > 1:
            file.seek(-1, 1)
    raise Refused("broken")


def _jpeg_trailer(file: BinaryIO) -> None:
    """Nothing may follow but zeros, or the short notes of a maker, whose last word is SEFT."""
    rest = file.read(MOST_TRAILER + 1)
    if not rest.strip(b"\0"):
        if file.read(1):
            raise Refused("two in one")
        return
    if b"ftyp" in rest[:64] or b"MotionPhoto_Data" in rest:
        raise Refused("film in photo")
    if len(rest) > MOST_TRAILER or not rest.endswith(b"SEFT"):
        raise Refused("two in one")


def png(file: BinaryIO) -> int:
    """Check a PNG; return its one page."""
    if exactly(file, len(PNG)) != PNG:
        raise Refused("broken")
    seen = {_chunk(file, first=True)}
    while b"IEND" not in seen:
        seen.add(_chunk(file, first=False))
    if b"IDAT" not in seen:
        raise Refused("broken")
    if file.read(1):
        raise Refused("two in one")
    return 1


def _chunk(file: BinaryIO, first: bool) -> bytes:
    head = exactly(file, 8)
    length, name = int.from_bytes(head[:4], "big"), head[4:]
    if first != (name == b"IHDR") or not name.isalpha():
        raise Refused("broken")
    if name in PACKED_TEXTS and length > MOST_PACKED_TEXT:
        raise Refused("unpacks too large")
    if name == b"IHDR":
        body = exactly(file, length)
        _header(body)
        check = zlib.crc32(name + body)
    else:
        check = _check_sum(file, length, zlib.crc32(name))
    if exactly(file, 4) != check.to_bytes(4, "big"):
        raise Refused("broken")
    return name


def _header(body: bytes) -> None:
    if len(body) != HEADER or body[8] not in DEPTHS.get(body[9], set()) or body[10:12] != b"\0\0" or body[12] > 1:
        raise Refused("broken")
    check_pixels(int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big"))


def _check_sum(file: BinaryIO, length: int, check: int) -> int:
    while length:
        block = exactly(file, min(length, BLOCK))
        check, length = zlib.crc32(block, check), length - len(block)
    return check


def exactly(file: BinaryIO, count: int) -> bytes:
    """Read so many bytes, or refuse a file that ends before."""
    data = file.read(count)
    if len(data) != count:
        raise Refused("broken")
    return data


CHECKS: dict[str, Callable[[BinaryIO], int]] = {"jpeg": jpeg, "png": png}
