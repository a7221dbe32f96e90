"""What somebody might try who means harm: to act for others, to read what is not theirs, to sign alone."""

from __future__ import annotations

import json
import secrets
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse

from safeconduct.cases import verbs
from safeconduct.cases.recording import Author
from safeconduct.cases.said import Appointment, Power, Proposal, Said
from safeconduct.cases.service import addressee
from safeconduct.cases.signatures import NotAlone
from safeconduct.cases.web import actions
from safeconduct.cases.web.access import account_number
from safeconduct.cases.web.actions import Order
from safeconduct.cases.web.models import Case, Post
from safeconduct.people.web.models import Person
from safeconduct.shell import clock
from tests.access.world_cases import account, case, office, person
from tests.access.worlds import Role, role
from tests.cases.web.making import FILED
from tests.cases.web.walking import day, on, send

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
PROCEDURE = "cz/employee-card"


class Place:
    """An office with its officials, a body that it asks, and one case with its parties."""

    def __init__(self) -> None:
        self.office, self.officials = office("north", "permit authority", *Post.Role.values)
        self.office.procedures = [PROCEDURE]
        self.office.save()
        self.labour, self.of_labour = office("labour", "labour office", Post.Role.OFFICER, Post.Role.INSPECTOR)
        accounts = {name: account(name) for name in ("amina", "firm", "mallory")}
        self.people: dict[str, Person] = {name: person(name.title(), its) for name, its in accounts.items()}
        self.roles: dict[str, Role] = {name: role(name, its) for name, its in accounts.items()}
        self.case: Case = case(self.office, self.people["amina"], self.people["firm"])

    def official(self, which: str) -> Role:
        """The official of the office with this role."""
        return next(one for one in self.officials if one.name.startswith(which))

    def ask_labour(self) -> None:
        """Let the labour office be asked in the case."""
        self.case.asked.create(party="labour office", open=True, reviews=False)


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> Place:  # noqa: ANN401 - pytest-django's
    """A place of its own for each test."""
    settings.DATA = tmp_path
    cache.clear()
    on(monkeypatch, FILED)
    return Place()


def post(who: Role, address: str, body: dict[str, object], **headers: str) -> HttpResponse:
    """Send an operation of the interface."""
    more = {"HTTP_IDEMPOTENCY_KEY": secrets.token_urlsafe(16), **headers}
    return who.client.post(f"/api/v1{address}", json.dumps(body), content_type="application/json", **more)  # type: ignore[return-value, arg-type]


def filing(party: str, **participants: str) -> dict[str, object]:
    """A filing by the interface."""
    return {
        "procedure": PROCEDURE,
        "party": party,
        "participants": {k.replace("_", " "): v for k, v in participants.items()},
    }


# ---- filing for others -----------------------------------------------------------------------------------------------


def test_nobody_files_about_a_number_that_is_not_theirs(place: Place) -> None:
    mallory, others = place.people["mallory"].id, place.people["amina"].id
    for number in (others, "f" * 32):
        answer = post(place.roles["mallory"], "/cases", filing("employer", employer=mallory, worker=number))
        assert answer.status_code == 403, answer.content
    assert Case.objects.count() == 1


def test_nobody_takes_the_place_of_an_authority_by_filing(place: Place) -> None:
    mallory = place.people["mallory"].id
    for party in ("worker", "permit authority"):
        answer = post(place.roles["mallory"], "/cases", filing(party, worker=mallory, permit_authority=mallory))
        assert answer.status_code == 422, answer.content
    assert Case.objects.count() == 1


def test_whoever_files_for_themselves_may(place: Place) -> None:
    answer = post(place.roles["mallory"], "/cases", filing("worker", worker=place.people["mallory"].id))
    assert answer.status_code == 201, answer.content


def test_an_official_files_only_what_their_office_takes_and_for_people_who_are_there(place: Place) -> None:
    amina = place.people["amina"].id
    for who in (place.of_labour[0], place.official("inspector")):
        assert post(who, "/cases", filing("worker", worker=amina)).status_code == 403
    assert post(place.official("officer"), "/cases", filing("worker", worker="f" * 32)).status_code == 403
    assert post(place.official("officer"), "/cases", filing("worker", worker=amina)).status_code == 201


def test_a_group_without_end_is_refused(place: Place) -> None:
    body = filing("worker", worker=place.people["mallory"].id) | {"people": {"family": 10**12}}
    assert post(place.roles["mallory"], "/cases", body).status_code == 422


# ---- powers ----------------------------------------------------------------------------------------------------------


def empowered(place: Place, who: str, email: str) -> HttpResponse:
    """Somebody gives a power of attorney by the page."""
    typed = {"email": email, "scope": "both", "seen": str(place.case.entries), **day("since", FILED)}
    return send(place.roles[who].client, f"/en/my/{place.case.number}/representative/", **typed)


def test_an_employer_gives_no_power_over_the_file_of_the_person(place: Place) -> None:
    assert empowered(place, "firm", "mallory@example.com").status_code == 404
    assert place.roles["mallory"].client.get(f"/en/my/{place.case.number}/").status_code == 404


