"""Published SD-JWTs: the examples of RFC 9901, SD-JWT VC, OpenID4VP and the reference's test cases.

Signatures of RFC 9901's examples are made with chance; digests and claims are those of the RFC.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from hashlib import sha256
from typing import Any

import pytest

from safeconduct.identity import jws, sd_jwt
from safeconduct.identity.base64url import decode, encode
from safeconduct.identity.chain import ChainMemory, verify_chain
from safeconduct.identity.keys import from_jwk
from safeconduct.identity.sd_jwt import Binding
from tests.identity.making import NOW
from tests.identity.vectors import EXAMPLE_HOLDER, EXAMPLE_ISSUER, needed, read

ARCHIVE = "sd-jwt-generated.tar.xz"
SETS = {
    "RFC 9901": "oauth-wg+oauth-selective-disclosure-jwt/",
    "SD-JWT VC": "oauth-wg+oauth-sd-jwt-vc/",
    "OpenID4VP": "openid+OpenID4VP/",
    "reference": "sdjp/",
}
SIZES = {"RFC 9901": 15, "SD-JWT VC": 3, "OpenID4VP": 1, "reference": 17}
KEY = from_jwk({name: value for name, value in EXAMPLE_ISSUER.items() if name != "d"})
# Examples of the general JSON form are signed twice: its second key (their specification.yml).
SECOND = from_jwk(
    {
        "kty": "EC",
        "crv": "P-256",
        "x": "bN-hp3IN0GZB3OlaQnHDPhY4nZsZbQyo4wY-y1NWCvA",
        "y": "vaSsH5jt9zt3aQvTvrSaFYLyjPG9Ug-2vntoNXlCbVU",
    }
)
KEYS = (KEY, SECOND)
FOLDERS = sorted(name.rsplit("/", 1)[0] for name in read(ARCHIVE) if "/sd_jwt_presentation." in name)

# RFC 9901, section 5.1: disclosures of the main example and their digests.
MAIN_EXAMPLE = {
    "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9obiJd": "jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4",
    "WyJlbHVWNU9nM2dTTklJOEVZbnN4QV9BIiwgImZhbWlseV9uYW1lIiwgIkRvZSJd": "TGf4oLbgwd5JQaHyKVQZU9UdGE0w5rtDsrZzfUaomLo",
    "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIlVTIl0": "pFndjkZ_VCzmyTa6UjlZo3dh-ko8aIKQc9DlGzhaVYo",
    "WyJuUHVvUW5rUkZxM0JJZUFtN0FuWEZBIiwgIkRFIl0": "7Cf6JkPudry3lcbwHgeZ8khAv1U1OSlerP0VkBJrWZ0",
}


def test_the_main_example_of_the_rfc() -> None:
    assert {one: encode(sha256(one.encode()).digest()) for one in MAIN_EXAMPLE} == MAIN_EXAMPLE
    first, second, third, fourth = MAIN_EXAMPLE.values()
    payload = {"sub": "user_42", "_sd": sorted([first, second]), "nationalities": [{"...": third}, {"...": fourth}]}
    assert sd_jwt.disclose(payload, list(MAIN_EXAMPLE)) == {
        "sub": "user_42",
        "given_name": "John",
        "family_name": "Doe",
        "nationalities": ["US", "DE"],
    }


def test_no_set_is_smaller_than_it_was() -> None:
    needed(ARCHIVE)
    counts = {name: sum(one.startswith(start) for one in FOLDERS) for name, start in SETS.items()}
    assert counts == SIZES


@pytest.mark.parametrize("folder", FOLDERS or ["none"])
def test_a_presentation_shows_what_is_published(folder: str) -> None:
    files = needed(ARCHIVE)
    expected = unwrapped(files[f"{folder}/verified_contents.json"])
    proof = files.get(f"{folder}/kb_jwt_payload.json")
    binding = Binding(json.loads(proof)["aud"], json.loads(proof)["nonce"], json.loads(proof)["iat"]) if proof else None
    for shown, key in zip(presentations(files, folder), KEYS, strict=False):
        assert sd_jwt.verify(shown, key, binding) == expected


@pytest.mark.parametrize("folder", FOLDERS or ["none"])
def test_an_issued_credential_shows_all_claims(folder: str) -> None:
    files = needed(ARCHIVE)
    expected = unwrapped(files[f"{folder}/user_claims.json"])
    for issued, key in zip(presentations(files, folder, "issuance"), KEYS, strict=False):
        found = sd_jwt.verify(issued, key)
        assert {name: found[name] for name in expected} == expected


def unwrapped(text: str) -> dict[str, Any]:
    """Published files are wrapped for print, within texts too."""
    found: dict[str, Any] = json.loads(re.sub(r"\n\s*", "", text))
    return found


def presentations(files: dict[str, str], folder: str, kind: str = "presentation") -> list[sd_jwt.SdJwt]:
    start = f"{folder}/sd_jwt_{kind}"
    if f"{start}.json" in files:
        document = unwrapped(files[f"{start}.json"])
        return sd_jwt.split_json(json.loads(document) if isinstance(document, str) else document)
    return [sd_jwt.split("".join(files[f"{start}.txt"].split()))]


def test_keys_of_the_examples_are_the_holders() -> None:
    assert from_jwk({name: value for name, value in EXAMPLE_HOLDER.items() if name != "d"}).algorithm.name == "ES256"


def test_signed_metadata_of_openid4vci_verify() -> None:
    text = "".join(needed(ARCHIVE)["openid+OpenID4VCI/1.0/examples/credential_issuer_metadata_sd_jwt_jwt.txt"].split())
    token = jws.parse(text)
    jws.check_type(token, "openidvci-issuer-metadata+jwt")
    chain = token.header["x5c"]
    jws.verify(token, verify_chain(chain, (b64decode(chain[0]),), NOW, ChainMemory()).key)


def test_the_credential_in_a_response_of_openid4vci_is_read() -> None:
    """Its signer's key is not published: only form and digests can be checked."""
    text = needed(ARCHIVE)["openid+OpenID4VCI/1.0/examples/credential_response_sd_jwt_vc.txt"]
    credential = json.loads("".join(text.split("\n\n", 1)[1].split()))["credentials"][0]["credential"]
    whole = sd_jwt.split(credential)
    claims = sd_jwt.disclose(whole.issued.payload, whole.disclosures)
    assert whole.issued.header["typ"] == "dc+sd-jwt"
    assert set(claims) > {"vct", "given_name", "family_name"}
    assert decode(whole.disclosures[0])
