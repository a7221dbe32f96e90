"""The number of a case as people say and write it: short, checked, and of one purpose alone.

It is derived from the identity of the case with the secret of the purpose, so that the numbers of two purposes cannot
be joined, and says nothing about when or in which order cases came.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
"""31 signs, a prime number of them, without 0, 1, I, O and U, which are taken for others."""
SIGNS = len(ALPHABET)
LENGTH = 9
GROUP = 5


def case_number(secret: bytes, case: bytes) -> str:
    """Return the number of a case, such as ``7KQ3M-9FT2X``: nine signs and one that checks them."""
    value = int.from_bytes(hmac.digest(secret, b"case number " + case, sha256)[:8], "big")
    signs = "".join(ALPHABET[value // SIGNS**place % SIGNS] for place in range(LENGTH))
    return grouped(signs + check_sign(signs))


def check_sign(signs: str) -> str:
    """Return the sum of the signs, weighted by place, as a sign: it finds one wrong sign or two that changed places."""
    total = sum((place + 1) * ALPHABET.index(sign) for place, sign in enumerate(signs))
    return ALPHABET[total % SIGNS]


def grouped(signs: str) -> str:
    """Set ten signs in two groups."""
    return f"{signs[:GROUP]}-{signs[GROUP:]}"


def read_number(text: str) -> str | None:
    """Return a number as it was typed in its one form, None where a sign is wrong or missing."""
    signs = "".join(text.upper().split()).replace("-", "")
    if len(signs) != LENGTH + 1 or any(sign not in ALPHABET for sign in signs):
        return None
    return grouped(signs) if check_sign(signs[:LENGTH]) == signs[LENGTH] else None
