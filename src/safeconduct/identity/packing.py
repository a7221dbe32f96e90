"""How bytes go into a QR code: base45 (RFC 9285), and zlib read within a limit."""

from __future__ import annotations

import zlib

import numpy as np

from safeconduct.identity.refusal import Refused

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
BASE = len(ALPHABET)
NONE = 255
VALUES = np.full(256, NONE, np.int32)
VALUES[np.frombuffer(ALPHABET, np.uint8)] = np.arange(BASE)
POWERS = np.array([1, BASE, BASE * BASE], np.int32)


def from_base45(text: str) -> bytes:
    """Read base45; letters outside the alphabet and groups beyond two bytes are refused."""
    digits = VALUES[np.frombuffer(text.encode("latin-1", "replace"), np.uint8)]
    whole = len(digits) // 3 * 3
    pairs = digits[:whole].reshape(-1, 3) @ POWERS
    rest = digits[whole:]
    last = int(rest @ POWERS[: len(rest)]) if len(rest) else 0
    if len(rest) == 1 or (digits == NONE).any() or (pairs > 0xFFFF).any() or last > 0xFF:  # noqa: PLR2004
        raise Refused("base45-malformed", "The text is not base45: a letter of it was lost or misread.")
    return pairs.astype(">u2").tobytes() + (bytes((last,)) if len(rest) else b"")


def to_base45(data: bytes) -> str:
    """Write base45."""
    letters: list[int] = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        value = int.from_bytes(pair)
        for _ in range(len(pair) + 1):
            value, digit = divmod(value, BASE)
            letters.append(ALPHABET[digit])
    return bytes(letters).decode()


def inflate(data: bytes, largest: int) -> bytes:
    """Read zlib; what would grow beyond the limit is refused before it does."""
    inflating = zlib.decompressobj()
    try:
        found = inflating.decompress(data, largest + 1)
    except zlib.error as problem:
        raise Refused("zlib-malformed", "The data are not compressed with zlib, or were cut.") from problem
    if len(found) > largest:
        raise Refused("zlib-too-large", f"The data would grow beyond {largest} bytes.")
    if not inflating.eof or inflating.unused_data:
        raise Refused("zlib-malformed", "The compressed data end too early or too late.")
    return found
