"""A proof that a form asks for is shown from a wallet: asked, answered, taken over, or refused with the form usable."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from safeconduct.cases.questions import questions
from safeconduct.cases.web import documents, drafts, showing, store
from safeconduct.cases.web.models import Case, Draft, Office
from safeconduct.identity import jws, mdoc, session_transcript
from safeconduct.identity.acts import Told
from safeconduct.identity.base64url import decode, encode
from safeconduct.identity.keys import thumbprint
from safeconduct.identity.openid import encryption
from safeconduct.identity.web import actions, issuing, signing
from safeconduct.identity.web.actions import Conferral
from safeconduct.identity.web.models import Credential
from safeconduct.people.person import Name, Person
from safeconduct.procedures.library import Library
from safeconduct.shell import clock
from safeconduct.shell.models import Account
from tests.identity.openid.wallet import HOLDER, STRANGER, bind, show
from tests.identity.web.making import REGISTRY, person
from tests.identity.web.test_openid4vci import BY, FORM

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
AMAL = Person("person", (Name("Amal Idris", "Amal", "Idris"),), born="1990-03-05")
PROOF = "paper-0"


@dataclass
class Scene:
    """Somebody signed in who writes an application, and holds a credential."""

    client: Client
    draft: Draft
    credential: Credential

    def start(self, where: str = "other", key: str = PROOF) -> str:
        answer = self.client.post(reverse("wallet:show", args=[self.draft.pk, key]), {"where": where})
        assert answer.status_code == 302, answer.content.decode()[-2000:]
        return answer.headers["Location"].rstrip("/").rsplit("/", 1)[1]

    def fetched(self, number: str) -> dict[str, Any]:
        answer = Client().post(f"/openid4vp/request/{number}", "wallet_nonce=w1", FORM)
        assert answer.headers["Content-Type"] == "application/oauth-authz-req+jwt"
        return jws.parse(answer.content.decode()).payload

    def sd_jwt(self) -> str:
        return str(issuing.issue(self.credential, "dc+sd-jwt", HOLDER.public, clock.current))

    def send(self, number: str, presentations: dict[str, list[str]], asked: dict[str, Any]) -> Any:  # noqa: ANN401
        (key,) = asked["client_metadata"]["jwks"]["keys"]
        response = encryption.encrypt({"state": asked["state"], "vp_token": presentations}, key, "A256GCM")
        return Client().post(f"/openid4vp/answer/{number}", f"response={response}", FORM)

    def answer(self, number: str, *paths: str, key: Any = HOLDER, **changes: Any) -> Any:  # noqa: ANN401
        asked = self.fetched(number)
        (query,) = (one for one in asked["dcql_query"]["credentials"] if one["format"] == "dc+sd-jwt")
        names = paths or tuple(claim["path"][0] for claim in query["claims"])
        shown = show(self.sd_jwt(), *((name,) for name in names))
        changes.setdefault("iat", int(clock.current().timestamp()))
        return self.send(
            number, {query["id"]: [bind(shown, asked["client_id"], asked["nonce"], key, **changes)]}, asked
        )

    def wait(self, number: str) -> Any:  # noqa: ANN401
        return self.client.get(reverse("wallet:waiting", args=[number]), follow=True)

    @property
    def answers(self) -> dict[str, str]:
        return drafts.answers_of(Draft.objects.get(pk=self.draft.pk))


@pytest.fixture
def scene(client: Client) -> Scene:
    signing.begin_first(clock.current() - timedelta(days=1))
    account = Account.objects.create_user("amal@example.com")
    client.force_login(account)
    procedure = next(one.identity for one in Library.default().newest() if one.id == "common/access-to-data")
    its = Library.default().load(procedure)
    draft = drafts.begin(account, procedure, {"party": its.person}, clock.current())
    on = clock.day_of(clock.current())
    conferral = Conferral("residence-permit", person(AMAL), REGISTRY, "permit", BY, on, on + timedelta(days=90))
    return Scene(client, draft, actions.confer(conferral, clock.current))


def test_the_question_offers_the_wallet_beside_the_form(scene: Scene) -> None:
    page = scene.client.get(reverse("cases:question", args=[scene.draft.pk, PROOF])).content.decode()
    assert reverse("wallet:show", args=[scene.draft.pk, PROOF]) in page
    assert 'type="file"' in page
    asked = scene.client.get(reverse("wallet:show", args=[scene.draft.pk, PROOF])).content.decode()
    assert "full name" in asked
    assert "Use paper or the form instead" in asked


def test_only_what_the_proof_needs_is_asked_for(scene: Scene) -> None:
    asked = scene.fetched(scene.start())
    assert asked["wallet_nonce"] == "w1"
    paths = {claim["path"][-1] for query in asked["dcql_query"]["credentials"] for claim in query["claims"]}
    assert paths == {"issuing_authority", "confers_legal_identity", "name", "birthdate", "document_number"}
    assert [one["format"] for one in asked["dcql_query"]["credentials"]] == ["dc+sd-jwt", "mso_mdoc"]


def test_across_devices_what_was_shown_answers_the_question_and_nothing_is_typed_twice(scene: Scene) -> None:
    number = scene.start()
    assert "svg" in scene.wait(number).content.decode()
    answer = scene.answer(number)
    assert (answer.status_code, answer.json()) == (200, {})
    page = scene.wait(number).content.decode()
    assert "Taken over from your wallet" in page
    assert "Amal Idris" in page
    assert scene.answers[PROOF] == "shown"
    assert (scene.answers["person.name"], scene.answers["person.born"]) == ("Amal Idris", "1990-03-05")
    shown = showing.given(PROOF, scene.answers)
    assert shown is not None
    assert (shown.issuer, shown.identity, shown.form) == (settings.ISSUER, "no", "residence permit")
    assert shown.checked == ("issuer-trusted", "status-valid", "holder-proved")
    assert "sex" not in shown.facts


def test_what_was_shown_enters_the_case_and_the_officer_reads_it(scene: Scene) -> None:
    number = scene.start()
    scene.answer(number)
    scene.wait(number)
    Office.objects.create(name="Data office", procedures=["common/access-to-data"], state="ES")
    its = Library.default().load(scene.draft.procedure)
    said = {"circumstance": "no", "number": "1", "text": "Everything.", "paper": "later", "person": "Amal Idris"}
    rest = {one.key: said[one.kind] for one in questions(its, its.person) if one.kind in said}
    answers = rest | scene.answers | {"person.language": "en"}
    drafts.change(scene.draft, answers, clock.current())
    check = reverse("cases:check", args=[scene.draft.pk])
    hidden = re.search(r'name="(once[^"]*)" value="([^"]+)"', scene.client.get(check).content.decode())
    assert hidden is not None
    assert scene.client.post(check, {hidden[1]: hidden[2]}, follow=True).status_code == 200
    case = Case.objects.get()
    (shown,) = [one for line in store.file_of(case.pk.bytes).lines for one in line.words.shown]
    assert shown.facts["name"] == "Amal Idris"
    story = scene.client.get(reverse("cases:mine", args=[case.number])).content.decode()
    assert settings.ISSUER in story
    pages = PdfReader(BytesIO(documents.whole_file(case, store.file_of(case.pk.bytes)))).pages
    assert "Amal Idris" in "".join(page.extract_text() for page in pages)


def test_on_the_same_device_the_answer_waits_for_the_browser_that_asked(scene: Scene) -> None:
    number = scene.start("here")
    page = scene.wait(number).content.decode()
    assert 'href="openid4vp://?' in page
    link = scene.answer(number).json()["redirect_uri"]
    assert "Taken over" not in scene.wait(number).content.decode()
    where = urlsplit(link)
    code = parse_qs(where.query)["response_code"][0]
    other = Client()
    other.force_login(Account.objects.get(email="amal@example.com"))
    assert other.get(f"{where.path}?response_code={code}").status_code == 404
    assert scene.client.get(f"{where.path}?response_code=guessed").status_code == 404
    assert "Taken over" in scene.client.get(f"{where.path}?response_code={code}", follow=True).content.decode()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"nonce": "other"}, "binding-nonce"),
        ({"aud": "x509_hash:other"}, "binding-audience"),
        ({"iat": 1}, "binding-too-old"),
        ({"sd_hash": "AAAA"}, "binding-of-other"),
        ({"key": STRANGER}, "binding-signature-wrong"),
    ],
)
def test_what_is_refused_says_why_and_leaves_the_form_usable(scene: Scene, changes: dict[str, Any], code: str) -> None:
    number = scene.start()
    answer = scene.answer(number, **changes)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    page = scene.wait(number).content.decode()
    assert code in page
    assert 'type="file"' in page
    assert PROOF not in scene.answers


def test_a_claim_that_is_missing_or_a_revoked_credential_is_refused(scene: Scene) -> None:
    number = scene.start()
    assert scene.answer(number, "name").status_code == 400
    assert "claim-missing" in scene.wait(number).content.decode()
    kept = scene.sd_jwt()
    actions.revoke(scene.credential, Told("stolen"), BY, clock.current)
    number = scene.start()
    asked = scene.fetched(number)
    shown = bind(
        show(kept, ("name",), ("birthdate",), ("document_number",)),
        asked["client_id"],
        asked["nonce"],
        iat=int(clock.current().timestamp()),
    )
    assert scene.send(number, {asked["dcql_query"]["credentials"][0]["id"]: [shown]}, asked).status_code == 400
    assert "revoked" in scene.wait(number).content.decode()


def test_who_declines_goes_on_with_the_form(scene: Scene) -> None:
    number = scene.start()
    state = scene.fetched(number)["state"]
    answer = Client().post(f"/openid4vp/answer/{number}", f"error=access_denied&state={state}", FORM)
    assert answer.status_code == 200
    page = scene.wait(number).content.decode()
    assert "Your wallet showed nothing." in page


def test_a_request_is_answered_once_and_by_nobody_who_only_knows_its_number(scene: Scene) -> None:
    number = scene.start()
    assert Client().post(f"/openid4vp/answer/{number}", "error=access_denied&state=guessed", FORM).status_code == 400
    assert scene.answer(number).status_code == 200
    assert scene.answer(number).status_code == 400
    assert Client().get("/openid4vp/request/unknown").status_code == 404
    assert Client().get(reverse("wallet:waiting", args=[number])).status_code == 302


def test_a_mobile_document_is_taken_with_its_session(scene: Scene) -> None:
    number = scene.start()
    asked = scene.fetched(number)
    query = asked["dcql_query"]["credentials"][1]
    doctype = query["meta"]["doctype_value"]
    issued = issuing.issue(scene.credential, "mso_mdoc", HOLDER.public, clock.current)
    assert isinstance(issued, bytes)
    (key,) = asked["client_metadata"]["jwks"]["keys"]
    thumb = decode(key["kid"])
    transcript = session_transcript.for_redirect(asked["client_id"], asked["nonce"], thumb, asked["response_uri"])
    names = [claim["path"][1] for claim in query["claims"]]
    shown = encode(mdoc.present(issued, doctype, {doctype: names}, transcript, HOLDER))
    assert scene.send(number, {query["id"]: [shown]}, asked).status_code == 200
    scene.wait(number)
    assert scene.answers["person.name"] == "Amal Idris"
    assert thumbprint(HOLDER.public)


def test_who_a_case_is_about_is_filled_in_from_a_wallet(scene: Scene) -> None:
    number = scene.start(key="person")
    asked = scene.fetched(number)
    query = next(
        one for one in asked["dcql_query"]["credentials"] if "residence-permit" in str(one["meta"].get("vct_values"))
    )
    shown = show(scene.sd_jwt(), *((claim["path"][0],) for claim in query["claims"]))
    bound = bind(shown, asked["client_id"], asked["nonce"], iat=int(clock.current().timestamp()))
    refused = scene.send(number, {query["id"]: [bound]}, asked)
    assert (refused.status_code, refused.json().get("error_description", "")) == (200, "")
    scene.wait(number)
    assert scene.answers["person.name"] == "Amal Idris"


def test_nobody_sees_the_draft_of_another(scene: Scene) -> None:
    other = Client()
    other.force_login(Account.objects.create_user("other@example.com"))
    assert other.get(reverse("wallet:show", args=[scene.draft.pk, PROOF])).status_code == 404
    assert other.get(reverse("wallet:waiting", args=[scene.start()])).status_code == 404
    unknown = UUID(int=1)
    assert scene.client.get(reverse("wallet:show", args=[unknown, PROOF])).status_code == 404


def test_the_page_that_waits_is_told_when_there_is_news(scene: Scene) -> None:
    number = scene.start()
    address, asks = reverse("wallet:waiting", args=[number]), {"HX-Request": "true"}
    assert scene.client.get(address, headers=asks).status_code == 204
    scene.answer(number)
    assert scene.client.get(address, headers=asks).headers["HX-Refresh"] == "true"
