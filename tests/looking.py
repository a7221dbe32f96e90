"""Looks at pages in a browser as somebody who signed in: each language and width, and what is wrong with a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from tests.access.worlds import Role

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LANGUAGES, WIDTHS = ("en", "ar"), (1280, 360)
MOST_TABS = 250


@dataclass(frozen=True, slots=True)
class Look:
    """A page of a browser in which somebody signed in, and whatever the browser has complained about."""

    page: Page
    site: str
    width: int
    said: list[str] = field(default_factory=list)

    def wrong_with(self, address: str, language: str) -> Iterator[str]:
        """What is wrong with a page, by its address below the language."""
        yield from wrong_with(self.page, f"{self.site}/{language}/{address}", self.width, self.said)


def looks(browser: Browser, live_server: LiveServer, who: Role) -> Iterator[Look]:
    """Give a look for each width, in a context of its own."""
    session = who.client.cookies[settings.SESSION_COOKIE_NAME].value
    for width in WIDTHS:
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        look = Look(page, live_server.url, width)
        page.on("console", lambda message, its=look: its.said.append(message.text))
        page.on("pageerror", lambda error, its=look: its.said.append(str(error)))
        yield look
        context.close()


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


def wait_for(page: Page, answer: str, else_: str) -> None:
    """Wait until an asynchronous answer of the page is true; Playwright would take its promise for it."""
    for _ in range(300):
        if page.evaluate(answer):
            return
        page.wait_for_timeout(100)
    pytest.fail(else_)
