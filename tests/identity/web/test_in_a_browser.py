"""Every page of credentials in a browser: accessible, fitting, mirrored, by keyboard, without a complaint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from safeconduct.identity.acts import Told
from safeconduct.identity.web import actions, wallets
from safeconduct.identity.web.issuing import issue
from safeconduct.identity.web.models import Credential
from safeconduct.people.web.actions import note_reading
from safeconduct.shell.clock import current
from tests.access.world_cases import account
from tests.access.worlds import role
from tests.cases.web.walking import on
from tests.identity.web.making import hand, person, registered
from tests.identity.web.test_journey import FIRST, HOLDER
from tests.identity.web.test_pages import TODAY, official
from tests.looking import LANGUAGES, looks

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.journey, pytest.mark.django_db(databases=["default", "keys"], transaction=True)]


def test_each_page_of_credentials_is_open_to_all(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, TODAY)
    clock, amal = hand(), account("amal")
    who = person(account=amal)
    registered(who, clock)
    its = Credential.objects.get(kind="birth-registration")
    for token in ("one", "other"):
        issue(its, "dc+sd-jwt", HOLDER.public, clock, wallet=token)
    wallets.lose(wallets.held(Credential.objects.all())[:1], Told("On the bus."), FIRST, clock)
    actions.suspend(its, Told("The entry is contested.", "Say so within one month."), FIRST, clock)
    officer = official("first")
    assert officer.who.account is not None
    note_reading([who], officer.who.account, "came to the counter", "people:record", current)
    office = ["documents/", f"documents/{its.pk}/", f"people/{who.pk}/documents/", f"people/{who.pk}/wallets/"]
    own = ["my-documents/", "my-documents/wallets/", f"my-documents/{its.pk}/lost/"]
    wrong: list[str] = []
    for one, addresses in ((officer, office), (role("amal", amal), own)):
        for language, look in zip(LANGUAGES, looks(browser, live_server, one), strict=True):
            for address in addresses:
                wrong += look.wrong_with(address, language)
    assert wrong == []
