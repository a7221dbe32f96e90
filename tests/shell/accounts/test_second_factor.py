"""Officials show a second factor before they reach a page of theirs; others may."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from ninja import NinjaAPI

from safeconduct.shell.access import SIGNED_IN, needs
from safeconduct.shell.accounts import officials
from safeconduct.shell.models import Account
from safeconduct.site import urls as site
from tests.shell.accounts.conftest import WORD

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]

api = NinjaAPI(urls_namespace="second-factor")


@api.get("/desk")
@needs(SIGNED_IN)
def desk_data(request: HttpRequest) -> dict[str, str]:
    """Give the work of an official."""
    return {"desk": "work"}


@api.post("/act")
@needs(SIGNED_IN)
def act(request: HttpRequest) -> dict[str, str]:
    """Change something."""
    return {"done": "yes"}


@needs(SIGNED_IN)
def desk(request: HttpRequest) -> HttpResponse:
    """Show the work of an official."""
    return HttpResponse("work")


urlpatterns = [path("en/desk/", desk), path("api/tests/", api.urls), *site.urlpatterns]


@pytest.fixture(autouse=True)
def with_a_desk() -> Iterator[None]:
    """Add a page and an operation of officials."""
    with override_settings(ROOT_URLCONF=__name__):
        yield


def code_of(secret: str) -> str:
    """Return what the app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def set_up_app(browser: Client) -> str:
    """Set up an app as the pages ask, and return its secret."""
    page = browser.get("/en/account/second-factor/totp/activate/")
    page = browser.post(page.headers["Location"], {"password": WORD}, follow=True)
    secret: str = page.context["form"].secret
    browser.post("/en/account/second-factor/totp/activate/", {"code": code_of(secret)})
    return secret


def test_an_official_is_sent_to_set_one_up_and_then_let_in(official: Account, enter: Enter) -> None:
    browser = enter(official.email)
    for address in ("/en/desk/", "/en/start/"):
        assert browser.get(address).headers["Location"] == "/en/account/second-factor/needed/"
    assert "Set up a second factor first" in browser.get("/en/account/second-factor/needed/").text
    assert browser.get("/en/about/").status_code == browser.get("/en/account/").status_code == 200
    set_up_app(browser)
    assert browser.get("/en/desk/").text == "work"
    assert browser.get("/en/account/second-factor/needed/").headers["Location"] == "/en/start/"


def test_a_machine_is_told_so_in_its_own_way(official: Account, enter: Enter) -> None:
    answer = enter(official.email).get("/api/tests/desk")
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:safeconduct:problem:second-factor-missing")


def test_the_next_time_the_password_alone_lets_nobody_in(official: Account, enter: Enter) -> None:
    set_up_app(enter(official.email))
    thief = enter(official.email)
    assert "/account/login/" in thief.get("/en/desk/").headers["Location"]
    thief.post("/en/account/second-factor/authenticate/", {"code": "000000"})
    assert "/account/login/" in thief.get("/en/desk/").headers["Location"]
    recovery = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()[0]
    owner = enter(official.email)
    owner.post("/en/account/second-factor/authenticate/", {"code": recovery})
    assert owner.get("/en/desk/").text == "work"


def test_a_recovery_code_is_good_once(official: Account, enter: Enter) -> None:
    set_up_app(enter(official.email))
    recovery = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()[0]
    seen = []
    for _ in range(2):
        browser = enter(official.email)
        browser.post("/en/account/second-factor/authenticate/", {"code": recovery})
        seen.append(browser.get("/en/desk/").status_code)
    assert seen == [200, 302]


def test_the_secret_of_the_app_is_not_readable_in_the_database(official: Account, enter: Enter) -> None:
    secret = set_up_app(enter(official.email))
    assert secret not in str(Authenticator.objects.get(type=Authenticator.Type.TOTP).data)


def test_whoever_holds_no_post_needs_none_but_may(person: Account, enter: Enter) -> None:
    browser = enter(person.email)
    assert browser.get("/en/desk/").text == "work"
    set_up_app(browser)
    assert "/account/login/" in enter(person.email).get("/en/desk/").headers["Location"]


def test_a_post_makes_an_official(person: Account, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = enter(person.email)
    monkeypatch.setattr(officials, "_HOLDS_POST", [])
    officials.register(lambda account: account.email == person.email)
    assert browser.get("/en/desk/").headers["Location"] == "/en/account/second-factor/needed/"


def test_a_change_through_the_interface_needs_the_token_of_our_page(person: Account) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)
    forged = browser.post("/api/tests/act", content_type="application/json")
    assert (forged.status_code, forged.headers["Content-Type"]) == (403, "application/problem+json")
    browser.get("/en/account/")
    token = browser.cookies["csrftoken"].value
    sent = browser.post("/api/tests/act", content_type="application/json", headers={"x-csrftoken": token})
    assert (sent.status_code, sent.json()) == (200, {"done": "yes"})


def test_a_change_of_the_second_factor_asks_who_it_is_again(person: Account, client: Client) -> None:
    client.force_login(person)
    answer = client.get("/en/account/second-factor/totp/activate/")
    assert answer.headers["Location"].startswith("/en/account/reauthenticate/")
    client.post(answer.headers["Location"], {"password": WORD})
    assert client.get("/en/account/second-factor/totp/activate/").status_code == 200
