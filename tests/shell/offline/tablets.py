"""A tablet: a browser whose store is a folder on the disk, behind a cable that can be cut."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from tests.access.worlds import Role
from tests.browser import find_chromium
from tests.looking import WCAG, wait_for
from tests.shell.offline.cable import Cable

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PIN = "blue camel 4711"


@contextmanager
def started(browser: Browser, folder: Path, cable: Cable, who: Role) -> Iterator[BrowserContext]:
    """Start a tablet on which somebody is signed in."""
    found = browser.browser_type.launch_persistent_context(
        str(folder), executable_path=find_chromium(), locale="en-GB",
        viewport={"width": 360, "height": 780}, args=["--no-sandbox"] if os.geteuid() == 0 else [],
    )  # fmt: skip
    value = who.client.cookies[settings.SESSION_COOKIE_NAME].value
    found.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": cable.url}])
    yield found
    found.close()


def opened(context: BrowserContext, cable: Cable, pin: str = PIN) -> Page:
    """Open the page on the device with the PIN; prepare the device first where it is new."""
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{cable.url}/en/offline/")
    expect(page.locator("#offline[data-ready]")).to_be_visible()
    if page.locator("#offline-new").is_visible():
        page.get_by_label("Name of the device").fill("tablet 4")
        page.locator("#offline-pin-new").fill(pin)
        page.get_by_label("The same PIN again").fill(pin)
        page.get_by_role("button", name="Prepare").click()
        wait_for(page, KEPT, "The page was not kept on the device.")
    else:
        page.locator("#offline-pin").fill(pin)
        page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", name="Work on this device")).to_be_visible()
    return page


def wait_for_draft(page: Page) -> None:
    """Wait until what is being typed is on the disk, which the page does a moment after the last key."""
    wait_for(page, DRAFTS, "No draft was kept.")


def on_disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def in_any_encoding(text: str) -> list[bytes]:
    return [text.encode(), text.encode("utf-16-le")]


def wrong_with(page: Page) -> list[str]:
    """Name what axe finds, and a page that is wider than the screen."""
    found = Axe().run(page, options=WCAG).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [str(one["id"]) for one in found] + (["too wide"] if wide else [])


DRAFTS = """async () => (await (await import("/static/shell/offline/store.js")).all("drafts")).length"""

KEPT = """async () => Boolean(await caches.match("/en/offline/"))"""
