"""The pages of accounts in a real browser: in our design, open to all, and a passkey that signs in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

from safeconduct.shell.models import Account
from tests.looking import WCAG
from tests.shell.accounts.conftest import WORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
ENTRANCE = ["account/login/", "account/signup/", "account/password/reset/", "slip/", "demonstration/"]
INSIDE = [
    "account/",
    "account/email/",
    "account/password/change/",
    "account/logout/",
    "account/second-factor/",
    "account/second-factor/needed/",
    "account/second-factor/totp/activate/",
    "account/second-factor/webauthn/",
    "account/second-factor/webauthn/add/",
    "account/providers/",
]


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """Whatever the browser complains about; it must stay empty."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield said
    assert said == []


@pytest.fixture(autouse=True)
def everything_open() -> Iterator[None]:
    """A site that sends mail and has a demonstration shows every page."""
    with override_settings(SENDS_MAIL=True, DEMO=True, EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        yield


def look(page: Page, width: int) -> None:
    """See that the page is accessible, fits, and has one heading that says what it is."""
    result = Axe().run(page, options=WCAG)
    assert result.violations_count == 0, f"{page.url}: {result.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert page.locator("h1").count() == 1, page.url


def sign_in(page: Page, address: str, account: Account) -> None:
    """Sign in by keyboard as a person does."""
    page.goto(f"{address}/account/login/")
    page.locator("#id_login").fill(account.email)
    page.locator("#id_password").fill(WORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/")


def reauthenticate(page: Page) -> None:
    """Say the password again where a change asks for it."""
    if "/reauthenticate/" in page.url:
        page.locator("#id_password").fill(WORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/reauthenticate/" not in url)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("fr", 360), ("ar", 360), ("cs", 360)])
def test_the_ways_in_are_open_to_all(
    page: Page, live_server: LiveServer, complaints: list[str], language: str, width: int
) -> None:
    Account.objects.create_user("amina@example.org", name="Amina K.")
    page.set_viewport_size({"width": width, "height": 800})
    for address in ENTRANCE:
        page.goto(f"{live_server.url}/{language}/{address}")
        look(page, width)
        page.locator("main form:not(#mfa_login) button[type=submit]:not([form])").first.click()
        look(page, width)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_of_an_account_are_open_to_all(
    page: Page, live_server: LiveServer, complaints: list[str], language: str, person: Account
) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    sign_in(page, f"{live_server.url}/{language}", person)
    for address in INSIDE:
        page.goto(f"{live_server.url}/{language}/{address}")
        look(page, 360)
        reauthenticate(page)
        look(page, 360)
        assert page.url.endswith(address)


def test_a_passkey_is_added_and_signs_in(
    page: Page, live_server: LiveServer, complaints: list[str], person: Account
) -> None:
    site = live_server.url.replace("127.0.0.1", "localhost")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, f"{site}/en", person)
    page.goto(f"{site}/en/account/second-factor/webauthn/add/")
    reauthenticate(page)
    page.locator("#id_passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "/add/" not in url)
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).exists()
    page.goto(f"{site}/en/account/second-factor/webauthn/")
    look(page, 1280)
    page.goto(f"{site}/en/account/second-factor/recovery-codes/")
    look(page, 1280)
    page.goto(f"{site}/en/account/logout/")
    page.locator("main button[type=submit]").click()
    page.goto(f"{site}/en/account/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/en/account/")
    assert person.email in page.locator("main").inner_text()


def test_a_page_of_errors_names_them_first(page: Page, live_server: LiveServer, complaints: list[str]) -> None:
    page.goto(f"{live_server.url}/en/slip/")
    page.get_by_role("button", name="Open the case").click()
    page.locator(".errors a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_number"
    assert page.locator("#id_number").get_attribute("aria-invalid") == "true"
    look(page, 1280)
