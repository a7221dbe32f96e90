"""A wallet gets a credential over the pages: offer, token, nonce, proofs, copies; deferred, denied, told, refused."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from safeconduct.cases.recording import Author
from safeconduct.identity import jws, mdoc, sd_jwt, sd_jwt_vc
from safeconduct.identity.acts import Told
from safeconduct.identity.base64url import decode
from safeconduct.identity.keys import Signer, from_certificate
from safeconduct.identity.openid.offer import PRE_AUTHORIZED
from safeconduct.identity.sd_jwt_vc import Checking
from safeconduct.identity.trust_file import read_trust_list
from safeconduct.identity.web import actions, lists, offers, protocol_store, signing
from safeconduct.identity.web.actions import Conferral
from safeconduct.identity.web.models import Copy, Credential, ProtocolState, StatusList
from safeconduct.people.web import models
from safeconduct.shell import clock
from tests.identity.openid.wallet import HOLDER, SECOND, proof
from tests.identity.web.making import REGISTRY, person

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
BY = Author("officer 1", "civil registrar", "portal")
SD, MDOC = "registration-document-sd-jwt", "registration-document-mdoc"


@pytest.fixture(autouse=True)
def key() -> None:
    signing.begin_first(clock.current() - timedelta(days=1))


def conferred(who: models.Person | None = None) -> Credential:
    on = clock.day_of(clock.current())
    until = on + timedelta(days=90)
    return actions.confer(
        Conferral("registration-document", who or person(), REGISTRY, "registered", BY, on, until), clock.current
    )


def redeemed(client: Client, made: offers.Offer, **changes: str) -> Any:  # noqa: ANN401
    offer = json.loads(parse_qs(urlsplit(made.link).query)["credential_offer"][0])
    assert offer["credential_issuer"] == settings.ISSUER
    code = offer["grants"][PRE_AUTHORIZED]["pre-authorized_code"]
    sent = {"grant_type": PRE_AUTHORIZED, "pre-authorized_code": code, "tx_code": made.transaction_code} | changes
    return client.post("/openid4vci/token", "&".join(f"{k}={v}" for k, v in sent.items()), FORM)


FORM = "application/x-www-form-urlencoded"


def bearer(client: Client, credential: Credential) -> dict[str, str]:
    token = redeemed(client, offers.offer(credential, clock.current)).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


def post(client: Client, path: str, body: dict[str, object], headers: dict[str, str]) -> Any:  # noqa: ANN401
    return client.post(f"/openid4vci/{path}", json.dumps(body), "application/json", headers=headers)


def proofs(client: Client, *keys: Signer) -> dict[str, list[str]]:
    nonce = client.post("/openid4vci/nonce").json()["c_nonce"]
    now = int(clock.current().timestamp())
    return {"jwt": [proof(settings.ISSUER, nonce, one, iat=now) for one in keys]}


def test_a_wallet_gets_two_copies_that_verify_and_cannot_be_joined(client: Client) -> None:
    headers = bearer(client, conferred())
    body = {"credential_configuration_id": SD, "proofs": proofs(client, HOLDER, SECOND)}
    answer = post(client, "credential", body, headers)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    texts = [one["credential"] for one in answer.json()["credentials"]]
    moment = clock.current()
    trust = read_trust_list(json.dumps(signing.trust_list(moment)).encode())
    (listed,) = StatusList.objects.all()
    own = {lists.uri_of(listed): _list(listed)}
    for text in texts:
        outcome = sd_jwt_vc.verify(text, Checking(trust, "registration", moment, own))
        assert outcome.valid
        assert outcome.disclosed["name"] == "Amal Idris"
    first, second = (sd_jwt.split(text) for text in texts)
    assert first.issued.payload["cnf"] != second.issued.payload["cnf"]
    assert first.issued.payload["status"] != second.issued.payload["status"]
    assert not set(first.disclosures) & set(second.disclosures)
    assert first.issued.payload["exp"] == second.issued.payload["exp"]
    assert Copy.objects.count() == 2


def _list(listed: StatusList) -> Any:  # noqa: ANN401
    from safeconduct.identity.status_token import StatusList as Bits

    return Bits(lists.uri_of(listed), lists.bits_of(listed), clock.current().timestamp())


def test_a_mobile_document_is_bound_to_the_key_of_the_proof(client: Client) -> None:
    headers = bearer(client, conferred())
    answer = post(
        client, "credential", {"credential_configuration_id": MDOC, "proofs": proofs(client, HOLDER)}, headers
    )
    document = mdoc.read_issuer_signed(decode(answer.json()["credentials"][0]["credential"]))
    _, chain = signing.signer_at(clock.current())
    from cryptography.x509 import load_der_x509_certificate

    signed = from_certificate(load_der_x509_certificate(chain[0]))
    verified = mdoc.verify_issuer(document, lambda *_: signed, clock.current())
    assert verified.device_key.material == HOLDER.public.material
    assert verified.elements["org.safeconduct.registration.1"]["name"] == "Amal Idris"


def test_metadata_lie_where_wallets_look_and_are_signed_on_demand(client: Client) -> None:
    document = client.get("/.well-known/openid-credential-issuer").json()
    assert document["credential_issuer"] == settings.ISSUER
    assert {SD, MDOC} <= document["credential_configurations_supported"].keys()
    assert not any(name.endswith("-card") for name in document["credential_configurations_supported"])
    signed = client.get("/.well-known/openid-credential-issuer", headers={"Accept": "application/jwt"})
    token = jws.parse(signed.content.decode())
    jws.verify(token, signing.signer_at(clock.current())[0].public)
    assert token.payload.items() >= document.items()
    server = client.get("/.well-known/oauth-authorization-server").json()
    assert server["token_endpoint"] == f"{settings.ISSUER}/openid4vci/token"
    assert client.get("/.well-known/openid-credential-issuer/tenant").status_code == 404


def test_an_offer_that_was_scanned_is_fetched_by_its_number(client: Client) -> None:
    made = offers.offer(conferred(), clock.current)
    address = urlsplit(parse_qs(urlsplit(made.drawn).query)["credential_offer_uri"][0])
    assert len(made.drawn) < 140
    answer = client.get(address.path)
    assert answer.json() == json.loads(parse_qs(urlsplit(made.link).query)["credential_offer"][0])
    assert made.transaction_code not in answer.content.decode()
    assert client.get("/openid4vci/offer/guessed").status_code == 404


def test_wrong_codes_end_an_offer_and_a_code_is_good_once(client: Client) -> None:
    made = offers.offer(conferred(), clock.current)
    wrong = "1" * 6 if made.transaction_code != "111111" else "222222"
    for _ in range(5):
        answer = redeemed(client, made, tx_code=wrong)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert redeemed(client, made).json()["error"] == "invalid_grant"
    again = offers.offer(conferred(), clock.current)
    assert redeemed(client, again).status_code == 200
    assert redeemed(client, again).json()["error"] == "invalid_grant"


def test_fail_on_replay_nonce(client: Client) -> None:
    headers = bearer(client, conferred())
    body: dict[str, object] = {"credential_configuration_id": SD, "proofs": proofs(client, HOLDER)}
    assert post(client, "credential", body, headers).status_code == 200
    assert post(client, "credential", body, headers).json()["error"] == "invalid_nonce"


def test_fail_on_request_with_access_token_in_query(client: Client) -> None:
    token = bearer(client, conferred())["Authorization"].split()[1]
    body = {"credential_configuration_id": SD, "proofs": proofs(client, HOLDER)}
    answer = post(client, f"credential?access_token={token}", body, {})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_an_unknown_token_is_challenged(client: Client) -> None:
    answer = post(client, "credential", {}, {"Authorization": "Bearer unknown"})
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_stolen_token_cannot_fill_the_status_list(client: Client) -> None:
    headers = bearer(client, conferred())
    from tests.identity.making import key_of

    for round_ in range(2):
        keys = [key_of(100 + 10 * round_ + at) for at in range(10)]
        body: dict[str, object] = {"credential_configuration_id": SD, "proofs": proofs(client, *keys)}
        assert post(client, "credential", body, headers).status_code == 200
    body = {"credential_configuration_id": SD, "proofs": proofs(client, HOLDER)}
    assert post(client, "credential", body, headers).json()["error"] == "credential_request_denied"


def test_what_is_suspended_waits_and_comes_once_it_is_valid_again(client: Client) -> None:
    its = conferred()
    suspended = actions.suspend(its, Told("looked into"), BY, clock.current)
    headers = bearer(client, suspended)
    body: dict[str, object] = {"credential_configuration_id": SD, "proofs": proofs(client, HOLDER)}
    answer = post(client, "credential", body, headers)
    assert (answer.status_code, answer.json()["interval"]) == (202, 3600)
    waits = {"transaction_id": answer.json()["transaction_id"]}
    assert post(client, "deferred", waits, headers).status_code == 202
    assert post(client, "deferred", waits, bearer(client, conferred())).json()["error"] == "invalid_transaction_id"
    actions.end_suspension(suspended, Told("in order"), BY, clock.current)
    assert len(post(client, "deferred", waits, headers).json()["credentials"]) == 1
    assert post(client, "deferred", waits, headers).json()["error"] == "invalid_transaction_id"


def test_what_was_revoked_is_denied(client: Client) -> None:
    its = conferred()
    headers = bearer(client, its)
    actions.revoke(its, Told("false"), BY, clock.current)
    body = {"credential_configuration_id": SD, "proofs": proofs(client, HOLDER)}
    assert post(client, "credential", body, headers).json()["error"] == "credential_request_denied"


def test_a_wallet_tells_whether_it_kept_what_it_got(client: Client) -> None:
    headers = bearer(client, conferred())
    body = {"credential_configuration_id": SD, "proofs": proofs(client, HOLDER)}
    number = post(client, "credential", body, headers).json()["notification_id"]
    told = {"notification_id": number, "event": "credential_accepted"}
    assert [post(client, "notification", told, headers).status_code for _ in range(2)] == [204, 204]
    assert post(client, "notification", told, bearer(client, conferred())).json()["error"] == "invalid_notification_id"


def test_nothing_that_was_given_away_is_kept_and_all_is_forgotten(client: Client) -> None:
    made = offers.offer(conferred(), clock.current)
    token = redeemed(client, made).json()["access_token"]
    kept = b"".join(bytes(row.sealed) for row in ProtocolState.objects.all())
    assert ProtocolState.objects.count() == 4
    assert token.encode() not in kept
    later = clock.current() + timedelta(days=1)
    assert protocol_store.forget_old(lambda: later) == 4


def test_a_token_request_that_is_no_form_is_refused(client: Client) -> None:
    answer = client.post("/openid4vci/token", "{}", "application/json")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
