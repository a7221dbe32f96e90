"""A wallet, a verifier and an issuer that we did not write: each does its part against ours, over HTTP."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from cbor2 import CBORTag, dumps
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from safeconduct.cases.said import Shown
from safeconduct.cases.web import drafts, showing
from safeconduct.cases.web.models import Draft
from safeconduct.identity import mdoc, session_transcript
from safeconduct.identity.base64url import encode
from safeconduct.identity.keys import signer_from_jwk
from safeconduct.identity.web import actions, asking, issuing, offers, roots, signing
from safeconduct.identity.web.actions import Conferral
from safeconduct.identity.web.models import Credential
from safeconduct.people.person import Name, Person
from safeconduct.procedures.library import Library
from safeconduct.shell import clock
from safeconduct.shell.models import Account
from tests.identity.making import key_of
from tests.identity.openid.wallet import HOLDER, bind, show
from tests.identity.web.making import REGISTRY, person
from tests.identity.web.test_openid4vci import BY
from tests.peers.node import peer, ready

database = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
AMAL = Person("person", (Name("Amal Idris", "Amal", "Idris"),), born="1990-03-05")
PERMIT, PERMIT_MDOC = "residence-permit-sd-jwt", "residence-permit-mdoc"


@pytest.fixture(scope="session", autouse=True)
def libraries() -> None:
    """Install the libraries once."""
    ready()


@pytest.fixture
def credential(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Credential:
    """A residence permit, conferred today by this instance, which stands at an address of this machine."""
    monkeypatch.setattr(settings, "ISSUER", live_server.url)
    signing.begin_first(clock.current() - timedelta(days=1))
    on = clock.day_of(clock.current())
    conferral = Conferral("residence-permit", person(AMAL), REGISTRY, "permit", BY, on, on + timedelta(days=90))
    return actions.confer(conferral, clock.current)


@pytest.fixture
def draft(client: Client) -> Draft:
    """Somebody's application, which asks for a proof of identity."""
    account = Account.objects.create_user("amal@example.com")
    client.force_login(account)
    procedure = next(one.identity for one in Library.default().newest() if one.id == "common/access-to-data")
    return drafts.begin(account, procedure, {"party": Library.default().load(procedure).person}, clock.current())


def shown(
    client: Client, draft: Draft, text: str, form: str, key: dict[str, str], prefix: str = "x509_hash"
) -> dict[str, str]:
    """What stands in the application after their wallet showed something to our verifier."""
    answer = client.post(reverse("wallet:show", args=[draft.pk, "paper-0"]), {"where": "other"})
    number = answer.headers["Location"].rstrip("/").rsplit("/", 1)[1]
    asked = asking.find(number, clock.current())
    assert asked is not None
    told = peer("present", link=asking.link_of(number, asked), credential=text, format=form, key=key)
    assert (told["status"], told["version"], told["prefix"]) == (200, 100, prefix), told
    client.get(reverse("wallet:waiting", args=[number]))
    return drafts.answers_of(Draft.objects.get(pk=draft.pk))


def given(answers: dict[str, str]) -> Shown:
    """What the application keeps of what was shown."""
    kept = showing.given("paper-0", answers)
    assert kept is not None
    return kept


