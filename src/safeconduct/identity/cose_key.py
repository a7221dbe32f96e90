"""Public keys as COSE_Key (RFC 9052, section 7; RFC 9053, section 7)."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from safeconduct.identity.keys import PublicKey, public_key
from safeconduct.identity.refusal import Refused

KTY, CRV, X, Y, D = 1, -1, -2, -3, -4
OKP, EC2, ED25519 = 1, 2, 6
CURVES: dict[object, ec.EllipticCurve] = {1: ec.SECP256R1(), 2: ec.SECP384R1(), 3: ec.SECP521R1()}


def from_cose_key(value: object) -> PublicKey:
    """Read a public key; one with its private part is refused, since it is no longer a secret."""
    if not isinstance(value, dict) or D in value:
        raise Refused("key-unreadable", "The key is no public COSE_Key.")
    try:
        if value.get(KTY) == OKP and value.get(CRV) == ED25519:
            return public_key(Ed25519PublicKey.from_public_bytes(value[X]))
        if value.get(KTY) == EC2 and value.get(CRV) in CURVES:
            return public_key(_point(value[X], value[Y], CURVES[value[CRV]]))
    except (KeyError, TypeError, ValueError) as problem:
        if isinstance(problem, Refused):
            raise
        raise Refused("key-unreadable", "The numbers of the key make no key of its kind.") from problem
    raise Refused("key-unusable", "The key is neither P-256, P-384, P-521 nor Ed25519.")


def _point(x: bytes, y: bytes | bool, curve: ec.EllipticCurve) -> ec.EllipticCurvePublicKey:
    """A point whole, or compressed (y is then its sign)."""
    head = b"\x04" if isinstance(y, bytes) else b"\x03" if y else b"\x02"
    return ec.EllipticCurvePublicKey.from_encoded_point(curve, head + x + (y if isinstance(y, bytes) else b""))


def to_cose_key(key: PublicKey) -> dict[int, object]:
    """Write a public key."""
    material = key.material
    if isinstance(material, Ed25519PublicKey):
        return {KTY: OKP, CRV: ED25519, X: material.public_bytes_raw()}
    if not isinstance(material, ec.EllipticCurvePublicKey):
        raise Refused("key-unusable", "Only elliptic curves are written as COSE_Key.")
    numbers, size = material.public_numbers(), key.algorithm.size
    curve = next(number for number, curve in CURVES.items() if curve.name == material.curve.name)
    return {KTY: EC2, CRV: curve, X: numbers.x.to_bytes(size), Y: numbers.y.to_bytes(size)}
