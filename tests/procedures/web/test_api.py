"""The interface for machines."""

from __future__ import annotations

import json

from django.test import Client

from safeconduct.procedures.library import Library
from safeconduct.procedures.web.checking import MOST_BYTES

PUBLISHED = Library.default().entry("common/best-interests-determination").path.read_text(encoding="utf-8")


def check(client: Client, text: str) -> tuple[int, dict[str, object]]:
    response = client.post("/api/v1/check", text.encode(), content_type="application/yaml")
    return response.status_code, json.loads(response.content)


def test_the_list_has_every_procedure_with_its_answer(client: Client) -> None:
    rows = client.get("/api/v1/procedures").json()
    assert {row["id"] for row in rows} == {entry.id for entry in Library.default().procedures()}
    assert all(client.get(row["report"]).status_code == 200 for row in rows)
    permit = next(row for row in rows if row["id"] == "eu/single-permit")
    assert permit["enforced_days"] is None
    assert permit["lawful_days"] > 200


def test_a_report_has_twelve_promises(client: Client) -> None:
    report = client.get("/api/v1/procedures/cz/employee-card/report").json()
    assert [promise["promise"] for promise in report["promises"]] == list(range(1, 13))
    assert report["promises"][2]["status"] == "violated"
    assert report["promises"][2]["story"]


def test_an_unknown_procedure_is_a_problem(client: Client) -> None:
    response = client.get("/api/v1/procedures/eu/nothing/report")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["type"] == "urn:safeconduct:problem:unknown-procedure"
    assert "/work" not in response.content.decode()


def test_a_text_is_checked(client: Client) -> None:
    status, report = check(client, PUBLISHED)
    assert status == 200
    assert report["id"] == "common/best-interests-determination"
    assert report["hash"] == Library.default().load("common/best-interests-determination").hash


def test_mistakes_are_a_problem_with_lines(client: Client) -> None:
    status, problem = check(client, PUBLISHED.replace("parties:", "party:", 1))
    assert status == 422
    assert problem["type"] == "urn:safeconduct:problem:unreadable-procedure"
    mistakes = problem["mistakes"]
    assert isinstance(mistakes, list)
    assert all(mistake["cause"] and mistake["cure"] for mistake in mistakes)
    assert any(mistake["line"] > 0 for mistake in mistakes)


def test_a_text_that_is_too_large_is_a_problem(client: Client) -> None:
    status, problem = check(client, "#" * (MOST_BYTES + 1))
    assert (status, problem["status"]) == (413, 413)


def test_the_interface_describes_itself(client: Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/procedures", "/api/v1/procedures/{name}/report", "/api/v1/check"} <= set(paths)
    page = client.get("/api/v1/docs").content.decode()
    assert "<script>" not in page
