"""Households, representation and consent by the interface for machines."""

from __future__ import annotations

import json
from typing import Any

import pytest

from safeconduct.people import acts
from safeconduct.people.web import registry
from safeconduct.people.web.actions import open_to
from safeconduct.people.web.models import Membership, Person, Reading
from tests.access.world_cases import account, person
from tests.access.worlds import Role, role
from tests.people.web.test_api import ROOT, officer, send

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
__all__ = ["officer"]
WHY = "asked by the mission"
LIVES = {"relationship": "child", "since": "2027-01-01", "why": WHY}
POWER = {"kind": "legal guardian", "scope": "both", "since": "2027-01-01", "proof": "paper 7", "why": WHY}
CONSENT = {
    "purpose": "course", "receiver": "School", "fields": ["names"], "until": "2027-12-31", "given": "on paper",
    "why": WHY,
}  # fmt: skip


def verbs(its: Person) -> list[str]:
    return [line.verb for line in registry.history_of(its)]


def test_a_member_is_entered_once_ended_and_struck_out_unless_unseen(officer: Role) -> None:
    mother, child = person("Mother", None), person("Child", None)
    address, body = f"{ROOT}/{mother.pk}/household", LIVES | {"person": child.pk}
    first = send(officer, "POST", address, body, Idempotency_Key="one")
    again = send(officer, "POST", address, body, Idempotency_Key="one")
    assert (first.status_code, first.content) == (201, again.content)
    made = json.loads(first.content)
    assert (made["person"], made["relationship"], Membership.objects.count()) == (child.pk, "child", 2)
    assert send(officer, "POST", address, body).status_code == 422
    assert officer.client.get(address).status_code == 422
    read = officer.client.get(f"{address}?why=a+letter+came")
    assert [one["relationship"] for one in read.json()] == ["head", "child"]
    tag = read.headers["ETag"]
    assert officer.client.get(f"{address}?why=again", headers={"If-None-Match": tag}).status_code == 304
    ended = send(officer, "POST", f"{address}/{made['id']}/end", {"on": "2027-01-10", "why": WHY})
    assert json.loads(ended.content)["until"] == "2027-01-10"
    late = send(officer, "POST", f"{address}/{made['id']}/end", {"on": "2027-01-12", "why": WHY})
    assert (late.status_code, json.loads(late.content)["type"].rpartition(":")[2]) == (422, "wrong-household")
    strike = f"{address}/{made['id']}/strike"
    assert send(officer, "POST", strike, {"why": WHY}).status_code == 428
    assert send(officer, "POST", strike, {"why": WHY}, If_Match=tag).status_code == 412
    tag = officer.client.get(f"{address}?why=again").headers["ETag"]
    left = send(officer, "POST", strike, {"why": WHY}, If_Match=tag)
    assert [one["person"] for one in json.loads(left.content)] == [mother.pk]
    assert verbs(child) == [acts.STRIKES, acts.LEAVES, acts.HOUSES]


def test_a_power_is_entered_and_revoked(officer: Role) -> None:
    amina, lawyer = person("Amina", None), person("Lawyer", None)
    address = f"{ROOT}/{amina.pk}/representations"
    made = send(officer, "POST", address, POWER | {"representative": lawyer.pk})
    assert made.status_code == 201
    number = json.loads(made.content)["id"]
    revoked = send(officer, "POST", f"{address}/{number}/revoke", {"on": "2027-01-13", "why": WHY})
    assert json.loads(revoked.content)["revoked"] == "2027-01-13"
    assert [one["id"] for one in officer.client.get(f"{address}?why=a+letter").json()] == [number]
    assert verbs(amina) == [acts.REVOKES, acts.EMPOWERS]


def test_a_person_reads_their_own_and_withdraws_a_consent(officer: Role) -> None:
    owner = account("amina")
    its, other = person("Amina", None), person("Ben", None)
    open_to(its, owner)
    amina, address = role("amina", owner), f"{ROOT}/{its.pk}/consents"
    made = json.loads(send(officer, "POST", address, CONSENT).content)
    send(officer, "POST", f"{ROOT}/{its.pk}/household", LIVES | {"person": other.pk})
    assert [one["receiver"] for one in amina.client.get(address).json()] == ["School"]
    assert [one["person"] for one in amina.client.get(f"{ROOT}/{its.pk}/household").json()] == [its.pk]
    assert not Reading.objects.exists()
    assert send(amina, "POST", address, CONSENT).status_code == 404
    for _ in range(2):
        withdrawn = send(amina, "POST", f"{address}/{made['id']}/withdraw", {})
        assert json.loads(withdrawn.content)["withdrawn"] == "2027-01-13"
    assert verbs(its) == [acts.WITHDRAWS, acts.HOUSES, acts.CONSENTS]
    assert amina.client.get(f"{ROOT}/{other.pk}/consents").status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("household", LIVES | {"person": "9" * 32}, 422),
        ("household", LIVES | {"relationship": "cousin"}, 422),
        ("household/99/end", {"on": "2027-01-13", "why": WHY}, 404),
        ("household/99999999999999999999/end", {"on": "2027-01-13", "why": WHY}, 404),
        ("representations", POWER | {"representative": "9" * 32}, 422),
        ("representations", POWER | {"until": "2020-01-01"}, 422),
        ("representations/99/revoke", {"on": "2027-01-13", "why": WHY}, 404),
        ("consents", CONSENT | {"until": "2040-01-01"}, 422),
        ("consents", CONSENT | {"fields": ["face"]}, 422),
        ("consents/99/withdraw", {}, 404),
    ],
)
def test_what_cannot_be_is_a_problem_and_writes_nothing(
    officer: Role, path: str, body: dict[str, Any], status: int
) -> None:
    its, other = person("Amina", None), person("Ben", None)
    said = {"person": other.pk, "representative": other.pk} | body if path in ("household", "representations") else body
    answer = send(officer, "POST", f"{ROOT}/{its.pk}/{path}", said)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json"), answer.content
    assert verbs(its) == verbs(other) == []
