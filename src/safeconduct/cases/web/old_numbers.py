"""Numbers of earlier systems and registers: found again without being kept in the clear."""

from __future__ import annotations

import hmac
from hashlib import sha256

from django.conf import settings

from safeconduct.journal.web import keys


def hash_of(number: str) -> str:
    """The keyed hash of a number, whatever its spaces, dashes and capitals; empty for an empty number."""
    plain = "".join(sign for sign in number.upper() if sign.isalnum())
    return hmac.digest(keys.secret(settings.PURPOSE), b"old number " + plain.encode(), sha256).hex() if plain else ""
