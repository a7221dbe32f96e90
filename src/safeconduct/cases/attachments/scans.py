"""TIFF files (Revision 6.0), which scanners write: the chain of pages is followed, none is unpacked."""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

from safeconduct.cases.attachments.pictures import exactly
from safeconduct.cases.attachments.refusal import Refused, check_pages, check_pixels

WIDTH, HEIGHT, STRIPS, COUNTS, TILES, TILE_COUNTS, RAW = 256, 257, 273, 279, 324, 325, 50706
"""The last one marks the raw data of a camera, which no office opens."""
MOST_FIELDS = 200
MOST_BEHIND = 65_536
MOST_STRIPS = 200_000
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
SHORT, LONG = 3, 4
Field = tuple[int, int, int, bytes]
"""Tag, type, count, and the four bytes that are the value or say where it stands."""


def tiff(file: BinaryIO) -> int:
    """Check a TIFF; return the number of its pages."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exactly(file, 4))
    if order is None:
        raise Refused("broken")
    seen: set[int] = set()
    end = 8
    place = _number(order, exactly(file, 4))
    while place:
        if place in seen or place + 2 > size:
            raise Refused("broken")
        seen.add(place)
        check_pages(len(seen))
        place, last = _page(file, order, place, size)
        end = max(end, last)
    check_pages(len(seen))
    _nothing_behind(file, end, size)
    return len(seen)


def _page(file: BinaryIO, order: str, place: int, size: int) -> tuple[int, int]:
    """Check one page; return where the next one stands, and the end of what belongs to this one."""
    file.seek(place)
    (count,) = struct.unpack(f"{order}H", exactly(file, 2))
    if not 0 < count <= MOST_FIELDS:
        raise Refused("broken")
    table = exactly(file, 12 * count)
    following = _number(order, exactly(file, 4))
    fields = {field[0]: field for field in struct.iter_unpack(f"{order}HHI4s", table)}
    if RAW in fields or WIDTH not in fields or HEIGHT not in fields:
        raise Refused("picture" if RAW in fields else "broken")
    check_pixels(*(_values(file, order, fields[tag], size)[0] for tag in (WIDTH, HEIGHT)))
    ends = [_end_of_field(order, field, size) for field in fields.values()]
    ends += _ends_of_points(file, order, fields, size)
    return following, max(place + 6 + 12 * count, *ends)


def _ends_of_points(file: BinaryIO, order: str, fields: dict[int, Field], size: int) -> list[int]:
    """Where the packed points end: in strips, or in tiles."""
    at, lengths = (STRIPS, COUNTS) if STRIPS in fields else (TILES, TILE_COUNTS)
    if at not in fields or lengths not in fields:
        raise Refused("broken")
    starts, counts = (_values(file, order, fields[tag], size) for tag in (at, lengths))
    ends = [start + count for start, count in zip(starts, counts, strict=False)]
    if len(starts) != len(counts) or not ends or max(ends) > size:
        raise Refused("broken")
    return ends


def _values(file: BinaryIO, order: str, field: Field, size: int) -> tuple[int, ...]:
    _, kind, count, value = field
    if kind not in (SHORT, LONG) or not 0 < count <= MOST_STRIPS:
        raise Refused("broken")
    length = SIZES[kind] * count
    if length > len(value):
        _end_of_field(order, field, size)
        file.seek(_number(order, value))
        value = exactly(file, length)
    return struct.unpack(f"{order}{count}{'H' if kind == SHORT else 'I'}", value[:length])


def _end_of_field(order: str, field: Field, size: int) -> int:
    _, kind, count, value = field
    length = SIZES.get(kind, 1) * count
    if length <= len(value):
        return 0
    if (end := _number(order, value) + length) > size:
        raise Refused("broken")
    return end


def _nothing_behind(file: BinaryIO, end: int, size: int) -> None:
    """Makers' own fields may point to a little more than the table says; a second file does not fit in there."""
    if size - end > MOST_BEHIND:
        raise Refused("two in one")
    file.seek(end)
    if file.read().lstrip(b"\0")[:4] in (b"PK\x03\x04", b"%PDF"):
        raise Refused("two in one")


def _number(order: str, four: bytes) -> int:
    number: int = struct.unpack(f"{order}I", four)[0]
    return number
