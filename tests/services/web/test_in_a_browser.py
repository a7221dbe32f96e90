"""Every page of the directory and of referrals in a browser: accessible, fitting, mirrored, without a complaint."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from safeconduct.cases.web.models import Post
from safeconduct.people.web import actions as register
from safeconduct.people.web.registry import By
from safeconduct.services.eligibility import Verdict
from safeconduct.services.referral import Terms
from safeconduct.services.web import actions, referrals
from safeconduct.services.web.models import Service
from safeconduct.shell import clock
from tests.access.world_cases import account, office
from tests.access.world_services import keeper
from tests.access.worlds import role
from tests.looking import LANGUAGES, looks
from tests.services.making import demo, marked, named

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.journey, pytest.mark.django_db(databases=["default", "keys"], transaction=True)]
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def test_each_page_of_services_is_open_to_all(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "system", lambda: NOW)
    actions.take(demo())
    _, (officer,) = office("Reception office", "permit authority", Post.Role.OFFICER)
    assert officer.who.account is not None
    owner = account("modou")
    modou = register.register(marked(), owner)
    register.note_reading([modou], officer.who.account, "he asks for help", "people:record", clock.current)
    service = Service.objects.select_related("organisation").get(number=named("Petite activité"))
    terms = Terms("equipment", ("names", "contact"), date(2027, 2, 1), "fr", "read aloud", "He sells telephones.")
    row = referrals.refer(
        modou, service, terms, Verdict("yes"), "Reception office", By(officer.who.account, "help"), clock.current
    )
    home = named("Foyer des femmes et des enfants")
    pages = {
        officer: [
            f"services/person/{modou.pk}/", f"services/person/{modou.pk}/refer/{home}/", "services/sent/",
            f"services/sent/{row.pk}/", "services/?near=Dakar&everybody=on&sex=male", f"services/{service.number}/",
        ],
        keeper("keeper", service.organisation): [
            "services/kept/", "services/received/", f"services/received/{row.pk}/",
        ],
        role("modou", owner): ["my-referrals/"],
    }  # fmt: skip
    wrong = [
        f"{look.width} {language} {address}: {each}"
        for who, addresses in pages.items()
        for look in looks(browser, live_server, who)
        for address in addresses
        for language in LANGUAGES
        for each in look.wrong_with(address, language)
    ]
    assert wrong == []
