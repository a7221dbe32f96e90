"""The register by the interface for machines."""

from __future__ import annotations

import json
import secrets
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse

from safeconduct.cases.web.models import Post
from safeconduct.people.web import registry, searching
from safeconduct.people.web.actions import open_to
from safeconduct.people.web.models import Person, Reading
from tests.access.world_cases import account, office
from tests.access.worlds import Role, role
from tests.cases.web.walking import on

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
ROOT = "/api/v1/people"
RECORD = {
    "kind": "person",
    "names": [{"whole": "Олена Шевченко"}],
    "born": "1990-04",
    "nationalities": ["UKR"],
    "born_in": "UKR",
    "born_at": "Суми",
}


@pytest.fixture
def officer(monkeypatch: pytest.MonkeyPatch) -> Role:
    """An officer, and an index of names of their own."""
    on(monkeypatch, date(2027, 1, 13))
    monkeypatch.setattr(searching, "_KEPT", {})
    _, (its,) = office("north", "permit authority", Post.Role.OFFICER)
    return its


def send(who: Role, method: str, address: str, body: dict[str, Any], **headers: str) -> HttpResponse:
    """Send a request with a key of its own."""
    told = {"Idempotency-Key": secrets.token_hex(8)} | {n.replace("_", "-"): v for n, v in headers.items()}
    return who.client.generic(method, address, json.dumps(body), "application/json", headers=told)  # type: ignore[return-value]


def test_somebody_is_entered_once_read_for_a_reason_and_corrected(officer: Role) -> None:
    body = {"record": RECORD, "why": "asked by the mission"}
    first = send(officer, "POST", ROOT, body, Idempotency_Key="one")
    again = send(officer, "POST", ROOT, body, Idempotency_Key="one")
    assert (first.status_code, json.loads(again.content)) == (201, json.loads(first.content))
    number = json.loads(first.content)["id"]
    assert officer.client.get(f"{ROOT}/{number}").status_code == 422
    read = officer.client.get(f"{ROOT}/{number}?why=a+letter+came")
    assert read.json()["record"]["names"] == RECORD["names"]
    assert Reading.objects.get().why == "a letter came"
    tag = read.headers["ETag"]
    assert officer.client.get(f"{ROOT}/{number}?why=again", headers={"If-None-Match": tag}).status_code == 304
    changed = {"record": RECORD | {"born": "1990"}, "why": "her passport says so"}
    assert send(officer, "PUT", f"{ROOT}/{number}", changed).status_code == 428
    assert send(officer, "PUT", f"{ROOT}/{number}", changed, If_Match=tag).status_code == 200
    assert send(officer, "PUT", f"{ROOT}/{number}", changed, If_Match=tag).status_code == 412
    told = registry.history_of(Person.objects.get())[0].told
    assert told is not None
    assert [(c.before, c.after) for c in told.changes] == [('"1990-04"', '"1990"')]


def test_who_may_be_known_is_told_and_never_entered_twice_unasked(officer: Role) -> None:
    body = {"record": RECORD, "why": "asked by the mission"}
    number = json.loads(send(officer, "POST", ROOT, body).content)["id"]
    again = send(officer, "POST", ROOT, body)
    assert again.status_code == 409
    assert [one["id"] for one in json.loads(again.content)["known"]] == [number]
    assert send(officer, "POST", ROOT, body | {"nobody_known": True}).status_code == 201


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "person", "names": []},
        RECORD | {"born": "1990-02-30"},
        RECORD | {"face": "x"},
        RECORD | {"nationalities": ["UK"]},
    ],
    ids=str,
)
def test_a_record_that_cannot_be_is_a_problem(officer: Role, wrong: dict[str, Any]) -> None:
    answer = send(officer, "POST", ROOT, {"record": wrong, "why": "asked by the mission"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert not Person.objects.exists()


def test_a_list_gives_numbers_in_parts_and_a_person_their_own_alone(officer: Role) -> None:
    body = {"record": RECORD, "why": "asked by the mission", "nobody_known": True}
    numbers = [json.loads(send(officer, "POST", ROOT, body).content)["id"] for _ in range(3)]
    part = officer.client.get(f"{ROOT}?limit=2").json()
    rest = officer.client.get(part["next"]).json()
    assert [row["id"] for row in [*part["items"], *rest["items"]]] == sorted(numbers)
    assert "Олена" not in str(part)
    owner = account("olena")
    open_to(Person.objects.get(pk=numbers[0]), owner)
    olena = role("olena", owner)
    assert [row["id"] for row in olena.client.get(ROOT).json()["items"]] == [numbers[0]]
    assert olena.client.get(f"{ROOT}/{numbers[0]}").status_code == 200
    assert olena.client.get(f"{ROOT}/{numbers[1]}").status_code == 404
