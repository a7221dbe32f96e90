"""Codes, PKCE and DPoP against the examples of their RFCs, and whatever else wallets may send."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.identity.base64url import encode
from safeconduct.identity.openid.authorization import (
    Pushed,
    address_of_code,
    check_pushed,
    new_code,
    pushed_id,
    pushed_response,
    read_pushed,
    redeem_code,
)
from safeconduct.identity.openid.dpop import verify_dpop
from safeconduct.identity.openid.errors import ProtocolError
from safeconduct.identity.openid.secrets_kept import digest

NOW = 1_800_000_000
KIND = "permit-sd-jwt"
# RFC 7636, appendix B
VERIFIER, CHALLENGE = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
# RFC 9449, figure 2, and the thumbprint of its key in figure 9
DPOP = (
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0Rs"
    "cEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2"
    "In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2Vu"
    "IiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3"
    "Lg"
)
THUMBPRINT, MADE = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I", 1_562_262_616


def form(**changes: str) -> dict[str, list[str]]:
    said = {
        "response_type": "code",
        "client_id": "wallet",
        "redirect_uri": "https://wallet.example/back?from=1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "scope": f"openid {KIND}",
        "state": "s",
    } | changes
    return {name: [value] for name, value in said.items() if value}


def pushed(**changes: str) -> Pushed:
    return read_pushed(form(**changes), {KIND}, "fresh", NOW)


def test_the_challenge_of_rfc_7636_is_met_by_its_verifier_alone() -> None:
    code = new_code(pushed(), "credential 1", "code", NOW)
    brought = form(code_verifier=VERIFIER)
    after, token = redeem_code(brought, code, NOW, "token", "thumbprint")
    assert (token.subject, token.key, token.client, token.configurations) == (
        "credential 1",
        "thumbprint",
        "wallet",
        (KIND,),
    )
    assert after.token == digest("token")
    with pytest.raises(ProtocolError, match="was used"):
        redeem_code(brought, after, NOW, "token", "thumbprint")
    with pytest.raises(ProtocolError, match="does not fit"):
        redeem_code(form(code_verifier=VERIFIER[::-1]), code, NOW, "token", "thumbprint")


def test_the_proof_of_rfc_9449_is_read_with_the_thumbprint_that_it_says() -> None:
    asked: list[str] = []
    proof = verify_dpop(DPOP, "POST", "https://Server.example.com/token?a=1#b", MADE, asked.append)
    assert (proof.key, proof.id, asked) == (THUMBPRINT, "-BwC3ESc6acc2lTc", [""])
    for method, address, now in (
        ("GET", "https://server.example.com/token", MADE),
        ("POST", "https://server.example.com/other", MADE),
        ("POST", "https://server.example.com/token", MADE + 301),
        ("POST", "https://server.example.com/token", MADE - 61),
    ):
        with pytest.raises(ProtocolError) as refused:
            verify_dpop(DPOP, method, address, now, asked.append)
        assert refused.value.error == "invalid_dpop_proof"
    with pytest.raises(ProtocolError, match="ath"):
        verify_dpop(DPOP, "POST", "https://server.example.com/token", MADE, asked.append, "token")


def test_an_address_of_the_wallet_keeps_its_query_and_names_the_issuer() -> None:
    back = parse_qs(urlsplit(address_of_code(pushed(), "c&d", "https://issuer.example")).query)
    assert back == {"from": ["1"], "code": ["c&d"], "state": ["s"], "iss": ["https://issuer.example"]}


def test_a_pushed_request_is_found_by_what_was_given_for_it() -> None:
    response = pushed_response("fresh")
    assert pushed_id(str(response["request_uri"])) == pushed().id
    assert pushed_id("https://elsewhere.example/request") == ""
    assert check_pushed(pushed(), "wallet", NOW) == pushed()
    for one, client, now in ((None, "wallet", NOW), (pushed(), "other", NOW), (pushed(), "wallet", NOW + 600)):
        with pytest.raises(ProtocolError):
            check_pushed(one, client, now)


@given(st.text(max_size=60))
def test_whatever_address_is_pushed_leads_to_no_script_and_to_no_page_without_tls(address: str) -> None:
    for start in ("", "javascript:", "JavaScript:", "data:", "http://", "https:", "wallet://"):
        try:
            found = pushed(redirect_uri=start + address).redirect_uri
        except ProtocolError:
            continue
        scheme = urlsplit(found).scheme
        assert scheme not in {"javascript", "data"}
        assert scheme != "http" or urlsplit(found).hostname in {"localhost", "127.0.0.1", "::1"}
        assert found.isascii()
        assert not set(found) & set(" \r\n\t\"'<>#")


@given(st.binary(min_size=32, max_size=96))
def test_no_other_verifier_fits(chance: bytes) -> None:
    code = new_code(pushed(), "credential 1", "code", NOW)
    other = encode(chance)
    if other != VERIFIER:
        with pytest.raises(ProtocolError):
            redeem_code(form(code_verifier=other), code, NOW, "token", "thumbprint")
