"""Every public page, in three languages, wide and narrow: accessible, fitting, without a complaint of the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from pytest_django.live_server_helper import LiveServer

from tests.looking import WCAG

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

PAGES = {
    "library": "/",
    "nothing found": "/?q=xyzzy",
    "procedure": "/procedures/eu/single-permit/",
    "national": "/procedures/cz/employee-card/",
    "proof": "/procedures/cz/employee-card/proof/",
    "summary": "/procedures/cz/employee-card/proof/summary/",
    "clocks": "/procedures/cz/employee-card/clocks/",
    "compare": "/compare/?old=eu/single-permit@2026-05-22&new=cz/employee-card@2026-11-24",
    "displacement": "/climate/six-districts/",
    "editor": "/editor/?from=cz/employee-card",
}


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_open_to_all_and_fits(
    page: Page, live_server: LiveServer, complaints: list[str], name: str, language: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/{language}{PAGES[name]}")
    result = Axe().run(page, options=WCAG)
    assert result.violations_count == 0, result.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("name", ["procedure", "proof", "editor"])
def test_a_dark_page_has_contrast_too(page: Page, live_server: LiveServer, complaints: list[str], name: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{live_server.url}/en{PAGES[name]}")
    result = Axe().run(page, options=WCAG)
    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_mirrored_right_to_left(page: Page, live_server: LiveServer, name: str) -> None:
    """Each part of the page stands as far from the right edge in Arabic as from the left edge in English."""
    places = [inline_starts(page, f"{live_server.url}/{language}{PAGES[name]}") for language in ("en", "ar")]
    assert places[0]
    assert places[0] == places[1]


def inline_starts(page: Page, address: str) -> list[tuple[str, int]]:
    """Where reading begins in each part: pixels from the left edge, or from the right one if read from there."""
    page.goto(address)
    return [
        (str(tag), round(start))
        for tag, start in page.evaluate(
            """() => {
              const rtl = document.documentElement.dir === "rtl", wide = document.documentElement.clientWidth;
              const parts = "h1, .head .lead, .promise, .promise > .lines > *, main > .split > *, " +
                ".flowmap > svg, main > .flow > h2";
              return [...document.querySelectorAll(parts)]
                .map((e) => [e.tagName, e.getBoundingClientRect()])
                .filter(([, box]) => box.width > 0)
                .map(([name, box]) => [name, rtl ? wide - box.right : box.left]);
            }"""
        )
    ]


def test_the_time_bar_is_mirrored_stretch_by_stretch(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/en/procedures/eu/single-permit/")
    left = shares_of(page)
    page.goto(f"{live_server.url}/ar/procedures/eu/single-permit/")
    right = shares_of(page)
    assert len(left) > 5
    assert [round(1 - end, 2) for _, end in right] == pytest.approx([start for start, _ in left], abs=0.015)


def shares_of(page: Page) -> list[tuple[float, float]]:
    """Where each stretch of the first bar begins and ends, as shares of its width."""
    pairs = page.evaluate(
        """() => {
          const bar = document.querySelector(".timebar svg"), whole = bar.getBoundingClientRect();
          return [...bar.querySelectorAll("rect.seg")].map((e) => {
            const box = e.getBoundingClientRect();
            return [(box.left - whole.left) / whole.width, (box.right - whole.left) / whole.width];
          });
        }"""
    )
    return [(round(start, 2), round(end, 2)) for start, end in pairs]
