"""Answers that only the verifier can read: JWE with ECDH-ES on P-256 (OpenID4VP 1.0, section 8.3)."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from safeconduct.identity.base64url import decode, encode
from safeconduct.identity.jws import json_bytes, json_object
from safeconduct.identity.keys import public_key, thumbprint, to_jwk
from safeconduct.identity.refusal import Refused

AGREEMENT = "ECDH-ES"
CONTENT = ("A128GCM", "A256GCM")
LARGEST = 2 << 20
PARTS = 5
# The order of P-256 (FIPS 186-5): a private key is a number below it.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

REGISTRY = jwe.JWERegistry(algorithms=[AGREEMENT, *CONTENT])
REGISTRY.max_ciphertext_length = LARGEST


def key_for(chance: bytes) -> ec.EllipticCurvePrivateKey:
    """The key of one request, from 40 bytes of chance or more, so that no number is likelier (FIPS 186-5, A.2.1)."""
    if len(chance) < 40:  # noqa: PLR2004 - 64 bits beyond the order
        raise ValueError("A key is made from 40 bytes of chance.")
    return ec.derive_private_key(int.from_bytes(chance) % (ORDER - 1) + 1, ec.SECP256R1())


def public_jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """The key as wallets get it in `client_metadata`."""
    public = public_key(key.public_key())
    return to_jwk(public) | {"kid": thumbprint(public), "use": "enc", "alg": AGREEMENT}


def key_thumbprint(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The SHA-256 thumbprint of the key, as the session of an mdoc names it (annex B.2.6.1)."""
    return decode(thumbprint(public_key(key.public_key())))


def decrypt(text: str, key: ec.EllipticCurvePrivateKey, key_id: str = "") -> dict[str, Any]:
    """Read what was encrypted to this key; other algorithms, compression and other keys are refused.

    ``key_id`` is the name (`kid`) under which the key was given away, its thumbprint where none is said.
    """
    if len(text) > LARGEST:
        raise Refused("token-too-large", "The encrypted answer is larger than 2 MiB.")
    header = _header(text)
    if header.get("alg") != AGREEMENT or header.get("enc") not in CONTENT:
        raise Refused("encryption-not-allowed", f"Answers are encrypted with {AGREEMENT} and {' or '.join(CONTENT)}.")
    # What is packed can be small and become large (RFC 8725, section 3.6); none was asked for.
    if "zip" in header or "crit" in header:
        raise Refused("encryption-not-allowed", "Encrypted answers are neither compressed nor extended.")
    name = key_id or thumbprint(public_key(key.public_key()))
    if header.get("kid", name) != name:
        raise Refused("encryption-key-other", "The answer is encrypted to another key than that of the request.")
    try:
        plain = jwe.decrypt_compact(text, _joserfc(key), registry=REGISTRY).plaintext
    except (JoseError, ValueError, TypeError, KeyError) as problem:
        sentence = "The answer cannot be decrypted: it was changed, or made for another."
        raise Refused("encryption-wrong", sentence) from problem
    return json_object(plain or b"", "answer")


def encrypt(payload: dict[str, Any], jwk: dict[str, Any], content: str = CONTENT[0]) -> str:
    """Encrypt as a wallet does; for tests and for reading the format."""
    header = {"alg": AGREEMENT, "enc": content} | ({"kid": jwk["kid"]} if "kid" in jwk else {})
    members = {name: jwk[name] for name in ("kty", "crv", "x", "y")}
    return jwe.encrypt_compact(header, json_bytes(payload), ECKey.import_key(members), registry=REGISTRY)


def _header(text: str) -> dict[str, Any]:
    parts = text.split(".")
    if len(parts) != PARTS:
        raise Refused("not-a-token", "An encrypted token has five parts, joined by full stops.")
    return json_object(decode(parts[0]), "header")


def _joserfc(key: ec.EllipticCurvePrivateKey) -> ECKey:
    numbers = key.private_numbers()
    return ECKey.import_key(
        {
            "kty": "EC",
            "crv": "P-256",
            "x": encode(numbers.public_numbers.x.to_bytes(32)),
            "y": encode(numbers.public_numbers.y.to_bytes(32)),
            "d": encode(numbers.private_value.to_bytes(32)),
        }
    )
