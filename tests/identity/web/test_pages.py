"""Pages of credentials as people and officers use them, and what verifiers fetch."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from safeconduct.cases.web.models import Case, Office, Post
from safeconduct.cli.identity import shown
from safeconduct.identity import acts
from safeconduct.identity.refusal import Verdict
from safeconduct.identity.trust import keys_of_metadata
from safeconduct.identity.trust_file import read_trust_list
from safeconduct.identity.verifying import Judging, judge, read_status_list
from safeconduct.identity.web import signing
from safeconduct.identity.web.models import Credential, StatusList
from safeconduct.people.document import Document
from safeconduct.people.person import Contact, Name, Person
from safeconduct.people.representation import Representation
from safeconduct.people.web.actions import represent
from safeconduct.people.web.models import Reading
from safeconduct.shell.clock import current
from safeconduct.shell.outbox.models import Letter
from tests.access.world_cases import account
from tests.access.world_identity import credential as row
from tests.access.worlds import Role, holder, role
from tests.cases.web.making import Hand
from tests.cases.web.walking import on, send, text_of
from tests.identity.web.making import AMAL, LOSS, REGISTRY, hand, person, registered

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
TODAY = date(2027, 2, 10)
WHY = "?why=came+to+the+counter"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Hand:
    """A clock, a key that signs, and the day of the pages."""
    on(monkeypatch, TODAY)
    return hand()


def official(name: str, what: str = Post.Role.OFFICER) -> Role:
    """Somebody of the registry."""
    its = account(name)
    place, _ = Office.objects.get_or_create(name=REGISTRY, defaults={"parties": ["civil registrar"]})
    Post.objects.create(account=its, office=place, role=what, since=date(2026, 1, 1))
    return role(name, its)


def extract() -> Credential:
    """The extract of the birth registration."""
    return Credential.objects.exclude(state=acts.REVOKED).get(kind="birth-registration")


def test_everybody_reads_what_was_conferred_on_them_and_what_it_is_worth(clock: Hand) -> None:
    amal = account("amal")
    registered(person(account=amal), clock)
    page = text_of(role("amal", amal).client.get("/en/my-documents/"))
    for words in (
        "Extract of the birth registration", extract().number, REGISTRY, "confers legal identity",
        "Registration of a birth on two witnesses", "January 2037", "Print the card",
    ):  # fmt: skip
        assert words in page, words
    assert "Hold it in a wallet" in page
    stranger = role("ben", account("ben")).client
    assert extract().number not in text_of(stranger.get("/en/my-documents/"))
    assert stranger.post(f"/en/my-documents/{extract().pk}/card/").status_code == 404


def test_a_guardian_sees_the_documents_of_the_child(clock: Hand) -> None:
    child, mother = person(), account("mother")
    registered(child, clock)
    guardian = person(Person("person", (Name("Mother"),)), mother)
    represent(Representation(child.pk, guardian.pk, "legal guardian", "both", TODAY))
    assert extract().number in text_of(role("mother", mother).client.get("/en/my-documents/"))


def test_a_printed_card_is_verified_as_a_file_and_says_nothing_to_a_finder(clock: Hand) -> None:
    amal = account("amal")
    registered(person(account=amal), clock)
    answer = role("amal", amal).client.post(f"/en/my-documents/{extract().pk}/card/")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    moment = current()
    trust = read_trust_list(json.dumps(signing.trust_list(moment)).encode())
    lists = _fetched(trust)
    kind, outcome = judge(shown(answer.content), Judging(trust, "identity", moment, lists))  # type: ignore[attr-defined]
    assert (kind, outcome.verdict) == ("card", Verdict.VALID), outcome.reasons
    assert outcome.disclosed["full name"] == AMAL.called
    words = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().casefold()  # type: ignore[attr-defined]
    assert "amal idris" in words
    assert not any(word in words for word in ("asylum", "refugee", "religion", "camp", "nationality: "))


def _fetched(trust: object) -> dict[str, object]:
    answers = [Client().get(f"/status/{one.pk}") for one in StatusList.objects.all()]
    found = [read_status_list(answer.content, trust, current()) for answer in answers]  # type: ignore[arg-type]
    return {one.uri: one for one in found}


def test_a_loss_that_is_reported_suspends_at_once_and_begins_the_procedure(clock: Hand) -> None:
    amal = account("amal")
    who = person(account=amal)
    officer = official("first")
    parties = ["civil registrar", "documentation office"]
    Office.objects.filter(name=REGISTRY).update(procedures=[LOSS], parties=parties, state="ES")
    its = conferred(officer, who, "registration-document")
    client = role("amal", amal).client
    assert "It was lost or stolen" in text_of(client.get(f"/en/my-documents/{its.pk}/lost/"))
    send(client, f"/en/my-documents/{its.pk}/lost/", what="stolen", account="at the station")
    its.refresh_from_db()
    case = Case.objects.get(procedure=LOSS)
    assert (its.state, its.suspended_in_id) == (acts.SUSPENDED, case.pk)
    page = text_of(client.get("/en/my-documents/"))
    assert "suspended: it can come back" in page
    assert "It was stolen. at the station" in page
    assert case.number in text_of(client.get(f"/en/my/{case.number}/"))


def conferred(officer: Role, who: object, kind: str, why: str = "registered at our counter") -> Credential:
    """A credential that an officer conferred by hand."""
    page = f"/en/people/{who.pk}/documents/"  # type: ignore[attr-defined]
    assert "Why do you open these documents?" in text_of(officer.client.get(page))
    assert officer.client.get(page + WHY).status_code == 200
    answer = send(officer.client, page, kind=kind, why=why)
    assert answer.status_code == 302, text_of(answer)
    return Credential.objects.latest("id")


def test_paper_and_pin_are_worth_as_much_as_a_telephone(clock: Hand) -> None:
    registered(person(), clock)
    number = Case.objects.get(pk=extract().case_id).number
    slip = holder("amal with a slip", number)
    assert extract().number in text_of(slip.client.get("/en/my-documents/"))
    assert slip.client.post(f"/en/my-documents/{extract().pk}/card/").headers["Content-Type"] == "application/pdf"
    send(slip.client, f"/en/my-documents/{extract().pk}/lost/", what="lost", account="")
    assert Credential.objects.get(kind="birth-registration").state == acts.SUSPENDED


def test_two_officials_revoke_with_reason_and_remedy_and_the_person_reads_both(clock: Hand) -> None:
    amal = account("amal")
    who = person(Person("person", AMAL.names, born="2009", contact=Contact("amal@example.com")), amal)
    registered(who, clock)
    first, second, inspector = official("first"), official("second"), official("inspector", Post.Role.INSPECTOR)
    its = extract()
    page = f"/en/documents/{its.pk}/"
    assert "Decide about it" not in text_of(inspector.client.get(page + WHY))
    assert "Decide about it" in text_of(first.client.get(page + WHY))
    assert Reading.objects.filter(person=who, account=first.who.account).exists()
    told = {"why": "The birth was entered twice.", "remedy": "Appeal within one month."}
    answer = send(first.client, f"{page}change/", act="propose", seen=its.entries, why="", remedy="x")
    assert "This field is required" in text_of(answer)
    send(first.client, f"{page}change/", act="propose", seen=its.entries, **told)
    its.refresh_from_db()
    assert its.proposed
    assert "waits for a second signature" in text_of(second.client.get("/en/documents/"))
    refused = send(first.client, f"{page}change/", act="sign", seen=its.entries)
    assert refused.status_code == 409
    assert "Another official of the office signs it" in text_of(refused)
    second.client.get(page + WHY)
    stale = send(second.client, f"{page}change/", act="sign", seen=its.entries - 1)
    assert "Somebody acted on it meanwhile" in text_of(stale)
    send(second.client, f"{page}change/", act="sign", seen=its.entries)
    its.refresh_from_db()
    assert its.state == acts.REVOKED
    mine = text_of(role("amal", amal).client.get("/en/my-documents/"))
    assert "revoked: it holds no more" in mine
    assert all(words in mine for words in told.values())
    assert Letter.objects.filter(key__startswith=f"credential {its.pk}").exists()


def test_an_officer_suspends_ends_it_and_replaces(clock: Hand) -> None:
    who, officer = person(), official("first")
    its = conferred(officer, who, "registration-document")
    page, said = f"/en/documents/{its.pk}/change/", {"why": "The photograph fell off.", "remedy": "Ask us again."}
    for act, state in (("suspend", acts.SUSPENDED), ("end", acts.VALID), ("replace", acts.REVOKED)):
        its.refresh_from_db()
        answer = send(officer.client, page, act=act, seen=its.entries, **said)
        assert answer.status_code == 302, text_of(answer)
        its.refresh_from_db()
        assert its.state == state
    assert Credential.objects.get(replaces=its).valid_until == its.valid_until
    assert "replaced by another" in text_of(officer.client.get(f"/en/documents/{its.pk}/"))
    elsewhere = official("elsewhere")
    Post.objects.filter(account=elsewhere.who.account).update(office=Office.objects.create(name="Another office"))
    assert send(elsewhere.client, page, act="suspend", **said).status_code == 404


def test_what_the_register_does_not_hold_is_not_conferred(clock: Hand) -> None:
    officer = official("first")
    for kind in ("guardianship", "skills"):
        who = person()
        page = f"/en/people/{who.pk}/documents/"
        officer.client.get(page + WHY)
        answer = send(officer.client, page, kind=kind, why="asked for it")
        assert "does not hold what this document is for" in text_of(answer)
    paper = Document("school-certificate", "original", authority="School")
    trained = person(Person("person", (Name("B"),), documents=(paper,)))
    assert conferred(officer, trained, "skills").kind == "skills"
    answer = send(officer.client, f"/en/people/{trained.pk}/documents/", kind="birth-registration", why="x")
    assert answer.status_code == 200  # a birth is registered in a case
    assert not Credential.objects.filter(kind="birth-registration").exists()


def test_verifiers_find_keys_lists_and_kinds(clock: Hand) -> None:
    registered(person(account=(amal := account("amal"))), clock)
    role("amal", amal).client.post(f"/en/my-documents/{extract().pk}/card/")
    client = Client()
    metadata = client.get("/.well-known/jwt-vc-issuer").json()
    assert [key.id for key in keys_of_metadata(settings.ISSUER, metadata)] == [_signs()]
    listed = StatusList.objects.get()
    jwt = client.get(f"/status/{listed.pk}")
    cwt = client.get(f"/status/{listed.pk}", headers={"Accept": "application/statuslist+cwt"})
    assert jwt.headers["Content-Type"] == "application/statuslist+jwt"
    assert cwt.headers["Content-Type"] == "application/statuslist+cwt"
    assert jwt.headers["Vary"].startswith("Accept, ")
    trust = read_trust_list(json.dumps(signing.trust_list(current())).encode())
    assert read_status_list(cwt.content, trust, current()).bits == read_status_list(jwt.content, trust, current()).bits
    again = client.get(f"/status/{listed.pk}", headers={"If-None-Match": jwt.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/status/unknown").status_code == 404
    kind = client.get("/credentials/birth-registration").json()
    assert kind["vct"] == f"{settings.ISSUER}/credentials/birth-registration"
    assert {"path": ["issuing_authority"], "sd": "never"} in kind["claims"]
    assert len(kind["display"]) == 4
    assert client.get("/credentials/unknown").status_code == 404


def _signs() -> str:
    return signing.signer_at(current())[0].public.id


def test_a_list_says_the_same_for_minutes_and_another_thing_once_something_changes(clock: Hand) -> None:
    registered(person(account=(amal := account("amal"))), clock)
    client = role("amal", amal).client
    client.post(f"/en/my-documents/{extract().pk}/card/")
    address = f"/status/{StatusList.objects.get().pk}"
    first = Client().get(address).headers["ETag"]
    assert Client().get(address).headers["ETag"] == first
    send(client, f"/en/my-documents/{extract().pk}/lost/", what="lost", account="")
    assert Client().get(address).headers["ETag"] != first


def test_the_page_of_somebody_with_nothing_says_so(clock: Hand) -> None:
    page = role("ben", account("ben")).client.get("/en/my-documents/")
    assert "Nothing was conferred on you here yet." in text_of(page)


def test_a_list_asks_as_much_for_many_documents_as_for_few(clock: Hand) -> None:
    officer = official("first")
    place, who = Office.objects.get(name=REGISTRY), person()
    asked = []
    for number in (2, 12):
        for one in range(number):
            row(1000 * number + one, who, place)
        Credential.objects.update(state=acts.REVOKED)
        with CaptureQueriesContext(connection) as queries:
            assert officer.client.get("/en/documents/").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_without_a_key_no_list_is_signed_and_no_card_is_printed(clock: Hand) -> None:
    amal = account("amal")
    registered(person(account=amal), clock)
    client = role("amal", amal).client
    client.post(f"/en/my-documents/{extract().pk}/card/")
    signing.revoke(_signs(), current())
    answer = Client().get(f"/status/{StatusList.objects.get().pk}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert "a successor must be put in force" in text_of(
        client.post(f"/en/my-documents/{extract().pk}/card/", follow=True)
    )
