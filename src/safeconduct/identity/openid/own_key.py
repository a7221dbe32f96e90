"""Proofs that name the key which signed them: of a wallet's keys (OpenID4VCI 1.0, F.1) and of requests (RFC 9449)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from safeconduct.identity.jws import Jws, check_type, parse, seconds_of, verify
from safeconduct.identity.keys import PublicKey, from_jwk
from safeconduct.identity.openid.errors import ProtocolError
from safeconduct.identity.openid.issuer_metadata import PROOF_ALGORITHMS
from safeconduct.identity.refusal import Refused

Wrong = Callable[[str], ProtocolError]
LEEWAY = 60


def read_proof(
    text: str, kind: str, wrong: Wrong, check_header: Callable[[Mapping[str, object]], None] = lambda header: None
) -> tuple[Jws, PublicKey, float | None]:
    """Read a proof of a type, verified by the key that it names; with the time at which it says that it was made.

    Raises:
        ProtocolError: what ``wrong`` makes of the sentence that says why not.

    """
    try:
        proof = parse(text)
        check_type(proof, kind)
        if proof.header["alg"] not in PROOF_ALGORITHMS:
            raise wrong(f"Proofs are signed with {' or '.join(PROOF_ALGORITHMS)}.")
        check_header(proof.header)
        key = from_jwk(proof.header.get("jwk"))
        verify(proof, key)
        return proof, key, seconds_of(proof.payload, "iat")
    except Refused as refused:
        raise wrong(str(refused)) from refused


def check_made(made: float | None, now: float, longest: int, wrong: Wrong) -> None:
    """Refuse a proof that says no time, or one longer ago than ``longest`` seconds, or ahead of our clock."""
    if made is None or not now - longest <= made <= now + LEEWAY:
        raise wrong("The proof says no time (iat), or one that is not about now.")
