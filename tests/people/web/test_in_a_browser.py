"""Every page of the register in a browser: accessible, fitting, mirrored, by keyboard, without a complaint."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from django.db.models import Q
from pytest_django.live_server_helper import LiveServer

from safeconduct.cases.web.models import Post
from safeconduct.people.consent import Consent
from safeconduct.people.document import Document
from safeconduct.people.person import Name, Person
from safeconduct.people.representation import Representation
from safeconduct.people.web import actions, adjudicating, comparing, households, registry, searching
from safeconduct.people.web.models import Pair
from safeconduct.people.web.models import Person as PersonRow
from safeconduct.people.web.registry import By
from safeconduct.shell import clock
from tests.access.world_cases import account, office
from tests.access.worlds import Role, role
from tests.looking import LANGUAGES, looks

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.journey, pytest.mark.django_db(databases=["default", "keys"], transaction=True)]
NOW, TODAY = datetime(2027, 1, 13, 9, tzinfo=UTC), date(2027, 1, 13)
ALMAZ = Person(
    "person",
    (Name("Almaz Tesfay", given="Almaz"), Name("አልማዝ ተስፋይ", use="transliteration", script="Ethi")),
    born="2009-01-01",
    born_by="stated",
    nationalities=("ERI",),
    languages=("ti", "ar"),
    support=("interpreter",),
    documents=(Document("birth-certificate", "copy", expires="2020", doubts="The stamp is faint."),),
)


def people() -> tuple[Role, Role, str]:
    """An officer, and somebody with a household, a guardian, consent and a correction."""
    _, (officer,) = office("north", "permit authority", Post.Role.OFFICER)
    assert officer.who.account is not None
    by, now = By(officer.who.account, "came to the counter"), clock.current
    almaz, mother = registry.enter(ALMAZ, by, now), registry.enter(ALMAZ, by, now)
    households.house(almaz, mother, "parent", TODAY, by, now)
    registry.empower(Representation(almaz.pk, mother.pk, "legal guardian", "both", TODAY, proof="paper 1"), by, now)
    registry.agree(almaz, Consent("course", "School", ("names",), TODAY, date(2027, 12, 31), "on paper"), by, now)
    registry.correct(almaz, Person("person", ALMAZ.names, born="2009", born_by="stated"), by, almaz.changed, now)
    actions.note_reading([almaz], officer.who.account, "a letter came", "people:record", now)
    owner = account("almaz")
    actions.open_to(almaz, owner)
    return officer, role("almaz", owner), almaz.pk


def test_each_page_of_the_register_is_open_to_all(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "system", lambda: NOW)
    monkeypatch.setattr(searching, "_KEPT", {})
    officer, almaz, number = people()
    its, query = f"people/{number}/", "?q=Almaz&why=family"
    beside = [f"{its}{page}/{query}" for page in ("household", "representative", "consent", "difficulties")]
    parts = [f"{its}correct/{part}/" for part in ("names", "languages", "documents")]
    found = ["people/", f"people/{query}", "people/register/", its, *parts, *beside]
    wrong: list[str] = []
    for who, addresses in ((officer, found), (almaz, ["my-record/"])):
        for language, look in zip(LANGUAGES, looks(browser, live_server, who), strict=True):
            for address in addresses:
                wrong += look.wrong_with(address, language)
    assert wrong == []


def test_each_page_about_pairs_is_open_to_all(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "system", lambda: NOW)
    monkeypatch.setattr(searching, "_KEPT", {})
    officer, almaz, number = people()
    _, (adjudicator,) = office("Gedaref", "permit authority", Post.Role.ADJUDICATOR)
    assert adjudicator.who.account is not None and officer.who.account is not None
    me, worker = (By(its.who.account, "Same mother, same scar.") for its in (adjudicator, officer))
    registry.enter(ALMAZ, worker, clock.current)
    comparing.compare_new(clock.current)
    waits, joined = Pair.objects.filter(Q(one=number) | Q(other=number)).order_by("pk")[:2]
    adjudicating.decide(joined, "same", me, "Gedaref", joined.version, clock.current)
    numbers = adjudicating.joined_with(number)
    about = {"joined": " ".join(sorted(numbers))}
    row = PersonRow.objects.get(pk=number)
    registry.correct(
        row, Person("person", ALMAZ.names, born="2010", born_by="stated"), me, row.changed, clock.current, about
    )
    pages = [
        "pairs/",
        "pairs/?q=x",
        f"pairs/{waits.pk}/",
        f"pairs/{waits.pk}/?why=list",
        f"pairs/{joined.pk}/?why=list",
    ]
    its = [f"{number}/?why=family", f"{number}/correct/birth/"]
    wrong: list[str] = []
    for who, addresses in (
        (adjudicator, [f"people/{page}" for page in (*pages, f"pairs/{joined.pk}/undo/")]),
        (officer, [f"people/{page}" for page in its]),
        (almaz, ["my-record/"]),
    ):
        for language, look in zip(LANGUAGES, looks(browser, live_server, who), strict=True):
            for address in addresses:
                wrong += look.wrong_with(address, language)
                _kept(look.page, f"{language} {look.width} {address}")
    assert wrong == []


def _kept(page: Page, name: str) -> None:
    """Keep a picture where SAFECONDUCT_SCREENS names a folder."""
    if folder := os.environ.get("SAFECONDUCT_SCREENS"):
        page.screenshot(path=f"{folder}/{name.replace('/', '_').replace('?', '_')}.png", full_page=True)
