"""Signing in with a password: who gets in, what a stranger learns, how often they may try."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.test import Client, override_settings

from safeconduct.shell.models import Account
from tests.shell.accounts.conftest import WORD

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]
MAILS = override_settings(SENDS_MAIL=True, EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")


def told(page: str) -> list[str]:
    """Return the sentences of the summary of errors."""
    return re.findall(r'<li><a href="#[^"]*">([^<]*)</a></li>', page)


def test_address_and_password_lead_to_the_start_page(person: Account) -> None:
    browser = Client()
    answer = browser.post("/en/account/login/", {"login": "Amina@example.com", "password": WORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/start/")
    assert browser.get("/en/start/").headers["Location"] == "/en/account/"
    assert "Amina K." in browser.get("/en/account/").text


def test_whoever_signs_in_is_met_in_their_language(person: Account) -> None:
    Account.objects.filter(pk=person.pk).update(language="ar")
    answer = Client().post("/en/account/login/", {"login": person.email, "password": WORD})
    assert answer.headers["Location"] == "/ar/start/"


def test_the_cookie_is_for_this_site_and_this_sitting_alone(person: Account) -> None:
    answer = Client().post("/en/account/login/", {"login": person.email, "password": WORD})
    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["expires"], cookie["max-age"]) == ("Strict", "", "")


def test_the_session_gets_a_new_name_when_somebody_signs_in(person: Account, client: Client) -> None:
    client.get("/en/account/login/")
    session = client.session
    session["seen"] = True
    session.save()
    before = client.cookies.get(settings.SESSION_COOKIE_NAME)
    client.post("/en/account/login/", {"login": person.email, "password": WORD})
    assert before is not None
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before


def test_a_stranger_learns_nothing_about_who_has_an_account(person: Account, client: Client) -> None:
    known = client.post("/en/account/login/", {"login": person.email, "password": "not the word"})
    unknown = client.post("/en/account/login/", {"login": "nobody@example.com", "password": "not the word"})
    assert told(known.text) == told(unknown.text) != []
    assert known.status_code == unknown.status_code == 200


def test_a_disabled_account_stays_out_and_is_put_out(person: Account, enter: Enter) -> None:
    inside = enter(person.email)
    Account.objects.filter(pk=person.pk).update(is_active=False)
    assert inside.get("/en/account/").status_code == 302
    assert enter(person.email).get("/en/account/").status_code == 302


def test_passwords_cannot_be_guessed_one_after_another(person: Account, client: Client) -> None:
    for number in range(5):
        client.post("/en/account/login/", {"login": person.email, "password": f"guess {number}"})
    answer = client.post("/en/account/login/", {"login": person.email, "password": WORD})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_whoever_hammers_is_asked_to_wait(client: Client) -> None:
    answers = [client.post("/fr/account/login/", {"login": f"{n}@example.com", "password": "x"}) for n in range(31)]
    assert answers[-1].status_code == 429
    assert "Trop d’essais" in answers[-1].text


def test_signing_out_takes_a_form_not_a_link(person: Account, enter: Enter) -> None:
    browser = enter(person.email)
    assert browser.get("/en/account/logout/").status_code == 200
    assert browser.get("/en/account/").status_code == 200
    assert browser.post("/en/account/logout/").headers["Location"] == "/en/"
    assert browser.get("/en/account/").status_code == 302


def test_a_way_on_leads_to_this_site_alone(person: Account) -> None:
    for wanted, given in (("/en/about/", "/en/about/"), ("https://elsewhere.example/", "/en/start/")):
        answer = Client().post("/en/account/login/", {"login": person.email, "password": WORD, "next": wanted})
        assert answer.headers["Location"] == given


def test_without_mail_nobody_makes_an_account_alone(client: Client) -> None:
    words = {"name": "X", "email": "new@example.com", "password1": WORD}
    page = client.post("/en/account/signup/", words)
    assert "Accounts are made by the office" in page.text
    assert not Account.objects.exists()
    assert "/en/account/signup/" not in client.get("/en/account/login/").text
    assert "the office makes accounts and sets new passwords" in client.get("/en/account/password/reset/").text


@MAILS
def test_a_new_account_waits_for_the_code_in_the_mail(client: Client) -> None:
    words = {"name": "Amina K.", "email": "new@example.com", "password1": WORD}
    answer = client.post("/cs/account/signup/", words)
    assert answer.headers["Location"] == "/cs/account/confirm-email/"
    account = Account.objects.get()
    assert (account.name, account.language) == ("Amina K.", "cs")
    assert client.get("/cs/account/").status_code == 302
    code = re.search(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)$", mail.outbox[0].body, re.MULTILINE)
    assert code is not None
    client.post("/cs/account/confirm-email/", {"code": code[1]})
    assert client.get("/cs/account/").status_code == 200
    assert EmailAddress.objects.get().verified


@MAILS
def test_a_second_account_for_an_address_looks_like_a_first(person: Account, client: Client) -> None:
    taken = client.post("/en/account/signup/", {"name": "X", "email": person.email, "password1": WORD})
    free = Client().post("/en/account/signup/", {"name": "X", "email": "free@example.com", "password1": WORD})
    assert (taken.status_code, taken.headers["Location"]) == (free.status_code, free.headers["Location"])
    assert Account.objects.filter(email__iexact=person.email).count() == 1


@MAILS
def test_a_new_password_is_asked_for_without_learning_who_has_one(person: Account) -> None:
    answers = [Client().post("/en/account/password/reset/", {"email": one}) for one in (person.email, "no@example.com")]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


@pytest.mark.parametrize("password", ["short", "password1234", "amina@example.com"])
def test_a_password_that_is_easily_guessed_is_refused(client: Client, password: str) -> None:
    with MAILS:
        page = client.post("/en/account/signup/", {"name": "A", "email": "amina@example.com", "password1": password})
    assert page.status_code == 200
    assert told(page.text)
    assert not Account.objects.exists()


def test_name_and_language_are_changed_on_the_own_page(person: Account, enter: Enter) -> None:
    browser = enter(person.email)
    answer = browser.post("/en/account/", {"name": "Amina Khalil", "language": "fr"})
    assert answer.headers["Location"] == "/fr/account/"
    assert "Vos changements sont enregistrés." in browser.get("/fr/account/").text
    assert Account.objects.get().name == "Amina Khalil"
    assert browser.post("/en/account/", {"name": "A", "language": "xx"}).status_code == 200
    assert Account.objects.get().language == "fr"


PAGES = ["", "email/", "password/change/", "logout/", "second-factor/", "second-factor/needed/", "providers/"]


@pytest.mark.parametrize("address", [*PAGES, "second-factor/webauthn/", "second-factor/totp/activate/"])
def test_a_page_of_the_account_speaks_every_language(person: Account, client: Client, address: str) -> None:
    client.force_login(person)
    pages = [client.get(f"/{language}/account/{address}", follow=True).text for language in ("en", "fr", "ar", "cs")]
    heads = [re.findall(r"<h1[^>]*>\s*(.*?)\s*</h1>", page, re.DOTALL) for page in pages]
    assert all(len(head) == 1 for head in heads)
    assert len({head[0] for head in heads}) == 4, heads
