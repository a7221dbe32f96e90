"""Mobile documents: the example of Annex D, what must not verify, an independent verifier, and round trips."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import load_der_x509_certificate
from hypothesis import given, settings
from hypothesis import strategies as st
from pymdoccbor.mdoc.verifier import MdocCbor

from safeconduct.identity import mdoc
from safeconduct.identity.cbor import unwrap
from safeconduct.identity.keys import PublicKey, from_certificate, signer
from safeconduct.identity.refusal import Refused
from safeconduct.identity.session_transcript import for_browser, for_redirect
from tests.identity.annex_d import MOMENT, READER, RESPONSE, TRANSCRIPT
from tests.identity.certificates import certified
from tests.identity.vector_files import vector

SPACE, KIND = "org.iso.18013.5.1", "org.iso.18013.5.1.mDL"
ISSUER = signer(ec.derive_private_key(11, ec.SECP256R1()))
DEVICE_PRIVATE = ec.derive_private_key(12, ec.SECP256R1())
DEVICE = signer(DEVICE_PRIVATE)
CERTIFICATE = certified(ISSUER.private)
NOW = datetime(2026, 11, 24, tzinfo=UTC)
PERIOD = (NOW - timedelta(days=1), NOW - timedelta(days=1), NOW + timedelta(days=365))
SESSION = for_redirect("x509_san_dns:example.com", "nonce", None, "https://example.com/response")
ELEMENTS = {SPACE: {"family_name": "Doe", "given_name": "Amal", "age_over_18": True, "portrait": b"\x01\x02"}}


def leaf_key(chain: Sequence[bytes], moment: datetime) -> PublicKey:
    """Trust the first certificate: these tests are about documents; chains have tests of their own."""
    try:
        return from_certificate(load_der_x509_certificate(chain[0]))
    except Exception as problem:
        raise Refused("chain-malformed", "no certificate") from problem


def issued(elements: dict[str, dict[str, object]] = ELEMENTS) -> bytes:  # type: ignore[assignment]
    salts = (sha256(number.to_bytes(4)).digest() for number in count())
    return mdoc.issue(KIND, elements, DEVICE.public, ISSUER, [CERTIFICATE], PERIOD, salts)


SHOWN = mdoc.present(issued(), KIND, {SPACE: ["family_name", "age_over_18"]}, SESSION, DEVICE)


def check(response: bytes, transcript: bytes = SESSION, now: datetime = NOW) -> mdoc.Verified:
    document = mdoc.read_response(response)[0]
    verified = mdoc.verify_issuer(document, leaf_key, now)
    mdoc.verify_device(document, verified, transcript)
    return verified


def test_the_example_of_annex_d_verifies_with_its_authentication_code() -> None:
    document = mdoc.read_response(RESPONSE)[0]
    verified = mdoc.verify_issuer(document, leaf_key, MOMENT)
    reader = ec.derive_private_key(READER, ec.SECP256R1())
    mdoc.verify_device(document, verified, unwrap(cbor2.loads(TRANSCRIPT)), reader)
    assert verified.elements[SPACE]["family_name"] == "Doe"
    assert len(verified.elements[SPACE]) == 6
    assert (verified.doc_type, verified.valid_until) == (KIND, datetime(2021, 10, 1, 13, 30, 2, tzinfo=UTC))


def test_the_example_of_annex_d_in_another_session_or_year_is_refused() -> None:
    document = mdoc.read_response(RESPONSE)[0]
    verified = mdoc.verify_issuer(document, leaf_key, MOMENT)
    reader = ec.derive_private_key(READER, ec.SECP256R1())
    with pytest.raises(Refused, match="authentication code"):
        mdoc.verify_device(document, verified, SESSION, reader)
    with pytest.raises(Refused, match="reader's key"):
        mdoc.verify_device(document, verified, unwrap(cbor2.loads(TRANSCRIPT)))
    with pytest.raises(Refused, match="valid until"):
        mdoc.verify_issuer(document, leaf_key, NOW)


THUMBPRINT = bytes.fromhex("4283ec927ae0f208daaa2d026a814f2b22dca52cf85ffa8f3f8626c6bd669047")
NONCE = "exc7gBkxjx1rdc9udRrveKvSsJIq80avlXeLHhGwqtA"


def test_the_response_of_another_library_verifies_but_for_its_session() -> None:
    """The same document with a code for a session that was not published with it (pyMDOC-CBOR)."""
    document = mdoc.read_response(bytes.fromhex(vector("iso18013-5-annexD-deviceResponse.hex").read_text().strip()))[0]
    assert mdoc.verify_issuer(document, leaf_key, MOMENT).elements[SPACE]["family_name"] == "Doe"


def test_the_transcripts_of_openid4vp() -> None:
    """OpenID4VP 1.0, Annex B.2.6.1 and B.2.6.2, examples."""
    redirect = for_redirect("x509_san_dns:example.com", NONCE, THUMBPRINT, "https://example.com/response")
    assert redirect.hex() == (
        "83f6f682714f70656e494434565048616e646f7665725820"
        "048bc053c00442af9b8eed494cefdd9d95240d254b046b11b68013722aad38ac"
    )
    browser = for_browser("https://example.com", NONCE, THUMBPRINT)
    assert browser.hex() == (
        "83f6f682764f70656e4944345650444341504948616e646f7665725820"
        "fbece366f4212f9762c74cfdbf83b8c69e371d5d68cea09cb4c48ca6daab761a"
    )


def test_what_is_issued_and_shown_verifies_and_hides_the_rest() -> None:
    assert check(SHOWN).elements == {SPACE: {"family_name": "Doe", "age_over_18": True}}
    assert b"Amal" not in SHOWN


def test_a_device_may_prove_itself_by_a_shared_key() -> None:
    reader = ec.derive_private_key(13, ec.SECP256R1())
    shared = mdoc.mac_key(DEVICE_PRIVATE, reader.public_key(), SESSION)
    response = mdoc.present(issued(), KIND, {SPACE: ["family_name"]}, SESSION, shared)
    document = mdoc.read_response(response)[0]
    mdoc.verify_device(document, mdoc.verify_issuer(document, leaf_key, NOW), SESSION, reader)


def test_an_independent_verifier_accepts_what_we_issue() -> None:
    other = MdocCbor()
    other.loads(SHOWN)
    assert other.verify()


def test_an_issued_document_is_read_alone() -> None:
    document = mdoc.read_issuer_signed(issued())
    assert mdoc.verify_issuer(document, leaf_key, NOW).elements == ELEMENTS
    with pytest.raises(Refused, match="did not prove"):
        mdoc.verify_device(document, mdoc.verify_issuer(document, leaf_key, NOW), SESSION)


def test_each_changed_byte_under_a_signature_is_refused() -> None:
    """Every byte of elements, security object, signatures: flipped one at a time, in steps to stay quick."""
    missed = []
    for place in range(len(SHOWN)):
        if place % 3 and place > 100:
            continue
        changed = bytearray(SHOWN)
        changed[place] ^= 1
        try:
            found = check(bytes(changed)).elements
        except Refused:
            continue
        # What is left is no part of what issuer or device said: the envelope. Elements may vanish with it, not change.
        assert found in ({}, {SPACE: {"family_name": "Doe", "age_over_18": True}})
        missed.append(place)
    envelope = SHOWN.index(b"version"), SHOWN.index(b"documents")
    outside = {*range(envelope[0] - 2, envelope[1]), *range(SHOWN.rindex(b"status") - 1, len(SHOWN))}
    outside |= {*range(SHOWN.index(b"nameSpaces") - 1, SHOWN.index(b"nameSpaces") + 10)}
    certificate = SHOWN.index(CERTIFICATE)
    outside |= {*range(certificate, certificate + len(CERTIFICATE))}
    assert [place for place in missed if place not in outside] == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "cbor-malformed"),
        (b"\xa0", "mdoc-malformed"),
        (cbor2.dumps({"documents": []}), "mdoc-malformed"),
        (cbor2.dumps({"documents": [1]}), "mdoc-malformed"),
        (cbor2.dumps({"documents": [{"issuerSigned": {"nameSpaces": {"a": 1}}}]}), "mdoc-malformed"),
        (SHOWN + b"\x00", "cbor-trailing"),
        (b"\x81" * 5000, "cbor-malformed"),
        (bytes.fromhex("9b00ffffffffffffff"), "cbor-malformed"),
        (b"\x00" * ((1 << 20) + 1), "cbor-too-large"),
    ],
)
def test_what_is_no_response_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        mdoc.read_response(data)
    assert caught.value.reason.code == code


def test_another_device_or_session_is_refused() -> None:
    thief = signer(ec.derive_private_key(99, ec.SECP256R1()))
    with pytest.raises(Refused, match="signature does not fit"):
        check(mdoc.present(issued(), KIND, {SPACE: ["family_name"]}, SESSION, thief))
    with pytest.raises(Refused, match="signature does not fit"):
        check(SHOWN, for_redirect("x509_san_dns:example.com", "other", None, "https://example.com/response"))


def test_time_is_held() -> None:
    with pytest.raises(Refused, match="valid from"):
        check(SHOWN, now=NOW - timedelta(days=2))
    with pytest.raises(Refused, match="valid until"):
        check(SHOWN, now=NOW + timedelta(days=366))


VALUES = st.text(max_size=20) | st.integers(-(2**63), 2**63) | st.booleans() | st.binary(max_size=20)


@settings(max_examples=30)
@given(
    st.dictionaries(
        st.text(min_size=1, max_size=10), st.dictionaries(st.text(max_size=10), VALUES, max_size=4), max_size=3
    )
)
def test_what_is_issued_is_read(elements: dict[str, dict[str, object]]) -> None:
    assert mdoc.verify_issuer(mdoc.read_issuer_signed(issued(elements)), leaf_key, NOW).elements == elements
