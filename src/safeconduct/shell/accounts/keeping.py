"""What the office does with accounts: make one, shut it, open it again, take a lost second factor off."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from safeconduct.shell.accounts import keys, slips
from safeconduct.shell.clock import Clock
from safeconduct.shell.models import Account, ApiKey

FIRST_PASSWORD_BYTES = 15


class AccountTrouble(ValueError):
    """Why nothing was done with an account."""


def make(
    email: str,
    name: str = "",
    language: str = "",
    with_password: bool = True,
    random: Callable[[int], str] = secrets.token_urlsafe,
) -> tuple[Account, str]:
    """Make an account and return it with its first password; without one it signs in by an identity provider."""
    try:
        validate_email(email)
    except ValidationError:
        raise AccountTrouble(f"{email!r} is no e-mail address.") from None
    if Account.objects.filter(email__iexact=email).exists():
        raise AccountTrouble(f"There is an account for {email} already.")
    password = random(FIRST_PASSWORD_BYTES) if with_password else ""
    account = Account.objects.create_user(email, password or None, name)
    account.language = language
    account.save(update_fields=["language"])
    return account, password


def find(email: str) -> Account:
    """Return the account of an address."""
    found = Account.objects.filter(email__iexact=email).first()
    if found is None:
        raise AccountTrouble(f"There is no account for {email}.")
    return found


def shut(account: Account) -> None:
    """Let an account sign in no more, put out whoever is in, and withdraw its keys; what it did stays."""
    with transaction.atomic():
        account.is_active = False
        account.save(update_fields=["is_active"])
        keys.withdraw(account)


def reopen(account: Account) -> None:
    """Let an account sign in again."""
    account.is_active = True
    account.save(update_fields=["is_active"])


def take_off_second_factor(account: Account) -> int:
    """Take every second factor off an account that lost it; an official sets up a new one at the next sign-in."""
    taken_off: int = Authenticator.objects.filter(user=account).delete()[0]
    return taken_off


def forget_old(clock: Clock) -> int:
    """Delete slips and keys that ended, and sessions that ran out; return how many."""
    ended = ApiKey.objects.filter(until__lt=clock()).delete()[0]
    # Sessions end by the clock of the machine, also in training.
    ran_out = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    return ended + ran_out + slips.forget_old(clock)
