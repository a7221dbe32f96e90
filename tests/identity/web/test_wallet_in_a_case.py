"""A wallet beside a case that runs: it waits for what will be conferred, and shows a proof that was asked for later."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from safeconduct.cases.web import store
from safeconduct.cases.web.actions import Done
from safeconduct.cases.web.models import Case
from safeconduct.identity import jws
from safeconduct.identity.chain_header import x5c
from safeconduct.identity.openid import encryption
from safeconduct.identity.web import actions, asking, issuing, offers, roots, signing
from safeconduct.identity.web.actions import Conferral
from safeconduct.people.web import models
from safeconduct.shell import clock
from safeconduct.shell.models import Account
from tests.cases.web.making import Hand
from tests.identity.making import key_of
from tests.identity.openid.wallet import HOLDER, bind, show
from tests.identity.web.making import (
    LOSS,
    REGISTRY,
    SERVED,
    TO_REGISTER,
    WITNESSES,
    filed,
    hand,
    person,
    play,
)
from tests.identity.web.test_openid4vci import BY, FORM, post, proofs, redeemed

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SD = "birth-registration-sd-jwt"
TO_ASK = (
    (date(2027, 1, 12), "documentation office", "does", "suspend the lost card"),
    (date(2027, 1, 13), "documentation office", "sends", "ask for what is missing"),
    (date(2027, 1, 14), "", "serves", "ask for what is missing"),
)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Hand:
    made = hand()
    monkeypatch.setattr(clock, "current", made)
    return made


@pytest.fixture
def amal(client: Client, at: Hand) -> models.Person:
    account = Account.objects.create_user("amal@example.com")
    client.force_login(account)
    return person(account=account)


def numbered(done: Done) -> str:
    return Case.objects.get(pk=done.file.id.hex()).number


def posted(client: Client, address: str, page: str, **fields: str) -> Any:  # noqa: ANN401
    """Send the form of a page, with the word that lets it be sent once."""
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    hidden |= dict(re.findall(r'name="(once[^"]*)" value="([^"]+)"', page))
    return client.post(address, hidden | fields, follow=True)


# ---- a document that is still to be decided --------------------------------------------------------------------------


def taken_early(client: Client, done: Done, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, str], dict[str, str]]:
    """The wallet's token and what it waits with, after the holder let it wait from the page of their case."""
    number, made = numbered(done), list[offers.Offer]()
    offer = offers.offer_pending
    monkeypatch.setattr(offers, "offer_pending", lambda *said: made.append(offer(*said)) or made[-1])
    page = client.get(reverse("cases:mine", args=[number])).content.decode()
    assert reverse("wallet:early", args=[number]) in page
    early = reverse("wallet:early", args=[number])
    assert "Your wallet can take the offer now" in client.get(early).content.decode()
    offered = client.post(early, {"kind": "birth-registration"}).content.decode()
    assert made[0].transaction_code in offered
    assert "Nothing is decided yet" in offered
    headers = {"Authorization": f"Bearer {redeemed(Client(), made[0]).json()['access_token']}"}
    body: dict[str, object] = {"credential_configuration_id": SD, "proofs": proofs(client, HOLDER)}
    answer = post(Client(), "credential", body, headers)
    assert answer.status_code == 202
    return headers, {"transaction_id": answer.json()["transaction_id"]}


