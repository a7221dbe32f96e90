"""A status list as a signed token (`statuslist+jwt`; Token Status List, section 5.1), and how old it may be.

A list that is older than its limit says nothing: neither “valid” nor “revoked”.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from safeconduct.identity.base64url import decode, encode
from safeconduct.identity.jws import Jws, check_type, seconds_of, sign, verify
from safeconduct.identity.keys import PublicKey, Signer
from safeconduct.identity.refusal import CannotTell, Reason, Refused
from safeconduct.identity.status_list import INVALID, SUSPENDED, VALID, StatusBits, compress, decompress

TYPE = "statuslist+jwt"
LONGEST_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class StatusList:
    """A verified list: its address, its bits, and when it was issued, expires, and should be fetched anew (seconds)."""

    uri: str
    bits: StatusBits
    issued: float
    expires: float | None = None
    ttl: float | None = None

    def is_fresh(self, now: float, longest: float) -> bool:
        """Say whether it may still be believed: not expired, and no older than its ttl and our own limit."""
        age = now - self.issued
        limit = longest if self.ttl is None else min(longest, self.ttl)
        return -60 <= age <= limit and (self.expires is None or now < self.expires)  # noqa: PLR2004 - clocks differ


def issue(listed: StatusList, signer: Signer, header: Mapping[str, Any] | None = None) -> str:
    """Sign a list."""
    times = {"iat": int(listed.issued), "exp": listed.expires, "ttl": listed.ttl}
    payload = {"sub": listed.uri} | {name: int(value) for name, value in times.items() if value is not None}
    bits = {"bits": listed.bits.width, "lst": encode(compress(listed.bits))}
    named = {"kid": signer.public.id} if signer.public.id else {}
    return sign({"typ": TYPE} | named | dict(header or {}), payload | {"status_list": bits}, signer)


def read(token: Jws, key: PublicKey, uri: str) -> StatusList:
    """Verify the list that was fetched from this address, whose signer was found to be trusted."""
    check_type(token, TYPE)
    verify(token, key)
    payload = token.payload
    if payload.get("sub") != uri:
        raise Refused("status-list-of-other", "The status list is not the one that the credential names.")
    issued, expires, ttl = (seconds_of(payload, claim) for claim in ("iat", "exp", "ttl"))
    if issued is None:
        raise Refused("status-list-malformed", "The status list does not say when it was issued.")
    if ttl is not None and ttl <= 0:
        raise Refused("status-list-malformed", "The time to live of the status list is not a positive number.")
    return StatusList(uri, read_bits(payload.get("status_list")), issued, expires, ttl)


def read_bits(value: object) -> StatusBits:
    """Read the claim `status_list`: {bits, lst}."""
    if not isinstance(value, dict) or type(value.get("bits")) is not int or not isinstance(value.get("lst"), str):
        raise Refused("status-list-malformed", "The status list lacks its bits.")
    return decompress(value["bits"], decode(value["lst"]))


def check(reference: object, lists: Mapping[str, StatusList], now: float, longest: float = LONGEST_DAY) -> Reason:
    """Judge the claim `status` of a credential; return why it is good."""
    uri, place = _read_reference(reference)
    listed = lists.get(uri)
    if listed is None:
        raise CannotTell("status-unknown", "The status list that the credential names is not at hand.")
    if not listed.is_fresh(now, longest):
        raise CannotTell("status-too-old", "The status list is older than its limit: fetch it again.")
    status = listed.bits[place]
    if status == INVALID:
        raise Refused("revoked", "The credential was revoked.")
    if status == SUSPENDED:
        raise Refused("suspended", "The credential is suspended.")
    if status != VALID:
        raise CannotTell("status-of-issuer", f"The credential has status {status}, whose meaning is the issuer's own.")
    return Reason("status-valid", "The credential is not revoked, by a list that is fresh.")


def _read_reference(status: object) -> tuple[str, int]:
    reference = status.get("status_list") if isinstance(status, dict) else None
    if not isinstance(reference, dict):
        raise CannotTell("status-unknown", "The credential names its status in a way that is not known.")
    uri, place = reference.get("uri"), reference.get("idx")
    if not isinstance(uri, str) or type(place) is not int or place < 0:
        raise Refused("status-malformed", "The credential does not say where in which status list it stands.")
    return uri, place
