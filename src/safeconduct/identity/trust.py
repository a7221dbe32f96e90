"""Whom we trust for what: issuers with keys or certificates, for a purpose, from when to when; each answer says why.

A trust list is data that an authority signs off and publishes. An issuer that is not on it, or not for this purpose,
is not trusted; a list that is overdue leads to “cannot tell”.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256

from safeconduct.identity.chain import Chain, ChainMemory, names_of, verify_chain
from safeconduct.identity.keys import PublicKey, from_jwk
from safeconduct.identity.refusal import CannotTell, Reason, Refused

MOST_KEYS = 100


@dataclass(frozen=True, slots=True)
class Trusted:
    """An issuer, what it is trusted for (``birth-registration``, ``status``), its keys or anchors, and for how long.

    ``revoked`` are certificates beneath its anchors that count no more, by their SHA-256 in hexadecimal.
    """

    issuer: str
    purposes: frozenset[str]
    start: datetime
    end: datetime
    keys: tuple[PublicKey, ...] = ()
    anchors: tuple[bytes, ...] = ()
    revoked: frozenset[str] = frozenset()

    def is_for(self, purpose: str) -> bool:
        """Whether it is trusted for a purpose."""
        return purpose in self.purposes

    def is_current(self, moment: datetime) -> bool:
        """Whether it is trusted at a moment."""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class TrustList:
    """A list as it was published; it must be renewed before ``until``."""

    name: str
    until: datetime
    entries: tuple[Trusted, ...]
    memory: ChainMemory = field(default_factory=ChainMemory, compare=False)
    _known: dict[str, dict[str, list[Trusted]]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for entry in self.entries:
            for purpose in entry.purposes:
                self._known.setdefault(entry.issuer, {}).setdefault(purpose, []).append(entry)

    def of(self, issuer: str) -> Mapping[str, Sequence[Trusted]]:
        """What is known of an issuer, by purpose."""
        return self._known.get(issuer, {})

    def check_current(self, moment: datetime) -> None:
        """Refuse to judge by a list that is overdue."""
        if moment >= self.until:
            sentence = f"The list {self.name} should have been renewed by {self.until:%Y-%m-%d}."
            raise CannotTell("trust-list-old", sentence)

    def in_force(self, purpose: str, moment: datetime) -> list[Trusted]:
        """Every issuer that is trusted for a purpose at a moment."""
        self.check_current(moment)
        return [one for one in self.entries if one.is_for(purpose) and one.is_current(moment)]

    def reason(self, issuer: str, purpose: str) -> Reason:
        """Why an issuer on this list is trusted."""
        return Reason("issuer-trusted", f"{issuer} stands on the list {self.name} for {purpose}.")


class Decision(msgspec.Struct, frozen=True):
    """The key to verify with, and why it is trusted."""

    key: PublicKey
    reason: Reason


def decide(trust: TrustList, issuer: str, purpose: str, header: Mapping[str, Any], moment: datetime) -> Decision:
    """Find the key of a token by its header (`x5c`, or `kid`), or refuse with the reason."""
    entries = _entries_in_force(trust, issuer, purpose, moment)
    reason = trust.reason(issuer, purpose)
    if "x5c" in header:
        return Decision(_key_by_chain(trust, entries, issuer, header["x5c"], moment), reason)
    return Decision(_key_by_name(entries, issuer, header), reason)


def _entries_in_force(trust: TrustList, issuer: str, purpose: str, moment: datetime) -> list[Trusted]:
    trust.check_current(moment)
    known = trust.of(issuer)
    if not known:
        raise Refused("issuer-unknown", f"{issuer or 'The issuer'} is not on the list {trust.name}.")
    meant = known.get(purpose)
    if not meant:
        raise Refused("issuer-not-for-purpose", f"{issuer} is on the list {trust.name}, but not for {purpose}.")
    current = [entry for entry in meant if entry.is_current(moment)]
    if not current:
        raise Refused("issuer-not-in-force", f"{issuer} is trusted for {purpose}, but not on {moment:%Y-%m-%d}.")
    return current


def _key_by_name(entries: Sequence[Trusted], issuer: str, header: Mapping[str, Any]) -> PublicKey:
    name = header.get("kid")
    fitting = [key for entry in entries for key in entry.keys if name is None or key.id == name]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise Refused("key-unknown", f"{issuer} has no key of the name {name!r} on the list.")
    raise Refused("key-ambiguous", f"{issuer} has several keys, and the token does not say by which it was signed.")


def _key_by_chain(
    trust: TrustList, entries: Sequence[Trusted], issuer: str, x5c: object, moment: datetime
) -> PublicKey:
    anchors = tuple(anchor for entry in entries for anchor in entry.anchors)
    verified = verify_chain(x5c, anchors, moment, trust.memory)
    check_revoked(verified, frozenset().union(*(entry.revoked for entry in entries)))
    # An authority that certifies many must not let one of them speak for another.
    if verified.leaf_is_anchor or issuer in names_of(verified.leaf):
        return verified.key
    raise Refused("certificate-of-other", f"The certificate was not issued to {issuer}.")


def check_revoked(chain: Chain, revoked: frozenset[str]) -> None:
    """Refuse a chain whose first certificate the list names as revoked."""
    if revoked and chain.leaf.fingerprint(SHA256()).hex() in revoked:
        raise Refused("certificate-revoked", "The certificate of the signer was revoked.")


def keys_of_metadata(issuer: str, document: Mapping[str, Any]) -> tuple[PublicKey, ...]:
    """The keys of a document from ``/.well-known/jwt-vc-issuer`` (SD-JWT VC, section 5), which must name its issuer."""
    if document.get("issuer") != issuer:
        raise Refused("metadata-of-other", "The metadata name another issuer than the one they were asked of.")
    keys = document.get("jwks")
    listed = keys.get("keys") if isinstance(keys, dict) else None
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise Refused("metadata-malformed", "The metadata hold no list of keys (jwks).")
    return tuple(from_jwk(key) for key in listed)


def metadata_address(issuer: str) -> str:
    """Where the metadata of an issuer are: the well-known part stands between host and path."""
    scheme, _, rest = issuer.partition("://")
    if scheme != "https" or not rest or "?" in rest or "#" in rest:
        raise Refused("issuer-malformed", "An issuer is an https address without query.")
    host, slash, path = rest.partition("/")
    return f"https://{host}/.well-known/jwt-vc-issuer{(slash + path).rstrip('/')}"
