"""How bytes go into a QR code: base45 (RFC 9285), and zlib read within a limit."""

from __future__ import annotations

import sys
import zlib
from array import array

from safeconduct.identity.refusal import Refused

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
BASE = len(ALPHABET)
NONE = 255
MIDDLE, HIGH = [BASE * value for value in range(256)], [BASE * BASE * value for value in range(256)]
VALUES = bytes(ALPHABET.find(letter) & NONE for letter in range(256))


def from_base45(text: str) -> bytes:
    """Read base45; letters outside the alphabet and groups beyond two bytes are refused."""
    digits = text.encode("latin-1", "replace").translate(VALUES)
    whole = len(digits) // 3 * 3
    low, middle, high = digits[0:whole:3], digits[1:whole:3], digits[2:whole:3]
    pairs = [a + HIGH[c] + MIDDLE[b] for a, b, c in zip(low, middle, high, strict=True)]
    rest = digits[whole:]
    last = bytes((rest[0] + BASE * rest[1],)) if len(rest) == 2 and rest[0] + BASE * rest[1] <= 0xFF else b""  # noqa: PLR2004
    try:
        found = array("H", pairs)
    except OverflowError:
        raise _misread() from None
    if NONE in digits or len(last) != len(rest) // 2 or len(rest) == 1:
        raise _misread()
    if sys.byteorder == "little":
        found.byteswap()
    return found.tobytes() + last


def _misread() -> Refused:
    return Refused("base45-malformed", "The text is not base45: a letter of it was lost or misread.")


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


def inflate(data: bytes, largest: int, what: str = "zlib", subject: str = "What the code holds") -> bytes:
    """Read zlib; what would grow beyond the limit is refused before it does. ``what`` begins the codes of refusals."""
    inflating = zlib.decompressobj()
    try:
        found = inflating.decompress(data, largest + 1)
    except zlib.error as problem:
        raise Refused(f"{what}-malformed", f"{subject} is not compressed with zlib, or was cut.") from problem
    if len(found) > largest:
        raise Refused(f"{what}-too-large", f"{subject} is larger than {in_words(largest)} when it is read.")
    if not inflating.eof or inflating.unused_data:
        raise Refused(f"{what}-malformed", f"{subject} ends too early or too late.")
    return found


def in_words(size: int) -> str:
    """A limit that is a power of two, as people read it."""
    return f"{size >> 20} MiB" if size >> 20 else f"{size >> 10} KiB"
