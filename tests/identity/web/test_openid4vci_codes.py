"""A wallet whose holder signs in: pushed request, consent, code, token and credential, each bound to that wallet.

The names follow those of the modules of the OpenID conformance suite (FAPI 2.0 security profile, and `vci10issuer`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from safeconduct.identity import jws
from safeconduct.identity.base64url import encode
from safeconduct.identity.keys import Signer, to_jwk
from safeconduct.identity.web import actions, offers, signing
from safeconduct.identity.web.actions import Conferral
from safeconduct.identity.web.models import Credential
from safeconduct.shell import clock
from safeconduct.shell.models import Account
from tests.identity.openid.wallet import HOLDER, SECOND, proof
from tests.identity.web.making import REGISTRY, WITNESSES, filed, hand, person
from tests.identity.web.test_openid4vci import BY, FORM
from tests.identity.web.test_wallet_in_a_case import numbered

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SD, WALLET, BACK = "registration-document-sd-jwt", "wallet.example", "com.example.wallet:/back"
VERIFIER = "a-secret-of-the-wallet-that-nobody-else-knows-0"
numbers = count()


@dataclass
class Wallet:
    """A wallet as the suite drives one: it does right, unless it is told what to change."""

    browser: Client
    key: Signer = HOLDER
    client: str = WALLET
    nonce: str = ""
    said: dict[str, str] = field(default_factory=dict)

    def dpop(self, path: str, token: str = "", **changes: Any) -> str:  # noqa: ANN401
        claims = {
            "jti": f"proof {next(numbers)}",
            "htm": "POST",
            "htu": f"{settings.ISSUER}{path}",
            "iat": int(clock.current().timestamp()),
            "nonce": self.nonce,
        } | ({"ath": encode(sha256(token.encode()).digest())} if token else {})
        head = {"typ": "dpop+jwt", "jwk": to_jwk(self.key.public)} | changes.pop("head", {})
        return jws.sign(head, claims | changes, self.key)

    def learn_nonce(self) -> None:
        """A proof without nonce is answered by one."""
        answer = self.post("/openid4vci/token", {"grant_type": "authorization_code", "code": "x"}, self.dpop("/x"))
        self.nonce = answer.headers["DPoP-Nonce"]

    def post(self, path: str, form: dict[str, str], dpop: str = "") -> Any:  # noqa: ANN401
        return Client().post(path, urlencode(form), FORM, headers={"DPoP": dpop} if dpop else {})

    def push(self, **changes: str) -> Any:  # noqa: ANN401
        form = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": BACK,
            "state": "st1",
            "scope": SD,
            "code_challenge": encode(sha256(VERIFIER.encode()).digest()),
            "code_challenge_method": "S256",
        } | changes
        return self.post("/openid4vci/push", {name: value for name, value in form.items() if value})

    def pushed(self, **changes: str) -> str:
        answer = self.push(**changes)
        assert answer.status_code == 201, answer.content
        uri: str = answer.json()["request_uri"]
        return uri

    def page(self, uri: str, client: str = "") -> Any:  # noqa: ANN401
        asked = {"client_id": client or self.client, "request_uri": uri}
        return self.browser.get("/openid4vci/authorize", asked, follow=True)

    def agreed(self, uri: str, answer: str = "yes") -> dict[str, str]:
        """What the wallet is led back with."""
        page = self.page(uri).content.decode()
        chosen = re.findall(r'name="subject" [^>]*value="([^"]+)"', page)
        form = {"client_id": self.client, "request_uri": uri, answer: "1"} | ({"subject": chosen[0]} if chosen else {})
        led = self.browser.post(reverse("wallet:consent"), form)
        address = led.headers["Refresh"].removeprefix("0; url=")
        assert address.startswith(BACK)
        return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}

    def token(self, code: str, dpop: str | None = None, **changes: str) -> Any:  # noqa: ANN401
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": VERIFIER,
            "redirect_uri": BACK,
            "client_id": self.client,
        } | changes
        return self.post("/openid4vci/token", form, self.dpop("/openid4vci/token") if dpop is None else dpop)

    def credential(self, token: str, dpop: str | None = None, scheme: str = "DPoP", **asked: str) -> Any:  # noqa: ANN401
        nonce = Client().post("/openid4vci/nonce").json()["c_nonce"]
        now = int(clock.current().timestamp())
        proofs = {"jwt": [proof(settings.ISSUER, nonce, self.key, iat=now, iss=self.client)]}
        body = asked or {"credential_configuration_id": SD}
        shown = self.dpop("/openid4vci/credential", token) if dpop is None else dpop
        headers = {"Authorization": f"{scheme} {token}"} | ({"DPoP": shown} if shown else {})
        sent = json.dumps(body | {"proofs": proofs})
        return Client().post("/openid4vci/credential", sent, "application/json", headers=headers)


@pytest.fixture
def conferred(client: Client) -> Credential:
    signing.begin_first(clock.current() - timedelta(days=1))
    account = Account.objects.create_user("amal@example.com")
    client.force_login(account)
    on = clock.day_of(clock.current())
    conferral = Conferral(
        "registration-document", person(account=account), REGISTRY, "registered", BY, on, on + timedelta(days=90)
    )
    return actions.confer(conferral, clock.current)


@pytest.fixture
def wallet(client: Client, conferred: Credential) -> Iterator[Wallet]:
    made = Wallet(client)
    made.learn_nonce()
    yield made


def error(answer: Any) -> tuple[int, str]:  # noqa: ANN401
    return answer.status_code, answer.json()["error"]


def test_happy_flow(wallet: Wallet) -> None:
    uri = wallet.pushed()
    page = wallet.page(uri).content.decode()
    assert "com.example.wallet:" in page
    assert WALLET in page
    back = wallet.agreed(uri)
    assert (back["state"], back["iss"]) == ("st1", settings.ISSUER)
    answer = wallet.token(back["code"])
    assert (answer.status_code, answer.json()["token_type"]) == (200, "DPoP"), answer.content
    given = wallet.credential(answer.json()["access_token"])
    assert given.status_code == 200, given.content
    assert given.headers["DPoP-Nonce"]
    assert "~" in given.json()["credentials"][0]["credential"]


def test_happy_flow_with_authorization_details_and_the_state_of_an_offer(wallet: Wallet, conferred: Credential) -> None:
    made = offers.offer(conferred, clock.current)
    offer = json.loads(parse_qs(urlsplit(made.link).query)["credential_offer"][0])
    state = offer["grants"]["authorization_code"]["issuer_state"]
    details = json.dumps([{"type": "openid_credential", "credential_configuration_id": SD}])
    uri = wallet.pushed(scope="", authorization_details=details, issuer_state=state)
    token = wallet.token(wallet.agreed(uri)["code"]).json()
    (identifier,) = token["authorization_details"][0]["credential_identifiers"]
    assert wallet.credential(token["access_token"], credential_identifier=identifier).status_code == 200


def test_metadata_say_all_that(client: Client) -> None:
    said = client.get("/.well-known/oauth-authorization-server").json()
    assert said["require_pushed_authorization_requests"] is True
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["dpop_signing_alg_values_supported"] == ["ES256", "EdDSA"]
    assert said["pushed_authorization_request_endpoint"].endswith("/openid4vci/push")
    assert "authorization_code" in said["grant_types_supported"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"request_uri": "urn:ietf:params:oauth:request_uri:x"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"redirect_uri": "http://wallet.example/back"}, "invalid_request"),
        ({"redirect_uri": "javascript:alert(1)"}, "invalid_request"),
        ({"redirect_uri": "https://wallet.example/back#part"}, "invalid_request"),
        ({"redirect_uri": ""}, "invalid_request"),
        ({"client_id": ""}, "invalid_request"),
        ({"scope": "openid"}, "invalid_scope"),
        ({"scope": f"{SD} residence-permit-sd-jwt"}, "invalid_request"),
        ({"authorization_details": "[]"}, "invalid_authorization_details"),
        ({"issuer_state": "guessed"}, "invalid_request"),
    ],
    ids=lambda one: next(iter(one)) if isinstance(one, dict) else one,
)
def test_par_that_is_refused(wallet: Wallet, changes: dict[str, str], code: str) -> None:
    assert error(wallet.push(**changes)) == (400, code)


def test_par_ensure_plain_authorization_request_without_par_fails(wallet: Wallet) -> None:
    asked = {"client_id": WALLET, "response_type": "code", "redirect_uri": BACK, "scope": SD}
    assert error(wallet.browser.get("/openid4vci/authorize", asked)) == (400, "invalid_request")


def test_par_attempt_to_use_request_uri_for_different_client(wallet: Wallet) -> None:
    page = wallet.page(wallet.pushed(), "other.example")
    assert (page.status_code, "has ended" in page.content.decode()) == (400, True)


def test_par_attempt_to_reuse_request_uri_after_auth_succeeds(wallet: Wallet) -> None:
    uri = wallet.pushed()
    assert wallet.page(uri).status_code == 200, "a page that is loaded anew uses nothing up"
    wallet.agreed(uri)
    assert wallet.page(uri).status_code == 400
    again = wallet.browser.post(reverse("wallet:consent"), {"client_id": WALLET, "request_uri": uri, "yes": "1"})
    assert again.status_code == 400


def test_par_attempt_to_use_expired_request_uri(wallet: Wallet, monkeypatch: pytest.MonkeyPatch) -> None:
    uri, later = wallet.pushed(), clock.current() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "current", lambda: later)
    assert wallet.page(uri).status_code == 400


def test_user_rejects_authentication(wallet: Wallet) -> None:
    assert wallet.agreed(wallet.pushed(), "no") == {"error": "access_denied", "state": "st1", "iss": settings.ISSUER}


def test_nobody_agrees_without_signing_in_or_for_somebody_else(wallet: Wallet, conferred: Credential) -> None:
    uri = wallet.pushed()
    assert "/account/login/" in Wallet(Client()).page(uri).redirect_chain[-1][0]
    other = Client()
    other.force_login(Account.objects.create_user("sami@example.com"))
    wallet.browser = other
    assert "You have no document here" in wallet.page(uri).content.decode()
    form = {"client_id": WALLET, "request_uri": uri, "yes": "1", "subject": offers.subject_of(conferred)}
    assert "access_denied" in other.post(reverse("wallet:consent"), form).headers["Refresh"]


def test_incorrect_code_verifier_rejected(wallet: Wallet) -> None:
    code = wallet.agreed(wallet.pushed())["code"]
    assert error(wallet.token(code, code_verifier="x" * 43)) == (400, "invalid_grant")
    assert error(wallet.token(code, code_verifier="")) == (400, "invalid_request")


def test_attempt_reuse_authorization_code_ends_its_token(wallet: Wallet) -> None:
    code = wallet.agreed(wallet.pushed())["code"]
    token = wallet.token(code).json()["access_token"]
    assert error(wallet.token(code)) == (400, "invalid_grant")
    assert error(wallet.credential(token)) == (401, "invalid_token")


def test_authorization_code_of_another_client_or_address_or_expired(
    wallet: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = wallet.agreed(wallet.pushed())["code"]
    assert error(wallet.token(code, client_id="other.example")) == (400, "invalid_grant")
    assert error(wallet.token(code, redirect_uri="com.other:/back")) == (400, "invalid_grant")
    later = clock.current() + timedelta(seconds=61)
    monkeypatch.setattr(clock, "current", lambda: later)
    assert error(wallet.token(code)) == (400, "invalid_grant")


def test_code_bound_to_dpop_jkt_is_refused_with_another_key(wallet: Wallet) -> None:
    from safeconduct.identity.keys import thumbprint

    code = wallet.agreed(wallet.pushed(dpop_jkt=thumbprint(HOLDER.public)))["code"]
    wallet.key = SECOND
    assert error(wallet.token(code)) == (400, "invalid_grant")


def test_token_endpoint_without_dpop_proof_fails(wallet: Wallet) -> None:
    assert error(wallet.token(wallet.agreed(wallet.pushed())["code"], "")) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"htm": "GET"}, "invalid_dpop_proof"),
        ({"htu": "https://elsewhere.example/openid4vci/token"}, "invalid_dpop_proof"),
        ({"htu": 7}, "invalid_dpop_proof"),
        ({"iat": 1}, "invalid_dpop_proof"),
        ({"jti": ""}, "invalid_dpop_proof"),
        ({"head": {"typ": "jwt"}}, "invalid_dpop_proof"),
        ({"head": {"jwk": to_jwk(SECOND.public)}}, "invalid_dpop_proof"),
        ({"head": {"jwk": to_jwk(HOLDER.public) | {"d": "AA"}}}, "invalid_dpop_proof"),
        ({"nonce": "of nobody"}, "use_dpop_nonce"),
        ({"nonce": None}, "use_dpop_nonce"),
    ],
    ids=["htm", "htu", "htu-none", "iat", "jti", "typ", "other-key", "private-key", "wrong-nonce", "no-nonce"],
)
def test_dpop_negative_tests(wallet: Wallet, changes: dict[str, Any], code: str) -> None:
    given = wallet.agreed(wallet.pushed())["code"]
    answer = wallet.token(given, wallet.dpop("/openid4vci/token", **changes))
    assert error(answer) == (400, code)
    assert answer.headers["DPoP-Nonce"]
    assert wallet.token(given).status_code == 200, "a proof that was refused uses nothing up"


def test_dpop_proof_replay(wallet: Wallet) -> None:
    dpop = wallet.dpop("/openid4vci/token")
    assert wallet.token(wallet.agreed(wallet.pushed())["code"], dpop).status_code == 200
    assert error(wallet.token(wallet.agreed(wallet.pushed())["code"], dpop)) == (400, "invalid_dpop_proof")


def test_access_token_is_worth_nothing_without_its_key(wallet: Wallet) -> None:
    token = wallet.token(wallet.agreed(wallet.pushed())["code"]).json()["access_token"]
    path = "/openid4vci/credential"
    assert error(wallet.credential(token, "", scheme="Bearer")) == (401, "invalid_token")
    assert error(wallet.credential(token, "")) == (401, "invalid_dpop_proof")
    other = wallet.credential(token, wallet.dpop(path, "another token"))
    assert error(other) == (401, "invalid_dpop_proof")
    assert other.headers["WWW-Authenticate"].startswith('DPoP error="invalid_dpop_proof"')
    assert error(wallet.credential(token, wallet.dpop(path, token, nonce=""))) == (401, "use_dpop_nonce")
    thief = Wallet(wallet.browser, SECOND, nonce=wallet.nonce)
    assert error(wallet.credential(token, thief.dpop(path, token))) == (401, "invalid_token")
    assert wallet.credential(token).status_code == 200


def test_a_wallet_may_wait_by_signing_in_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    at = hand()
    monkeypatch.setattr(clock, "current", at)
    account = Account.objects.create_user("amal@example.com")
    client.force_login(account)
    who = person(account=account)
    done = filed(WITNESSES, who, at, child=True)
    made = offers.offer_pending(done.file.id.hex(), who.pk, "registration-document", at)
    offer = json.loads(parse_qs(urlsplit(made.link).query)["credential_offer"][0])
    wallet = Wallet(client)
    wallet.learn_nonce()
    uri = wallet.pushed(issuer_state=offer["grants"]["authorization_code"]["issuer_state"])
    assert numbered(done) in wallet.page(uri).content.decode()
    answer = wallet.token(wallet.agreed(uri)["code"])
    assert answer.json()["expires_in"] > 300 * 86_400
    assert wallet.credential(answer.json()["access_token"]).status_code == 202
