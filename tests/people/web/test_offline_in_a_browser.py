"""A mission registers a family of four in two days without a network, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from safeconduct.cases.web.models import Post
from safeconduct.people import acts
from safeconduct.people.web import households, registry, searching
from safeconduct.people.web.models import Person
from safeconduct.people.web.reading import records_of
from safeconduct.shell import clock
from safeconduct.shell.offline.models import Taken
from tests.access.world_cases import office
from tests.shell.offline.cable import Cable
from tests.shell.offline.tablets import in_any_encoding, on_disk, opened, started, wait_for_draft, wrong_with

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.access.worlds import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(databases=["default", "keys"], transaction=True)]
FATHER, MOTHER, DAUGHTER, SON = "ተስፋይ ሃይለ", "Almaz Gebre", "Lemlem Tesfay", "Yonas Tesfay"


@pytest.fixture
def cable(live_server: LiveServer) -> Iterator[Cable]:
    made = Cable(int(live_server.url.rsplit(":", 1)[1]))
    yield made
    made.close()


@pytest.fixture
def officer() -> Role:
    return office("Gedaref", "mission", Post.Role.OFFICER)[1][0]


@pytest.fixture
def tablet(browser: Browser, cable: Cable, officer: Role, tmp_path: Path) -> Iterator[BrowserContext]:
    with started(browser, tmp_path / "tablet", cable, officer) as found:
        yield found


def begin(page: Page, said: dict[str, str]) -> None:
    """Type into the form of a person: words into boxes, the words of a choice into lists."""
    page.get_by_role("link", name="Register a person", exact=True).click()
    expect(page.get_by_role("heading", name="Register a person")).to_be_visible()
    for label, text in said.items():
        field = page.get_by_label(label, exact=True).locator("visible=true")
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(label=text)
        else:
            field.fill(text)


def keep(page: Page, name: str) -> None:
    page.get_by_role("button", name="Keep on this device").click()
    expect(page.locator("#offline-said")).to_contain_text(name)


def member(name: str, relationship: str, **more: str) -> dict[str, str]:
    """Somebody of the family whose head is the father."""
    home = {"Lives in the household of": FATHER, "How do they stand to the head?": relationship}
    return {"Full name, as the person writes it": name, "Why?": "registered in Gedaref"} | home | more


def test_a_family_of_four_is_registered_without_a_network(
    tablet: BrowserContext, cable: Cable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_KEPT", {})
    page = opened(tablet, cable)
    cable.cut()
    father = {
        "Full name, as the person writes it": FATHER, "The name in another script": "Tesfay Haile",
        "Year of birth": "1980", "Nationality": "Stateless",
        "Is a letter enough?": "does not read: letters are read aloud", "Why?": "registered in Gedaref",
    }  # fmt: skip
    begin(page, father)
    page.get_by_role("button", name="Keep on this device").click()
    expect(page.locator("[data-part]:not([hidden]) [data-errors]")).to_contain_text("How is it known?")
    assert wrong_with(page) == []
    page.get_by_label("How is it known?").select_option(label="the person says it")
    keep(page, FATHER)
    begin(page, member(MOTHER, "Spouse"))
    keep(page, MOTHER)
    born = {"Year of birth": "2009", "Month": "1", "Day": "1", "How is it known?": "the person says it"}
    begin(page, member(DAUGHTER, "Child", **born))
    wait_for_draft(page)
    page.close()
    page = opened(tablet, cable)
    expect(page.locator("#offline-drafts")).to_contain_text(DAUGHTER)
    begin(page, {})
    expect(page.get_by_label("Lives in the household of").locator("option:checked")).to_have_text(FATHER)
    keep(page, DAUGHTER)
    begin(page, member(SON, "Child", **{"Which document?": "Passport"}))
    keep(page, SON)
    expect(page.locator("#offline-count")).to_contain_text("Not yet sent: 4")
    assert not [word for word in in_any_encoding(DAUGHTER) if word in on_disk(tmp_path / "tablet")]
    page.locator("#offline-waiting").get_by_role("link", name=FATHER).click()
    page.get_by_label("Telephone").fill("+249 1")
    keep(page, FATHER)
    cable.mend()
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("#offline-count")).to_contain_text("Not yet sent: 0")
    expect(page.locator("#offline-items li")).to_have_count(4)
    assert wrong_with(page) == []
    stands_in_the_register()
    page.locator("#offline-items").get_by_role("link", name=SON).click()
    expect(page.get_by_role("heading", name="Person", exact=True)).to_be_visible()
    expect(page.get_by_label("Lives in the household of").locator("option:checked")).to_have_text(FATHER)


def stands_in_the_register() -> None:
    """Each of the family is there once, in one household, with the entries of the journal."""
    found = {record.called: (number, record) for number, record in records_of(Person.objects.all()).items()}
    assert set(found) == {FATHER, MOTHER, DAUGHTER, SON} and Person.objects.count() == 4
    father, daughter = found[FATHER][1], found[DAUGHTER][1]
    assert (father.stateless, father.literacy, father.contact.phone) == (True, "does not read", "+249 1")
    assert (daughter.born, daughter.born_may_be_a_year) == ("2009-01-01", True)
    assert [one.kind for one in found[SON][1].documents] == ["passport"]
    homes = households.homes_of([number for number, _ in found.values()], clock.day_of(clock.current()))
    assert {name: (homes[number].head, homes[number].relationship) for name, (number, _) in found.items()} == {
        name: (found[FATHER][0], how)
        for name, how in ((FATHER, "head"), (MOTHER, "spouse"), (DAUGHTER, "child"), (SON, "child"))
    }
    for person in Person.objects.all():
        assert {line.verb for line in registry.history_of(person)} == {acts.HOUSES, acts.REGISTERS}
    assert Taken.objects.count() == 4
