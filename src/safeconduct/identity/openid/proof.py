"""Proofs that a wallet holds the keys its credentials are bound to (OpenID4VCI 1.0, appendix F.1, type `jwt`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from safeconduct.identity.keys import PublicKey, thumbprint
from safeconduct.identity.openid.errors import ProtocolError
from safeconduct.identity.openid.issuer_metadata import BATCH
from safeconduct.identity.openid.own_key import check_made, read_proof

TYPE = "openid4vci-proof+jwt"
LONGEST = 600


@dataclass(frozen=True, slots=True)
class Proof:
    """A verified proof: the wallet's key, and the nonce that it answers."""

    key: PublicKey
    nonce: str


def verify_proofs(
    proofs: object, issuer: str, now: float, check_nonce: Callable[[str], None], client: str = ""
) -> tuple[Proof, ...]:
    """Verify each proof of a request; one that is not good spoils all, so that no wallet misses half of a batch.

    ``client`` is the wallet that the token was given to, empty where it was given to whoever had an offer.
    """
    tokens = _tokens(proofs, BATCH)
    verified = tuple(_verify(token, issuer, now, client) for token in tokens)
    for one in verified:
        check_nonce(one.nonce)
    if len({thumbprint(one.key) for one in verified}) != len(verified):
        raise _wrong("Two proofs are for the same key: each key is bound to one credential.")
    return verified


def _tokens(proofs: object, most: int) -> list[str]:
    if proofs is None:
        raise _wrong("The request holds no proofs.")
    if not isinstance(proofs, Mapping) or list(proofs) != ["jwt"]:
        raise _wrong("The proofs are an object with the one member jwt.")
    tokens = proofs["jwt"]
    if not isinstance(tokens, list) or not tokens or not all(isinstance(one, str) for one in tokens):
        raise _wrong("The member jwt of the proofs is a list of texts that is not empty.")
    if len(tokens) > most:
        raise _wrong(f"At most {most} proofs are taken in one request.")
    return tokens


def _verify(text: str, issuer: str, now: float, client: str) -> Proof:
    token, key, made = read_proof(text, TYPE, _wrong, _check_header)
    _check_payload(token.payload, issuer, client)
    check_made(made, now, LONGEST, _wrong)
    nonce = token.payload.get("nonce")
    if not isinstance(nonce, str) or not nonce:
        raise _wrong("The proof holds no nonce.")
    return Proof(key, nonce)


def _check_header(header: Mapping[str, object]) -> None:
    if len(header.keys() & {"jwk", "kid", "x5c"}) != 1:
        raise _wrong("The header of a proof names its key in exactly one way: jwk, kid or x5c.")
    if "jwk" not in header:
        raise _wrong("The key of a proof is given as jwk; kid and x5c are not taken here.")
    # We ask for none and know no attester: believing one unread would be worse than refusing it.
    if "key_attestation" in header:
        raise _wrong("Key attestations are not asked for, and cannot be verified here.")


def _check_payload(payload: Mapping[str, object], issuer: str, client: str) -> None:
    if payload.get("aud") != issuer:
        raise _wrong("The proof was made for another issuer (aud).")
    if "iss" in payload and payload["iss"] != (client or None):
        raise _wrong("The proof names a client (iss) that the token was not given to.")


def _wrong(sentence: str) -> ProtocolError:
    return ProtocolError("invalid_proof", sentence)
