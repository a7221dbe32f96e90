"""The authority above the keys that sign (IACA): its root, what it certifies, and what it takes back.

Readers of mobile documents trust a root, and take no signer that certifies itself (ISO/IEC 18013-5, annex B). The root
signs three things and is otherwise kept apart: certificates of document signers (B.1.4), certificates under which this
site signs its requests to wallets (B.1.7), and the list of certificates that were revoked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from safeconduct.identity.keys import ES256, PublicKey, Signer
from safeconduct.identity.own_certificate import NO_SECRET, SERIAL, signed, usage
from safeconduct.identity.refusal import Refused

Draw = Callable[[int], bytes]
ROOT_FOR, SIGNER_FOR, LIST_FOR = timedelta(days=3650), timedelta(days=457), timedelta(days=90)
"""How long a root, a document signer (at most 457 days, table B.3) and a list of revocations are good."""
DOCUMENT_SIGNER = x509.ObjectIdentifier("1.0.18013.5.1.2")
READER = x509.ObjectIdentifier("1.0.18013.5.1.6")
COUNTRY = re.compile("[A-Z]{2}")
LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Authority:
    """A root as it certifies: its signer, its certificate, and the address at which its revocations are published."""

    signer: Signer
    certificate: x509.Certificate
    revocations: str


def root(signer: Signer, country: str, name: str, site: str, revocations: str, start: datetime, draw: Draw) -> bytes:
    """The root certificate (DER) of a key, by itself (B.1.2). ``country`` is ISO 3166-1 alpha-2, ``site`` an address.

    Raises:
        Refused: the country is no code of two letters, the name does not fit, or the key is not of P-256.

    """
    if not COUNTRY.fullmatch(country):
        raise Refused("country-unknown", f"{country} is no country: write two capital letters (ISO 3166-1), as in ES.")
    if not name or len(name) > LONGEST_NAME:
        raise Refused("name-too-long", f"The name of an authority has 1 to {LONGEST_NAME} characters.")
    its, subject = _material(signer.public), _name(country, name)
    builder = (
        _begun(its, subject, subject, _day(start), _day(start) + ROOT_FOR, draw)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage("key_cert_sign", "crl_sign"), critical=True)
    )
    return _finished(builder, site, revocations, signer)


def document_signer(by: Authority, key: PublicKey, site: str, start: datetime, draw: Draw) -> bytes:
    """The certificate (DER) of a key that signs mobile documents: for that alone, and for 457 days."""
    return _certified(by, key, site, start, draw, (DOCUMENT_SIGNER, "Document signer"))


def access(by: Authority, key: PublicKey, site: str, start: datetime, draw: Draw) -> bytes:
    """The certificate (DER) under which a site signs requests to wallets; wallets compare its address and host."""
    names = x509.SubjectAlternativeName([x509.DNSName(_host(site)), x509.UniformResourceIdentifier(site)])
    return _certified(by, key, site, start, draw, (READER, "Access"), names)


def revocation_list(
    by: Authority, revoked: Sequence[tuple[x509.Certificate, datetime]], number: int, now: datetime
) -> bytes:
    """The list (CRL, DER) of certificates that were revoked, good for 90 days (RFC 5280, section 5)."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(by.certificate.subject)
        .last_update(now)
        .next_update(now + LIST_FOR)
        .add_extension(_issued_by(by), critical=False)
        .add_extension(x509.CRLNumber(number), critical=False)
    )
    for certificate, moment in revoked:
        one = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number).revocation_date(moment)
        builder = builder.add_revoked_certificate(one.build())
    return signed(builder.sign(NO_SECRET, hashes.SHA256()).tbs_certlist_bytes, by.signer)


def _certified(
    by: Authority,
    key: PublicKey,
    site: str,
    start: datetime,
    draw: Draw,
    use: tuple[x509.ObjectIdentifier, str],
    names: x509.SubjectAlternativeName | None = None,
) -> bytes:
    root = by.certificate
    identifier, called = use
    country = root.subject.get_attributes_for_oid(x509.NameOID.COUNTRY_NAME)[0].value
    first = max(_day(start), root.not_valid_before_utc)
    end = min(first + SIGNER_FOR, root.not_valid_after_utc)
    subject = _name(str(country), f"{called} of {_host(site)}"[:LONGEST_NAME])
    builder = (
        _begun(_material(key), subject, root.subject, first, end, draw)
        .add_extension(_issued_by(by), critical=False)
        .add_extension(usage("digital_signature"), critical=True)
        .add_extension(x509.ExtendedKeyUsage([identifier]), critical=True)
    )
    if names is not None:
        builder = builder.add_extension(names, critical=False)
    return _finished(builder, site, by.revocations, by.signer)


def _begun(
    key: ec.EllipticCurvePublicKey, subject: x509.Name, issuer: x509.Name, start: datetime, end: datetime, draw: Draw
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(int.from_bytes(draw(SERIAL)) >> 1 or 1)
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _finished(builder: x509.CertificateBuilder, site: str, revocations: str, signer: Signer) -> bytes:
    """With whom to ask and where revocations are; the library signs with a key that is no secret, then ours does."""
    where = x509.DistributionPoint([x509.UniformResourceIdentifier(revocations)], None, None, None)
    contact = x509.IssuerAlternativeName([x509.UniformResourceIdentifier(site)])
    whole = builder.add_extension(contact, critical=False).add_extension(
        x509.CRLDistributionPoints([where]), critical=False
    )
    return signed(whole.sign(NO_SECRET, hashes.SHA256()).tbs_certificate_bytes, signer)


def _issued_by(by: Authority) -> x509.AuthorityKeyIdentifier:
    identifier = by.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _material(key: PublicKey) -> ec.EllipticCurvePublicKey:
    if key.algorithm is not ES256 or not isinstance(key.material, ec.EllipticCurvePublicKey):
        raise Refused("key-unusable", "Credentials, and the certificates of their keys, are signed with keys of P-256.")
    return key.material


def _name(country: str, name: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(x509.NameOID.COUNTRY_NAME, country), x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]
    )


def _day(moment: datetime) -> datetime:
    """The beginning of a day: a document says of no moment, but of a day, when it was signed."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _host(site: str) -> str:
    return urlsplit(site).hostname or ""
