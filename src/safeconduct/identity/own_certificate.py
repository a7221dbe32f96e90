"""The certificate of a key by itself, which trust lists name, for as long as no root certifies it.

The library signs certificates with keys in memory alone. So it writes what is to be signed with a key that is no
secret, and the signer signs that, wherever its key is (RFC 5280, section 4.1.1).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from safeconduct.identity.keys import ES256, Signer
from safeconduct.identity.refusal import Refused

SERIAL = 16
NO_SECRET = ec.derive_private_key(1, ec.SECP256R1())
ECDSA_WITH_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
SEQUENCE, BIT_STRING = 0x30, 0x03
SHORT = 0x80
USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def certificate_of(signer: Signer, issuer: str, start: datetime, end: datetime, draw: Callable[[int], bytes]) -> bytes:
    """A certificate (DER) of a key of P-256, signed by itself. ``draw`` gives so many bytes that nobody can foresee."""
    key = signer.public.material
    if signer.public.algorithm is not ES256 or not isinstance(key, ec.EllipticCurvePublicKey):
        raise Refused("key-unusable", "Credentials are signed with keys of P-256.")
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer[:64])])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key)
        .serial_number(int.from_bytes(draw(SERIAL)) >> 1 or 1)
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(issuer)]), critical=False)
        .add_extension(usage("digital_signature"), critical=True)
    )
    return signed(built.sign(NO_SECRET, hashes.SHA256()).tbs_certificate_bytes, signer)


def usage(*uses: str) -> x509.KeyUsage:
    """What a key may be used for, by the names of RFC 5280, and nothing else."""
    return x509.KeyUsage(**{one: one in uses for one in USES})


def signed(content: bytes, signer: Signer) -> bytes:
    """What was to be signed (DER), and the signature under it by a key of P-256, wherever that is."""
    signature, size = signer.sign(content), signer.public.algorithm.size
    numbers = encode_dss_signature(int.from_bytes(signature[:size]), int.from_bytes(signature[size:]))
    return _part(SEQUENCE, content + ECDSA_WITH_SHA256 + _part(BIT_STRING, b"\x00" + numbers))


def _part(kind: int, content: bytes) -> bytes:
    """DER: kind, length, content."""
    size = len(content)
    if size < SHORT:
        return bytes((kind, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((kind, SHORT | len(length))) + length + content
