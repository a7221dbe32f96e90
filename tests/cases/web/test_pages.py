"""Every page of cases, for each who sees it: accessible, fitting, without a complaint of the browser, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from safeconduct.cases.web import store
from safeconduct.cases.web.models import Case, Participant, Post
from safeconduct.people.web.models import Person
from safeconduct.shell.models import Account
from tests.access.worlds import role
from tests.cases.web.invented import invent
from tests.looking import LANGUAGES, looks

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.journey, pytest.mark.django_db(databases=["default", "keys"], transaction=True)]
CASES = 40
OF_OFFICE = {
    "officer": ("desk", "office", "office/post", "office/scan", "office/payments"),
    "supervisor": ("desk", "office", "office/absences"),
    "inspector": ("desk", "office", "office/log"),
}
OF_CASE = ("", "appointment", "post", "fees", "slip")
OF_MINE = ("", "message", "papers", "representative", "readings", "receipts/1")


@pytest.fixture
def invented(monkeypatch: pytest.MonkeyPatch) -> None:
    """An invented world of some cases, on its day."""
    invent(monkeypatch, CASES)


def official(of: str) -> Account:
    """An official of the office with most cases."""
    held = Case.objects.filter(closed=False).values_list("office_id", flat=True)
    busiest = max(set(held), key=list(held).count)
    return Post.objects.filter(role=of, office_id=busiest).order_by("pk")[0].account


def person() -> tuple[Account, Case]:
    """Somebody who has a case that goes on and an account."""
    for its in Case.objects.filter(closed=False).order_by("number"):
        party = store.file_of(its.pk.bytes).law.procedure.person
        numbers = Participant.objects.filter(case=its, represents="", party=party).values_list("person", flat=True)
        found = Person.objects.filter(pk__in=numbers, account__isnull=False).first()
        if found is not None and found.account is not None:
            return found.account, its
    raise AssertionError("nobody of the invented world has an account and a case that goes on")


def addresses(client: Client, who: str) -> Iterator[str]:
    """Every page that is tried for an official, an inspector or a person."""
    if who == "person":
        number = person()[1].number
        yield from ("my/", "apply/", *(f"my/{number}/{page}/".replace("//", "/") for page in OF_MINE))
        return
    yield from (f"{page}/" for page in OF_OFFICE[who])
    found = re.findall(r'href="/en/cases/([0-9A-Z-]{11})/', client.get("/en/desk/").content.decode())
    for number in list(dict.fromkeys(found))[:1] if who == "officer" else []:
        yield from (f"cases/{number}/{page}/".replace("//", "/") for page in OF_CASE)
        links = re.findall(
            rf'href="/en/(cases/{number}/act/\?[^"]+)"', client.get(f"/en/cases/{number}/").content.decode()
        )
        yield from (link.replace("&amp;", "&") for link in list(dict.fromkeys(links))[:4])


@pytest.mark.parametrize("who", ["officer", "supervisor", "inspector", "person"])
def test_each_page_is_open_to_all_fits_and_is_reached_by_keyboard(
    browser: Browser, live_server: LiveServer, invented: None, who: str
) -> None:
    account = person()[0] if who == "person" else official(who)
    its = role(who, account)
    found: list[str] = []
    tried = list(dict.fromkeys(addresses(its.client, who)))
    assert len(tried) > 2
    for look in looks(browser, live_server, its):
        for language in LANGUAGES:
            for address in tried:
                found += look.wrong_with(address, language)
    assert found == []
