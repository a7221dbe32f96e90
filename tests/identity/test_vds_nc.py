"""Seals of ICAO (VDS-NC): one of our own for a bare clone, those of Australia and Japan, and what must not verify."""

from __future__ import annotations

import json
import tarfile
from base64 import b64encode, urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.identity.keys import signer
from safeconduct.identity.refusal import Refused
from safeconduct.identity.vds_nc import canonical, is_well_formed, key_of, read_seal, verify_seal
from tests.identity.certificates import certified
from tests.identity.vector_files import vector

SIGNER = signer(ec.derive_private_key(11, ec.SECP256R1()))
DATA = {"msg": {"n": "DŒ JANE", "é": [1, None, True]}, "hdr": {"t": "icao.test", "v": 1, "is": "UTO"}}


def sealed(data: dict[str, object] = DATA) -> str:
    signature = {
        "alg": "ES256",
        "cer": b64encode(certified(SIGNER.private)).decode(),
        "sigvl": urlsafe_b64encode(SIGNER.sign(canonical(data))).decode(),
    }
    return json.dumps({"data": data, "sig": signature}, ensure_ascii=False)


def test_canonical_json() -> None:
    """RFC 8785, 3.2.3: keys by the units of UTF-16."""
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    ordered = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical(value))) == ordered
    assert canonical({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'.encode()


def test_a_seal_verifies_with_the_key_in_its_certificate() -> None:
    seal = read_seal(sealed())
    assert verify_seal(seal, key_of(seal.certificate)) == DATA["msg"]
    assert (seal.issuer, is_well_formed(seal.certificate)) == ("UTO", True)


@pytest.mark.parametrize("cut", range(0, 300, 7))
def test_a_torn_certificate_gives_no_key(cut: int) -> None:
    certificate = certified(SIGNER.private)
    try:
        assert key_of(certificate[:cut]) == SIGNER.public
    except Refused as refused:
        assert refused.reason.code in {"certificate-malformed", "key-unusable"}


@pytest.mark.parametrize(("state", "well_formed"), [("AU", True), ("JP", False)])
def test_the_seals_of_states(state: str, well_formed: bool) -> None:
    with tarfile.open(vector("who-ddcc-validator-txt.tar.xz")) as tar:
        member = next(one for one in tar if one.name.endswith(f"ICAO{state}QR1Contents.txt"))
        text = tar.extractfile(member).read().decode().strip()  # type: ignore[union-attr]
    seal = read_seal(text)
    assert is_well_formed(seal.certificate) is well_formed
    assert verify_seal(seal, key_of(seal.certificate))["pid"]


def test_each_changed_letter_of_the_data_is_refused() -> None:
    text = sealed()
    end = text.index('"sig"')
    for place in range(end):
        changed = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
        try:
            verify_seal(read_seal(changed), SIGNER.public)
        except Refused:
            continue
        # Spaces between the parts of JSON are no part of what is signed.
        assert text[place] == " "


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "json-malformed"),
        ("[" * 10_000, "json-malformed"),
        ("[]", "json-malformed"),
        ('{"data":{},"data":{}}', "json-duplicate"),
        ('{"data":{"hdr":{},"msg":{"a":1.5}},"sig":{}}', "json-malformed"),
        ('{"data":{"hdr":{},"msg":{"a":NaN}},"sig":{}}', "json-malformed"),
        ('{"data":{"hdr":{},"msg":{}},"sig":{"alg":"ES256"}}', "json-malformed"),
        (sealed({"hdr": {}, "msg": {"a": 1}}).replace("ES256", "none"), "algorithm-refused"),
        (" " * 20_000, "text-too-long"),
    ],
)
def test_what_is_no_seal(text: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        verify_seal(read_seal(text), SIGNER.public)
    assert caught.value.reason.code == code


def test_deep_nesting_is_refused() -> None:
    deep: object = 1
    for _ in range(40):
        deep = [deep]
    with pytest.raises(Refused, match="nested"):
        canonical(deep)


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=9)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=9,
)


@given(JSON)
def test_canonical_json_is_json(value: object) -> None:
    assert json.loads(canonical(value)) == value
    assert canonical(json.loads(canonical(value))) == canonical(value)
