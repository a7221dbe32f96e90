"""What the office does with accounts, and what is forgotten by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from safeconduct.shell.accounts import keeping, keys, slips
from safeconduct.shell.models import Account, ApiKey, Slip
from safeconduct.shell.working import tasks
from tests.shell.accounts.conftest import Hands

pytestmark = pytest.mark.django_db


def test_a_first_password_is_given_and_works(client: Client) -> None:
    account, password = keeping.make("desk@example.com", "Desk", "fr")
    assert (account.name, account.language) == ("Desk", "fr")
    answer = client.post("/en/account/login/", {"login": "desk@example.com", "password": password})
    assert answer.headers["Location"] == "/fr/start/"


def test_an_account_for_a_provider_has_no_password() -> None:
    account, password = keeping.make("desk@example.com", with_password=False)
    assert password == ""
    assert not account.has_usable_password()


def test_shutting_an_account_withdraws_its_keys(person: Account, hands: Hands) -> None:
    keys.issue(person, "export", hands() + timedelta(days=1), hands)
    keeping.shut(person)
    assert not ApiKey.objects.exists()
    assert not Account.objects.get().is_active
    keeping.reopen(person)
    assert Account.objects.get().is_active


def test_what_ended_is_forgotten_by_the_hour(person: Account, hands: Hands, client: Client) -> None:
    keys.issue(person, "export", hands() + timedelta(days=1), hands)
    slips.issue("7KQ3M-9FT2X", hands)
    client.force_login(person)
    assert keeping.forget_old(hands) == 0
    hands.move(slips.GOOD_FOR + timedelta(days=31))
    Session.objects.update(expire_date=person.joined - timedelta(days=1))
    assert keeping.forget_old(hands) == 3
    assert not (ApiKey.objects.exists() or Slip.objects.exists() or Session.objects.exists())
    assert "accounts.forget" in {task.name for task in tasks()}
