"""Each page on which a wallet is used, in a browser: accessible, fitting, mirrored, without a complaint."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from safeconduct.cases.web import drafts
from safeconduct.identity.web import actions, signing
from safeconduct.identity.web.actions import Conferral
from safeconduct.procedures.library import Library
from safeconduct.shell import clock
from tests.access.world_cases import account
from tests.access.worlds import role
from tests.identity.web.making import REGISTRY, person
from tests.identity.web.test_openid4vci import BY
from tests.identity.web.test_openid4vp import AMAL
from tests.looking import LANGUAGES, looks, wrong_with

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.journey, pytest.mark.django_db(databases=["default", "keys"], transaction=True)]


def test_each_page_of_wallets_is_open_to_all(browser: Browser, live_server: LiveServer) -> None:
    signing.begin_first(clock.current() - timedelta(days=1))
    amal = account("amal")
    on = clock.day_of(clock.current())
    conferral = Conferral("residence-permit", person(AMAL, amal), REGISTRY, "permit", BY, on, on + timedelta(days=90))
    actions.confer(conferral, clock.current)
    procedure = next(one.identity for one in Library.default().newest() if one.id == "common/access-to-data")
    its = Library.default().load(procedure)
    draft = drafts.begin(amal, procedure, {"party": its.person}, clock.current())
    wrong: list[str] = []
    for language, look in zip(LANGUAGES, looks(browser, live_server, role("amal", amal)), strict=True):
        show = f"wallet/show/{draft.pk}/paper-0/"
        wrong += look.wrong_with(f"apply/{draft.pk}/paper-0/", language)
        wrong += look.wrong_with(show, language)
        for where in ("here", "other"):
            look.page.goto(f"{live_server.url}/{language}/{show}")
            look.page.click(f"button[value={where}]")
            wrong += wrong_with(look.page, look.page.url, look.width, look.said)
        wrong += _offered(look.page, f"{live_server.url}/{language}/my-documents/")
    assert wrong == []


def _offered(page: Page, address: str) -> list[str]:
    """The page after the button: it comes by a form, and cannot be opened by its address."""
    from axe_playwright_python.sync_playwright import Axe

    page.goto(address)
    page.click("form[action*='/wallet/'] button")
    page.wait_for_selector("figure svg")
    found = Axe().run(page).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"offer: {one['id']}" for one in found] + (["offer: too wide"] if wide else [])