def test_a_power_of_anybody_but_the_person_opens_nothing(place: Place) -> None:
    power = Power(place.people["mallory"].id, place.people["firm"].id, "power of attorney", "both", FILED)
    by = Author("firm", "employer", "portal")
    order = Order(place.case.pk.bytes, None, by, verbs.EMPOWERS, "", FILED, "employer", said=Said(power=power))
    actions.act(order, clock.current)
    assert place.roles["mallory"].client.get(f"/en/my/{place.case.number}/").status_code == 404


def test_whoever_holds_a_power_gives_none_and_nobody_gives_one_to_themselves(place: Place) -> None:
    assert empowered(place, "amina", "amina@example.com").status_code == 200
    assert empowered(place, "amina", "mallory@example.com").status_code == 302
    assert place.roles["mallory"].client.get(f"/en/my/{place.case.number}/").status_code == 200
    assert empowered(place, "mallory", "firm@example.com").status_code == 404


def test_a_power_that_was_taken_back_opens_nothing_any_more(place: Place) -> None:
    page = f"/en/my/{place.case.number}/representative/"
    assert empowered(place, "amina", "mallory@example.com").status_code == 302
    assert send(place.roles["amina"].client, page, revoke=place.people["firm"].id).status_code == 404
    assert send(place.roles["mallory"].client, page, revoke=place.people["mallory"].id).status_code == 404
    assert place.roles["mallory"].client.get(f"/en/my/{place.case.number}/").status_code == 200
    assert send(place.roles["amina"].client, page, revoke=place.people["mallory"].id).status_code == 302
    assert place.roles["mallory"].client.get(f"/en/my/{place.case.number}/").status_code == 404


def test_nothing_is_served_on_a_power_that_has_ended_or_has_not_begun(place: Place) -> None:
    later = FILED.replace(year=2028)
    for since, until in ((date(2026, 1, 1), date(2026, 12, 31)), (later, None)):
        power = Power(place.people["mallory"].id, place.people["amina"].id, "power of attorney", "both", since, until)
        by = Author("amina", "worker", "portal")
        order = Order(place.case.pk.bytes, None, by, verbs.EMPOWERS, "", FILED, "worker", said=Said(power=power))
        file = actions.act(order, clock.current).file
        to = addressee(file, FILED)
        assert to is not None
        assert to.person == place.people["amina"].id
        if until:
            assert place.roles["mallory"].client.get(f"/en/my/{place.case.number}/").status_code == 404


# ---- acting for others -----------------------------------------------------------------------------------------------


def offered(who: Role, place: Place) -> list[dict[str, Any]]:
    """What the interface offers somebody."""
    return who.client.get(f"/api/v1/cases/{place.case.number}").json()["offered"]  # type: ignore[no-any-return]


def acted(who: Role, place: Place, offer: dict[str, Any], **more: object) -> HttpResponse:
    """Do it by the interface."""
    tag = who.client.get(f"/api/v1/cases/{place.case.number}").headers["ETag"]
    body = {"verb": offer["verb"], "what": offer["what"], "member": offer["member"], "by": offer["party"], **more}
    return post(who, f"/cases/{place.case.number}/acts", body, HTTP_IF_MATCH=tag)


def test_a_body_that_is_asked_enters_nothing_for_others(place: Place) -> None:
    place.ask_labour()
    labour = place.of_labour[0]
    others = [offer for offer in offered(labour, place) if not offer["yours"]]
    assert others
    for offer in others:
        assert acted(labour, place, offer).status_code == 409, offer
        named = {"verb": offer["verb"], "what": offer["what"], "member": offer["member"], "by": offer["party"]}
        page = labour.client.get(f"/en/cases/{place.case.number}/act/", named)
        assert page.status_code == 404, offer


def test_a_body_that_is_asked_has_no_hand_in_fees_and_appointments(place: Place) -> None:
    place.ask_labour()
    for page in ("fees", "appointment", "slip", "post"):
        assert place.of_labour[0].client.get(f"/en/cases/{place.case.number}/{page}/").status_code == 404, page
        assert place.official("officer").client.get(f"/en/cases/{place.case.number}/{page}/").status_code == 200, page


def test_a_party_neither_backdates_nor_says_that_it_came_on_paper(place: Place) -> None:
    worker = place.roles["amina"]
    own = next(offer for offer in offered(worker, place) if offer["yours"])
    assert acted(worker, place, own, on="2027-01-10").status_code == 422
    assert acted(worker, place, own, source="post").status_code == 422
    assert acted(worker, place, own).status_code == 201


