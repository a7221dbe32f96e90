"""The QR code of a printed card: an independent reader and writer, its length, what it never says, and forgeries."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import claim169
import pytest
import segno
import zxingcpp
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from safeconduct.identity.card import NotACard, card_fields, card_values, make_card, read_card
from safeconduct.identity.cwt import verify_token
from safeconduct.identity.keys import signer
from safeconduct.identity.packing import from_base45, to_base45
from safeconduct.identity.refusal import Refused
from safeconduct.identity.status_cwt import place_of

SIGNER = signer(ec.derive_private_key(11, ec.SECP256R1()), "one")
NOW = datetime(2026, 11, 24, tzinfo=UTC)
LATER = NOW + timedelta(days=730)
VALUES = {
    "id": "SD-2026-004711",
    "version": "1",
    "language": "en",
    "full name": "Amal Idris Osman",
    "second full name": "أمل إدريس عثمان",
    "second language": "ar",
    "date of birth": "2009",
    "sex": "F",
}
STATUS = ("https://registry.example/status/1", 4711)
TEXT = make_card(VALUES, "https://registry.example", SIGNER, NOW, LATER, STATUS)
POINT = SIGNER.public.material.public_bytes  # type: ignore[union-attr]


def test_a_card_says_what_it_should_within_a_thousand_characters() -> None:
    token = read_card(TEXT)
    assert card_values(token) == VALUES
    assert place_of(verify_token(token, SIGNER.public, NOW)) == STATUS
    assert len(TEXT) <= 1000


def test_an_independent_library_reads_our_card() -> None:
    result = claim169.decode_with_ecdsa_p256(TEXT, public_point())
    assert (result.claim169.id, result.claim169.full_name) == (VALUES["id"], VALUES["full name"])
    assert (result.claim169.gender, result.cwt_meta.issuer) == (2, "https://registry.example")


def test_we_read_the_card_of_an_independent_library() -> None:
    data = claim169.Claim169Input(id="A-1", full_name="Amal Idris Osman")
    data.date_of_birth = "20090101"
    meta = claim169.CwtMetaInput(issuer="https://registry.example", expires_at=int(LATER.timestamp()))
    private = SIGNER.private.private_numbers().private_value.to_bytes(32)  # type: ignore[union-attr]
    text = claim169.encode_with_ecdsa_p256(data, meta, private)
    token = read_card(text)
    verify_token(token, SIGNER.public, NOW)
    assert card_values(token) == {"id": "A-1", "full name": "Amal Idris Osman", "date of birth": "2009-01-01"}


def public_point() -> bytes:
    numbers = SIGNER.public.material.public_numbers()  # type: ignore[union-attr]
    return b"\x04" + numbers.x.to_bytes(32) + numbers.y.to_bytes(32)


def test_a_printed_code_is_read_from_its_picture() -> None:
    code = segno.make(TEXT, error="q")
    assert code.mode == "alphanumeric"
    picture = io.BytesIO()
    code.save(picture, kind="png", scale=4)
    found = zxingcpp.read_barcode(Image.open(picture).convert("L"))
    assert found is not None
    assert found.text == TEXT


@pytest.mark.parametrize(
    "name", ["religion", "ethnicity", "address", "nationality", "camp", "status", "photo", "phone"]
)
def test_what_a_finder_should_not_read_is_no_field(name: str) -> None:
    with pytest.raises(NotACard, match="does not belong on a card"):
        make_card({**VALUES, name: "x"}, "https://registry.example", SIGNER, NOW, LATER)


@pytest.mark.parametrize(
    ("issuer", "values"),
    [
        ("https://asylum.example", {}),
        ("https://registry.example", {"id": "CAMP-3-0001"}),
        ("https://registry.example", {"full name": "لاجئ"}),
        ("https://Refugees.example", {}),
    ],
)
def test_words_that_tell_are_refused(issuer: str, values: dict[str, str]) -> None:
    with pytest.raises(NotACard, match="finder would learn"):
        make_card({**VALUES, **values}, issuer, SIGNER, NOW, LATER)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"sex": "Q"}, "M, F or X"),
        ({"date of birth": "1.1.2009"}, "1990-04-17"),
        ({"id": "1" * 41}, "at most 40"),
    ],
)
def test_what_does_not_fit(values: dict[str, str], words: str) -> None:
    with pytest.raises(NotACard, match=words):
        make_card({**VALUES, **values}, "https://registry.example", SIGNER, NOW, LATER)


def test_a_card_that_grows_too_long_is_not_printed() -> None:
    texts = {name: field for name, field in card_fields().fields.items() if field.kind == "text"}
    # Letters without pattern, so that nothing can be compressed.
    long = {
        name: "".join(chr(0x4E00 + (n * n * 7919 + field.key * 104729) % 20000) for n in range(field.longest))
        for name, field in texts.items()
    }
    with pytest.raises(NotACard, match="of 1000 at most"):
        make_card(long, "https://registry.example", SIGNER, NOW, LATER)


def test_each_flipped_byte_is_refused() -> None:
    packed = from_base45(TEXT)
    for place in range(len(packed)):
        changed = bytearray(packed)
        changed[place] ^= 4
        with pytest.raises(Refused):
            verify_token(read_card(to_base45(bytes(changed))), SIGNER.public, NOW)


def test_every_field_has_a_purpose() -> None:
    assert all(field.purpose for field in card_fields().fields.values())
    assert len({field.key for field in card_fields().fields.values()}) == len(card_fields().fields)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        card_values(read_card(text))
    except Refused as error:
        assert error.reason.code
