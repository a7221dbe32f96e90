"""The shared pages in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from pytest_django.live_server_helper import LiveServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_components_are_clean_and_fit(page: Page, live_server: LiveServer, language: str, width: int) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/{language}/about/components/")
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert refused == []


def test_the_first_tab_skips_to_the_content(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/en/about/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_arabic_begins_at_the_right_edge(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/ar/about/")
    mark, languages = page.locator(".mark").bounding_box(), page.locator(".langs").first.bounding_box()
    assert mark is not None
    assert languages is not None
    assert mark["x"] > languages["x"]


def test_the_language_switch_works_by_keyboard(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/en/about/")
    page.get_by_role("link", name="Français").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/about/")
    assert page.locator("h1").inner_text() == "À propos de ces pages"
