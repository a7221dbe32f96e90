"""HC1 envelopes: the vectors of the EU DCC and of WHO, as a test of base45, zlib, COSE and CWT."""

from __future__ import annotations

import json
import lzma
import tarfile
import zlib
from base64 import b64decode
from collections import Counter
from hashlib import sha256

import base45
import pytest
from cryptography.x509 import load_der_x509_certificate
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.identity.cose import verify
from safeconduct.identity.health_envelope import contents, read_health_certificate
from safeconduct.identity.keys import from_certificate
from safeconduct.identity.packing import from_base45, inflate, to_base45
from safeconduct.identity.refusal import Refused
from tests.identity.vector_files import vector


def judged(record: dict[str, object]) -> str:
    """The answer for one record, by a trust list that holds only its own certificate: ``valid`` or a code."""
    try:
        token = read_health_certificate(str(record.get("PREFIX", "")))
        der = b64decode(str(record["TESTCTX"]["CERTIFICATE"]).strip("\ufeff \n"))  # type: ignore[index]
        verify(token.message, from_certificate(load_der_x509_certificate(der)))
        # The key is looked up by its name (the first 8 bytes of a hash), and the protected header names it.
        return "valid" if token.message.kid in (sha256(der).digest()[:8], b"") else "kid of another"
    except Refused as refused:
        return refused.reason.code


def test_the_certificates_of_the_eu_verify_as_expected() -> None:
    with lzma.open(vector("dgc-testdata-slim.jsonl.xz"), "rt") as lines:
        records = [json.loads(line) for line in lines]
    expected = {one["path"]: (one.get("EXPECTEDRESULTS") or {}).get("EXPECTEDVERIFY") for one in records}
    answers = {one["path"]: judged(one) for one in records}
    told = [path for path, verifies in expected.items() if verifies is not None]
    wrong = {path: answers[path] for path in told if (answers[path] == "valid") is not expected[path]}
    assert len(told) == 555
    # The set says itself why: three are signed with ES256 by keys of P-384, and a key here has one algorithm; the
    # others name their key by something else than its hash, which a list by name would find and this test does not.
    assert Counter(wrong.values()) == EXCEPTIONS


EXCEPTIONS = Counter({"algorithm-refused": 3})


def test_the_certificates_of_who_are_read() -> None:
    with tarfile.open(vector("who-gdhcn-validator-txt.tar.xz")) as tar:
        texts = {one.name: tar.extractfile(one).read().decode().strip() for one in tar if one.name.endswith(".txt")}  # type: ignore[union-attr]
    envelopes = {name: text for name, text in texts.items() if text.startswith("HC1:")}
    found = {name: sorted(read_health_certificate(text).claims.get(-260, {})) for name, text in envelopes.items()}
    assert len(envelopes) == 12
    assert sum(keys == [1] for keys in found.values()) == 6
    assert sum(keys == [-6] for keys in found.values()) == 3
    assert sum(keys == [] for keys in found.values()) == 3, "the first certificates of WHO had no claim -260"


@pytest.mark.parametrize(
    ("text", "data"),
    # RFC 9285, section 4.3
    [("BB8", b"AB"), ("%69 VD92EX0", b"Hello!!"), ("UJCLQE7W581", b"base-45"), ("QED8WEX0", b"ietf!"), ("", b"")],
)
def test_the_examples_of_base45(text: str, data: bytes) -> None:
    assert from_base45(text) == data
    assert to_base45(data) == text


@pytest.mark.parametrize("text", ["A", "GGW", ":::", "::", "ab8", "BB8A", "ü23", "AB\n"])
def test_what_is_no_base45(text: str) -> None:
    with pytest.raises(Refused, match="base45"):
        from_base45(text)


@given(st.binary(max_size=200))
def test_base45_is_that_of_an_independent_library(data: bytes) -> None:
    text = to_base45(data)
    assert text == base45.b45encode(data).decode()
    assert from_base45(text) == data


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zlib.compress(bytes(10_000_000)), "zlib-too-large"),
        (zlib.compress(b"x")[:-1], "zlib-malformed"),
        (zlib.compress(b"x") + b"y", "zlib-malformed"),
        (b"", "zlib-malformed"),
        (b"\x00\x01", "zlib-malformed"),
    ],
)
def test_zip_bombs_and_torn_data_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        inflate(data, 65536)
    assert caught.value.reason.code == code
    with pytest.raises(Refused):
        read_health_certificate("HC1:" + to_base45(data[:8000]))


@pytest.mark.parametrize("text", ["", "HC2:BB8", "hc1:BB8", "HC1:" + "B" * 20_000])
def test_what_is_no_health_certificate(text: str) -> None:
    with pytest.raises(Refused):
        contents(read_health_certificate(text))
