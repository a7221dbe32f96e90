"""Whole ways through the pages: by keyboard alone, without JavaScript, and with a broken law in the editor."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

MOST_TABS = 120


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus bears these words, and see that the focus is visible."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.innerText || document.activeElement.name || ''")
        if words in focused:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    pytest.fail(f"The keyboard does not come to “{words}”.")


def test_from_the_library_to_the_editor_by_keyboard(page: Page, live_server: LiveServer, complaints: list[str]) -> None:
    page.goto(f"{live_server.url}/en/")
    tab_to(page, "Czech employee card")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Czech employee card")
    tab_to(page, "Read the proof")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Twelve promises")
    tab_to(page, "Change it and see what follows")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Write the law")
    tab_to(page, "Download")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "yaml"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "yaml"


def test_the_skip_link_passes_the_top(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/en/procedures/eu/single-permit/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_everything_can_be_read_and_sent_without_javascript(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{live_server.url}/en/?q=single")
    page.get_by_role("link", name="Single permit to live and work", exact=True).click()
    expect(page.get_by_role("heading", name="If everyone keeps the law")).to_be_visible()
    expect(page.locator(".flowmap svg")).to_be_visible()
    page.get_by_role("link", name="Read the proof").click()
    expect(page.locator(".cards > li")).to_have_count(12)
    page.goto(f"{live_server.url}/en/editor/")
    text = page.locator("#yaml").input_value()
    page.locator("#yaml").fill(re.sub(r"(?s)  appeal:\n.*?(?=  appeal about the change:)", "", text))
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#results .promise")).to_contain_text("Promise 3, Reasons and remedy, is violated")
    context.close()


def test_taking_the_appeal_out_shows_the_counterexample_while_typing(
    page: Page, live_server: LiveServer, complaints: list[str]
) -> None:
    page.goto(f"{live_server.url}/en/editor/?from=eu/single-permit")
    expect(page.locator("#results .promise")).to_contain_text("If everyone keeps the law")
    text = page.locator("#yaml").input_value()
    page.locator("#yaml").fill(re.sub(r"(?s)  appeal:\n.*?(?=  appeal about the change:)", "", text))
    expect(page.locator("#results .promise")).to_contain_text("Promise 3, Reasons and remedy, is violated")
    expect(page.locator("#results .story .line")).to_contain_text("Nobody can appeal against: refuse the permit")
    expect(page.locator("#results .story time").first).to_contain_text("11 January 2027")
    expect(page.locator("#marks mark")).to_have_count(1)
    line = page.locator("#gutter b").inner_text()
    assert "refuse:" in page.locator("#yaml").input_value().split("\n")[int(line) - 1]
    assert page.evaluate("document.activeElement.id") == "yaml"
    expect(page.get_by_role("status")).to_contain_text("1 violated")


def test_a_text_that_is_too_large_is_answered_while_typing(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/en/editor/?from=eu/single-permit")
    page.locator("#yaml").fill("#" * (256 * 1024 + 1))
    expect(page.locator("#results")).to_contain_text("larger than 256 kB")


def test_a_wrong_word_leads_to_its_line(page: Page, live_server: LiveServer, complaints: list[str]) -> None:
    page.goto(f"{live_server.url}/en/editor/?from=eu/single-permit")
    text = page.locator("#yaml").input_value()
    page.locator("#yaml").fill(text.replace("lasts at most: 10 days", "lasts at mots: 10 days", 1))
    wrong = page.locator("#results .errors")
    expect(wrong).to_contain_text("lasts at mots")
    link = wrong.locator("a[data-line]").first
    line = int(link.get_attribute("data-line") or 0)
    link.click()
    assert page.evaluate("document.activeElement.id") == "yaml"
    start, end = page.evaluate("[document.activeElement.selectionStart, document.activeElement.selectionEnd]")
    written = page.locator("#yaml").input_value()
    assert written[start:end] == written.split("\n")[line - 1]


def test_tabs_of_the_editor_show_the_flow_and_the_changes(
    page: Page, live_server: LiveServer, complaints: list[str]
) -> None:
    page.goto(f"{live_server.url}/en/editor/?from=eu/single-permit")
    page.get_by_role("link", name="Flow", exact=True).click()
    expect(page.locator("#t-flow .stages")).to_be_visible()
    page.get_by_role("link", name="Changes", exact=True).click()
    expect(page.locator("#t-changes")).to_contain_text("Nothing differs from the published version.")


def test_the_download_holds_what_was_typed(page: Page, live_server: LiveServer, complaints: list[str]) -> None:
    page.goto(f"{live_server.url}/en/editor/?from=eu/single-permit")
    page.locator("#yaml").fill("procedure: eu/mine\n")
    with page.expect_download() as download:
        page.locator("#download").click()
    assert download.value.path().read_text(encoding="utf-8") == "procedure: eu/mine\n"


def test_a_page_can_be_printed_without_the_top(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/en/procedures/eu/single-permit/proof/summary/")
    page.emulate_media(media="print")
    for found in page.locator(".langs").all():
        expect(found).to_be_hidden()
    expect(page.get_by_role("heading", name="Single permit to live and work")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_summary_is_one_page_of_paper(page: Page, live_server: LiveServer, language: str) -> None:
    page.goto(f"{live_server.url}/{language}/procedures/cz/employee-card/proof/summary/")
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1


def test_the_description_of_the_interface_bears_the_policy(
    page: Page, live_server: LiveServer, complaints: list[str]
) -> None:
    page.goto(f"{live_server.url}/api/v1/docs")
    expect(page.locator("#swagger-ui")).to_contain_text("/api/v1/check")
