"""Proofs that whoever uses a code or a token holds the key that it was given for (DPoP, RFC 9449).

A token that was overheard is worth nothing without the key, and a proof that was overheard fits one request once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from safeconduct.identity.base64url import encode
from safeconduct.identity.jws import Jws
from safeconduct.identity.keys import thumbprint
from safeconduct.identity.openid.errors import ProtocolError
from safeconduct.identity.openid.own_key import check_made, read_proof
from safeconduct.identity.openid.secrets_kept import is_same

TYPE = "dpop+jwt"
LONGEST = 300
LONGEST_ID = 256


@dataclass(frozen=True, slots=True)
class DpopProof:
    """A verified proof: the thumbprint of its key, and its own number, which is good once."""

    key: str
    id: str


def verify_dpop(
    text: str, method: str, address: str, now: float, check_nonce: Callable[[str], None], token: str = ""
) -> DpopProof:
    """Verify a proof for a request (section 4.3). ``token`` is the access token that comes with it, if one does.

    Raises:
        ProtocolError: ``invalid_dpop_proof``, or ``use_dpop_nonce`` where only the nonce is missing or old.

    """
    proof, key, made = read_proof(text, TYPE, wrong)
    _check_request(proof, method, address)
    check_made(made, now, LONGEST, wrong)
    if token and not is_same(str(proof.payload.get("ath", "")), encode(sha256(token.encode()).digest())):
        raise wrong("The proof was made for another access token (ath).")
    number = proof.payload.get("jti")
    if not isinstance(number, str) or not 0 < len(number) <= LONGEST_ID:
        raise wrong("The proof has no number of its own (jti).")
    _check_nonce(proof.payload.get("nonce"), check_nonce)
    return DpopProof(thumbprint(key), number)


def replayed() -> ProtocolError:
    """The error for a proof that served before."""
    return wrong("The proof was used before (jti). Make one for each request.")


def wrong(sentence: str) -> ProtocolError:
    """The error for a proof that is none for this request."""
    return ProtocolError("invalid_dpop_proof", sentence)


def _check_request(proof: Jws, method: str, address: str) -> None:
    if proof.payload.get("htm") != method:
        raise wrong("The proof was made for another method (htm).")
    said = proof.payload.get("htu")
    if not isinstance(said, str) or _plain(said) != _plain(address):
        raise wrong("The proof was made for another address (htu).")


def _plain(address: str) -> tuple[str, str, str]:
    """An address without query and fragment, its scheme and host in small letters (section 4.3, check 9)."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ("", "", address)
    return parts.scheme.lower(), parts.netloc.lower(), parts.path


def _check_nonce(nonce: object, check: Callable[[str], None]) -> None:
    try:
        check(nonce if isinstance(nonce, str) else "")
    except ProtocolError as problem:
        sentence = "Put the nonce of the header DPoP-Nonce into the proof."
        raise ProtocolError("use_dpop_nonce", sentence) from problem
