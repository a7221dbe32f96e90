"""Signing keys: the algorithms that are taken, public keys, signers in software, and which key is in force when.

Names of algorithms are those of JOSE (RFC 7518, RFC 8037, RFC 9864), numbers those of COSE (RFC 9053). A public key
knows its one algorithm, so that a token can never choose another for it (RFC 8725, section 3.1). Signatures are the
bytes that JOSE and COSE both use: r and s one after the other for ECDSA. ECDSA is deterministic (RFC 6979): the same
input gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol, cast

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.x509 import Certificate

from safeconduct.identity.base64url import decode, encode
from safeconduct.identity.refusal import Refused

SMALLEST_RSA = 2048
# By hand it takes a third of the time; beyond, lengths in DER take more than a byte.
SIGN, LONGEST_BY_HAND = 0x7F, 48
PSS = padding.PSS(padding.MGF1(hashes.SHA256()), hashes.SHA256.digest_size)


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A signature algorithm: its JOSE name, its COSE number, and for ECDSA its curve, hash and length of r in bytes."""

    name: str
    cose: int
    curve: type[ec.EllipticCurve] | None = None
    ecdsa: ec.ECDSA | None = None
    size: int = 0


ES256 = Algorithm("ES256", -7, ec.SECP256R1, ec.ECDSA(hashes.SHA256()), 32)
ES384 = Algorithm("ES384", -35, ec.SECP384R1, ec.ECDSA(hashes.SHA384()), 48)
ES512 = Algorithm("ES512", -36, ec.SECP521R1, ec.ECDSA(hashes.SHA512()), 66)
EDDSA = Algorithm("EdDSA", -8)
PS256 = Algorithm("PS256", -37)
# What is not here is refused: none, HMAC (a public key could be taken for a secret), RSA PKCS #1 v1.5, ES256K.
ALGORITHMS = {algorithm.name: algorithm for algorithm in (ES256, ES384, ES512, EDDSA, PS256)}
COSE_ALGORITHMS = {algorithm.cose: algorithm for algorithm in ALGORITHMS.values()}
CURVES = {"P-256": ES256, "P-384": ES384, "P-521": ES512}
CURVE_NAMES = {algorithm.name: name for name, algorithm in CURVES.items()}

