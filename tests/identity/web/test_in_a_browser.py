"""Every page of credentials in a browser: accessible, fitting, mirrored, by keyboard, without a complaint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from safeconduct.identity.acts import Told
from safeconduct.identity.web import actions
from safeconduct.identity.web.models import Credential
from safeconduct.people.web.actions import note_reading
from safeconduct.shell.clock import current
from tests.access.world_cases import account
from tests.access.worlds import role
from tests.cases.web.test_pages import listened, wrong_with
from tests.cases.web.walking import on
from tests.identity.web.making import hand, person, registered
from tests.identity.web.test_journey import FIRST
from tests.identity.web.test_pages import TODAY, official

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
    actions.suspend(its, Told("The entry is contested.", "Say so within one month."), FIRST, clock)
    officer = official("first")
    assert officer.who.account is not None
    note_reading([who], officer.who.account, "came to the counter", "people:record", current)
    office = ["documents/", f"documents/{its.pk}/", f"people/{who.pk}/documents/"]
    wrong: list[str] = []
    for one, addresses in ((officer, office), (role("amal", amal), ["my-documents/", f"my-documents/{its.pk}/lost/"])):
        session = one.client.cookies[settings.SESSION_COOKIE_NAME].value
        for language, width in (("en", 1280), ("ar", 360)):
            context = browser.new_context(viewport={"width": width, "height": 900})
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
            page = context.new_page()
            page.set_default_timeout(60_000)
            said = listened(page)
            for address in addresses:
                wrong += wrong_with(page, f"{live_server.url}/{language}/{address}", width, said)
            context.close()
    assert wrong == []