@database
def test_their_wallet_gets_a_batch_of_ours_and_shows_it_to_our_verifier_in_both_formats(
    client: Client, credential: Credential, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = offers.offer(credential, clock.current)
    got = peer("receive", offer=made.drawn, transactionCode=made.transaction_code, copies=3)
    kept, keys = got["received"], got["keys"]
    assert len(kept[PERMIT]) == len(kept[PERMIT_MDOC]) == 3
    assert credential.copies.count() == 6
    answers = shown(client, draft, kept[PERMIT][2], "dc+sd-jwt", keys[2])
    assert (answers["person.name"], answers["person.born"]) == ("Amal Idris", "1990-03-05")
    assert given(answers).format == "dc+sd-jwt"
    # Under a root wallets may also know us by our host; what was issued before is taken as before.
    roots.begin(key_of(71), ("ES", "IACA of Example"), clock.current())
    monkeypatch.setattr(settings, "WALLET_CLIENT", asking.BY_HOST)
    answers = shown(client, draft, kept[PERMIT_MDOC][0], "mso_mdoc", keys[0], "x509_san_dns")
    assert given(answers).format == "mso_mdoc"
    assert "status-valid" in given(answers).checked
    assert "sex" not in given(answers).facts


@database
def test_their_wallet_gets_a_credential_of_ours_after_its_holder_signed_in(
    client: Client, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ISSUER", live_server.url)
    signing.begin_first(clock.current() - timedelta(days=1))
    account = Account.objects.create_user("amal@example.com")
    client.force_login(account)
    on = clock.day_of(clock.current())
    who = person(AMAL, account)
    conferral = Conferral("residence-permit", who, REGISTRY, "permit", BY, on, on + timedelta(days=90))
    made = offers.offer(actions.confer(conferral, clock.current), clock.current)
    wallet = {"offer": made.drawn, "clientId": "wallet.example", "redirectUri": "com.example.wallet:/back"}
    begun = peer("begin", **wallet)
    asked = dict(parse_qsl(urlsplit(begun["page"]).query))
    assert client.get(urlsplit(begun["page"]).path, asked, follow=True).status_code == 200
    subject = offers.subject_of(Credential.objects.get())
    led = client.post(reverse("wallet:consent"), asked | {"yes": "1", "subject": subject})
    back = led.headers["Refresh"].removeprefix("0; url=")
    got = peer("finish", **wallet, key=begun["key"], verifier=begun["verifier"], back=back)
    assert got["type"] == "DPoP"
    assert peer("verify", credential=got["credential"], issuer=settings.ISSUER)["payload"]["iss"] == live_server.url


@database
def test_their_verifier_takes_our_credential_by_what_is_published(credential: Credential) -> None:
    whole = issuing.issue(credential, "dc+sd-jwt", HOLDER.public, clock.current)
    now = int(clock.current().timestamp())
    text = bind(show(str(whole), ("name",)), "https://verifier.example", "n1", iat=now)
    found = peer("verify", credential=text, issuer=settings.ISSUER, nonce="n1")
    assert (found["payload"]["name"], found["audience"]) == ("Amal Idris", "https://verifier.example")
    assert "birthdate" not in found["payload"]


@database
def test_their_verifier_takes_our_mobile_document_by_the_root_that_we_publish(
    client: Client, credential: Credential
) -> None:
    """Readers after ISO/IEC 18013-5 take no chain but one that leads to an authority (IACA)."""
    root = roots.begin(key_of(71), ("ES", "IACA of Example"), clock.current())
    doctype, space = "org.safeconduct.residence.1", {"org.safeconduct.residence.1": ["name"]}
    issued = issuing.issue(credential, "mso_mdoc", HOLDER.public, clock.current)
    transcript = session_transcript.for_redirect("x509_hash:abc", "n1", None, "https://verifier.example/answer")
    response = mdoc.present(bytes(issued), doctype, space, transcript, HOLDER)  # type: ignore[arg-type]
    published = client.get(reverse("identity-published:root", args=[root.pk])).content
    pem = load_der_x509_certificate(published).public_bytes(Encoding.PEM).decode()
    wrapped = dumps(CBORTag(24, transcript)).hex()
    assert peer("verifyMdoc", response=encode(response), transcript=wrapped, certificate=pem) == {"name": "Amal Idris"}


@database
def test_our_verifier_takes_a_credential_that_their_library_issued(
    client: Client,
    credential: Credential,
    draft: Draft,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    holder = peer("newHolder")
    vct = "https://permits.example/credentials/residence-permit"
    claims = {
        "issuing_authority": "Permit office of Example",
        "confers_legal_identity": False,
        "name": "Amal Idris",
        "birthdate": "1990-03-05",
        "document_number": "X-1",
    }
    made = peer("issue", issuer="https://permits.example", vct=vct, claims=claims, holder=holder["public"])
    now = clock.current()
    entry = {
        "issuer": "https://permits.example",
        "purposes": ["residence"],
        "start": (now - timedelta(days=1)).isoformat(),
        "end": (now + timedelta(days=1)).isoformat(),
        "keys": [made["key"]],
    }
    file = tmp_path / "trust-list.json"
    monkeypatch.setattr(settings, "TRUST_LIST", file)
    listed = {"name": "friends", "until": (now + timedelta(days=1)).isoformat(), "entries": [entry]}
    file.write_text(json.dumps(listed))
    answers = shown(client, draft, made["credential"], "dc+sd-jwt", holder)
    taken = given(answers)
    assert (taken.issuer, taken.facts["document_number"]) == ("https://permits.example", "X-1")
    assert signer_from_jwk(holder["private"]).public
