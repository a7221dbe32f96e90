"""ULID: sixteen bytes, the first six the time in milliseconds, written as 26 letters of Crockford's base 32."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, TIME, CHANCE = 26, 6, 10
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new(moment: datetime, draw: Callable[[int], bytes]) -> str:
    """Make one for a moment; ``draw`` gives bytes that nobody can foresee."""
    return write(((moment - EPOCH) // timedelta(milliseconds=1)).to_bytes(TIME) + draw(CHANCE))


def write(data: bytes) -> str:
    """Write sixteen bytes."""
    number = int.from_bytes(data)
    return "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(LENGTH)))


def read(text: str) -> bytes:
    """Read them back.

    Raises:
        ValueError: it is none.

    """
    number = 0
    for letter in text:
        number = number << 5 | LETTERS.index(letter)
    if len(text) != LENGTH or number >> 128:
        raise ValueError(f"{text!r} is no ULID of {LENGTH} letters.")
    return number.to_bytes(TIME + CHANCE)
