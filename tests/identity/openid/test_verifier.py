"""OpenID4VP 1.0, the verifier's side. Negative tests bear the names of the OpenID conformance suite's modules."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from safeconduct.identity import jws, mdoc, sd_jwt_vc, session_transcript
from safeconduct.identity.base64url import decode, encode
from safeconduct.identity.keys import Signer, to_jwk
from safeconduct.identity.openid import encryption, request, response
from safeconduct.identity.openid.dcql import read_query
from safeconduct.identity.openid.errors import ProtocolError
from safeconduct.identity.openid.request import ENCRYPTED, PLAIN, Request
from safeconduct.identity.openid.response import Presentation, WalletDeclined, judge_answer, read_answer
from safeconduct.identity.refusal import Refused, Verdict
from safeconduct.identity.status_list import build
from safeconduct.identity.status_token import StatusList
from safeconduct.identity.trust import Trusted
from safeconduct.identity.verifying import Judging
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
from tests.identity.openid.wallet import HOLDER, STRANGER, bind, show

SIGNS, ROOT, VERIFIER = key_of(61, "registrar"), key_of(62), key_of(63)
VCT, DOCTYPE, SPACE = "urn:example:birth:1", "org.example.birth.1", "org.example.birth"
CERTIFICATE = certificate("verifier", VERIFIER, "verifier", VERIFIER)
CLIENT = request.client_by_hash(CERTIFICATE)
KEY = encryption.key_for(b"forty bytes of chance that nobody knows!")
QUERY = {
    "credentials": [
        {
            "id": "birth",
            "format": "dc+sd-jwt",
            "meta": {"vct_values": [VCT]},
            "claims": [{"path": ["given_name"]}, {"path": ["birthdate"]}],
        }
    ]
}
ASKED = Request(
    "r1", CLIENT, "nonce-1", "state-1", "https://v.example/answer/r1", read_query(QUERY), SECONDS + 600, "p"
)
LISTS = {LIST: StatusList(LIST, build(64, {}), SECONDS - 60)}
BY = Judging(trust_of(trusted(SIGNS)), "birth", NOW, LISTS)


def credential(**changes: object) -> str:
    claims = {
        "vct": VCT,
        "iss": ISSUER,
        "iat": SECONDS - 3600,
        "exp": SECONDS + 3600,
        "status": {"status_list": {"idx": 5, "uri": LIST}},
        "cnf": {"jwk": to_jwk(HOLDER.public)},
        "given_name": "Amal",
        "birthdate": "2009-01-01",
        "birth_place": "Gedaref",
    } | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    return sd_jwt_vc.issue(kept, [("given_name",), ("birthdate",), ("birth_place",)], SIGNS, salts())


SHOWN = show(credential(), ("given_name",), ("birthdate",))


def judge(shown: str, asked: Request = ASKED, by: Judging = BY) -> tuple[Presentation, ...]:
    name = asked.query.credentials[0].id
    return judge_answer({name: [shown]}, asked, by, KEY)


def refused(shown: str, asked: Request = ASKED, by: Judging = BY) -> str:
    with pytest.raises(Refused) as raised:
        judge(shown, asked, by)
    return raised.value.reason.code


def bound(shown: str = SHOWN, **changes: Any) -> str:  # noqa: ANN401
    return bind(shown, CLIENT, "nonce-1", **changes)


# Request


def test_the_signed_request_says_who_asks_for_what_and_where_the_answer_goes() -> None:
    text = request.request_object(ASKED, VERIFIER, [CERTIFICATE], SECONDS, key=KEY, wallet_nonce="w1")
    read = jws.parse(text)
    jws.verify(read, VERIFIER.public)
    assert read.header == {"alg": "ES256", "typ": "oauth-authz-req+jwt", "x5c": x5c(CERTIFICATE)}
    metadata = read.payload.pop("client_metadata")
    assert read.payload == {
        "iss": CLIENT,
        "aud": "https://self-issued.me/v2",
        "iat": SECONDS,
        "exp": SECONDS + 600,
        "client_id": CLIENT,
        "response_type": "vp_token",
        "response_mode": "direct_post.jwt",
        "response_uri": "https://v.example/answer/r1",
        "nonce": "nonce-1",
        "state": "state-1",
        "dcql_query": QUERY,
        "wallet_nonce": "w1",
    }
    assert list(metadata["vp_formats_supported"]) == ["dc+sd-jwt"]
    assert metadata["encrypted_response_enc_values_supported"] == ["A128GCM", "A256GCM"]
    (key,) = metadata["jwks"]["keys"]
    assert (key["use"], key["alg"], key["crv"], "d" in key) == ("enc", "ECDH-ES", "P-256", False)


def test_the_link_names_request_and_method() -> None:
    link = urlsplit(request.link(ASKED, "https://v.example/request/r1"))
    assert link.scheme == "openid4vp"
    assert parse_qs(link.query) == {
        "client_id": [CLIENT],
        "request_uri": ["https://v.example/request/r1"],
        "request_uri_method": ["post"],
    }


def test_a_client_by_host_must_bear_the_host_of_its_answers() -> None:
    names = x509.SubjectAlternativeName([x509.DNSName("v.example")])
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "v")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(1)
    builder = builder.not_valid_before(NOW - YEAR).not_valid_after(NOW + YEAR).public_key(VERIFIER.public.material)
    data = builder.add_extension(names, critical=False).sign(VERIFIER.private, hashes.SHA256())
    der = data.public_bytes(Encoding.DER)
    assert request.client_by_host(der, "https://v.example/answer") == "x509_san_dns:v.example"
    for other, uri in ((der, "https://w.example/answer"), (CERTIFICATE, "https://v.example/answer")):
        with pytest.raises(ValueError, match="does not bear"):
            request.client_by_host(other, uri)


def test_a_wallet_nonce_is_not_endless() -> None:
    with pytest.raises(ProtocolError):
        request.request_object(ASKED, VERIFIER, [CERTIFICATE], SECONDS, key=KEY, wallet_nonce="w" * 513)


# Answer


def answer(token: object = None, **changes: Any) -> dict[str, list[str]]:  # noqa: ANN401
    payload = {"state": "state-1", "vp_token": token or {"birth": [bound()]}} | changes
    return {"response": [encryption.encrypt(payload, encryption.public_jwk(KEY))]}


def test_happy_flow_encrypted() -> None:
    shown = read_answer(answer(), ASKED, KEY, SECONDS)
    (one,) = judge_answer(shown, ASKED, BY, KEY)
    assert (one.query, one.kind, one.issuer) == ("birth", VCT, ISSUER)
    assert one.claims == {("given_name",): "Amal", ("birthdate",): "2009-01-01"}
    assert [reason.code for reason in one.reasons] == ["issuer-trusted", "status-valid"]


def test_happy_flow_plain() -> None:
    asked = msgspec.structs.replace(ASKED, mode=PLAIN)
    sent = {"state": ["state-1"], "vp_token": [json.dumps({"birth": [bound()]})]}
    assert judge(read_answer(sent, asked, None, SECONDS)["birth"][0], asked)


@pytest.mark.parametrize("content", encryption.CONTENT)
def test_both_content_algorithms_are_read_and_each_changed_part_refused(content: str) -> None:
    text = encryption.encrypt({"state": "s"}, encryption.public_jwk(KEY), content)
    assert encryption.decrypt(text, KEY) == {"state": "s"}
    for at, part in enumerate(text.split(".")):
        changed = text.split(".")
        changed[at] = part[:-2] + ("AA" if part[-2:] != "AA" else "BB")
        with pytest.raises(Refused):
            encryption.decrypt(".".join(changed), KEY)


def jwe_with(**header: object) -> str:
    text = encryption.encrypt({"state": "s"}, encryption.public_jwk(KEY))
    head, rest = text.split(".", 1)
    changed = json.loads(decode(head)) | header
    return f"{encode(json.dumps(changed).encode())}.{rest}"


@pytest.mark.parametrize(
    "text",
    [
        "a.b",
        jwe_with(alg="dir"),
        jwe_with(enc="A128CBC-HS256"),
        jwe_with(zip="DEF"),
        jwe_with(crit=["x"]),
        jwe_with(kid="other"),
        jwe_with(epk={"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}),
        "." * 4,
        "A" * (3 << 20),
    ],
)
def test_other_encryption_is_refused(text: str) -> None:
    with pytest.raises(ProtocolError) as raised:
        read_answer({"response": [text]}, ASKED, KEY, SECONDS)
    assert raised.value.error == "invalid_request"


def test_the_published_encrypted_answer_is_read() -> None:
    """OpenID4VP 1.0, section 8.3, with the private key that stands there."""
    text = (
        "eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTEyOEdDTSIsImtpZCI6ImFjIiwiZXBrIjp7Imt0eSI6IkVDIiwieCI6Im5ubVZwbTNWM2piaGNh"
        "ZlFhUkJrU1ZOSGx3Wkh3dC05ck9wSnVmeVlJdWsiLCJ5IjoicjRmakRxd0p5czlxVU9QLV9iM21SNVNaRy0tQ3dPMm1pYzVWU05UWU45ZyIs"
        "ImNydiI6IlAtMjU2In19..uAYcHRUSSn2X0WPX.yVzlGSYG4qbg0bq18JcUiDRw56yVnbKR8E7S7YlEtzT00RqE3Pw5oTpUG3hdLN4taHZ9gC"
        "1kwak8JOnJgQ.1wR024_3-qtAlx1oFIUpQQ"
    )
    number = int.from_bytes(decode("Et-3ce0omz8_TuZ96Df9lp0GAaaDoUnDe6X-CRO7Aww"))
    key = encryption.key_for((number - 1).to_bytes(40))
    assert encryption.decrypt(text, key, "ac") == {"vp_token": {"example_credential_id": ["eyJhb...YMetA"]}}


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"vp_token": ["{}"], "state": ["state-1"]},
        {"response": ["x", "y"]},
        answer(state="other"),
        answer(state=None),
        answer("text"),
        answer({"other": ["x"]}),
        answer({"birth": "x"}),
        answer({"birth": []}),
        answer({"birth": [7]}),
        answer({"birth": [bound(), bound()]}),
    ],
)
def test_an_answer_of_another_form_is_refused(sent: dict[str, list[str]]) -> None:
    with pytest.raises(ProtocolError) as raised:
        read_answer(sent, ASKED, KEY, SECONDS)
    assert raised.value.error == "invalid_request"


def test_a_request_is_answered_once_and_in_time() -> None:
    for asked, now in ((msgspec.structs.replace(ASKED, answered=True), SECONDS), (ASKED, SECONDS + 600)):
        with pytest.raises(ProtocolError):
            read_answer(answer(), asked, KEY, now)


def test_a_wallet_may_decline_without_encryption() -> None:
    for sent in ({"error": ["access_denied"], "state": ["state-1"]}, answer(error="access_denied")):
        with pytest.raises(WalletDeclined) as raised:
            read_answer(sent, ASKED, KEY, SECONDS)
        assert raised.value.error == "access_denied"
    with pytest.raises(WalletDeclined) as raised:
        read_answer({"error": ["<script>"], "state": ["state-1"]}, ASKED, KEY, SECONDS)
    assert raised.value.error == "invalid_request"


# Presentations: names of modules `oid4vp-1final-verifier-…`


def test_invalid_credential_signature() -> None:
    head, rest = SHOWN.split("~", 1)
    assert refused(bound(head[:-4] + "AAAA~" + rest)) == "signature-wrong"


def test_invalid_kb_jwt_signature() -> None:
    assert refused(bound(key=STRANGER)) == "binding-signature-wrong"


def test_invalid_kb_jwt_aud() -> None:
    assert refused(bound(aud="x509_hash:other")) == "binding-audience"
    assert refused(bound(aud=CLIENT.removeprefix("x509_hash:"))) == "binding-audience"


def test_invalid_kb_jwt_nonce() -> None:
    assert refused(bound(nonce="other")) == "binding-nonce"


def test_invalid_sd_hash() -> None:
    assert refused(bound(sd_hash="AAAA")) == "binding-of-other"


def test_kb_jwt_iat_in_future() -> None:
    assert refused(bound(iat=SECONDS + 365 * 86_400)) == "binding-in-future"


def test_kb_jwt_iat_in_past() -> None:
    assert refused(bound(iat=SECONDS - 365 * 86_400)) == "binding-too-old"


def test_present_without_key_binding() -> None:
    assert refused(SHOWN) == "binding-missing"
    free = {"credentials": [QUERY["credentials"][0] | {"require_cryptographic_holder_binding": False}]}
    assert judge(SHOWN, msgspec.structs.replace(ASKED, query=read_query(free)))


def test_present_revoked_credential() -> None:
    for place, code in ((6, "revoked"), (7, "suspended")):
        listed = {LIST: StatusList(LIST, build(64, {6: 1, 7: 2}, 2), SECONDS - 60)}
        one = credential(status={"status_list": {"idx": place, "uri": LIST}})
        shown = show(one, ("given_name",), ("birthdate",))
        assert refused(bound(shown), by=replace(BY, lists=listed)) == code


def test_a_status_that_cannot_be_told_is_not_taken_for_valid() -> None:
    for lists in ({}, {LIST: StatusList(LIST, build(64, {}), SECONDS - 2 * 86_400)}):
        with pytest.raises(Refused) as raised:
            judge(bound(), by=replace(BY, lists=lists))
        assert raised.value.verdict is Verdict.CANNOT_TELL


def test_present_credential_without_status() -> None:
    shown = show(credential(status=None), ("given_name",), ("birthdate",))
    assert judge(bound(shown))[0].reasons[-1].code == "status-none"


def test_present_credential_on_identifier_list() -> None:
    one = credential(status={"identifier_list": {"id": "AA", "uri": LIST}})
    assert refused(bound(show(one, ("given_name",), ("birthdate",)))) == "status-unknown"


def test_request_uri_fetched_twice() -> None:
    first, again = (request.request_object(ASKED, VERIFIER, [CERTIFICATE], SECONDS, key=KEY) for _ in range(2))
    assert first == again


def test_request_uri_method_post() -> None:
    text = request.request_object(ASKED, VERIFIER, [CERTIFICATE], SECONDS, key=KEY, wallet_nonce="w2")
    assert jws.parse(text).payload["wallet_nonce"] == "w2"


def test_minimal_cnf_jwk() -> None:
    bare = {name: value for name, value in to_jwk(HOLDER.public).items() if name in {"kty", "crv", "x", "y"}}
    assert judge(bound(show(credential(cnf={"jwk": bare}), ("given_name",), ("birthdate",))))


def test_another_kind_issuer_or_time_is_refused() -> None:
    for changes, code in (
        ({"vct": "urn:example:other:1"}, "kind-other"),
        ({"iss": "https://other.example.org"}, "issuer-unknown"),
        ({"exp": SECONDS - 3600}, "expired"),
        ({"cnf": None}, "binding-key-missing"),
    ):
        assert refused(bound(show(credential(**changes), ("given_name",), ("birthdate",)))) == code


def test_a_claim_that_was_asked_for_and_not_shown_is_missed() -> None:
    assert refused(bound(show(credential(), ("given_name",)))) == "claim-missing"


def test_what_is_shown_beyond_the_query_is_dropped() -> None:
    (one,) = judge(bound(show(credential(), ("given_name",), ("birthdate",), ("birth_place",))))
    assert "Gedaref" not in str(one)


def test_one_good_of_several_is_enough_where_several_may_come() -> None:
    many = {"credentials": [QUERY["credentials"][0] | {"multiple": True}]}
    asked = msgspec.structs.replace(ASKED, query=read_query(many))
    assert len(judge_answer({"birth": [bound(key=STRANGER), bound()]}, asked, BY, KEY)) == 1
    with pytest.raises(Refused) as raised:
        judge_answer({"birth": [bound(key=STRANGER)]}, asked, BY, KEY)
    assert raised.value.reason.code == "binding-signature-wrong"


def test_trusted_authorities_are_looked_for_in_the_chain() -> None:
    identifier = x509.SubjectKeyIdentifier.from_public_key(ROOT.public.material)
    leaf = _leaf_with(x509.AuthorityKeyIdentifier(identifier.digest, None, None))
    trust = trust_of(Trusted(ISSUER, frozenset(["birth"]), NOW - YEAR, NOW + YEAR, (), (_root(),)))
    claims = {"vct": VCT, "iss": ISSUER, "cnf": {"jwk": to_jwk(HOLDER.public)}, "given_name": "A", "birthdate": "2009"}
    shown = sd_jwt_vc.issue(claims, [], SIGNS, salts(), {"x5c": x5c(leaf)})
    for value, good in ((encode(identifier.digest), True), ("AAAA", False)):
        authority = {"trusted_authorities": [{"type": "aki", "values": [value]}]}
        asked = msgspec.structs.replace(ASKED, query=read_query({"credentials": [QUERY["credentials"][0] | authority]}))
        by = replace(BY, trust=trust)
        if good:
            assert judge(bound(shown), asked, by)
        else:
            assert refused(bound(shown), asked, by) == "authority-other"


# mdoc


MDOC_QUERY = {
    "credentials": [
        {
            "id": "birth",
            "format": "mso_mdoc",
            "meta": {"doctype_value": DOCTYPE},
            "claims": [{"path": [SPACE, "given_name"]}],
        }
    ]
}
OWN = certificate("registrar", SIGNS, "registrar", SIGNS)
MDOC_ASKED = msgspec.structs.replace(ASKED, query=read_query(MDOC_QUERY))
MDOC_BY = replace(
    BY,
    trust=trust_of(
        Trusted(
            ISSUER,
            frozenset(["birth"]),
            NOW - YEAR,
            NOW + YEAR,
            (),
            (OWN,),
        )
    ),
)


def device_response(
    asked: Request = MDOC_ASKED, *, encrypted: bool = True, doctype: str = DOCTYPE, device: Signer = HOLDER
) -> str:
    elements = {SPACE: {"given_name": "Amal", "birth_place": "Gedaref"}}
    chance = (bytes([number]) * 32 for number in range(9))
    period = (NOW, NOW, NOW + timedelta(days=9))
    issued = mdoc.issue(doctype, elements, HOLDER.public, SIGNS, [OWN], period, chance)
    thumb = encryption.key_thumbprint(KEY) if encrypted else None
    transcript = session_transcript.for_redirect(asked.client, asked.nonce, thumb, asked.response_uri)
    return encode(mdoc.present(issued, doctype, {SPACE: ["given_name"]}, transcript, device))


def test_an_mdoc_is_judged_with_its_session() -> None:
    (one,) = judge(device_response(), MDOC_ASKED, MDOC_BY)
    assert (one.kind, one.claims) == (DOCTYPE, {(SPACE, "given_name"): "Amal"})


def test_invalid_session_transcript() -> None:
    other = msgspec.structs.replace(MDOC_ASKED, nonce="other")
    assert refused(device_response(other), MDOC_ASKED, MDOC_BY) == "signature-wrong"
    assert refused(device_response(encrypted=False), MDOC_ASKED, MDOC_BY) == "signature-wrong"
    plain = msgspec.structs.replace(MDOC_ASKED, mode=PLAIN)
    assert judge(device_response(encrypted=False), plain, MDOC_BY)
    assert MDOC_ASKED.mode == ENCRYPTED


def test_an_mdoc_of_another_kind_or_device_is_refused() -> None:
    assert refused(device_response(doctype="org.example.other"), MDOC_ASKED, MDOC_BY) == "kind-other"
    assert refused(device_response(device=STRANGER), MDOC_ASKED, MDOC_BY) == "signature-wrong"
    assert refused("AAAA", MDOC_ASKED, MDOC_BY)


def test_the_same_device_goes_on_with_a_fresh_code() -> None:
    assert response.response_code_address("https://v.example/go/r1", "c1") == {
        "redirect_uri": "https://v.example/go/r1?response_code=c1"
    }


def _root() -> bytes:
    return certificate("root", ROOT, "root", ROOT, ca=True)


def _leaf_with(extension: x509.ExtensionType) -> bytes:
    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

    builder = x509.CertificateBuilder().subject_name(name("registrar")).issuer_name(name("root")).serial_number(3)
    builder = builder.not_valid_before(NOW - YEAR).not_valid_after(NOW + YEAR).public_key(SIGNS.public.material)
    uri = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(ISSUER)])
    builder = builder.add_extension(extension, critical=False).add_extension(uri, critical=False)
    return builder.sign(ROOT.private, hashes.SHA256()).public_bytes(Encoding.DER)
