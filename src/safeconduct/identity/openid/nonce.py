"""Nonces for proofs of wallets (OpenID4VCI 1.0, section 7), of which nothing is stored until one is used.

Whoever asks gets one, without a token; a table of all that were given away could be filled by anybody. So a nonce says
when it was made and bears a code that only we can make. Which ones were used is stored, by those who had a token.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from safeconduct.identity.base64url import decode, encode
from safeconduct.identity.openid.errors import ProtocolError
from safeconduct.identity.refusal import Refused

TIME, CHANCE, CODE = 8, 16, 16
LONGEST = 600


def make_nonce(key: bytes, now: int, chance: bytes) -> str:
    """Make one. ``chance`` are 16 bytes that nobody can foresee, ``key`` 32 that only this issuer knows."""
    if len(chance) != CHANCE:
        raise ValueError("A nonce holds 128 bits of chance.")
    body = now.to_bytes(TIME) + chance
    return encode(body + _code(key, body))


def check_nonce(key: bytes, nonce: str, now: int, longest: int = LONGEST) -> None:
    """Refuse one that we did not make, or made too long ago; whether it was used before is for its keeper to say."""
    try:
        data = decode(nonce)
    except Refused:
        data = b""
    body, code = data[:-CODE], data[-CODE:]
    if len(body) != TIME + CHANCE or not hmac.compare_digest(code, _code(key, body)):
        raise ProtocolError("invalid_nonce", "The nonce was not made here. Ask the nonce endpoint for one.")
    if not 0 <= now - int.from_bytes(body[:TIME]) <= longest:
        raise ProtocolError("invalid_nonce", "The nonce is too old. Ask the nonce endpoint for a new one.")


def nonce_used() -> ProtocolError:
    """The error for a nonce that served before."""
    return ProtocolError("invalid_nonce", "The nonce was used before. Ask the nonce endpoint for a new one.")


def _code(key: bytes, body: bytes) -> bytes:
    return hmac.new(key, b"c_nonce" + body, sha256).digest()[:CODE]
