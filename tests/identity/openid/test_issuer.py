"""OpenID4VCI 1.0, the issuer's side. Negative tests bear the names of the OpenID conformance suite's modules."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from safeconduct.identity import jws
from safeconduct.identity.keys import to_jwk
from safeconduct.identity.openid import deferred, issuer_metadata, nonce, notification, offer, token
from safeconduct.identity.openid.credential_request import Wanted, credential_response, denied, read_request
from safeconduct.identity.openid.errors import ProtocolError
from safeconduct.identity.openid.issuer_metadata import Claim, Configuration, Endpoints
from safeconduct.identity.openid.offer import PRE_AUTHORIZED, TransactionCode
from safeconduct.identity.openid.proof import Proof, verify_proofs
from safeconduct.identity.openid.secrets_kept import digest
from safeconduct.identity.openid.token import AccessToken, Grant
from tests.identity.making import ISSUER, SECONDS, key_of
from tests.identity.openid.wallet import HOLDER, SECOND, STRANGER, proof

KEY, CODE, FRESH, PIN = b"k" * 32, "code-of-128-bits-and-more", "token-of-128-bits-and-more", "493536"
BIRTH, SKILLS = "birth-registration", "skills"
KINDS = (
    Configuration(BIRTH, "dc+sd-jwt", "urn:example:birth:1", {"en": "Birth registration"}),
    Configuration(SKILLS, "mso_mdoc", "org.example.skills.1", {"en": "Skills"}, algorithm=-7),
)
ENDPOINTS = Endpoints(
    *(f"{ISSUER}/vci/{name}" for name in ("token", "credential", "nonce", "deferred", "notification"))
)
NONCE = nonce.make_nonce(KEY, SECONDS, b"c" * 16)


def error(raised: pytest.ExceptionInfo[ProtocolError]) -> str:
    return raised.value.error


def form(**changes: str | None) -> dict[str, list[str]]:
    sent = {"grant_type": PRE_AUTHORIZED, "pre-authorized_code": CODE, "tx_code": PIN}
    sent |= {name.replace("code_", "pre-authorized_code"): value for name, value in changes.items()}  # type: ignore[misc]
    return {name: [value] for name, value in sent.items() if value is not None}


def grant(transaction_code: str = PIN) -> Grant:
    return token.new_grant("credential 7", [BIRTH, SKILLS], CODE, SECONDS + 300, transaction_code)


def redeemed(sent: dict[str, list[str]], kept: Grant | None, now: int = SECONDS) -> tuple[Grant | None, str]:
    after, result = token.redeem(sent, kept, now, FRESH)
    return after, result.error if isinstance(result, ProtocolError) else "token"


def access(**identifiers: str) -> AccessToken:
    return AccessToken(digest(FRESH), "credential 7", (BIRTH,), SECONDS + 600, identifiers)


# Offer


def test_an_offer_is_a_link_of_the_same_device_or_one_that_names_where_it_lies() -> None:
    made = offer.credential_offer(ISSUER, [BIRTH], CODE, TransactionCode(6, "The office tells you the code."))
    assert made["credential_configuration_ids"] == [BIRTH]
    assert made["grants"] == {
        PRE_AUTHORIZED: {
            "pre-authorized_code": CODE,
            "tx_code": {"input_mode": "numeric", "length": 6, "description": "The office tells you the code."},
        }
    }
    link = urlsplit(offer.link_by_value(made))
    assert link.scheme == "openid-credential-offer"
    assert json.loads(parse_qs(link.query)["credential_offer"][0]) == made
    by_reference = offer.link_by_reference(f"{ISSUER}/offer/1")
    assert parse_qs(urlsplit(by_reference).query) == {"credential_offer_uri": [f"{ISSUER}/offer/1"]}


def test_an_offer_without_transaction_code_says_nothing_of_one() -> None:
    assert offer.credential_offer(ISSUER, [BIRTH], CODE)["grants"] == {PRE_AUTHORIZED: {"pre-authorized_code": CODE}}


@pytest.mark.parametrize("kinds", [[], [BIRTH, BIRTH]])
def test_an_offer_names_each_kind_once(kinds: list[str]) -> None:
    with pytest.raises(ValueError, match="each once"):
        offer.credential_offer(ISSUER, kinds, CODE)


def test_a_description_is_no_longer_than_the_protocol_allows() -> None:
    with pytest.raises(ValueError, match="300"):
        offer.credential_offer(ISSUER, [BIRTH], CODE, TransactionCode(description="x" * 301))


# Metadata


def test_metadata_name_the_issuer_letter_by_letter_and_each_kind_with_its_format() -> None:
    kinds = (
        Configuration(
            BIRTH,
            "dc+sd-jwt",
            "urn:example:birth:1",
            {"en": "Birth"},
            (Claim(("given_name",), {"fr": "Prénom"}, True),),
        ),
        KINDS[1],
    )
    document = issuer_metadata.issuer_metadata(ISSUER, ENDPOINTS, kinds, {"en": "Registrar"})
    assert document["credential_issuer"] == ISSUER
    assert document["batch_credential_issuance"]["batch_size"] >= 2
    birth = document["credential_configurations_supported"][BIRTH]
    assert (birth["format"], birth["vct"]) == ("dc+sd-jwt", "urn:example:birth:1")
    assert birth["credential_metadata"]["claims"] == [
        {"path": ["given_name"], "display": [{"name": "Prénom", "locale": "fr"}], "mandatory": True}
    ]
    skills = document["credential_configurations_supported"][SKILLS]
    assert (skills["doctype"], skills["credential_signing_alg_values_supported"]) == ("org.example.skills.1", [-7])
    assert skills["cryptographic_binding_methods_supported"] == ["cose_key"]
    for kind in (birth, skills):
        assert kind["proof_types_supported"]["jwt"]["proof_signing_alg_values_supported"]


def test_an_issuer_without_deferred_end_point_says_nothing_of_one() -> None:
    document = issuer_metadata.issuer_metadata(ISSUER, Endpoints("t", "c", "n"), KINDS, {"en": "R"})
    assert not {"deferred_credential_endpoint", "notification_endpoint"} & document.keys()


def test_signed_metadata_hold_the_same_for_a_time() -> None:
    signs = key_of(51, "registrar")
    document = issuer_metadata.issuer_metadata(ISSUER, ENDPOINTS, KINDS, {"en": "Registrar"})
    signed = jws.parse(issuer_metadata.signed_metadata(document, signs, {"x5c": ["AA=="]}, SECONDS, 3600))
    jws.verify(signed, signs.public)
    assert signed.header == {"alg": "ES256", "typ": "openidvci-issuer-metadata+jwt", "x5c": ["AA=="]}
    assert signed.payload == document | {"iss": ISSUER, "sub": ISSUER, "iat": SECONDS, "exp": SECONDS + 3600}


def test_the_issuer_is_its_own_authorization_server() -> None:
    document = issuer_metadata.authorization_server(ISSUER, ENDPOINTS, KINDS)
    assert (document["issuer"], document["token_endpoint"]) == (ISSUER, ENDPOINTS.token)
    assert document["grant_types_supported"] == [PRE_AUTHORIZED]
    assert document["pre-authorized_grant_anonymous_access_supported"] is True


def test_the_well_known_part_stands_between_host_and_path() -> None:
    found = issuer_metadata.well_known("https://issuer.example.com/tenant", issuer_metadata.CREDENTIAL_ISSUER)
    assert found == "https://issuer.example.com/.well-known/openid-credential-issuer/tenant"
    assert issuer_metadata.well_known("https://a.example", "x") == "https://a.example/.well-known/x"
    with pytest.raises(ValueError, match="without query"):
        issuer_metadata.well_known("https://a.example?b=c", "x")


# Token


def test_a_code_gives_a_token_once() -> None:
    kept, result = token.redeem(form(), grant(), SECONDS, FRESH)
    assert isinstance(result, AccessToken)
    assert result == AccessToken(digest(FRESH), "credential 7", (BIRTH, SKILLS), SECONDS + 600)
    assert token.token_response(result, FRESH, SECONDS) == {
        "access_token": FRESH,
        "token_type": "Bearer",
        "expires_in": 600,
    }
    assert redeemed(form(), kept)[1] == "invalid_grant"


def test_neither_code_nor_token_is_kept() -> None:
    kept, result = token.redeem(form(), grant(), SECONDS, FRESH)
    assert not any(secret in f"{kept}{result}" for secret in (CODE, PIN, FRESH))


@pytest.mark.parametrize(
    ("sent", "kept", "expected"),
    [
        (form(grant_type="authorization_code"), grant(), "unsupported_grant_type"),
        (form(grant_type=None), grant(), "unsupported_grant_type"),
        (form(code_=None), grant(), "invalid_request"),
        (form(), None, "invalid_grant"),
        (form(tx_code=None), grant(), "invalid_request"),
        (form(), grant(""), "invalid_request"),
        (form(tx_code="000000"), grant(), "invalid_grant"),
        (form() | {"tx_code": [PIN, PIN]}, grant(), "invalid_request"),
        (form(authorization_details="no"), grant(), "invalid_authorization_details"),
        (
            form(authorization_details='[{"type":"openid_credential","credential_configuration_id":"other"}]'),
            grant(),
            "invalid_authorization_details",
        ),
    ],
)
def test_a_wrong_token_request_is_refused_by_its_code(
    sent: dict[str, list[str]], kept: Grant | None, expected: str
) -> None:
    assert redeemed(sent, kept)[1] == expected


def test_an_expired_code_is_refused() -> None:
    assert redeemed(form(), grant(), SECONDS + 300)[1] == "invalid_grant"


def test_five_wrong_transaction_codes_end_the_offer_even_for_the_right_one() -> None:
    kept: Grant | None = grant()
    for left in (4, 3, 2, 1, 0):
        kept, result = redeemed(form(tx_code="000000"), kept)
        assert (kept.tries if kept else -1, result) == (left, "invalid_grant")
    assert redeemed(form(), kept)[1] == "invalid_grant"


def test_a_request_that_lacks_its_transaction_code_costs_no_try() -> None:
    kept, _ = redeemed(form(tx_code=None), grant())
    assert kept == grant()


def test_authorization_details_give_identifiers_that_must_be_used_then() -> None:
    details = f'[{{"type":"openid_credential","credential_configuration_id":"{BIRTH}"}}]'
    _, result = token.redeem(form(authorization_details=details), grant(), SECONDS, FRESH)
    assert isinstance(result, AccessToken)
    assert result.configurations == (BIRTH,)
    answered = token.token_response(result, FRESH, SECONDS)["authorization_details"]
    name = answered[0]["credential_identifiers"][0]  # type: ignore[index]
    body = json.dumps({"credential_identifier": name}).encode()
    assert read_request(body, result, {BIRTH}).configuration == BIRTH


# Nonce


def test_a_nonce_is_good_for_its_time_and_key() -> None:
    nonce.check_nonce(KEY, NONCE, SECONDS + nonce.LONGEST)
    for key, text, now in (
        (b"x" * 32, NONCE, SECONDS),
        (KEY, NONCE, SECONDS + nonce.LONGEST + 1),
        (KEY, NONCE, SECONDS - 1),
    ):
        with pytest.raises(ProtocolError) as raised:
            nonce.check_nonce(key, text, now)
        assert error(raised) == "invalid_nonce"


@pytest.mark.parametrize("text", ["", "AAAA", "no nonce", "A" * 5000, NONCE[:-2] + "AA"])
def test_what_we_did_not_make_is_no_nonce(text: str) -> None:
    with pytest.raises(ProtocolError) as raised:
        nonce.check_nonce(KEY, text, SECONDS)
    assert error(raised) == "invalid_nonce"


# Proofs: names of modules `vci-1_0-issuer-…`


def verified(*tokens: str, used: frozenset[str] = frozenset()) -> tuple[Proof, ...]:
    def check(text: str) -> None:
        nonce.check_nonce(KEY, text, SECONDS)
        if text in used:
            raise nonce.nonce_used()

    return verify_proofs({"jwt": list(tokens)}, ISSUER, SECONDS, check)


def refused(*tokens: str, used: frozenset[str] = frozenset()) -> str:
    with pytest.raises(ProtocolError) as raised:
        verified(*tokens, used=used)
    return error(raised)


def test_happy_flow_two_proofs_give_two_keys_in_their_order() -> None:
    both = verified(proof(ISSUER, NONCE), proof(ISSUER, NONCE, SECOND))
    assert [one.key.material for one in both] == [HOLDER.public.material, SECOND.public.material]


def test_fail_on_missing_proof() -> None:
    for proofs in (
        None,
        {},
        [],
        {"jwt": []},
        {"jwt": "x"},
        {"jwt": [5]},
        {"di_vp": ["x"]},
        {"jwt": ["x"], "di_vp": []},
    ):
        with pytest.raises(ProtocolError) as raised:
            verify_proofs(proofs, ISSUER, SECONDS, lambda _: None)
        assert error(raised) == "invalid_proof"


def test_fail_on_invalid_jwt_proof_signature() -> None:
    assert refused(proof(ISSUER, NONCE, by=STRANGER)) == "invalid_proof"
    good = proof(ISSUER, NONCE)
    assert refused(good[:-4] + "AAAA") == "invalid_proof"


def test_fail_on_invalid_nonce() -> None:
    assert refused(proof(ISSUER, "made up")) == "invalid_nonce"


def test_fail_on_replay_nonce() -> None:
    assert refused(proof(ISSUER, NONCE), used=frozenset([NONCE])) == "invalid_nonce"


def test_fail_on_invalid_key_attestation_signature() -> None:
    assert refused(proof(ISSUER, NONCE, head={"key_attestation": "a.b.c"})) == "invalid_proof"


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": None},
        {"nonce": 7},
        {"aud": "https://other.example.org"},
        {"aud": [ISSUER]},
        {"iat": None},
        {"iat": SECONDS + 3600},
        {"iat": SECONDS - 3600},
        {"iss": "client"},
        {"head": {"typ": "JWT"}},
        {"head": {"typ": None}},
        {"head": {"alg": "none"}},
        {"head": {"alg": "HS256"}},
        {"head": {"jwk": None}},
        {"head": {"kid": "one"}},
        {"head": {"jwk": None, "kid": "did:example:1#0"}},
        {"head": {"jwk": None, "x5c": ["AA=="]}},
        {"head": {"jwk": to_jwk(HOLDER.public) | {"d": "AA"}}},
        {"head": {"crit": ["x"]}},
    ],
)
def test_a_proof_lacking_or_bending_anything_is_refused(changes: dict[str, object]) -> None:
    assert refused(proof(ISSUER, NONCE, **changes)) == "invalid_proof"


def test_one_bad_proof_spoils_all_and_a_key_is_bound_once() -> None:
    assert refused(proof(ISSUER, NONCE), proof(ISSUER, NONCE, SECOND, by=STRANGER)) == "invalid_proof"
    assert refused(proof(ISSUER, NONCE), proof(ISSUER, NONCE)) == "invalid_proof"
    assert refused(*[proof(ISSUER, NONCE)] * 11) == "invalid_proof"


# Credential request


def asked(held: AccessToken | None = None, **body: object) -> Wanted:
    return read_request(json.dumps(body).encode(), held or access(), {BIRTH, SKILLS})


def test_a_request_names_a_configuration_that_the_token_is_for() -> None:
    assert asked(credential_configuration_id=BIRTH, proofs={"jwt": ["x"]}) == Wanted(BIRTH, {"jwt": ["x"]})


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, "invalid_credential_request"),
        ({"credential_configuration_id": BIRTH, "credential_identifier": "x"}, "invalid_credential_request"),
        ({"credential_configuration_id": BIRTH, "proof": {}}, "invalid_proof"),
        ({"credential_configuration_id": SKILLS}, "insufficient_scope"),
        ({"credential_configuration_id": 7}, "unknown_credential_configuration"),
    ],
)
def test_a_wrong_request_is_refused_by_its_code(body: dict[str, object], expected: str) -> None:
    with pytest.raises(ProtocolError) as raised:
        asked(**body)
    assert error(raised) == expected


def test_fail_on_unknown_credential_configuration_id() -> None:
    with pytest.raises(ProtocolError) as raised:
        asked(credential_configuration_id="other")
    assert error(raised) == "unknown_credential_configuration"


def test_fail_on_unknown_credential_identifier() -> None:
    for held in (access(), access(**{BIRTH: "one"})):
        with pytest.raises(ProtocolError) as raised:
            asked(held, credential_identifier="other")
        assert error(raised) == "unknown_credential_identifier"


def test_a_token_with_identifiers_is_not_asked_by_configuration() -> None:
    with pytest.raises(ProtocolError) as raised:
        asked(access(**{BIRTH: "one"}), credential_configuration_id=BIRTH)
    assert error(raised) == "invalid_credential_request"


def test_fail_on_unsupported_encryption_algorithm() -> None:
    with pytest.raises(ProtocolError) as raised:
        asked(credential_configuration_id=BIRTH, credential_response_encryption={"enc": "A256GCM", "jwk": {}})
    assert error(raised) == "invalid_encryption_parameters"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b"[" * 100_000, b" " * (257 << 10)])
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(ProtocolError) as raised:
        read_request(body, access(), {BIRTH})
    assert error(raised) == "invalid_credential_request"


def test_fail_on_request_with_access_token_in_query() -> None:
    for header in ("", "Basic x", "Bearer", "Bearer  "):
        with pytest.raises(ProtocolError) as raised:
            token.shown_token(header)
        assert (raised.value.status, raised.value.challenge) == (401, "Bearer")
    assert token.shown_token("bearer abc") == ("Bearer", "abc")


def test_an_unknown_or_old_token_is_refused_with_a_challenge() -> None:
    for held, now in ((None, SECONDS), (access(), SECONDS + 600)):
        with pytest.raises(ProtocolError) as raised:
            token.check_token(held, now)
        assert raised.value.challenge.startswith('Bearer error="invalid_token"')


def test_credentials_come_one_for_each_proof() -> None:
    assert credential_response(["a", "b"], "n1") == {
        "credentials": [{"credential": "a"}, {"credential": "b"}],
        "notification_id": "n1",
    }
    assert "notification_id" not in credential_response(["a"])


# Deferred and notification


def test_a_pending_credential_waits_for_the_wallet_of_its_token() -> None:
    waiting = deferred.new_transaction("number", access(), BIRTH, (to_jwk(HOLDER.public),))
    assert deferred.deferred_response("number") == {"transaction_id": "number", "interval": 3600}
    assert deferred.transaction_of(b'{"transaction_id": "number"}') == "number"
    assert deferred.check_transaction(waiting, access()) is waiting
    other = AccessToken(digest("other"), "credential 8", (BIRTH,), SECONDS + 600)
    for held, by in ((None, access()), (waiting, other)):
        with pytest.raises(ProtocolError) as raised:
            deferred.check_transaction(held, by)
        assert error(raised) == "invalid_transaction_id"
    with pytest.raises(ProtocolError) as raised:
        deferred.transaction_of(b"{}")
    assert error(raised) == "invalid_credential_request"
    assert denied("The application was refused.").body()["error"] == "credential_request_denied"


def test_a_notification_says_one_of_three_things() -> None:
    body = b'{"notification_id": "n1", "event": "credential_accepted", "event_description": "ok"}'
    assert notification.read_notification(body) == ("n1", "credential_accepted")
    for wrong in (b"{}", b"x", b'{"notification_id": "n1", "event": "other"}', b" " * 5000):
        with pytest.raises(ProtocolError) as raised:
            notification.read_notification(wrong)
        assert error(raised) == "invalid_notification_request"
    assert notification.notification_unknown().body()["error"] == "invalid_notification_id"


def test_a_description_bears_only_what_the_protocol_allows() -> None:
    body = ProtocolError("invalid_request", 'Not “known”: "é\\').body()
    assert body["error_description"] == "Not 'known': '??"
