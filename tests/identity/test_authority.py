"""The root and what it certifies, after the profile of ISO/IEC 18013-5, annex B."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.identity import authority, key_file
from safeconduct.identity.authority import Authority
from safeconduct.identity.refusal import Refused
from safeconduct.identity.trust import Trusted
from safeconduct.identity.verifying import Judging, issuer_of_chain
from tests.identity.making import ISSUER, NOW, YEAR, key_of, trust_of

ROOT, SIGNS = key_of(81), key_of(82)
LISTED = f"{ISSUER}/iaca/1.crl"
numbers = count(1)


def draw(size: int) -> bytes:
    return next(numbers).to_bytes(size)


def certificate_of_root() -> x509.Certificate:
    made = authority.root(ROOT, "ES", "IACA of Example", ISSUER, LISTED, NOW, draw)
    return x509.load_der_x509_certificate(made)


def beneath(root: x509.Certificate) -> Authority:
    return Authority(ROOT, root, LISTED)


def test_the_root_bears_what_table_b1_asks_for_and_nothing_else() -> None:
    root = certificate_of_root()
    root.verify_directly_issued_by(root)
    its = {one.oid._name: (one.critical, one.value) for one in root.extensions}
    assert {name: critical for name, (critical, _) in its.items()} == {
        "subjectKeyIdentifier": False,
        "basicConstraints": True,
        "keyUsage": True,
        "issuerAltName": False,
        "cRLDistributionPoints": False,
    }
    usage, basic = its["keyUsage"][1], its["basicConstraints"][1]
    assert (usage.key_cert_sign, usage.crl_sign, usage.digital_signature) == (True, True, False)
    assert (basic.ca, basic.path_length) == (True, 0)
    assert [(one.oid, one.value) for one in root.subject] == [
        (NameOID.COUNTRY_NAME, "ES"),
        (NameOID.COMMON_NAME, "IACA of Example"),
    ]
    assert root.not_valid_after_utc - root.not_valid_before_utc <= timedelta(days=20 * 366)
    assert its["subjectKeyIdentifier"][1] == x509.SubjectKeyIdentifier.from_public_key(ROOT.public.material)  # type: ignore[arg-type]


def test_a_document_signer_bears_what_table_b3_asks_for_and_signs_documents_alone() -> None:
    root = certificate_of_root()
    made = authority.document_signer(beneath(root), SIGNS.public, ISSUER, NOW + timedelta(days=3), draw)
    signs = x509.load_der_x509_certificate(made)
    signs.verify_directly_issued_by(root)
    its = {one.oid._name: (one.critical, one.value) for one in signs.extensions}
    assert {name: critical for name, (critical, _) in its.items()} == {
        "subjectKeyIdentifier": False,
        "authorityKeyIdentifier": False,
        "keyUsage": True,
        "extendedKeyUsage": True,
        "issuerAltName": False,
        "cRLDistributionPoints": False,
    }
    assert [one.dotted_string for one in its["extendedKeyUsage"][1]] == ["1.0.18013.5.1.2"]
    assert (its["keyUsage"][1].digital_signature, its["keyUsage"][1].key_cert_sign) == (True, False)
    identifier = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    assert its["authorityKeyIdentifier"][1].key_identifier == identifier
    assert its["issuerAltName"][1].get_values_for_type(x509.UniformResourceIdentifier) == [ISSUER]
    assert its["cRLDistributionPoints"][1][0].full_name[0].value == LISTED
    assert signs.not_valid_after_utc - signs.not_valid_before_utc == timedelta(days=457)
    assert signs.subject.get_attributes_for_oid(NameOID.COUNTRY_NAME)[0].value == "ES"


def test_whoever_asks_wallets_is_certified_for_that_with_address_and_host() -> None:
    root = certificate_of_root()
    access = x509.load_der_x509_certificate(authority.access(beneath(root), SIGNS.public, ISSUER, NOW, draw))
    names = access.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["registrar.example.org"]
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == [ISSUER]
    use = access.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [one.dotted_string for one in use] == ["1.0.18013.5.1.6"]


@given(after=st.integers(0, 3650))
def test_nothing_outlives_the_root(after: int) -> None:
    root = certificate_of_root()
    start = NOW + timedelta(days=after) - timedelta(days=1)
    signs = x509.load_der_x509_certificate(authority.document_signer(beneath(root), SIGNS.public, ISSUER, start, draw))
    assert root.not_valid_before_utc <= signs.not_valid_before_utc < signs.not_valid_after_utc
    assert signs.not_valid_after_utc <= root.not_valid_after_utc


def test_a_chain_leads_to_the_root_and_a_signer_that_was_revoked_counts_no_more() -> None:
    root = certificate_of_root()
    anchor = root.public_bytes(Encoding.DER)
    made = authority.document_signer(beneath(root), SIGNS.public, ISSUER, NOW, draw)
    purposes = frozenset({"residence"})
    trusted = Trusted(ISSUER, purposes, NOW - YEAR, NOW + YEAR, (), (anchor,))
    later = NOW + timedelta(days=1)
    assert issuer_of_chain([made], Judging(trust_of(trusted), "residence", later))[0] == ISSUER
    revoked = frozenset({x509.load_der_x509_certificate(made).fingerprint(SHA256()).hex()})
    trusted = Trusted(ISSUER, purposes, NOW - YEAR, NOW + YEAR, (), (anchor,), revoked)
    with pytest.raises(Refused) as refusal:
        issuer_of_chain([made], Judging(trust_of(trusted), "residence", later))
    assert refusal.value.reason.code == "certificate-revoked"


def test_the_list_of_revocations_is_signed_by_the_root() -> None:
    root = certificate_of_root()
    made = x509.load_der_x509_certificate(authority.document_signer(beneath(root), SIGNS.public, ISSUER, NOW, draw))
    listed = x509.load_der_x509_crl(authority.revocation_list(beneath(root), [(made, NOW)], 4, NOW))
    assert listed.is_signature_valid(ROOT.public.material)  # type: ignore[arg-type]
    assert listed.get_revoked_certificate_by_serial_number(made.serial_number) is not None
    assert listed.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 4
    assert listed.next_update_utc == NOW + timedelta(days=90)


@pytest.mark.parametrize(
    ("country", "name", "code"),
    [("Spain", "IACA", "country-unknown"), ("es", "IACA", "country-unknown"), ("ES", "", "name-too-long")],
)
def test_what_cannot_be_written_is_refused(country: str, name: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        authority.root(ROOT, country, name, ISSUER, LISTED, NOW, draw)
    assert refusal.value.reason.code == code


def test_the_key_is_carried_away_encrypted() -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    written = key_file.write_key(private, "twelve or more")
    assert b"ENCRYPTED" in written
    assert key_file.read_key(written, "twelve or more").public.material == private.public_key()
    for data, passphrase, code in ((written, "another one", "key-file-closed"), (b"x", "a", "key-file-closed")):
        with pytest.raises(Refused) as refusal:
            key_file.read_key(data, passphrase)
        assert refusal.value.reason.code == code
    with pytest.raises(Refused, match="12 characters"):
        key_file.write_key(private, "short")
