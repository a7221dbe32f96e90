"""COSE and CWT: an independent library both ways, the examples of Token Status List, and what must not verify."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.identity import cose
from safeconduct.identity.cbor import read, read_map, wrapped
from safeconduct.identity.cose_key import from_cose_key, to_cose_key
from safeconduct.identity.cwt import check_times, issue, issue_tagged, read_token, verify_token
from safeconduct.identity.keys import from_jwk, public_key, signer, to_jwk
from safeconduct.identity.refusal import Refused
from safeconduct.identity.status_cwt import decode, issue_list, place_of, read_list
from safeconduct.identity.status_list import build

SIGNER = signer(ec.derive_private_key(11, ec.SECP256R1()), "one")
OTHER = signer(ec.derive_private_key(12, ec.SECP256R1()), "two")
EDWARDS = signer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))), "three")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
CLAIMS = {1: "https://registry.example", 4: SECONDS + 3600, 6: SECONDS - 60, 169: {1: "A-1"}}
TOKEN = issue(CLAIMS, SIGNER)

# draft-ietf-oauth-status-list, examples/status_list_cwt.md: a status list as CWT, one bit, 16 places (0xb9 0xa3).
DRAFT_LIST = bytes.fromhex(
    "d2845820a2012610781a6170706c69636174696f6e2f7374617475736c6973742b63"
    "7774a1044231325850a502782168747470733a2f2f6578616d706c652e636f6d2f73"
    "74617475736c697374732f31061a648c5bea041a8898dfea19fffe19a8c019fffda2"
    "646269747301636c73744a78dadbb918000217015d584093fa4d01032b18c35e2fe1"
    "101b77fd6cc9440022caa4694450c4e4e9feab4e99d1fa6d9772ce2bf3a12e0323de"
    "d7c982c5e101a5e67f0cbc1e2b6f57ce99c279"
)
# The same, examples/referenced_token_cwt.md.
DRAFT_REFERENCE = bytes.fromhex(
    "d28443a10126a1044231325866a502653132333435017368747470733a2f2f657861"
    "6d706c652e636f6d061a648c5bea041a8898dfea19ffffa16b7374617475735f6c69"
    "7374a2636964780063757269782168747470733a2f2f6578616d706c652e636f6d2f"
    "7374617475736c697374732f315840340f7efea10f1a36dc47976"
    "36a17b4dd4848b68997d1d10e8cceb3a38ff33b3dda72964a83989f6cf98560c2fc97a08b"
    "c8977cc6b0f84cfedab93d3e4481e938"
)


def pem(private: ec.EllipticCurvePrivateKey | Ed25519PrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.mark.parametrize("ours", [SIGNER, EDWARDS])
def test_an_independent_library_reads_what_we_sign(ours: object) -> None:
    key = cwt.COSEKey.from_pem(pem(ours.private), kid=ours.public.id)  # type: ignore[attr-defined]
    claims = {**CLAIMS, 4: 4_000_000_000}
    found = cwt.decode(issue(claims, ours), key)  # type: ignore[arg-type]
    assert found[1] == CLAIMS[1]


def test_we_read_what_an_independent_library_signs() -> None:
    key = cwt.COSEKey.from_pem(pem(SIGNER.private), kid="one")
    data = cwt.encode({1: "https://registry.example", 4: 4_000_000_000, 5: 1, 6: 1}, key)
    assert verify_token(read_token(data, 4096), SIGNER.public, NOW)[1] == "https://registry.example"


def test_we_agree_on_authentication_codes() -> None:
    secret = bytes(range(32))
    key = cwt.COSEKey.from_symmetric_key(secret, alg="HS256", kid="k")
    theirs = cwt.COSE.new(alg_auto_inclusion=True, kid_auto_inclusion=True).encode(b"hello", key)
    assert cose.verify_mac(cose.message_of(cbor2.loads(theirs), cose.MAC0), secret) == b"hello"
    ours = cbor2.dumps(cbor2.CBORTag(cose.MAC0, cose.mac(b"hello", secret)))
    assert cwt.COSE.new().decode(ours, key) == b"hello"
    with pytest.raises(Refused, match="does not fit"):
        cose.verify_mac(cose.message_of(cose.mac(b"hello", b"other")), secret)


def test_the_status_list_of_the_draft() -> None:
    token = read_token(DRAFT_LIST, 4096)
    bits = decode(token.claims[65533])
    assert [bits[place] for place in range(16)] == [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
    assert token.message.headers[cose.TYP] == "application/statuslist+cwt"


def test_the_reference_of_the_draft() -> None:
    assert place_of(read_token(DRAFT_REFERENCE, 4096).claims) == ("https://example.com/statuslists/1", 0)


def test_a_status_list_is_of_one_address_and_in_force() -> None:
    uri, expires = "https://status.example/1", NOW + timedelta(days=2)
    data = issue_list(build(64, {5: 1}), uri, SIGNER, NOW, expires, timedelta(days=1))
    listed = read_list(data, uri, SIGNER.public, NOW)
    assert (listed.bits[5], listed.bits[6], listed.ttl) == (1, 0, 86400)
    with pytest.raises(Refused, match="another address"):
        read_list(data, uri + "2", SIGNER.public, NOW)
    with pytest.raises(Refused, match="expired"):
        read_list(data, uri, SIGNER.public, expires + timedelta(days=1))
    with pytest.raises(Refused, match="does not say that it is"):
        read_list(issue({2: uri, 6: SECONDS}, SIGNER), uri, SIGNER.public, NOW)


@pytest.mark.parametrize("data", [TOKEN, issue_tagged(CLAIMS, SIGNER), cbor2.dumps(cbor2.loads(TOKEN).value)])
def test_tags_may_be_there_or_not(data: bytes) -> None:
    assert verify_token(read_token(data, 4096), SIGNER.public, NOW)[169] == {1: "A-1"}


def test_each_flipped_byte_is_refused() -> None:
    outside = range(2)  # the tag and the head of the array, which nothing signs, must still be a message
    for place in range(len(TOKEN)):
        for bit in (1, 128):
            changed = bytearray(TOKEN)
            changed[place] ^= bit
            with pytest.raises(Refused):
                verify_token(read_token(bytes(changed), 4096), SIGNER.public, NOW)
                assert place in outside


def test_a_message_cannot_choose_an_algorithm() -> None:
    header = cbor2.dumps({1: 5})
    forged = [header, {}, b"x", b"y" * 64]
    with pytest.raises(Refused, match="not one of those"):
        cose.verify(cose.message_of(forged), SIGNER.public)
    with pytest.raises(Refused, match="names another"):
        cose.verify(cose.message_of(cose.sign(b"x", EDWARDS)), SIGNER.public)
    with pytest.raises(Refused, match="not one of those"):
        cose.verify_mac(cose.message_of(cose.sign(b"x", SIGNER)), b"k")


def test_the_protected_header_counts() -> None:
    parts = cose.sign(b"x", SIGNER, {cose.KID: b"right"}, {cose.KID: b"wrong"})
    assert cose.message_of(parts).kid == b"right"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ([b"", {}, b""], "cose-malformed"),
        (["", {}, b"", b""], "cose-malformed"),
        ([cbor2.dumps({2: [99], 1: -7}), {}, b"", b""], "cose-critical"),
        ([bytes.fromhex("a2012601382f"), {}, b"", b""], "cbor-duplicate"),
        ([bytes.fromhex("bf0126ff"), {}, b"", b""], "cbor-duplicate"),
        ([b"\x80", {}, b"", b""], "cbor-malformed"),
        (7, "cose-malformed"),
    ],
)
def test_what_is_no_message(value: object, code: str) -> None:
    with pytest.raises(Refused) as caught:
        cose.message_of(value)
    assert caught.value.reason.code == code


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({4: SECONDS - 121}, "expired"),
        ({5: SECONDS + 121}, "not-yet-valid"),
        ({6: SECONDS + 121}, "not-yet-valid"),
        ({4: "tomorrow"}, "claim-malformed"),
        ({4: True}, "claim-malformed"),
        ({4: float("nan")}, "claim-malformed"),
        ({4: 10**30}, "claim-malformed"),
    ],
)
def test_times_are_held(claims: dict[int, object], code: str) -> None:
    with pytest.raises(Refused) as caught:
        check_times(claims, NOW)
    assert caught.value.reason.code == code


def test_another_key_is_refused() -> None:
    with pytest.raises(Refused, match="signature does not fit"):
        verify_token(read_token(TOKEN, 4096), OTHER.public, NOW)


@pytest.mark.parametrize(
    "bomb",
    [
        b"\x81" * 100_000,
        b"\xd8\x18" * 50_000,
        bytes.fromhex("9b00ffffffffffffff"),
        bytes.fromhex("bb00ffffffffffffff"),
        bytes.fromhex("5b00ffffffffffffff"),
        bytes.fromhex("c4821b7fffffffffffffff01"),
    ],
)
def test_bombs_are_refused(bomb: bytes) -> None:
    with pytest.raises(Refused):
        read(bomb)
        read_map(bomb)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_token(data, 4096)
    except Refused as error:
        assert error.reason.code


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1(), None])
def test_keys_are_written_and_read(curve: ec.EllipticCurve | None) -> None:
    private = ec.derive_private_key(5, curve) if curve else Ed25519PrivateKey.from_private_bytes(bytes(32))
    key = public_key(private.public_key())
    assert from_cose_key(to_cose_key(key)) == key
    assert from_jwk(to_jwk(key)) == key


@pytest.mark.parametrize("value", [7, {}, {1: 2, -1: 1, -2: b"", -3: b""}, {1: 2, -1: 1, -4: b"x"}, {1: 4}])
def test_what_is_no_public_key(value: object) -> None:
    with pytest.raises(Refused):
        from_cose_key(value)


def test_cbor_inside_cbor_is_written_by_hand_as_the_library_does() -> None:
    for length in (0, 23, 24, 255, 256, 65535, 65536):
        assert wrapped(bytes(length)) == cbor2.dumps(cbor2.CBORTag(24, bytes(length)))
