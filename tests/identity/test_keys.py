"""Keys: bound to one algorithm, read from JWK, in force for their time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safeconduct.identity.base64url import decode, decode_all, encode
from safeconduct.identity.keys import (
    Escrow,
    KeyInForce,
    from_jwk,
    published_keys,
    signer,
    signer_from_jwk,
    signing_key,
    thumbprint,
    to_jwk,
)
from safeconduct.identity.refusal import Refused

# RFC 7515, appendix A.3.1, and RFC 8037, appendix A.
P256 = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
}
ED25519 = {
    "kty": "OKP",
    "crv": "Ed25519",
    "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}
CURVES = [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()]
DAY = datetime(2027, 1, 1, tzinfo=UTC)


def public(jwk: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in jwk.items() if name != "d"}


def test_the_published_signature_of_ed25519_is_made_again() -> None:
    """RFC 8037, appendix A.4."""
    data = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
    assert signer_from_jwk(ED25519).sign(data).hex().startswith("860c98d2297f3060")
    assert signer_from_jwk(ED25519).public.verify(signer_from_jwk(ED25519).sign(data), data)


def test_the_published_thumbprint_is_found() -> None:
    """RFC 8037, appendix A.3."""
    assert thumbprint(from_jwk(public(ED25519))) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_ecdsa_is_deterministic() -> None:
    signs = signer_from_jwk(P256)
    assert signs.sign(b"bytes") == signs.sign(b"bytes")
    assert to_jwk(signs.public) == public(P256) | {"kid": thumbprint(signs.public)}


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_each_curve_signs_and_refuses_each_changed_byte(curve: ec.EllipticCurve) -> None:
    signs = signer(ec.derive_private_key(5, curve))
    signature = signs.sign(b"bytes")
    again = from_jwk(to_jwk(signs.public))
    assert again.verify(signature, b"bytes")
    for position in range(len(signature)):
        changed = bytearray(signature)
        changed[position] ^= 1
        assert not again.verify(bytes(changed), b"bytes")
    assert not again.verify(signature[:-1], b"bytes")
    assert not again.verify(signature + b"\0", b"bytes")


@pytest.mark.parametrize(
    ("jwk", "code"),
    [
        (P256, "key-private"),
        ({"kty": "oct", "k": "AAAA"}, "key-private"),
        ({"kty": "oct"}, "key-unusable"),
        ({"kty": "EC", "crv": "secp256k1"}, "key-unusable"),
        ({"kty": "EC", "crv": ["P-256"]}, "key-unusable"),
        (public(P256) | {"alg": "HS256"}, "key-unusable"),
        (public(P256) | {"use": "enc"}, "key-unusable"),
        (public(P256) | {"x": P256["y"]}, "key-unreadable"),
        (public(P256) | {"x": 5}, "not-base64url"),
        ({"kty": "EC", "crv": "P-256"}, "key-unreadable"),
        ({"kty": "RSA", "n": "AQAB", "e": "AQAB"}, "key-unusable"),
        ("text", "key-unreadable"),
    ],
)
def test_a_bad_key_is_refused(jwk: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        from_jwk(jwk)
    assert refused.value.reason.code == code


def test_a_successor_takes_over_and_old_signatures_count() -> None:
    first, second = (signer(Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)), f"key {n}") for n in (1, 2))
    year = timedelta(days=365)
    escrow = Escrow(("registrar", "auditor", "ministry"), 2, "Sealed envelopes in three safes.")
    keys = [
        KeyInForce(first.public, DAY, DAY + year, DAY + 3 * year, escrow=escrow),
        KeyInForce(second.public, DAY + year / 2, DAY + 2 * year, DAY + 4 * year),
    ]
    assert signing_key(keys, DAY).key.id == "key 1"
    assert signing_key(keys, DAY + year / 2).key.id == "key 2"
    assert [key["kid"] for key in published_keys(keys, DAY + 2 * year)["keys"]] == ["key 1", "key 2"]
    assert [key["kid"] for key in published_keys(keys, DAY + 3 * year)["keys"]] == ["key 2"]
    with pytest.raises(Refused, match="a successor must be put in force"):
        signing_key(keys, DAY + 2 * year)


def test_a_revoked_key_neither_signs_nor_counts() -> None:
    material = signer(Ed25519PrivateKey.from_private_bytes(bytes(32))).public
    year = timedelta(days=365)
    key = KeyInForce(material, DAY, DAY + year, DAY + year, revoked=DAY + year / 2)
    assert key.signs(DAY)
    assert not key.signs(DAY + year / 2)
    assert not key.counts(DAY + year / 2)


def test_intervals_and_escrow_make_sense() -> None:
    material = signer(Ed25519PrivateKey.from_private_bytes(bytes(32))).public
    with pytest.raises(ValueError, match="later day"):
        KeyInForce(material, DAY, DAY, DAY)
    with pytest.raises(ValueError, match="At least two"):
        Escrow(("one",), 1, "A drawer.")


def test_a_short_rsa_key_is_refused() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key()  # noqa: S505 - that is the test
    numbers = key.public_numbers()
    from safeconduct.identity.keys import public_key

    with pytest.raises(Refused):
        public_key(numbers.public_key())


@pytest.mark.parametrize("text", ["A", "AB", "AAAAA", "A~AAAA", "~", "AA==", "A+/A", "é", 'A"A'])
def test_what_is_no_base64url(text: str) -> None:
    for texts in ((text,), ("AAAA", text), (text, "AAAA")):
        with pytest.raises(Refused, match="base64url"):
            decode_all(texts)


@pytest.mark.parametrize("data", [b"", b"\0", b"ab", b"abc", bytes(range(256))])
def test_base64url_of_bytes(data: bytes) -> None:
    assert decode(encode(data)) == data
    assert decode_all((encode(data), encode(data))) == [data, data]
