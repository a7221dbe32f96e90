"""Credentials: valid, refused, or “cannot tell”; trust by key and by certificates."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from safeconduct.identity import jws, sd_jwt, sd_jwt_vc
from safeconduct.identity.keys import to_jwk
from safeconduct.identity.refusal import Refused, Verdict
from safeconduct.identity.sd_jwt import Binding
from safeconduct.identity.sd_jwt_vc import Checking
from safeconduct.identity.status_list import build
from safeconduct.identity.status_token import StatusList
from safeconduct.identity.trust import Trusted, keys_of_metadata, metadata_address
from tests.identity.making import (
    ISSUER,
    LIST,
    NOW,
    SECONDS,
    YEAR,
    certificate,
    key_of,
    salts,
    trust_of,
    trusted,
    x5c,
)

SIGNS, HOLDER, ROOT, MIDDLE, THIEF = (key_of(number, f"key {number}") for number in range(31, 36))
CLAIMS: dict[str, Any] = {
    "vct": "urn:example:birth-registration:1",
    "iss": ISSUER,
    "iat": SECONDS - 3600,
    "exp": SECONDS + 3600,
    "status": {"status_list": {"idx": 5, "uri": LIST}},
    "cnf": {"jwk": to_jwk(HOLDER.public)},
    "given_name": "Amal",
}
LISTED = StatusList(LIST, build(64, {}), SECONDS - 60)
CHECKING = Checking(trust_of(trusted(SIGNS)), "birth", NOW, {LIST: LISTED})
ASKED = Binding("https://verifier.example.org", "once", SECONDS)


def issued(**changes: object) -> str:
    claims = {name: value for name, value in (CLAIMS | changes).items() if value is not None}
    return sd_jwt_vc.issue(claims, [("given_name",)], SIGNS, salts())


def code(text: str, checking: Checking = CHECKING) -> tuple[str, str]:
    outcome = sd_jwt_vc.verify(text, checking)
    assert outcome.valid or not outcome.disclosed
    return str(outcome.verdict), outcome.reasons[-1].code


def test_a_good_credential_is_valid_and_says_why() -> None:
    outcome = sd_jwt_vc.verify(issued(), CHECKING)
    assert outcome.verdict is Verdict.VALID
    assert (outcome.issuer, outcome.disclosed) == (ISSUER, CLAIMS)
    assert [reason.code for reason in outcome.reasons] == ["issuer-trusted", "status-valid"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"exp": SECONDS - 61}, "expired"),
        ({"nbf": SECONDS + 61}, "not-yet-valid"),
        ({"iat": SECONDS + 61}, "issued-in-future"),
        ({"exp": "tomorrow"}, "time-malformed"),
        ({"iss": "https://other.example.org"}, "issuer-unknown"),
        ({"iss": 5}, "issuer-malformed"),
        ({"iss": None}, "issuer-unknown"),
        ({"status": {"status_list": {"idx": 99, "uri": LIST}}}, "status-out-of-range"),
    ],
)
def test_wrong_claims_are_refused(changes: dict[str, Any], expected: str) -> None:
    assert code(issued(**changes)) == ("refused", expected)


def test_status_decides() -> None:
    revoked = replace(CHECKING, lists={LIST: replace(LISTED, bits=build(64, {5: 1}))})
    assert code(issued(), revoked) == ("refused", "revoked")
    assert code(issued(), replace(CHECKING, lists={})) == ("cannot tell", "status-unknown")
    assert code(issued(), replace(CHECKING, longest=59)) == ("cannot tell", "status-too-old")
    assert code(issued(status=None)) == ("valid", "status-none")
    assert code(issued(status=None), replace(CHECKING, needs_status=True)) == ("refused", "status-missing")
    assert code(issued(status={"other": {}})) == ("cannot tell", "status-unknown")


def test_kind_and_type_are_held() -> None:
    assert code(issued(), replace(CHECKING, kinds=frozenset({"other"}))) == ("refused", "kind-other")
    plain = sd_jwt.issue(CLAIMS, [], SIGNS, salts(), {"typ": "vc+sd-jwt"})
    assert code(plain) == ("refused", "type-wrong")
    kindless = {name: value for name, value in CLAIMS.items() if name != "vct"}
    assert code(sd_jwt.issue(kindless, [], SIGNS, salts(), {"typ": "dc+sd-jwt"})) == ("refused", "kind-missing")


@pytest.mark.parametrize("claim", ["exp", "cnf", "status", "nbf"])
def test_what_must_be_shown_is_not_concealed(claim: str) -> None:
    claims = CLAIMS | {"nbf": SECONDS - 60}
    with pytest.raises(ValueError, match="never concealed"):
        sd_jwt_vc.issue(claims, [(claim,)], SIGNS, salts())
    hidden = sd_jwt.issue(claims, [(claim,)], SIGNS, salts(), {"typ": "dc+sd-jwt"})
    assert code(hidden) == ("refused", "claim-concealed")


def test_the_holder_must_prove_where_it_is_asked() -> None:
    asked = replace(CHECKING, binding=ASKED)
    assert code(issued(), asked) == ("refused", "binding-missing")
    shown = sd_jwt.bind(issued(), ASKED.audience, ASKED.nonce, SECONDS, HOLDER)
    assert sd_jwt_vc.verify(shown, asked).valid
    confused = sd_jwt.bind(issued(), ASKED.audience, ASKED.nonce, SECONDS, THIEF)
    assert code(confused, asked) == ("refused", "binding-signature-wrong")


def test_trust_says_each_reason() -> None:
    entry = trusted(SIGNS)
    for trust, purpose, expected in (
        (trust_of(), "birth", ("refused", "issuer-unknown")),
        (trust_of(entry), "residence", ("refused", "issuer-not-for-purpose")),
        (trust_of(replace(entry, end=NOW)), "birth", ("refused", "issuer-not-in-force")),
        (trust_of(replace(entry, start=NOW + YEAR)), "birth", ("refused", "issuer-not-in-force")),
        (trust_of(entry, until=NOW), "birth", ("cannot tell", "trust-list-old")),
        (trust_of(trusted(THIEF)), "birth", ("refused", "key-unknown")),
    ):
        assert code(issued(), replace(CHECKING, trust=trust, purpose=purpose)) == expected
    nameless = sd_jwt.issue(CLAIMS, [], SIGNS, salts(), {"typ": "dc+sd-jwt"})
    two = replace(entry, keys=(SIGNS.public, THIEF.public))
    assert code(nameless, replace(CHECKING, trust=trust_of(two))) == ("refused", "key-ambiguous")


ROOT_CERTIFICATE = certificate("root", ROOT, "root", ROOT, ca=True)
MIDDLE_CERTIFICATE = certificate("middle", MIDDLE, "root", ROOT, ca=True, length=0)
LEAF = certificate("registrar", SIGNS, "middle", MIDDLE, uri=ISSUER)
ANCHORED = Trusted(ISSUER, frozenset({"birth"}), NOW - YEAR, NOW + YEAR, anchors=(ROOT_CERTIFICATE,))


def by_chain(*chain: bytes, anchors: tuple[bytes, ...] = (ROOT_CERTIFICATE,), **changes: object) -> tuple[str, str]:
    text = sd_jwt_vc.issue(CLAIMS | changes, [], SIGNS, salts(), {"x5c": x5c(*chain)})
    return code(text, replace(CHECKING, trust=trust_of(replace(ANCHORED, anchors=anchors))))


def test_a_chain_leads_to_an_anchor() -> None:
    assert by_chain(LEAF, MIDDLE_CERTIFICATE) == ("valid", "status-valid")
    assert by_chain(LEAF, MIDDLE_CERTIFICATE, ROOT_CERTIFICATE) == ("valid", "status-valid")
    assert by_chain(LEAF, anchors=(LEAF,)) == ("valid", "status-valid")
    assert by_chain(LEAF, anchors=(MIDDLE_CERTIFICATE,)) == ("valid", "status-valid")


def test_a_remembered_chain_still_ends() -> None:
    checking = replace(CHECKING, trust=trust_of(replace(ANCHORED, end=NOW + 3 * YEAR), until=NOW + 3 * YEAR))
    text = sd_jwt_vc.issue(CLAIMS, [], SIGNS, salts(), {"x5c": x5c(LEAF, MIDDLE_CERTIFICATE)})
    assert code(text, checking) == ("valid", "status-valid")
    later = replace(checking, moment=NOW + YEAR + timedelta(seconds=1))
    assert code(text, later) == ("refused", "certificate-not-valid")


def test_broken_chains_are_refused() -> None:
    wrong_use = certificate("registrar", SIGNS, "root", ROOT, ca=True, uri=ISSUER)
    not_ca = certificate("middle", MIDDLE, "root", ROOT)
    below = certificate("lower", THIEF, "middle", MIDDLE, ca=True)
    forged = certificate("registrar", SIGNS, "middle", THIEF, uri=ISSUER)
    other = certificate("registrar", SIGNS, "middle", MIDDLE, uri="https://other.example.org")
    for chain, expected in (
        ((LEAF,), "chain-untrusted"),
        ((forged, MIDDLE_CERTIFICATE), "chain-broken"),
        ((LEAF, not_ca), "chain-broken"),
        ((certificate("registrar", SIGNS, "lower", THIEF, uri=ISSUER), below, MIDDLE_CERTIFICATE), "chain-broken"),
        ((wrong_use,), "certificate-not-for-use"),
        ((other, MIDDLE_CERTIFICATE), "certificate-of-other"),
        ((b"\x30\x00",), "chain-malformed"),
        ((), "chain-malformed"),
        ((LEAF,) * 6, "chain-malformed"),
    ):
        assert by_chain(*chain) == ("refused", expected)


def test_a_chain_does_not_lend_its_key() -> None:
    """The thief shows a good chain, and signs with a key of their own."""
    text = sd_jwt_vc.issue(CLAIMS, [], THIEF, salts(), {"x5c": x5c(LEAF, MIDDLE_CERTIFICATE)})
    assert code(text, replace(CHECKING, trust=trust_of(ANCHORED))) == ("refused", "signature-wrong")
    embedded = jws.sign({"typ": "dc+sd-jwt", "jwk": to_jwk(THIEF.public)}, CLAIMS, THIEF) + "~"
    assert code(embedded) == ("refused", "signature-wrong")


def test_metadata_of_an_issuer() -> None:
    document = {"issuer": ISSUER, "jwks": {"keys": [to_jwk(SIGNS.public)]}}
    assert keys_of_metadata(ISSUER, document) == (SIGNS.public,)
    assert metadata_address("https://example.org/a/b") == "https://example.org/.well-known/jwt-vc-issuer/a/b"
    assert metadata_address("https://example.org/") == "https://example.org/.well-known/jwt-vc-issuer"
    for harm in ({"issuer": "https://other.example.org"}, {"jwks": None}, {"jwks": {"keys": {}}}):
        with pytest.raises(Refused):
            keys_of_metadata(ISSUER, document | harm)
    for address in ("http://example.org", "https://", "https://example.org?a"):
        with pytest.raises(Refused):
            metadata_address(address)
