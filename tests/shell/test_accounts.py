"""Accounts are known by e-mail address."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from safeconduct.shell.models import Account

pytestmark = pytest.mark.django_db


def test_an_account_without_a_password_cannot_sign_in_by_one() -> None:
    account = Account.objects.create_user("officer@example.org", name="Officer")
    assert not account.has_usable_password()
    assert (str(account), account.is_superuser) == ("Officer", False)


def test_an_account_without_a_name_is_called_by_its_address() -> None:
    account = Account.objects.create_superuser("Officer@EXAMPLE.org", password="a long sentence")  # noqa: S106
    assert str(account) == "Officer@example.org"
    assert account.check_password("a long sentence")
    assert account.is_superuser


def test_an_address_belongs_to_one_account() -> None:
    Account.objects.create_user("officer@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create_user("officer@example.org")


def test_the_account_is_the_user_of_the_site() -> None:
    assert get_user_model() is Account
