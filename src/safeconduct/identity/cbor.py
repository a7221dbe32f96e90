"""CBOR that strangers made (RFC 8949), read within limits: one item, no more than it says, nothing twice."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from cbor2 import CBORDecodeEOF, CBORDecoder, CBORTag, loads

from safeconduct.identity.refusal import Refused

LARGEST = 1 << 20
"""Bytes. Nesting is limited by ``cbor2`` itself, to 400."""
ENCODED_CBOR = 24
READ_AHEAD = 1 << 16


def read(data: bytes, largest: int = LARGEST) -> Any:  # noqa: ANN401 - an item of any kind
    """Read exactly one item."""
    if len(data) > largest:
        raise Refused("cbor-too-large", f"The data have {len(data)} bytes; at most {largest} are read.")
    decoder = CBORDecoder(BytesIO(data), read_size=READ_AHEAD)
    try:
        value = decoder.decode()
    except Exception as problem:
        raise _malformed() from problem
    try:
        decoder.read(1)
    except CBORDecodeEOF:
        return value
    raise Refused("cbor-trailing", "More follows after the end of the data.")


def read_signed(data: bytes) -> Any:  # noqa: ANN401 - an item of any kind
    """Read an item whose bytes are under a signature or its digests: what follows it would be the signer's own."""
    try:
        return loads(data)
    except Exception as problem:
        raise _malformed() from problem


def _malformed() -> Refused:
    """Besides its own errors the decoder lets those of dates, numbers and unhashable keys through."""
    return Refused("cbor-malformed", "The data are not well-formed CBOR, or too deeply nested.")


def read_map(data: bytes, largest: int = LARGEST) -> dict[Any, Any]:
    """Read a map in which no key stands twice: two readers could take different ones (RFC 8949, 5.6)."""
    value = read(data, largest)
    if not isinstance(value, dict):
        raise Refused("cbor-malformed", "A map was expected.")
    if _entries(data) != len(value):
        raise Refused("cbor-duplicate", "A key stands twice in a map, or the map does not say its length.")
    return value


def _entries(data: bytes) -> int:
    """The number of entries that a map announces; -1 for one that announces none."""
    short = data[0] & 31
    if data[0] >> 5 != 5 or short > 27:  # noqa: PLR2004 - major type 5; lengths of 1, 2, 4, 8 bytes are 24 to 27
        return -1
    return short if short < 24 else int.from_bytes(data[1 : 1 + (1 << (short - 24))])  # noqa: PLR2004


def byte_string(data: bytes) -> bytes:
    """Write a byte string by hand: signatures are over many of them, and this is quicker."""
    length = len(data)
    if length < 24:  # noqa: PLR2004
        return bytes((0x40 | length,)) + data
    if length < 1 << 8:
        return bytes((0x58, length)) + data
    if length < 1 << 16:
        return b"\x59" + length.to_bytes(2) + data
    return b"\x5a" + length.to_bytes(4) + data


def wrapped(data: bytes) -> bytes:
    """Write CBOR inside CBOR: tag 24 around a byte string."""
    return b"\xd8\x18" + byte_string(data)


def unwrap(value: object) -> bytes:
    """The original bytes of CBOR inside CBOR; digests are over these, never over what is written anew."""
    if isinstance(value, CBORTag) and value.tag == ENCODED_CBOR and isinstance(value.value, bytes):
        return value.value
    raise Refused("cbor-malformed", "CBOR inside CBOR (tag 24) was expected.")
