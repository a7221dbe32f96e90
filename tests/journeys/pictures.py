"""Takes the pictures of the README from a running server: `python -m tests.journeys.pictures http://127.0.0.1:8000`."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser import find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its file, the address of its page, and the part of it that is shown, in pixels."""

    name: str
    address: str
    width: int
    height: int
    scale: float = 1.0
    without_appeal: bool = False
    who: str = ""
    """Of the demonstration: officials, or people with an open case."""
    then: str = ""
    """What is clicked on the page of the address."""


PICTURES = (
    Picture("procedure-en", "/en/procedures/eu/single-permit/", 1280, 1500),
    Picture("proof-en", "/en/procedures/cz/employee-card/proof/", 1280, 1250),
    Picture("editor-en", "/en/editor/?from=eu/single-permit", 1280, 1100, without_appeal=True),
    Picture("case-en", "/en/desk/", 1280, 1500, who="officials", then="tr:has-text('examined') a"),
    Picture("follow-ar-360", "/ar/my/", 360, 1100, scale=2.0, who="people", then="main li a"),
    Picture("receipt-en", "/en/my/", 1280, 1200, who="people", then="main li a"),
    Picture("procedure-ar-360", "/ar/procedures/eu/single-permit/", 360, 1200, scale=2.0),
)


def main(base: str) -> None:
    """Take every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for picture in PICTURES:
            taken = take(browser, base, picture)
            file = FOLDER / f"{picture.name}.png"
            file.write_bytes(taken)
            print(f"{file.relative_to(FOLDER.parents[1])}: {len(taken) // 1024} kB")
        browser.close()


def take(browser: Browser, base: str, picture: Picture) -> bytes:
    """Open the page and give the picture, with as few colours as it needs."""
    size = {"width": picture.width, "height": picture.height}
    context = browser.new_context(viewport=size, device_scale_factor=picture.scale, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    if picture.who:
        go_as(page, base.rstrip("/"), picture)
    else:
        page.goto(base.rstrip("/") + picture.address, timeout=120_000)
    if picture.without_appeal:
        take_the_appeal_out(page)
    taken = page.screenshot()
    context.close()
    return with_few_colours(taken)


def go_as(page: Page, base: str, picture: Picture) -> None:
    """Sign in as one person of the demonstration after another, until one has what the picture shows."""
    page.goto(f"{base}/en/demonstration/")
    section = "officials" if picture.who == "officials" else "others"
    buttons = page.locator(f"section[aria-labelledby={section}] button[name=account]")
    for number in range(buttons.count()):
        page.goto(f"{base}/en/demonstration/")
        buttons.nth(number).click()
        page.goto(base + picture.address)
        wanted = page.locator(picture.then).first
        if not wanted.count():
            continue
        wanted.click()
        if page.locator("section.promise time").count():
            break
    if picture.name.startswith("receipt"):
        page.locator("ol.line a").last.click()


def take_the_appeal_out(page: Page) -> None:
    """Break the law in the editor, as a reader may, and wait for what follows."""
    text = page.locator("#yaml")
    text.fill(re.sub(r"(?s)  appeal:\n.*?(?=  appeal about the change:)", "", text.input_value()))
    page.locator("#marks mark").wait_for(state="attached", timeout=60_000)
    page.evaluate("document.activeElement.blur()")
    line = int(page.locator("#gutter b").inner_text())
    page.evaluate("line => window.scrollTo(0, document.getElementById('yaml').offsetTop + (line - 12) * 26)", line)
    page.wait_for_timeout(300)


def with_few_colours(picture: bytes) -> bytes:
    """Keep 128 colours, which is more than the pages use."""
    smaller = BytesIO()
    Image.open(BytesIO(picture)).convert("RGB").quantize(128).save(smaller, "PNG", optimize=True)
    return smaller.getvalue()


if __name__ == "__main__":
    main(sys.argv[1])
