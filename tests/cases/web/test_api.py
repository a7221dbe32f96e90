"""The interface of cases, as programs use it: found in parts, acted in once and only as it was seen, exported whole."""

from __future__ import annotations

import csv
import io
import json
import re
import secrets
import zipfile
from datetime import date
from typing import Any

import pyarrow.parquet
import pytest
from django.http import HttpResponse
from django.test import Client
from jsonschema import Draft202012Validator

from safeconduct.cases.web import store
from safeconduct.cases.web.models import Case, Office, Post
from safeconduct.people.web.models import Person
from tests.access.world_cases import account, office, person
from tests.access.world_cases import case as a_case
from tests.access.worlds import Role, role
from tests.cases.web.walking import on

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
TODAY = date(2027, 1, 12)
ROOT = "/api/v1"
PROBLEM = "application/problem+json"
WAIT = {"verb": "does", "what": "wait for the applicant", "by": "permit authority"}
CASES = 7


class Made:
    """An office with an officer and an inspector, and cases of two people who sign in."""

    def __init__(self) -> None:
        self.office: Office
        self.office, roles = office("north", "permit authority", Post.Role.OFFICER, Post.Role.INSPECTOR)
        self.officer, self.inspector = roles
        amina = account("amina")
        self.amina = role("amina", amina)
        self.worker: Person = person("Amina", amina)
        firm = person("Firm", None)
        self.cases = [a_case(self.office, self.worker, firm) for _ in range(CASES)]
        south, (self.stranger,) = office("south", "another authority", Post.Role.OFFICER)
        self.hidden = a_case(south, person("Ben", None), firm)

    @property
    def address(self) -> str:
        """The first case."""
        return f"{ROOT}/cases/{self.cases[0].number}"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    on(monkeypatch, TODAY)
    return Made()


def post(who: Role, address: str, body: dict[str, Any], **headers: str) -> HttpResponse:
    """Send a request of a program in a page of ours, with the token against forgery."""
    client = who.client
    client.get("/en/account/")
    token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""
    told = {"Idempotency-Key": secrets.token_hex(8), "X-CSRFToken": token} | {
        name.replace("_", "-"): value for name, value in headers.items() if value
    }
    if headers.get("Idempotency_Key") == "":
        told.pop("Idempotency-Key")
    return client.post(address, json.dumps(body), "application/json", headers=told)  # type: ignore[return-value]