def test_the_registry_takes_no_decision(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for party, verb, step, when in (
        ("permit authority", "does", "wait for the applicant", date(2027, 1, 12)),
        ("worker", "does", "appear in person", date(2027, 1, 13)),
        ("permit authority", "does", "confirm the file is complete", date(2027, 1, 18)),
        ("police", "answers", "no threat", date(2027, 2, 1)),
        ("labour office", "answers", "no local candidate", date(2027, 2, 8)),
    ):
        on(monkeypatch, when)
        by = Author("somebody", party, "portal")
        actions.act(Order(place.case.pk.bytes, None, by, verb, step, when, party), clock.current)
    decision = next(o for o in offered(place.official("officer"), place) if o["what"] == "grant")
    assert decision["yours"]
    assert not next(o for o in offered(place.official("registry"), place) if o["what"] == "grant")["yours"]
    assert acted(place.official("registry"), place, decision).status_code == 409


def test_who_typed_a_proposal_for_somebody_does_not_sign_it(place: Place) -> None:
    official = account_number(place.official("officer").who.account.pk)  # type: ignore[union-attr]
    typed = Author("somebody", "permit authority", "post", official)
    proposal = Said(proposal=Proposal("p1", "does", "refuse", ""))
    order = Order(place.case.pk.bytes, None, typed, verbs.PROPOSES, "p1", FILED, "permit authority", said=proposal)
    actions.act(order, clock.current)
    with pytest.raises(NotAlone):
        actions.sign(place.case.pk.bytes, None, "p1", Author(official, "permit authority", "portal"), clock.current)


# ---- reading ---------------------------------------------------------------------------------------------------------


def test_an_inspector_of_a_body_that_is_asked_reads_no_file_of_another_office(place: Place) -> None:
    place.ask_labour()
    address = f"/en/cases/{place.case.number}/file.pdf"
    for one in place.of_labour:
        assert one.client.get(address).status_code == 404
    assert place.official("inspector").client.get(address).status_code == 200


def test_what_is_proposed_is_read_by_the_office_alone(place: Place) -> None:
    said = Said(proposal=Proposal("p1", "does", "refuse", ""), reasons="SECRET-DRAFT")
    by = Author("officer", "permit authority", "portal")
    order = Order(place.case.pk.bytes, None, by, verbs.PROPOSES, "p1", FILED, "permit authority", said=said)
    actions.act(order, clock.current)
    place.ask_labour()
    number = place.case.number
    for who in (place.roles["amina"], place.roles["firm"], place.of_labour[0], place.of_labour[1]):
        for address in (f"/en/my/{number}/", f"/en/cases/{number}/", f"/api/v1/cases/{number}"):
            assert b"SECRET-DRAFT" not in who.client.get(address, follow=True).content, (who.name, address)
    assert b"SECRET-DRAFT" in place.official("officer").client.get(f"/en/cases/{number}/").content


def test_an_employer_reads_neither_appointments_nor_why_an_office_looked(place: Place) -> None:
    made = Appointment("a1", "2027-02-01T09:00:00+01:00", "SECRET-PLACE", "SECRET-ABOUT", 30, "", "SECRET-NEEDS")
    by = Author("officer", "permit authority", "portal")
    said = Said(appointment=made)
    order = Order(place.case.pk.bytes, None, by, verbs.APPOINTS, "a1", FILED, "permit authority", said=said)
    actions.act(order, clock.current)
    number = place.case.number
    place.official("officer").client.get(f"/en/cases/{number}/", {"why": "SECRET-WHY"})
    for address in (f"/en/my/{number}/", f"/en/my/{number}/readings/", f"/api/v1/cases/{number}"):
        assert b"SECRET" not in place.roles["firm"].client.get(address).content, address
    assert b"SECRET-PLACE" in place.roles["amina"].client.get(f"/en/my/{number}/").content
    assert b"SECRET-WHY" in place.roles["amina"].client.get(f"/en/my/{number}/readings/").content


# ---- what pages carry ------------------------------------------------------------------------------------------------


def test_numbers_without_end_in_hidden_fields_are_no_fault_of_the_server(place: Place) -> None:
    long, number = "9" * 5_000, place.case.number
    chief = place.official("supervisor").client
    for address, typed in (
        (f"/en/cases/{number}/sign/", {"seen": long, "proposal": "p"}),
        (f"/en/cases/{number}/assign/", {"official": long}),
        (f"/en/cases/{number}/act/", {"seen": long}),
        (f"/en/cases/{number}/appointment/", {"seen": long}),
        ("/en/office/assign/", {"official": long}),
        ("/en/office/absences/", {"end": long}),
    ):
        assert send(chief, address, **typed).status_code < 500, address
    for address in ("/en/desk/?page=", "/en/office/?page="):
        assert chief.get(address + long).status_code < 500, address
    assert chief.get("/en/apply/zz/no-such-law/begin/").status_code == 404


def test_a_case_is_given_to_nobody_whose_post_ended_or_who_only_reads(place: Place) -> None:
    chief, inspector = place.official("supervisor"), place.official("inspector")
    officer = place.official("officer")
    for who, until, expected in ((inspector, None, 404), (officer, date(2026, 6, 30), 404), (officer, None, 302)):
        number = who.who.account.pk  # type: ignore[union-attr]
        Post.objects.filter(account_id=number).update(until=until)
        answer = send(chief.client, f"/en/cases/{place.case.number}/assign/", official=str(number))
        assert answer.status_code == expected, who.name
        many = send(chief.client, "/en/office/assign/", official=str(number), case=place.case.number)
        assert many.status_code == expected, who.name
