"""Pairs by the interface for machines: listed, decided once, undone with what it asks."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest
from django.http import HttpResponse

from safeconduct.cases.web.models import Post
from safeconduct.people.web import registry
from safeconduct.people.web.models import Pair
from safeconduct.shell import clock
from tests.access.world_cases import office
from tests.access.worlds import Role
from tests.people.web.test_pairs import adjudicator, by, girl, kept, pair_of

__all__ = ["adjudicator"]
pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
ROOT = "/api/v1/pairs"


def send(who: Role, address: str, body: dict[str, Any], **headers: str) -> HttpResponse:
    """Send a request with a key of its own."""
    told = {"Idempotency-Key": secrets.token_hex(8)} | {n.replace("_", "-"): v for n, v in headers.items()}
    return who.client.post(address, json.dumps(body), "application/json", headers=told)  # type: ignore[return-value]


def tag(who: Role, pair: Pair) -> str:
    return str(who.client.get(f"{ROOT}/{pair.pk}").headers["ETag"])


def test_pairs_are_listed_without_names_and_decided_once(adjudicator: Role) -> None:
    pair = pair_of()
    (row,) = adjudicator.client.get(ROOT).json()["items"]
    assert (row["id"], row["one"], row["other"], row["state"]) == (pair.pk, pair.one_id, pair.other_id, "open")
    assert adjudicator.client.get(f"{ROOT}?person={pair.one_id}&state=merged").json()["items"] == []
    read = adjudicator.client.get(f"{ROOT}/{pair.pk}")
    assert "Haile" not in read.content.decode() and read.json()["reasons"][0]["comparison"] == "given"
    body, etag = {"verdict": "same", "why": "Same mother, same scar."}, read.headers["ETag"]
    address = f"{ROOT}/{pair.pk}/decisions"
    assert send(adjudicator, address, body).status_code == 428
    assert send(adjudicator, address, {**body, "why": ""}, If_Match=etag).status_code == 422
    first = send(adjudicator, address, body, If_Match=etag, Idempotency_Key="one")
    again = send(adjudicator, address, body, If_Match=etag, Idempotency_Key="one")
    assert (first.status_code, json.loads(again.content)) == (200, json.loads(first.content))
    assert json.loads(first.content)["state"] == "merged"
    assert [each["office"] for each in json.loads(first.content)["decisions"]] == ["Gedaref"]
    assert send(adjudicator, address, body, If_Match=etag).status_code == 412
    _, (officer,) = office("north", "permit authority", Post.Role.OFFICER)
    read = officer.client.get(f"/api/v1/people/{pair.one_id}?why=a+letter+came").json()
    assert read["same_person"] == [pair.other_id]
    late = send(adjudicator, address, {**body, "verdict": "not the same"}, If_Match=tag(adjudicator, pair))
    assert (late.status_code, json.loads(late.content)["type"].rpartition(":")[2]) == (409, "already-joined")


def test_undoing_asks_whose_a_correction_of_the_person_as_one_is(adjudicator: Role) -> None:
    pair = pair_of()
    body = {"verdict": "same", "why": "Same mother, same scar."}
    send(adjudicator, f"{ROOT}/{pair.pk}/decisions", body, If_Match=tag(adjudicator, pair))
    before = kept(pair.one_id)
    as_one = {"joined": f"{pair.one_id} {pair.other_id}"}
    registry.correct(pair.one, girl("Letebrhan", "2010"), by("a third"), pair.one.changed, clock.current, as_one)
    asked = adjudicator.client.get(f"{ROOT}/{pair.pk}").json()["asked"]
    assert [each["record"] for each in asked] == [pair.one_id]
    address, why = f"{ROOT}/{pair.pk}/undo", {"why": "Two girls."}
    refused = send(adjudicator, address, why, If_Match=tag(adjudicator, pair))
    assert refused.status_code == 422 and "whose it is" in refused.content.decode()
    placed = {"placed": [{"number": asked[0]["number"], "place": "neither"}]}
    done = send(adjudicator, address, why | placed, If_Match=tag(adjudicator, pair))
    assert json.loads(done.content)["state"] == "undone", done.content
    assert kept(pair.one_id) == before
    again = send(adjudicator, address, why, If_Match=tag(adjudicator, pair))
    assert again.status_code == 409


def test_an_officer_proposes_two_records(adjudicator: Role) -> None:
    pair = pair_of()
    _, (officer,) = office("north", "permit authority", Post.Role.OFFICER)
    third = registry.enter(girl("Blessing Okafor"), by("a third"), clock.current)
    body = {"one": pair.one_id, "other": third.pk, "why": "She shows both cards."}
    done = send(officer, ROOT, body)
    assert (done.status_code, json.loads(done.content)["state"]) == (202, "open")
    assert send(officer, ROOT, {**body, "other": pair.one_id}).status_code == 422
    assert send(officer, ROOT, {**body, "other": "nobody"}).status_code == 404
    assert send(adjudicator, ROOT, body).status_code == 403


def test_nobody_else_reads_pairs(adjudicator: Role) -> None:
    pair = pair_of()
    _, (officer,) = office("north", "permit authority", Post.Role.OFFICER)
    assert officer.client.get(ROOT).json()["items"] == []
    assert officer.client.get(f"{ROOT}/{pair.pk}").status_code == 404
