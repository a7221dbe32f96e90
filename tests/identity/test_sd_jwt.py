"""SD-JWT: issued, shown in part, verified; each rule of RFC 9901, section 7, broken once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier

from safeconduct.identity import jws, sd_jwt
from safeconduct.identity.base64url import decode, encode
from safeconduct.identity.keys import from_jwk, signer_from_jwk, to_jwk
from safeconduct.identity.refusal import Refused
from safeconduct.identity.sd_jwt import Binding, Path
from tests.identity.making import SECONDS, key_of, salts
from tests.identity.vectors import EXAMPLE_HOLDER, EXAMPLE_ISSUER

SIGNS, HOLDER = key_of(11), key_of(12)
CLAIMS: dict[str, Any] = {
    "iss": "https://registrar.example.org",
    "given_name": "Amal",
    "address": {"locality": "Gedaref", "country": "SD"},
    "nationalities": ["SD", "ER"],
    "cnf": {"jwk": to_jwk(HOLDER.public)},
}
CONCEALED: list[Path] = [
    ("given_name",),
    ("address",),
    ("address", "locality"),
    ("nationalities", 0),
    ("nationalities", 1),
]
WHOLE = sd_jwt.issue(CLAIMS, CONCEALED, SIGNS, salts(), decoys={(): 2, ("address",): 1})
ASKED = Binding("https://verifier.example.org", "n-0S6_WzA2Mj", SECONDS)
SHOWN = sd_jwt.bind(WHOLE, ASKED.audience, ASKED.nonce, SECONDS - 5, HOLDER)


def signed(payload: dict[str, Any], *disclosures: object) -> str:
    texts = [one if isinstance(one, str) else encode(json.dumps(one).encode()) for one in disclosures]
    return "~".join([jws.sign({}, payload, SIGNS), *texts, ""])


def digest(disclosure: object) -> str:
    from hashlib import sha256

    return encode(sha256(encode(json.dumps(disclosure).encode()).encode()).digest())


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reason.code


def test_all_that_was_issued_comes_back() -> None:
    assert sd_jwt.verify(WHOLE, SIGNS.public) == CLAIMS
    assert sd_jwt.verify(SHOWN, SIGNS.public, ASKED) == CLAIMS


def test_nothing_is_shown_that_was_not_chosen() -> None:
    bare = sd_jwt.present(WHOLE, lambda path: False)
    assert sd_jwt.verify(bare, SIGNS.public) == {"iss": CLAIMS["iss"], "nationalities": [], "cnf": CLAIMS["cnf"]}
    assert "Amal" not in str(decode(bare.split(".")[1]))


def test_what_is_inside_brings_what_it_stands_in() -> None:
    shown = sd_jwt.present(WHOLE, lambda path: path in {("address", "locality"), ("nationalities", 1)})
    claims = sd_jwt.verify(shown, SIGNS.public)
    assert claims["address"] == {"locality": "Gedaref", "country": "SD"}
    assert claims["nationalities"] == ["ER"]
    outer = sd_jwt.present(WHOLE, lambda path: path == ("address",))
    assert sd_jwt.verify(outer, SIGNS.public)["address"] == {"country": "SD"}


def test_the_same_input_gives_the_same_bytes() -> None:
    assert sd_jwt.issue(CLAIMS, CONCEALED, SIGNS, salts(), decoys={(): 2, ("address",): 1}) == WHOLE


def test_decoys_are_digests_like_the_others() -> None:
    plain = jws.parse(sd_jwt.issue(CLAIMS, CONCEALED, SIGNS, salts()).split("~")[0]).payload
    decoyed = jws.parse(WHOLE.split("~")[0]).payload
    assert len(decoyed["_sd"]) == len(plain["_sd"]) + 2
    assert decoyed["_sd"] == sorted(decoyed["_sd"])
    assert {len(one) for one in decoyed["_sd"]} == {43}


@pytest.mark.parametrize("text", [WHOLE.split("~")[0] + "~", SHOWN], ids=["issuer", "holder"])
def test_each_changed_letter_is_refused(text: str) -> None:
    for position, letter in enumerate(text):
        changed = text[:position] + ("A" if letter != "A" else "B") + text[position + 1 :]
        with pytest.raises(Refused):
            sd_jwt.verify(changed, SIGNS.public, ASKED if text is SHOWN else None)


def test_a_key_is_never_taken_for_another_algorithm() -> None:
    head = {"alg": "none", "typ": "dc+sd-jwt"}
    body = encode(json.dumps(CLAIMS).encode())
    for algorithm in ("none", "None", "HS256", "RS256", "ES256K", "", None, 5):
        token = f"{encode(json.dumps(head | {'alg': algorithm}).encode())}.{body}.~"
        assert code_of(lambda token=token: sd_jwt.verify(token, SIGNS.public)) == "algorithm-not-allowed"
    other = jws.sign({"alg": "ES384"}, CLAIMS, SIGNS) + "~"
    assert code_of(lambda: sd_jwt.verify(other, SIGNS.public)) == "algorithm-not-of-key"
    critical = jws.sign({"crit": ["b64"], "b64": False}, CLAIMS, SIGNS) + "~"
    assert code_of(lambda: sd_jwt.verify(critical, SIGNS.public)) == "header-critical"
    assert code_of(lambda: sd_jwt.verify(WHOLE, HOLDER.public)) == "signature-wrong"


SALT = "AAAAAAAAAAAAAAAAAAAAAA"
NAME, ITEM = [SALT, "given_name", "Amal"], [SALT, "SD"]


@pytest.mark.parametrize(
    ("payload", "disclosures", "code"),
    [
        ({"_sd": [digest(NAME)]}, [NAME, NAME], "disclosure-twice"),
        ({"_sd": []}, [NAME], "disclosure-unused"),
        ({"_sd": [digest(NAME), digest(NAME)]}, [NAME], "digest-twice"),
        ({"_sd": [digest(NAME)], "a": {"_sd": [digest(NAME)]}}, [NAME], "digest-twice"),
        ({"_sd": ["x"], "a": {"_sd": ["x"]}}, [], "digest-twice"),
        ({"_sd": [digest(NAME)], "given_name": "Sara"}, [NAME], "claim-twice"),
        ({"_sd": [digest(ITEM)]}, [ITEM], "disclosure-malformed"),
        ({"a": [{"...": digest(NAME)}]}, [NAME], "disclosure-malformed"),
        ({"_sd": [digest([SALT, "_sd", []])]}, [[SALT, "_sd", []]], "disclosure-malformed"),
        ({"_sd": [digest([SALT, "...", "x"])]}, [[SALT, "...", "x"]], "disclosure-malformed"),
        ({"_sd": [digest([SALT, 5, "x"])]}, [[SALT, 5, "x"]], "disclosure-malformed"),
        ({"_sd": [digest([5, "a", "x"])]}, [[5, "a", "x"]], "disclosure-malformed"),
        ({"_sd": [digest({"a": 1})]}, [{"a": 1}], "disclosure-malformed"),
        ({"_sd": [digest([])]}, [[]], "disclosure-malformed"),
        ({"_sd": "text"}, [], "digest-misplaced"),
        ({"_sd": None}, [], "digest-misplaced"),
        ({"_sd": [5]}, [], "digest-misplaced"),
        ({"a": {"...": "x"}}, [], "digest-misplaced"),
        ({"a": [{"...": "x", "b": 1}]}, [], "digest-misplaced"),
        ({"_sd_alg": "md5"}, [], "digest-not-allowed"),
        ({"_sd_alg": ["sha-256"]}, [], "digest-not-allowed"),
        ({"_sd": []}, ["é"], "not-base64url"),
        ({"_sd": []}, ["AB=="], "not-base64url"),
        ({"_sd": []}, ["AA"], "not-json"),
    ],
)
def test_broken_disclosures_are_refused(payload: dict[str, Any], disclosures: list[object], code: str) -> None:
    assert code_of(lambda: sd_jwt.verify(signed(payload, *disclosures), SIGNS.public)) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"audience": "https://other.example.org"}, "binding-audience"),
        ({"nonce": "another"}, "binding-nonce"),
        ({"now": SECONDS + 400}, "binding-too-old"),
        ({"now": SECONDS - 70}, "binding-in-future"),
    ],
)
def test_a_proof_for_another_time_or_reader_is_refused(change: dict[str, Any], code: str) -> None:
    asked = Binding(**({"audience": ASKED.audience, "nonce": ASKED.nonce, "now": SECONDS} | change))
    assert code_of(lambda: sd_jwt.verify(SHOWN, SIGNS.public, asked)) == code


def test_a_proof_binds_what_is_shown() -> None:
    fewer = WHOLE.rsplit("~", 2)[0] + "~"
    moved = fewer + SHOWN.rsplit("~", 1)[1]
    assert code_of(lambda: sd_jwt.verify(moved, SIGNS.public, ASKED)) == "binding-of-other"
    assert code_of(lambda: sd_jwt.verify(WHOLE, SIGNS.public, ASKED)) == "binding-missing"
    thief = sd_jwt.bind(WHOLE, ASKED.audience, ASKED.nonce, SECONDS, SIGNS)
    assert code_of(lambda: sd_jwt.verify(thief, SIGNS.public, ASKED)) == "binding-signature-wrong"
    unbound = sd_jwt.issue({"a": 1}, [], SIGNS, salts())
    shown = sd_jwt.bind(unbound, ASKED.audience, ASKED.nonce, SECONDS, HOLDER)
    assert code_of(lambda: sd_jwt.verify(shown, SIGNS.public, ASKED)) == "binding-key-missing"
    proof = WHOLE + jws.sign({"typ": "JWT"}, {}, HOLDER)
    assert code_of(lambda: sd_jwt.verify(proof, SIGNS.public, ASKED)) == "type-wrong"


def test_size_and_depth_are_bounded() -> None:
    deep = b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    token = f"{encode(json.dumps({'alg': 'ES256'}).encode())}.{encode(deep)}"
    attack = f"{token}.{encode(SIGNS.sign(token.encode()))}~"
    assert code_of(lambda: sd_jwt.verify(attack, SIGNS.public)) == "too-deep"
    nested: Any = "x"
    for _ in range(40):
        nested = {"a": [nested]}
    assert code_of(lambda: sd_jwt.verify(signed(nested), SIGNS.public)) == "too-deep"
    many = signed({"a": 1}, *(str(number) for number in range(1001)))
    assert code_of(lambda: sd_jwt.verify(many, SIGNS.public)) == "too-many-disclosures"
    assert code_of(lambda: sd_jwt.verify("a" * (3 << 20) + "~", SIGNS.public)) == "token-too-large"
    disclosure = encode(b"[" * 100_000)
    assert code_of(lambda: sd_jwt.verify(signed({"_sd": []}, disclosure), SIGNS.public)) in {"too-deep", "not-json"}


def test_a_chain_of_disclosures_is_bounded() -> None:
    """Each reveals the next: 40 of them would nest without end."""
    inner: dict[str, Any] = {"last": True}
    disclosures = []
    for _ in range(40):
        one = [SALT, "next", inner]
        disclosures.append(one)
        inner = {"_sd": [digest(one)]}
    assert code_of(lambda: sd_jwt.verify(signed(inner, *disclosures), SIGNS.public)) == "too-deep"


def test_what_cannot_be_concealed_is_said() -> None:
    for act, words in (
        (lambda: sd_jwt.issue({"a": 1}, [("b",)], SIGNS, salts()), "no claim at"),
        (lambda: sd_jwt.issue({"_sd": 1}, [], SIGNS, salts()), "are kept"),
        (lambda: sd_jwt.issue({"a": 1}, [("a",)], SIGNS, iter(["short"])), "128 bits"),
    ):
        with pytest.raises(ValueError, match=words):
            act()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)
names = st.text(max_size=6).filter(lambda name: name not in {"_sd", "...", "_sd_alg"})


def paths_of(value: object, path: Path = ()) -> list[Path]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [one for name, part in inner for one in ((*path, name), *paths_of(part, (*path, name)))]


@settings(max_examples=60, deadline=None)
@given(claims=st.dictionaries(names, json_values, max_size=4), data=st.data())
def test_whatever_is_concealed_comes_back(claims: dict[str, Any], data: st.DataObject) -> None:
    paths = paths_of(claims)
    if any(name in {"_sd", "..."} for path in paths for name in path):
        return
    concealed = data.draw(st.sets(st.sampled_from(paths))) if paths else set()
    text = sd_jwt.issue(claims, sorted(concealed, key=str), SIGNS, salts())
    assert sd_jwt.verify(text, SIGNS.public) == claims
    assert set(sd_jwt.disclosed_paths(sd_jwt.split(text)).values()) == concealed


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | st.text("~.eyJhbGciOiJFUzI1NiJ9_-", max_size=80))
def test_noise_is_refused_with_a_reason(text: str) -> None:
    assert code_of(lambda: sd_jwt.verify(text, SIGNS.public))


def jwcrypto(jwk: dict[str, str]) -> object:
    from jwcrypto.jwk import JWK

    return JWK.from_json(json.dumps(jwk))


def test_the_reference_verifies_what_we_issue() -> None:
    signs, holder = signer_from_jwk(EXAMPLE_ISSUER), signer_from_jwk(EXAMPLE_HOLDER)
    text = sd_jwt.issue(
        CLAIMS | {"cnf": {"jwk": to_jwk(holder.public)}}, CONCEALED, signs, salts(), {"typ": "dc+sd-jwt"}
    )
    shown = sd_jwt.bind(sd_jwt.present(text, lambda path: path[0] == "address"), "us", "once", SECONDS, holder)
    theirs = SDJWTVerifier(shown, lambda *_: jwcrypto(EXAMPLE_ISSUER), "us", "once").get_verified_payload()
    assert theirs == sd_jwt.verify(shown, signs.public, Binding("us", "once", SECONDS))


def test_we_verify_what_the_reference_issues_and_shows() -> None:
    claims = {SDObj("name"): "Amal", "list": [SDObj("SD"), "ER"], SDObj("deep"): {SDObj("inner"): 1}}
    issued = SDJWTIssuer(claims, jwcrypto(EXAMPLE_ISSUER), jwcrypto(EXAMPLE_HOLDER), add_decoy_claims=True)
    shows = SDJWTHolder(issued.sd_jwt_issuance)
    shows.create_presentation({"name": True, "deep": {"inner": True}}, "once", "us", jwcrypto(EXAMPLE_HOLDER))
    key = from_jwk({name: value for name, value in EXAMPLE_ISSUER.items() if name != "d"})
    made = jws.parse(shows.sd_jwt_presentation.rsplit("~", 1)[1]).payload["iat"]
    found = sd_jwt.verify(shows.sd_jwt_presentation, key, Binding("us", "once", made))
    assert (found["name"], found["list"], found["deep"]) == ("Amal", ["ER"], {"inner": 1})
