"""Small things that tests of credentials are made of: keys from numbers, salts in a row, certificates."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from safeconduct.identity.base64url import encode
from safeconduct.identity.keys import SoftwareSigner, signer
from safeconduct.identity.trust import Trusted, TrustList

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
YEAR = timedelta(days=365)
ISSUER = "https://registrar.example.org"
LIST = f"{ISSUER}/status/1"


def key_of(number: int, name: str = "") -> SoftwareSigner:
    return signer(ec.derive_private_key(number, ec.SECP256R1()), name)


def salts() -> Iterator[str]:
    return (encode(number.to_bytes(16)) for number in count())


def trust_of(*entries: Trusted, until: datetime = NOW + YEAR) -> TrustList:
    return TrustList("test list", until, entries)


def trusted(signs: SoftwareSigner, *purposes: str, issuer: str = ISSUER) -> Trusted:
    return Trusted(issuer, frozenset(purposes or ["birth", "status"]), NOW - YEAR, NOW + YEAR, (signs.public,))


def certificate(
    subject: str,
    key: SoftwareSigner,
    issuer: str,
    by: SoftwareSigner,
    *,
    ca: bool = False,
    uri: str = "",
    length: int | None = None,
    start: datetime = NOW - YEAR,
    end: datetime = NOW + YEAR,
    country: str = "",
) -> bytes:
    """A certificate in DER; an authority bears keyCertSign, a signer digitalSignature."""
    usage = dict.fromkeys(
        [
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ],
        False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject, country))
        .issuer_name(_name(issuer, country))
        .public_key(key.public.material)
        .serial_number(7)
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=length if ca else None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=not ca, key_cert_sign=ca, crl_sign=ca, **usage), critical=True)
    )
    if uri:
        names = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(uri)])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(by.private, hashes.SHA256()).public_bytes(Encoding.DER)


def x5c(*chain: bytes) -> list[str]:
    return [b64encode(one).decode() for one in chain]


def _name(text: str, country: str) -> x509.Name:
    where = [x509.NameAttribute(x509.NameOID.COUNTRY_NAME, country)] if country else []
    return x509.Name([*where, x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])
