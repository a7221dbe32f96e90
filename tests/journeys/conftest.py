"""What the walks share: a page that notes everything the browser complains about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """Whatever the console says, refused styles and scripts among it; a walk must leave it empty."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield said
    assert said == []


@pytest.fixture(autouse=True)
def enough_time(page: Page) -> None:
    """The first page of a run waits for its proofs."""
    page.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
