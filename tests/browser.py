"""A real Chromium for tests that walk through pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Chromium's sandbox refuses to run as root, which is what containers are.
ARGUMENTS = ["--no-sandbox"] if os.geteuid() == 0 else []
CURE = "No Chromium was found. Install it: apt-get install -y chromium fonts-noto-core"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run; its absence skips a test, or fails it where CI is set."""
    from playwright.sync_api import sync_playwright  # only journeys pay for the driver

    path = find_chromium()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(CURE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a fresh page of desktop width that shares nothing with the last one."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield context.new_page()
    context.close()


def find_chromium() -> str | None:
    """Return the browser's path: $SAFECONDUCT_CHROMIUM, an installed one, or Playwright's own."""
    named = os.environ.get("SAFECONDUCT_CHROMIUM")
    installed = [named, *(shutil.which(name) for name in NAMES)]
    own = sorted(Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"), reverse=True)
    return next((found for found in [*installed, *map(str, own)] if found), None)
