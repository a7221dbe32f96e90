"""A program shows a key and acts for its account, until the day it ends or is withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from safeconduct.shell import clock
from safeconduct.shell.accounts import keys
from safeconduct.shell.models import Account, ApiKey
from safeconduct.shell.principals import NOBODY, Principal, principal
from tests.shell.accounts.conftest import Hands

pytestmark = pytest.mark.django_db


def asked(path: str, key: str, **more: object) -> Principal:
    """Say whom a request with a key is taken for."""
    from django.test import RequestFactory

    return principal(RequestFactory().get(path, headers={"authorization": f"Bearer {key}"}, **more))


def test_a_key_acts_for_its_account_on_the_interface_alone(person: Account) -> None:
    key = keys.issue(person, "export", clock.system() + timedelta(days=1), clock.system)
    assert asked("/api/v1/procedures", key) == Principal(person, by_key=True)
    assert asked("/en/account/", key) == NOBODY
    assert asked("/api/v1/procedures", key + "x") == NOBODY


def test_a_key_is_not_in_the_database(person: Account, hands: Hands) -> None:
    key = keys.issue(person, "export", hands() + timedelta(days=1), hands)
    assert len(key) >= 40
    assert key not in str(ApiKey.objects.values().get())


def test_a_key_ends(person: Account, hands: Hands) -> None:
    key = keys.issue(person, "export", hands() + timedelta(days=1), hands)
    assert keys.account_of(key, hands) == person
    hands.move(timedelta(days=1))
    assert keys.account_of(key, hands) is None


def test_a_key_is_withdrawn_and_ends_with_its_account(person: Account, hands: Hands) -> None:
    key = keys.issue(person, "export", hands() + timedelta(days=1), hands)
    Account.objects.filter(pk=person.pk).update(is_active=False)
    assert keys.account_of(key, hands) is None
    Account.objects.filter(pk=person.pk).update(is_active=True)
    assert keys.withdraw(person) == 1
    assert keys.account_of(key, hands) is None


def test_a_bad_key_never_falls_back_to_a_session(person: Account, client: Client) -> None:
    client.force_login(person)
    answer = client.get("/api/v1/procedures", headers={"authorization": "Bearer nothing"})
    assert principal(answer.wsgi_request) == NOBODY
