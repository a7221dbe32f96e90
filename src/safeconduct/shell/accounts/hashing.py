"""How codes and keys are kept: as hashes under the secret key of the site, which no database and no backup holds."""

from __future__ import annotations

from django.utils.crypto import constant_time_compare, salted_hmac


def hash_of(purpose: str, code: str) -> str:
    """Return the hash of a code, other for each purpose."""
    return salted_hmac(f"safeconduct.{purpose}", code, algorithm="sha256").hexdigest()


def fits(purpose: str, code: str, kept: str) -> bool:
    """Tell whether a code has a hash, in a time that does not tell how much of it was right."""
    return constant_time_compare(hash_of(purpose, code), kept)
