"""A tablet in the field: without a network, killed, edited twice, stolen. In a real browser, on a real disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from safeconduct.shell.models import Account
from safeconduct.shell.offline.models import Device
from tests.access.worlds import role
from tests.shell.offline.cable import Cable
from tests.shell.offline.notebook import Notebook, registered
from tests.shell.offline.tablets import PIN, in_any_encoding, on_disk, opened, started, wait_for_draft, wrong_with

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NAME = "Tsehaytu Woldegebriel"
Tablet = Callable[[str], "BrowserContext"]


@pytest.fixture
def book() -> Iterator[Notebook]:
    with registered() as found:
        yield found


@pytest.fixture
def cable(live_server: LiveServer) -> Iterator[Cable]:
    made = Cable(int(live_server.url.rsplit(":", 1)[1]))
    yield made
    made.close()


@pytest.fixture
def tablet(browser: Browser, cable: Cable, tmp_path: Path) -> Iterator[Tablet]:
    """Start a browser whose store is a folder on the disk, with an officer signed in."""
    with ExitStack() as ended:

        def start(name: str) -> BrowserContext:
            who = role(name, Account.objects.create_user(f"{name}@example.com"))
            return ended.enter_context(started(browser, tmp_path / name, cable, who))

        yield start


def write(page: Page, name: str) -> None:
    page.get_by_role("link", name="Write a note", exact=True).click()
    page.get_by_role("textbox", name="Name", exact=True).fill(name)
    page.get_by_role("button", name="Keep on this device").click()
    expect(page.locator("#offline-said")).to_contain_text(name)


def test_two_days_without_network_and_a_killed_tab_lose_nothing(
    tablet: Tablet, cable: Cable, book: Notebook, tmp_path: Path
) -> None:
    device = tablet("officer")
    page = opened(device, cable)
    write(page, "Alem")
    expect(page.locator("#offline-said")).to_contain_text("Sent now: 1")
    cable.cut()
    page.reload()
    page.close()
    page = opened(device, cable)
    expect(page.locator("#offline-network")).to_contain_text("There is no network")
    write(page, NAME)
    write(page, "Sara")
    expect(page.locator("#offline-count")).to_contain_text("Not yet sent: 2")
    page.get_by_role("link", name="Write a note", exact=True).click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Half a na")
    wait_for_draft(page)
    page.close()
    page = opened(device, cable)
    expect(page.locator("#offline-drafts")).to_contain_text("Half a na")
    expect(page.locator("#offline-waiting li")).to_have_count(2)
    assert not [word for word in in_any_encoding(NAME) if word in on_disk(tmp_path / "officer")]
    cable.mend()
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("#offline-count")).to_contain_text("Not yet sent: 0")
    assert book.names() == ["Alem", NAME, "Sara"]


def test_one_note_changed_on_two_devices_is_decided_field_by_field(
    tablet: Tablet, cable: Cable, book: Notebook
) -> None:
    pages = [opened(tablet(name), cable) for name in ("one", "two")]
    write(pages[0], "Alem")
    expect(pages[0].locator("#offline-said")).to_contain_text("Sent now: 1")
    for page in pages:
        page.get_by_label("Why you need it").fill("visit in Gedaref")
        page.get_by_role("button", name="Take along").click()
        expect(page.locator("#offline-items")).to_contain_text("Alem")
    for page, name, age in zip(pages, ("Alem Gebre", "Alem"), ("", "9"), strict=True):
        page.locator("#offline-items").get_by_role("link").click()
        page.get_by_role("textbox", name="Name", exact=True).fill(name)
        page.get_by_role("textbox", name="Age").fill(age)
        page.get_by_role("button", name="Keep on this device").click()
        expect(page.locator("#offline-list")).to_be_visible()
        if page is pages[0]:
            expect(page.locator("#offline-said")).to_contain_text("Sent now: 1")
    expect(pages[1].locator("#offline-troubled")).to_contain_text("changed by somebody else")
    assert book.names() == ["Alem Gebre"]
    assert len(book.notes["1"]) == 2
    pages[1].locator("#offline-troubled").get_by_role("link").click()
    assert wrong_with(pages[1]) == []
    pages[1].get_by_label("On the server: Alem Gebre").check()
    pages[1].get_by_label("Written here: 9").check()
    pages[1].get_by_role("button", name="Keep what I chose").click()
    expect(pages[1].locator("#offline-said")).to_contain_text("Sent now: 1")
    assert book.notes["1"][-1] | {"colour": []} == {"name": ["Alem Gebre"], "age": ["9"], "colour": []}


def test_after_ten_wrong_pins_nothing_on_the_disk_can_be_read(
    tablet: Tablet, cable: Cable, book: Notebook, tmp_path: Path
) -> None:
    device = tablet("officer")
    page = opened(device, cable)
    cable.cut()
    write(page, NAME)
    key = bytes(page.evaluate(KEY_FILE))[2:78]
    assert key in on_disk(tmp_path / "officer")
    page.get_by_role("button", name="Close with the PIN").click()
    for left in range(9, -1, -1):
        page.locator("#offline-pin").fill("not the PIN")
        page.get_by_role("button", name="Open").click()
        told = f"{left} tries are left" if left else "nothing on it can be read"
        expect(page.locator("body")).to_contain_text(told)
    device.close()
    found = on_disk(tmp_path / "officer")
    assert key not in found
    assert not [word for word in in_any_encoding(NAME) if word in found]


def test_a_revoked_device_destroys_what_it_holds(tablet: Tablet, cable: Cable, book: Notebook) -> None:
    page = opened(tablet("officer"), cable)
    cable.cut()
    write(page, NAME)
    Device.objects.update(revoked="2026-11-24T12:00Z")
    cable.mend()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#offline-said")).to_contain_text("This device was revoked")
    expect(page.get_by_role("heading", name="Prepare this device")).to_be_visible()
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 1
    assert book.names() == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_part_of_the_page_is_open_to_all(tablet: Tablet, cable: Cable, book: Notebook, language: str) -> None:
    page = tablet("officer").new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{cable.url}/{language}/offline/")
    expect(page.locator("#offline-new")).to_be_visible()
    assert wrong_with(page) == []
    page.locator("#offline-set-up button").click()
    name = page.locator("label[for=offline-name]").inner_text()
    expect(page.locator("#offline-set-up [data-errors] a").first).to_contain_text(f"{name}: ")
    assert wrong_with(page) == []
    page.locator("#offline-name").fill("tablet")
    page.locator("#offline-pin-new").fill(PIN)
    page.locator("#offline-pin-again").fill(PIN)
    page.locator("#offline-set-up button").click()
    expect(page.locator("#offline-list")).to_be_visible()
    assert wrong_with(page) == []
    page.goto(f"{cable.url}/{language}/offline/#write/notebook.note")
    page.locator("form[data-kind] button").click()
    expect(page.locator("form[data-kind] [data-errors]")).to_be_focused()
    assert wrong_with(page) == []


KEY_FILE = """async () => {
  const folder = await navigator.storage.getDirectory();
  const file = await (await folder.getFileHandle("safeconduct.key")).getFile();
  return [...new Uint8Array(await file.arrayBuffer())];
}"""