def problem(answer: HttpResponse, status: int, kind: str = "") -> dict[str, Any]:
    """The problem that is told."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, PROBLEM), answer.content[:500]
    found: dict[str, Any] = json.loads(answer.content)
    assert found["type"] == (f"urn:safeconduct:problem:{kind}" if kind else "about:blank")
    assert found["title"]
    assert found["status"] == status
    return found


def tag(made: Made, who: Role) -> str:
    """The tag of the first case as somebody reads it."""
    return str(who.client.get(made.address).headers["ETag"])


# ---- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_parts_together_are_all_cases_once_and_none_of_others(made: Made, limit: int) -> None:
    numbers, address = [], f"{ROOT}/cases?limit={limit}"
    for _ in range(CASES + 1):
        answer = made.officer.client.get(address)
        numbers += [row["number"] for row in answer.json()["items"]]
        cursor = answer.json()["next"]
        if not cursor:
            break
        address = cursor if cursor.startswith("/") else f"{ROOT}/cases?limit={limit}&cursor={cursor}"
    assert sorted(numbers) == sorted(case.number for case in made.cases)


def test_a_cursor_that_is_none_is_a_problem(made: Made) -> None:
    answer = made.officer.client.get(f"{ROOT}/cases?cursor=nonsense")
    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == PROBLEM


def test_answers_are_what_the_description_says(made: Made) -> None:
    described = made.officer.client.get(f"{ROOT}/openapi.json").json()
    for path, address in (
        (f"{ROOT}/cases", f"{ROOT}/cases"),
        (f"{ROOT}/cases/{{number}}", made.address),
    ):
        answer = described["paths"][path]["get"]["responses"]["200"]
        schema = answer["content"]["application/json"]["schema"] | {"components": described["components"]}
        Draft202012Validator(schema).validate(made.officer.client.get(address).json())


def test_what_is_held_already_is_not_sent_again(made: Made) -> None:
    first = made.officer.client.get(made.address)
    again = made.officer.client.get(made.address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_case_of_another_office_is_not_there(made: Made) -> None:
    for who in (made.officer, made.amina, role("nobody")):
        answer = who.client.get(f"{ROOT}/cases/{made.hidden.number}")
        assert answer.status_code in (401, 403, 404)
        assert made.hidden.stage.encode() not in answer.content


# ---- acting ----------------------------------------------------------------------------------------------------------


def test_an_act_needs_the_tag_of_what_was_read(made: Made) -> None:
    acts = f"{made.address}/acts"
    problem(post(made.officer, acts, WAIT), 428, "if-match-missing")
    problem(post(made.officer, acts, WAIT, If_Match='"other"'), 412, "stale")
    before = tag(made, made.officer)
    answer = post(made.officer, acts, WAIT, If_Match=before)
    assert answer.status_code == 201, answer.content
    assert json.loads(answer.content)["stage"] == "appearance awaited"
    problem(post(made.officer, acts, WAIT, If_Match=before), 412, "stale")
    store.SHELF.clear()
    assert store.file_of(made.cases[0].pk.bytes).version == Case.objects.get(pk=made.cases[0].pk).entries == 5


def test_the_same_key_is_the_same_act(made: Made) -> None:
    acts, before = f"{made.address}/acts", tag(made, made.officer)
    first, again = (post(made.officer, acts, WAIT, If_Match=before, Idempotency_Key="one") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again.headers["Idempotency-Replayed"] == "true"
    other = post(made.officer, acts, WAIT | {"text": "other"}, If_Match=before, Idempotency_Key="one")
    assert other.status_code == 422
    assert other.headers["Content-Type"] == PROBLEM
    problem(post(made.officer, acts, WAIT, If_Match=before, Idempotency_Key=""), 400, "idempotency-key-missing")
    assert Case.objects.get(pk=made.cases[0].pk).entries == 5


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"verb": "does", "what": "grant", "by": "permit authority"}, 409, "not-offered"),
        ({"verb": "deletes", "what": "everything"}, 409, "not-offered"),
        (WAIT | {"on": "2027-01-13"}, 409, "not-offered"),
        (WAIT | {"on": "2026-12-31"}, 409, "not-offered"),
        (WAIT | {"on": "yesterday"}, 422, "invalid-request"),
        (WAIT | {"grounds": ["invented"]}, 422, "wrong-act"),
        (WAIT | {"source": "a dream"}, 422, "wrong-act"),
        ({}, 422, "invalid-request"),
    ],
)
def test_each_refusal_says_what_is_wrong(made: Made, body: dict[str, Any], status: int, kind: str) -> None:
    answer = post(made.officer, f"{made.address}/acts", body, If_Match=tag(made, made.officer))
    found = problem(answer, status, kind)
    assert found["detail"]
    if "offered" in found:
        assert WAIT["what"] in {offer["what"] for offer in found["offered"]}
    assert Case.objects.get(pk=made.cases[0].pk).entries == 4


def test_a_party_does_not_act_in_the_place_of_the_office(made: Made) -> None:
    answer = post(made.amina, f"{made.address}/acts", WAIT, If_Match=tag(made, made.amina))
    problem(answer, 409, "not-offered")
    assert Case.objects.get(pk=made.cases[0].pk).entries == 4


def test_an_inspector_reads_and_does_not_act(made: Made) -> None:
    assert made.inspector.client.get(made.address).status_code == 200
    assert post(made.inspector, f"{made.address}/acts", WAIT, If_Match=tag(made, made.inspector)).status_code == 404


# ---- filing ----------------------------------------------------------------------------------------------------------


def filing(made: Made, **changed: Any) -> dict[str, Any]:  # noqa: ANN401
    """A filing by the person."""
    whole = {"procedure": "cz/employee-card", "party": "worker", "participants": {"worker": made.worker.id}}
    return whole | changed


def test_a_case_is_filed_once_and_acknowledged(made: Made) -> None:
    first, again = (post(made.amina, f"{ROOT}/cases", filing(made), Idempotency_Key="mine") for _ in range(2))
    assert first.status_code == 201, first.content
    assert first.content == again.content
    found = json.loads(first.content)
    assert Case.objects.filter(number=found["number"]).count() == 1
    receipt = made.amina.client.get(found["receipt"])
    assert receipt.status_code in (200, 503)
    assert receipt.status_code == 200 or receipt.headers["Retry-After"] == "1"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"procedure": "cz/unknown"}, 404),
        ({"participants": {"worker": "9" * 32}}, 403),
        ({"party": "employer"}, 403),
        ({"party": "nobody"}, 403),
        ({"circumstances": {"the moon is full": True}}, 422),
        ({"participants": "x"}, 422),
    ],
)
def test_a_wrong_filing_is_refused_whole(made: Made, changed: dict[str, Any], status: int) -> None:
    before = Case.objects.count()
    answer = post(made.amina, f"{ROOT}/cases", filing(made, **changed))
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, PROBLEM), answer.content
    assert Case.objects.count() == before


def test_nobody_files_without_signing_in(made: Made) -> None:
    assert post(role("nobody"), f"{ROOT}/cases", filing(made)).status_code in (401, 403)


# ---- exports ---------------------------------------------------------------------------------------------------------


def rows_of(data: bytes, form: str) -> list[str]:
    """The numbers of cases in an export."""
    if form == "csv":
        return [row[0] for row in csv.reader(io.StringIO(data.decode("utf-8-sig")))][1:]
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            parts = [book.read(name).decode() for name in book.namelist() if name.endswith(".xml")]
        return [number for part in parts for number in re.findall(r">([0-9A-Z]{5}-[0-9A-Z]{5})<", part)]
    table = pyarrow.parquet.read_table(io.BytesIO(data))
    return [str(value) for value in table.column(0).to_pylist()]


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_an_export_holds_as_many_rows_as_it_announces(made: Made, form: str) -> None:
    for who, address in (
        (made.inspector, f"{ROOT}/exports/cases.{form}"),
        (made.inspector, f"/en/office/cases.{form}"),
    ):
        answer = who.client.get(address)
        assert answer.status_code == 200
        data = answer.getvalue() if answer.streaming else answer.content
        found = [number for number in rows_of(data, form) if "-" in number]
        assert int(answer.headers["X-Row-Count"]) == CASES
        assert sorted(found) == sorted(case.number for case in made.cases)


def test_an_export_in_an_unknown_form_is_a_problem(made: Made) -> None:
    assert made.inspector.client.get(f"{ROOT}/exports/cases.exe").status_code in (400, 404, 406, 422)


@pytest.mark.parametrize("address", [f"{ROOT}/cases", f"{ROOT}/exports/cases.csv"])
def test_a_stranger_is_shown_no_case(made: Made, address: str) -> None:
    answer = Client().get(address)
    said = answer.getvalue() if answer.streaming else answer.content
    assert answer.status_code in (200, 401, 403)
    assert not any(case.number.encode() in said for case in made.cases)
