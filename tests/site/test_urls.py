"""The rooms are mounted: pages below a language, the interface for machines apart from it."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from safeconduct.shell.principals import NOBODY
from safeconduct.shell.sections import sections_for


def test_the_interface_describes_itself(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["info"]["title"] == "Safeconduct"
    assert described["paths"]


def test_an_unknown_address_of_the_interface_is_a_problem(client: Client) -> None:
    answer = client.get("/api/v1/nothing-here")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_each_public_section_has_an_address_in_a_language() -> None:
    sections = sections_for(NOBODY)
    assert len(sections) >= 3
    assert all(reverse(section.view).startswith("/en/") for section in sections)


def test_the_editor_needs_no_cookie(client: Client) -> None:
    page = client.get("/en/editor/")
    assert page.status_code == 200
    assert not page.cookies