Verifying = ec.EllipticCurvePublicKey | Ed25519PublicKey | rsa.RSAPublicKey


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that verifies, bound to its one algorithm; ``id`` is its `kid`, or empty."""

    material: Verifying
    algorithm: Algorithm
    id: str = ""

    def verify(self, signature: bytes, data: bytes) -> bool:
        """Say whether the holder of this key signed these bytes."""
        algorithm = self.algorithm
        try:
            if algorithm.ecdsa is not None:
                if len(signature) != 2 * algorithm.size:
                    return False
                ecdsa = cast(ec.EllipticCurvePublicKey, self.material)
                ecdsa.verify(_der(signature, algorithm.size), data, algorithm.ecdsa)
            elif algorithm is EDDSA:
                cast(Ed25519PublicKey, self.material).verify(signature, data)
            else:
                cast(rsa.RSAPublicKey, self.material).verify(signature, data, PSS, hashes.SHA256())
        except (InvalidSignature, ValueError):
            return False
        return True


def _der(signature: bytes, size: int) -> bytes:
    """Two numbers one after the other, as the DER that OpenSSL wants."""
    if size > LONGEST_BY_HAND:
        return encode_dss_signature(int.from_bytes(signature[:size]), int.from_bytes(signature[size:]))
    r, s = signature[:size].lstrip(b"\0") or b"\0", signature[size:].lstrip(b"\0") or b"\0"
    # A first bit of one would make the number negative.
    r, s = b"\0" + r if r[0] > SIGN else r, b"\0" + s if s[0] > SIGN else s
    return b"\x30%c\x02%c%b\x02%c%b" % (len(r) + len(s) + 4, len(r), r, len(s), s)


class Signer(Protocol):
    """Whatever can sign: a key in memory, or one in a device that never leaves it."""

    @property
    def public(self) -> PublicKey:
        """The key that verifies, with the name (`kid`) that goes into headers."""

    def sign(self, data: bytes) -> bytes:
        """Sign these bytes; r and s one after the other for ECDSA."""


@dataclass(frozen=True, slots=True)
class SoftwareSigner:
    """A private key in memory."""

    private: ec.EllipticCurvePrivateKey | Ed25519PrivateKey
    public: PublicKey

    def sign(self, data: bytes) -> bytes:
        if isinstance(self.private, Ed25519PrivateKey):
            return self.private.sign(data)
        algorithm = self.public.algorithm
        if algorithm.ecdsa is None:
            raise TypeError(algorithm.name)
        scheme = ec.ECDSA(algorithm.ecdsa.algorithm, deterministic_signing=True)
        r, s = decode_dss_signature(self.private.sign(data, scheme))
        return r.to_bytes(algorithm.size) + s.to_bytes(algorithm.size)


def signer(private: ec.EllipticCurvePrivateKey | Ed25519PrivateKey, key_id: str = "") -> SoftwareSigner:
    """A signer of a private key; its name is the thumbprint (RFC 7638) where none is given."""
    public = public_key(private.public_key())
    return SoftwareSigner(private, replace(public, id=key_id or thumbprint(public)))


def signer_from_jwk(jwk: Mapping[str, Any]) -> SoftwareSigner:
    """A signer of a private JWK (EC or Ed25519)."""
    if jwk.get("kty") == "OKP":
        return signer(Ed25519PrivateKey.from_private_bytes(decode(jwk["d"])), jwk.get("kid", ""))
    curve = _algorithm_of(jwk).curve
    if curve is None:
        raise Refused("key-unusable", "A signing key is of the kind EC or OKP.")
    return signer(ec.derive_private_key(int.from_bytes(decode(jwk["d"])), curve()), jwk.get("kid", ""))


def public_key(material: object, key_id: str = "") -> PublicKey:
    """Bind a key of ``cryptography`` to its algorithm."""
    if isinstance(material, ec.EllipticCurvePublicKey):
        for algorithm in CURVES.values():
            if algorithm.curve is not None and isinstance(material.curve, algorithm.curve):
                return PublicKey(material, algorithm, key_id)
    if isinstance(material, Ed25519PublicKey):
        return PublicKey(material, EDDSA, key_id)
    if isinstance(material, rsa.RSAPublicKey) and material.key_size >= SMALLEST_RSA:
        return PublicKey(material, PS256, key_id)
    raise Refused("key-unusable", "The key is neither P-256, P-384, P-521, Ed25519 nor RSA of 2048 bits or more.")


def from_certificate(certificate: Certificate, key_id: str = "") -> PublicKey:
    """The key that a certificate binds to its subject."""
    try:
        return public_key(certificate.public_key(), key_id)
    except (ValueError, UnsupportedAlgorithm) as problem:
        if isinstance(problem, Refused):
            raise
        raise Refused("key-unusable", "The key in the certificate cannot be read.") from problem


def from_jwk(jwk: object) -> PublicKey:
    """Read a public JWK (RFC 7517); one that holds private parts is refused, since it is no longer a secret."""
    if not isinstance(jwk, dict):
        raise Refused("key-unreadable", "A key is a JSON object (JWK).")
    if any(part in jwk for part in ("d", "p", "q", "dp", "dq", "qi", "k")):
        raise Refused("key-private", "The key holds its private part: whoever read it can sign.")
    algorithm = _algorithm_of(jwk)
    if jwk.get("alg", algorithm.name) not in {algorithm.name, "Ed25519"}:
        raise Refused("key-unusable", f"The key is for {algorithm.name}, and says {jwk['alg']}.")
    if jwk.get("use", "sig") != "sig":
        raise Refused("key-unusable", "The key is not meant for signatures.")
    name = jwk.get("kid", "")
    try:
        return PublicKey(_material_of(jwk, algorithm), algorithm, name if isinstance(name, str) else "")
    except Refused:
        raise
    except (KeyError, TypeError, ValueError) as problem:
        raise Refused("key-unreadable", "The parameters of the key make no key of its kind.") from problem


def to_jwk(key: PublicKey) -> dict[str, str]:
    """Write a public key as a JWK, with its name where it has one."""
    named = {"kid": key.id} if key.id else {}
    return _required(key) | named


def thumbprint(key: PublicKey) -> str:
    """The SHA-256 thumbprint of RFC 7638."""
    canonical = json.dumps(_required(key), sort_keys=True, separators=(",", ":"))
    return encode(sha256(canonical.encode()).digest())


def _algorithm_of(jwk: Mapping[str, Any]) -> Algorithm:
    kind, curve = jwk.get("kty"), jwk.get("crv")
    if kind == "EC" and isinstance(curve, str) and curve in CURVES:
        return CURVES[curve]
    if kind == "OKP" and curve == "Ed25519":
        return EDDSA
    if kind == "RSA":
        return PS256
    raise Refused("key-unusable", "The key is neither P-256, P-384, P-521, Ed25519 nor RSA.")


def _material_of(jwk: Mapping[str, Any], algorithm: Algorithm) -> Verifying:
    if algorithm.curve is not None:
        x, y = decode(jwk["x"]), decode(jwk["y"])
        if len(x) != algorithm.size or len(y) != algorithm.size:
            raise ValueError(algorithm.name)
        return ec.EllipticCurvePublicKey.from_encoded_point(algorithm.curve(), b"\x04" + x + y)
    if algorithm is EDDSA:
        return Ed25519PublicKey.from_public_bytes(decode(jwk["x"]))
    numbers = rsa.RSAPublicNumbers(int.from_bytes(decode(jwk["e"])), int.from_bytes(decode(jwk["n"])))
    if numbers.n.bit_length() < SMALLEST_RSA:
        raise Refused("key-unusable", "An RSA key has 2048 bits or more.")
    return numbers.public_key()


def _required(key: PublicKey) -> dict[str, str]:
    material = key.material
    if isinstance(material, ec.EllipticCurvePublicKey):
        numbers, size = material.public_numbers(), key.algorithm.size
        point = {"x": encode(numbers.x.to_bytes(size)), "y": encode(numbers.y.to_bytes(size))}
        return {"kty": "EC", "crv": CURVE_NAMES[key.algorithm.name]} | point
    if isinstance(material, Ed25519PublicKey):
        return {"kty": "OKP", "crv": "Ed25519", "x": encode(material.public_bytes_raw())}
    modulus = material.public_numbers()
    return {"kty": "RSA", "n": _number(modulus.n), "e": _number(modulus.e)}


def _number(value: int) -> str:
    return encode(value.to_bytes((value.bit_length() + 7) // 8))


@dataclass(frozen=True, slots=True)
class Escrow:
    """Where a copy of a private key is kept, so that losing one device does not end an office.

    ``shares`` names who holds a part each, ``needed`` how many of them must come together; ``where`` is a sentence.
    """

    shares: tuple[str, ...]
    needed: int
    where: str

    def __post_init__(self) -> None:
        if not 1 < self.needed <= len(self.shares):
            raise ValueError("At least two, and no more than there are, must come together to restore a key.")


@dataclass(frozen=True, slots=True)
class KeyInForce:
    """A key of an issuer: signs from ``start`` until ``signs_until``, and its signatures count until ``counts_until``.

    The second interval is longer: what was signed on the last day must stay good as long as it was issued for.
    ``revoked`` is when the key was found to be lost or stolen; nothing that it signed counts from then on.
    """

    key: PublicKey
    start: datetime
    signs_until: datetime
    counts_until: datetime
    revoked: datetime | None = None
    escrow: Escrow | None = None

    def __post_init__(self) -> None:
        if not self.start < self.signs_until <= self.counts_until:
            raise ValueError("A key signs from its start to a later day, and its signatures count at least as long.")

    def signs(self, moment: datetime) -> bool:
        return self.start <= moment < self.signs_until and not self._is_revoked(moment)

    def counts(self, moment: datetime) -> bool:
        return self.start <= moment < self.counts_until and not self._is_revoked(moment)

    def _is_revoked(self, moment: datetime) -> bool:
        return self.revoked is not None and moment >= self.revoked


def signing_key(keys: Sequence[KeyInForce], moment: datetime) -> KeyInForce:
    """The key to sign with: of those that sign now, the one that began last, so that a successor takes over."""
    able = [key for key in keys if key.signs(moment)]
    if not able:
        raise Refused("no-key-in-force", f"No key signs on {moment:%Y-%m-%d}: a successor must be put in force.")
    return max(able, key=lambda key: key.start)


def published_keys(keys: Sequence[KeyInForce], moment: datetime) -> dict[str, list[dict[str, str]]]:
    """The JWK set that an issuer publishes now: each key whose signatures still count."""
    return {"keys": [to_jwk(key.key) for key in keys if key.counts(moment)]}