def test_a_wallet_that_waits_gets_the_document_once_it_is_conferred(
    client: Client, amal: models.Person, at: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = filed(WITNESSES, amal, at, child=True)
    headers, waits = taken_early(client, done, monkeypatch)
    assert post(Client(), "deferred", dict(waits), headers).status_code == 202
    play(done, at, (*TO_REGISTER, *SERVED))
    answer = post(Client(), "deferred", dict(waits), headers)
    (one,) = answer.json()["credentials"]
    assert jws.parse(one["credential"].split("~")[0]).payload["vct"].endswith("birth-registration")
    early = reverse("wallet:early", args=[numbered(done)])
    assert client.get(early).status_code == 404, "it was conferred: there is nothing to wait for"


def test_a_wallet_that_waits_is_told_that_the_case_ended_without_it(
    client: Client, amal: models.Person, at: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = filed(WITNESSES, amal, at, child=True)
    headers, waits = taken_early(client, done, monkeypatch)
    Case.objects.update(closed=True)
    answer = post(Client(), "deferred", dict(waits), headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "credential_request_denied")
    assert "has ended without conferring it" in answer.json()["error_description"]


def test_nobody_else_lets_a_wallet_wait(client: Client, amal: models.Person, at: Hand) -> None:
    number = numbered(filed(WITNESSES, amal, at, child=True))
    other = Client()
    other.force_login(Account.objects.create_user("sami@example.com"))
    for name in ("wallet:early", "wallet:prove"):
        assert other.post(reverse(name, args=[number]), {"kind": "birth-registration"}).status_code == 404


# ---- a proof that is asked for later ---------------------------------------------------------------------------------


def shown(client: Client, start: str, where: str = "other") -> str:
    """Where the person is led after their wallet showed a registration document; ``start`` is the page that asks."""
    on = clock.day_of(clock.current())
    who = models.Person.objects.get()
    credential = actions.confer(
        Conferral("registration-document", who, REGISTRY, "registered", BY, on, date(2028, 1, 1)), clock.current
    )
    answer = client.post(start, {"where": where, "proof": "who the holder is"})
    waiting: str = answer.headers["Location"]
    number = waiting.rstrip("/").rsplit("/", 1)[1]
    asked = jws.parse(Client().get(f"/openid4vp/request/{number}").content.decode()).payload
    (query,) = (one for one in asked["dcql_query"]["credentials"] if one["format"] == "dc+sd-jwt")
    whole = str(issuing.issue(credential, "dc+sd-jwt", HOLDER.public, clock.current))
    names = tuple((claim["path"][0],) for claim in query["claims"])
    text = bind(show(whole, *names), asked["client_id"], asked["nonce"], iat=int(clock.current().timestamp()))
    (key,) = asked["client_metadata"]["jwks"]["keys"]
    response = encryption.encrypt({"state": asked["state"], "vp_token": {query["id"]: [text]}}, key, "A256GCM")
    sent = Client().post(f"/openid4vp/answer/{number}", f"response={response}", FORM)
    assert sent.status_code == 200, sent.content
    back: str = sent.json().get("redirect_uri", waiting).removeprefix(settings.ISSUER)
    return back


@pytest.mark.parametrize("where", ["here", "other"])
def test_a_proof_that_was_asked_for_is_brought_with_the_step_that_asks_for_it(
    client: Client, amal: models.Person, at: Hand, where: str
) -> None:
    done = play(filed(LOSS, amal, at), at, TO_ASK)
    number = numbered(done)
    page = client.get(reverse("cases:mine", args=[number])).content.decode()
    act = next(one for one in re.findall(r'href="([^"]+)"', page) if "bring" in one).replace("&amp;", "&")
    form = client.get(act).content.decode()
    start = next(one for one in re.findall(r'href="([^"]+)"', form) if "/wallet/case/" in one).replace("&amp;", "&")
    assert "who the holder is" in client.get(start).content.decode().lower()
    back = shown(client, start, where)
    page = client.get(back).content.decode()
    assert "Amal Idris" in page
    assert "Nothing was sent yet" in page
    before = len(store.file_of(done.file.id).lines)
    sent = posted(client, back.split("?")[0], page, text="Here it is.")
    assert "Keep the acknowledgement" in sent.content.decode()
    lines = store.file_of(done.file.id).lines
    assert len(lines) == before + 1
    (one,) = lines[-1].words.shown
    assert (lines[-1].what, lines[-1].words.text) == ("bring the papers", "Here it is.")
    assert (one.evidence, one.form, one.facts["name"]) == ("who the holder is", "another document", "Amal Idris")


def test_a_proof_is_sent_beside_papers_at_any_time_and_once(client: Client, amal: models.Person, at: Hand) -> None:
    number = numbered(filed(LOSS, amal, at))
    start = reverse("wallet:prove", args=[number])
    assert start in client.get(reverse("cases:add-papers", args=[number])).content.decode()
    back = shown(client, start)
    page = client.get(back).content.decode()
    assert "Keep the acknowledgement" in posted(client, back, page).content.decode()
    line = store.file_of(Case.objects.get().pk.bytes).lines[-1]
    assert (line.verb, line.words.shown[0].evidence) == ("adds papers", "who the holder is")
    assert "The request has ended" in client.get(back, follow=True).content.decode()


def test_a_request_of_one_case_is_not_answered_in_another(client: Client, amal: models.Person, at: Hand) -> None:
    first, second = (numbered(filed(LOSS, amal, at)) for _ in range(2))
    back = shown(client, reverse("wallet:prove", args=[first]))
    assert "The request has ended" in client.get(back.replace(first, second), follow=True).content.decode()
    assert (
        "The request has ended"
        in client.get(
            reverse("wallet:waiting", args=[back.rstrip("/").rsplit("/", 1)[1]]), follow=True
        ).content.decode()
    )


# ---- who asks --------------------------------------------------------------------------------------------------------


def test_wallets_know_who_asks_by_the_host_where_the_operator_wants_that(
    at: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "WALLET_CLIENT", asking.BY_HOST)
    number = asking.ask("common/access-to-data", "identity", "draft 1", "", at())
    found = asking.find(number, at())
    assert found is not None
    assert found.request.client.startswith("x509_hash:"), "no certificate bears the host yet"
    roots.begin(key_of(93), ("ES", "IACA of Example"), at())
    number = asking.ask("common/access-to-data", "identity", "draft 1", "", at())
    found = asking.find(number, at())
    assert found is not None
    assert found.request.client == f"x509_san_dns:{urlsplit(settings.ISSUER).hostname}"
    assert parse_qs(urlsplit(asking.link_of(number, found)).query)["client_id"] == [found.request.client]
    _, chain = signing.signer_at(at(), roots.ACCESS)
    assert jws.parse(asking.signed(number, "", at())).header["x5c"] == x5c(chain)
