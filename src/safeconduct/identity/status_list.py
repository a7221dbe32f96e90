"""A status list: one, two, four or eight bits for each credential, compressed (Token Status List, section 4).

The same bits travel as JWT (:mod:`safeconduct.identity.status_token`) and as CWT. A list is fetched whole, so that the
issuer does not learn whose credential is looked at. A place in it is given by chance among all free ones: numbers in
the order of issuing would tell who came together, and a list for each group would tell the group.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from safeconduct.identity.packing import inflate
from safeconduct.identity.refusal import Refused

VALID, INVALID, SUSPENDED = 0, 1, 2
WIDTHS = (1, 2, 4, 8)
# 2^23 one-bit places: eight times the largest list of the draft's vectors.
LARGEST_LIST = 1 << 20
# A verifier should not be fooled into inflating for long: zlib makes at most 1032 bytes of one.
LARGEST_COMPRESSED = 1 << 20


@dataclass(frozen=True, slots=True)
class StatusBits:
    """The statuses of a list, packed: place 0 stands in the lowest bits of the first byte (section 4.1)."""

    width: int
    packed: bytes

    def __post_init__(self) -> None:
        if self.width not in WIDTHS:
            raise Refused("status-list-malformed", "A status list has one, two, four or eight bits a place.")

    def __len__(self) -> int:
        return len(self.packed) * 8 // self.width

    def __getitem__(self, place: int) -> int:
        if not 0 <= place < len(self):
            raise Refused("status-out-of-range", "The credential's place is beyond the end of the status list.")
        bit = place * self.width
        return self.packed[bit >> 3] >> (bit & 7) & (1 << self.width) - 1


def build(size: int, statuses: Mapping[int, int], width: int = 1) -> StatusBits:
    """Pack a list of so many places, all valid but those named."""
    if width not in WIDTHS or size * width % 8:
        raise ValueError("A list fills whole bytes, with one, two, four or eight bits a place.")
    packed, largest = bytearray(size * width // 8), (1 << width) - 1
    for place, status in statuses.items():
        if not (0 <= place < size and 0 <= status <= largest):
            raise ValueError(f"Place {place} with status {status} does not fit into {size} places of {width} bits.")
        bit = place * width
        packed[bit >> 3] |= status << (bit & 7)
    return StatusBits(width, bytes(packed))


def compress(statuses: StatusBits) -> bytes:
    """Compress with zlib at its highest level, as section 4.1 recommends."""
    return zlib.compress(statuses.packed, 9)


def decompress(width: int, compressed: bytes) -> StatusBits:
    """Read a compressed list; one that would grow beyond 1 MiB is refused before it does."""
    if len(compressed) > LARGEST_COMPRESSED:
        raise Refused("status-list-too-large", "The status list is larger than 1 MiB.")
    return StatusBits(width, inflate(compressed, LARGEST_LIST, "status-list", "The status list"))


def free_place(size: int, taken: Callable[[int], bool], below: Callable[[int], int], tries: int = 100) -> int:
    """Draw a free place by chance.

    ``below(n)`` gives a number from 0 to n - 1 that nobody can foresee (``secrets.randbelow``); ``taken`` says whether
    a place is given away. A list is closed when half of it is taken, so that two draws are enough on average.
    """
    for _ in range(tries):
        place = below(size)
        if not taken(place):
            return place
    raise Refused("status-list-full", "No free place was found: open a new status list.")
