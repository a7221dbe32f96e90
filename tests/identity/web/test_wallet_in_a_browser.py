"""Each page on which a wallet is used, in a browser: accessible, fitting, mirrored, without a complaint."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from safeconduct.cases.said import Shown
from safeconduct.cases.web import drafts
from safeconduct.cases.web.models import Case
from safeconduct.identity.openid.authorization import REQUEST_URI, Pushed
from safeconduct.identity.openid.secrets_kept import digest
from safeconduct.identity.web import actions, asking, signing
from safeconduct.identity.web import protocol_store as store
from safeconduct.identity.web.actions import Conferral
from safeconduct.people.web.models import Person
from safeconduct.procedures.library import Library
from safeconduct.shell import clock
from safeconduct.shell.models import Account
from tests.access.world_cases import account
from tests.access.worlds import role
from tests.cases.web.making import Hand
from tests.identity.web.making import LOSS, REGISTRY, WITNESSES, filed, person
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
    pages = beside_cases(amal)
    wrong: list[str] = []
    for language, look in zip(LANGUAGES, looks(browser, live_server, role("amal", amal)), strict=True):
        show = f"wallet/show/{draft.pk}/paper-0/"
        wrong += look.wrong_with(f"apply/{draft.pk}/paper-0/", language)
        wrong += look.wrong_with(show, language)
        for where in ("here", "other"):
            look.page.goto(f"{live_server.url}/{language}/{show}")
            look.page.click(f"button[value={where}]")
            wrong += wrong_with(look.page, look.page.url, look.width, look.said)
        wrong += _offered(look.page, f"{live_server.url}/{language}/my-documents/", "form[action*='/wallet/'] button")
        for address in pages:
            wrong += look.wrong_with(address, language)
        wrong += _offered(look.page, f"{live_server.url}/{language}/{pages[0]}", "button[name=kind]")
    assert wrong == []


def beside_cases(amal: Account) -> list[str]:
    """The pages of wallets beside cases: wait for a document, choose a proof, and send what was shown."""
    who, today = Person.objects.get(account=amal), Hand(clock.day_of(clock.current()))
    waits, proves = (
        Case.objects.get(pk=filed(procedure, who, today, today().date()).file.id.hex()).number
        for procedure in (WITNESSES, LOSS)
    )
    moment = clock.current()
    asked = asking.ask(LOSS, "who the holder is", f"{asking.CASE} {proves} ", "", moment)
    facts = {"issuing_authority": REGISTRY, "name": "Amal Idris", "birthdate": "1990-03-05"}
    shown = Shown(
        "who the holder is", "another document", "registration-document", REGISTRY, "dc+sd-jwt", "", "", facts
    )
    store.keep(store.ANSWER, digest(asked), asking.Answered(shown), moment + timedelta(minutes=10))
    pushed = Pushed("", "wallet.example", "com.example.wallet:/back", "", ("residence-permit-mdoc",), 1 << 40)
    store.keep(store.PUSHED, digest("x"), pushed, moment + timedelta(minutes=10))
    return [
        f"wallet/case/{waits}/early/",
        f"wallet/case/{proves}/",
        f"wallet/case/{proves}/asked/{asked}/",
        f"wallet/consent/?client_id=wallet.example&request_uri={REQUEST_URI}x",
    ]


def _offered(page: Page, address: str, button: str) -> list[str]:
    """The page after the button: it comes by a form, and cannot be opened by its address."""
    from axe_playwright_python.sync_playwright import Axe

    page.goto(address)
    page.click(button)
    page.wait_for_selector("figure svg")
    found = Axe().run(page).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"offer: {one['id']}" for one in found] + (["offer: too wide"] if wide else [])
