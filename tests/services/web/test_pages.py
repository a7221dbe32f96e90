"""The pages and the interface of the directory, walked without a browser."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.test import Client

from safeconduct.cases.web.models import Post
from safeconduct.people.person import Name, Person
from safeconduct.people.web import actions as register
from safeconduct.services.web import actions
from safeconduct.services.web.models import Organisation, Service
from safeconduct.shell import clock
from tests.access.world_cases import office
from tests.access.world_services import keeper
from tests.cases.web.walking import on, send, text_of
from tests.services.making import demo, named

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
TODAY = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def directory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The invented directory, on a day."""
    on(monkeypatch, TODAY)
    actions.take(demo())


def found(page: str) -> list[str]:
    """The names of what a page of hits shows."""
    return [re.sub("<[^>]*>", "", name) for name in re.findall(r"<h3>(.*?)</h3>", page)]


def test_anyone_searches_and_no_address_says_what_they_need(client: Client) -> None:
    page = text_of(client.post("/en/services/", {"need": "shelter", "near": "dakar", "km": "20", "sex": "female"}))
    assert found(page) == ["Foyer des femmes et des enfants"]
    assert "ask" in page
    assert "Age" in page
    page = text_of(
        client.post("/fr/services/", {"need": "shelter", "near": "Dakar", "sex": "female", "everybody": "on"})
    )
    assert "Il reçoit seulement : masculin." in page
    assert "ne reçoit pas cette personne" in page


def test_an_unknown_town_is_told(client: Client) -> None:
    page = text_of(client.post("/en/services/", {"near": "Atlantis"}))
    assert "knows no help in a town of this name" in page


def test_an_address_with_a_need_can_be_printed_on_a_poster(client: Client) -> None:
    assert found(text_of(client.get("/en/services/?need=legal&near=Thiès"))) == ["Conseil juridique"]


def test_an_entry_says_when_where_and_for_whom(client: Client) -> None:
    page = text_of(client.get(f"/en/services/{named('Couture')}/"))
    assert "It takes people from 16 to 40 years." in page
    assert "Monday, Tuesday, Wednesday, Thursday, Friday · 09:00–16:00" in page
    assert client.get("/en/services/nothing/").status_code == 404


def test_a_caseworker_searches_for_somebody_whose_record_is_open() -> None:
    _, (officer,) = office("north", "permit authority", Post.Role.OFFICER)
    assert officer.who.account is not None
    modou = register.register(
        Person(
            "person", (Name("Modou Fall"),), born="2002-05-01", born_by="document", sex="male", nationalities=("SEN",)
        )
    )
    address = f"/en/services/person/{modou.pk}/"
    assert officer.client.get(address).headers["Location"] == f"/en/people/{modou.pk}/"
    register.note_reading([modou], officer.who.account, "he asks for help", "people:record", clock.current)
    page = text_of(officer.client.post(address, {"near": "Dakar", "status": "returnee", "km": "20"}))
    assert "Modou Fall" in page
    assert "Nuits d’accueil" in found(page)
    assert "Foyer des femmes et des enfants" not in found(page)
    assert 'name="age"' not in page


def test_whoever_answers_for_an_entry_assures_it(client: Client) -> None:
    old = Service.objects.get(number=named("Recherche de proches"))
    its = keeper("keeper", Organisation.objects.get(pk=old.organisation_id))
    page = text_of(its.client.get("/en/services/kept/"))
    assert "Is this still right?" in page
    assert "said to be right on 2026-03-01" in page
    assert send(its.client, f"/en/services/{old.number}/assure/").status_code == 302
    assert "Nothing is asked after" in text_of(its.client.get("/en/services/kept/"))
    old.refresh_from_db()
    assert old.row["assured_date"] == TODAY.isoformat()
    send(its.client, f"/en/services/{old.number}/close/")
    assert "not given at present" in text_of(client.get(f"/en/services/{old.number}/"))


# ---- the interface ---------------------------------------------------------------------------------------------------


def asked(client: Client, **body: object) -> dict[str, object]:
    """Search by the interface."""
    found: dict[str, object] = client.post(
        "/api/v1/services/search", json.dumps(body), content_type="application/json"
    ).json()
    return found


def test_machines_search_with_reasons(client: Client) -> None:
    answer = asked(client, need="work", latitude=14.669, longitude=-17.438, age=70, km=100, everybody=True)
    told = {(one["name"], one["takes"]) for one in answer["items"]}  # type: ignore[attr-defined]
    assert told == {("Bourse de l’emploi", "yes"), ("Petite activité", "no"), ("Couture", "no")}
    assert asked(client, need="gold")["errors"] == [
        {"pointer": "#/need", "detail": asked(client, need="gold")["errors"][0]["detail"]}  # type: ignore[index]
    ]
    assert asked(client, latitude=1.0)["title"] == "Half a place"


def test_machines_read_the_standard_and_are_not_sent_it_twice(client: Client) -> None:
    listed = client.get("/api/v1/services?limit=5").json()
    assert len(listed["items"]) == 5
    assert listed["next"]
    number = named("Couture")
    answer = client.get(f"/api/v1/services/{number}")
    assert answer.json()["service_at_locations"][0]["location"]["addresses"][0]["city"] == "Thiès"
    known = {"HTTP_IF_NONE_MATCH": answer.headers["ETag"]}
    assert client.get(f"/api/v1/services/{number}", **known).status_code == 304  # type: ignore[arg-type]
    of = answer.json()["organization"]["id"]
    assert len(client.get(f"/api/v1/organizations/{of}").json()["services"]) == 3
    assert client.get("/api/v1/services/nothing").headers["Content-Type"] == "application/problem+json"
