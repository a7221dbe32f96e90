"""A trust list as a JSON file: issuers, what they are trusted for, from when to when, with keys or certificates."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from datetime import datetime
from typing import Any

import msgspec

from safeconduct.identity.keys import from_jwk
from safeconduct.identity.refusal import Refused
from safeconduct.identity.trust import Trusted, TrustList

LARGEST = 10_000_000


class NotATrustList(ValueError):
    """The file cannot be used as a trust list; says where and why."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An issuer: JWKs under ``keys``, certificates as base64 of DER. Times bear their zone.

    ``revoked`` are certificates beneath an anchor that count no more, by their SHA-256 in hexadecimal.
    """

    issuer: str
    purposes: frozenset[str]
    start: datetime
    end: datetime
    keys: tuple[dict[str, Any], ...] = ()
    certificates: tuple[str, ...] = ()
    revoked: frozenset[str] = frozenset()


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file; it must be renewed before ``until``."""

    name: str
    until: datetime
    entries: tuple[Entry, ...]


def read_trust_list(data: bytes) -> TrustList:
    """Read and validate a trust list."""
    if len(data) > LARGEST:
        raise NotATrustList(f"A trust list has at most {LARGEST} bytes, and this one {len(data)}.")
    try:
        file = msgspec.json.decode(data, type=File)
        return TrustList(file.name, _zoned(file.until), tuple(_entry(entry) for entry in file.entries))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, NotBase64) as problem:
        raise NotATrustList(f"The trust list cannot be read: {problem}.") from None
    except Refused as refused:
        raise NotATrustList(f"A key of the trust list cannot be used: {refused}") from None


def _entry(entry: Entry) -> Trusted:
    return Trusted(
        entry.issuer,
        entry.purposes,
        _zoned(entry.start),
        _zoned(entry.end),
        tuple(from_jwk(key) for key in entry.keys),
        tuple(b64decode(text, validate=True) for text in entry.certificates),
        entry.revoked,
    )


def _zoned(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise NotATrustList(f"The time {moment} of the trust list has no zone: write 2027-01-01T00:00:00Z.")
    return moment
