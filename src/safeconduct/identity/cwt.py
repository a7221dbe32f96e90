"""CBOR Web Tokens (RFC 8392): claims about somebody, signed with COSE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cbor2 import CBORTag, dumps

from safeconduct.identity.cbor import read_map
from safeconduct.identity.cose import CWT, KID, SIGN1, Message, parse, sign, verify
from safeconduct.identity.keys import PublicKey, Signer
from safeconduct.identity.refusal import Refused

ISS, SUB, AUD, EXP, NBF, IAT = 1, 2, 3, 4, 5, 6
STATUS, STATUS_LIST, TTL = 65535, 65533, 65534
LEEWAY = timedelta(minutes=2)
LATEST = 253_402_300_799
"""The last second of the year 9999: dates beyond it cannot be told."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token that was read and not yet verified."""

    message: Message
    claims: Mapping[Any, Any]

    @property
    def issuer(self) -> str:
        """Who says it, or nothing."""
        found = self.claims.get(ISS, "")
        return found if isinstance(found, str) else ""


def read_token(data: bytes, largest: int) -> Token:
    """Read a token of at most so many bytes, without asking who signed it."""
    message = parse(data, largest)
    if message.payload is None:
        raise Refused("payload-missing", "The token holds no claims.")
    return Token(message, read_map(message.payload, largest))


def verify_token(token: Token, key: PublicKey, now: datetime, leeway: timedelta = LEEWAY) -> Mapping[Any, Any]:
    """Return the claims, if this key signed them and they are in force."""
    verify(token.message, key)
    check_times(token.claims, now, leeway)
    return token.claims


def check_times(claims: Mapping[Any, Any], now: datetime, leeway: timedelta = LEEWAY) -> None:
    """Refuse what has expired, is not yet in force, or was issued in the future."""
    moment = now.timestamp()
    expires, starts = moment_of(claims, EXP), moment_of(claims, NBF)
    issued = moment_of(claims, IAT)
    if expires is not None and moment >= expires + leeway.total_seconds():
        raise Refused("expired", f"It expired on {datetime.fromtimestamp(expires, now.tzinfo):%Y-%m-%d at %H:%M %Z}.")
    for start in (starts, issued):
        if start is not None and moment < start - leeway.total_seconds():
            begins = datetime.fromtimestamp(start, now.tzinfo)
            raise Refused("not-yet-valid", f"It is in force from {begins:%Y-%m-%d at %H:%M %Z}.")


def moment_of(claims: Mapping[Any, Any], label: int) -> float | None:
    """A time claim as seconds since 1970; refused where it is none."""
    value = claims.get(label)
    if isinstance(value, datetime) and value.tzinfo:
        value = value.timestamp()
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LATEST:
        raise Refused("claim-malformed", "A time of the token is no number of seconds since 1970.")
    return float(value)


def issue(claims: Mapping[int, object], signer: Signer, protected: Mapping[int, object] | None = None) -> bytes:
    """Sign claims; the name of the key stands in the protected header."""
    header = {KID: signer.public.id.encode()} | dict(protected or {})
    return dumps(CBORTag(SIGN1, sign(dumps(dict(claims)), signer, header)))


def issue_tagged(claims: Mapping[int, object], signer: Signer) -> bytes:
    """Sign claims, with the tag of CWT around the tag of COSE."""
    return b"\xd8" + bytes((CWT,)) + issue(claims, signer)
