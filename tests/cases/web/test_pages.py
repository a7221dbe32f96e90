"""Every page of cases, for each who sees it: accessible, fitting, without a complaint of the browser, by keyboard."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from safeconduct.cases.seed.world import world
from safeconduct.cases.web import seeding, store
from safeconduct.cases.web.models import Case, Participant, Post
from safeconduct.people.web.models import Person
from safeconduct.shell import clock
from safeconduct.shell.models import Account
from tests.access.worlds import role
from tests.journeys.test_every_page import WCAG

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.journey, pytest.mark.django_db(databases=["default", "keys"], transaction=True)]
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
CASES = 40
LANGUAGES, WIDTHS = ("en", "ar"), (1280, 360)
OF_OFFICE = {
    "officer": ("desk", "office", "office/post", "office/scan", "office/payments"),
    "supervisor": ("desk", "office", "office/absences"),
    "inspector": ("desk", "office", "office/log"),
}
OF_CASE = ("", "appointment", "post", "fees", "slip")
OF_MINE = ("", "message", "papers", "representative", "readings", "receipts/1")
MOST_TABS = 250


@pytest.fixture
def invented(monkeypatch: pytest.MonkeyPatch) -> None:
    """An invented world of some cases, on its day."""
    store.SHELF.clear()
    monkeypatch.setattr(clock, "system", lambda: NOW)
    dice = random.Random(1)
    seeding.write(world(dice, seeding.today(clock.current), CASES).of(settings.PURPOSE), clock.current)


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
    session = its.client.cookies[settings.SESSION_COOKIE_NAME].value
    found: list[str] = []
    tried = list(dict.fromkeys(addresses(its.client, who)))
    assert len(tried) > 2
    for width in WIDTHS:
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        said = listened(page)
        for language in LANGUAGES:
            for address in tried:
                found += wrong_with(page, f"{live_server.url}/{language}/{address}", width, said)
        context.close()
    assert found == []


def listened(page: Page) -> list[str]:
    """A list that fills with whatever the browser complains about."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def wrong_with(page: Page, address: str, width: int, said: list[str]) -> Iterator[str]:
    """What is wrong with a page."""
    at = f"{address.partition('/en/')[2] or address.partition('/ar/')[2]} {address.split('/')[3]} {width}"
    said.clear()
    answer = page.goto(address)
    if answer is None or answer.status not in (200, 409):
        yield f"{at}: answers {answer.status if answer else 'nothing'}"
        return
    for broken in Axe().run(page, options=WCAG).response["violations"]:
        where = "; ".join(str(node["html"])[:160] for node in broken["nodes"][:2])
        yield f"{at}: {broken['id']}: {where}"
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        yield f"{at}: is {wide} wide"
    if page.locator("h1").count() != 1:
        yield f"{at}: has {page.locator('h1').count()} first headings"
    yield from (f"{at}: the browser says {line}" for line in said)
    if width == WIDTHS[0] and "/en/" in address:
        yield from (f"{at}: not by keyboard: {one}" for one in unreached(page))


def unreached(page: Page) -> list[str]:
    """What a mouse can use on a page and the Tab key does not come to, or shows no focus on."""
    page.evaluate("document.activeElement.blur()")
    wanted = page.evaluate(
        """() => {
          const usable = "a[href], button:not([disabled]), input:not([type=hidden]):not([disabled]), " +
            "select, textarea, summary";
          const seen = (e) => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0;
          const found = [...document.querySelectorAll(usable)].filter(seen)
            .filter((e) => !(e.type === "radio" && e.name));
          found.forEach((e, i) => { e.dataset.tried = i; });
          return found.map((e) => e.outerHTML.slice(0, 120));
        }"""
    )
    reached: set[int] = set()
    for _ in range(min(len(wanted) + 20, MOST_TABS)):
        page.keyboard.press("Tab")
        reached.add(int(page.evaluate("Number(document.activeElement?.dataset?.tried ?? -1)")))
    return [html for place, html in enumerate(wanted) if place not in reached] if len(wanted) < MOST_TABS - 20 else []
