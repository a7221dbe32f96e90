"""Whom the demonstration offers to begin with, and that no page they come to leads where they may not go."""

from __future__ import annotations

import re

import pytest
from django.test import Client, override_settings

from safeconduct.cases.web.starts import starts
from tests.cases.web.invented import invent

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
CASES = 30
PAGE = "/en/demonstration/"
ROLES = ["Applicant", "Employer", "Lawyer", "Officer", "Supervisor", "Registry", "Adjudicator", "Inspector"]


@pytest.fixture
def invented(monkeypatch: pytest.MonkeyPatch) -> None:
    """An invented world of some cases, on its day."""
    invent(monkeypatch, CASES)


def links(page: str) -> set[str]:
    """The pages of cases to which a page leads, one of each kind."""
    found = sorted(set(re.findall(r'href="(/en/(?:desk|office|cases|my|apply|people)[^"#?]*)"', page)))
    return set({re.sub(r"[0-9A-Z]{5}-[0-9A-Z]{5}|[0-9a-f]{32}|\d+", "", link): link for link in found}.values())


def test_there_is_one_of_each_role_and_nothing_that_they_are_shown_is_closed_to_them(invented: None) -> None:
    with override_settings(DEMO=True):
        offered = starts()
        assert [start.role for start in offered] == ROLES
        text = Client().get(PAGE).text
        for start in offered:
            assert start.sees in text
            client = Client()
            home = client.post(PAGE, {"account": start.account.pk}, follow=True)
            assert home.status_code == 200
            closed = {link: client.get(link).status_code for link in sorted(links(home.text))}
            assert {link: code for link, code in closed.items() if code >= 400} == {}, start.role
