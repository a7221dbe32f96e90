"""Keys with which programs use the interface for an account: shown once, kept as a hash, good until a day."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from safeconduct.shell.accounts.hashing import hash_of
from safeconduct.shell.clock import Clock
from safeconduct.shell.models import Account, ApiKey

PURPOSE = "key"
BYTES = 32


def issue(
    account: Account, name: str, until: datetime, clock: Clock, random: Callable[[int], str] = secrets.token_urlsafe
) -> str:
    """Make a key and return it; it cannot be read again."""
    key = random(BYTES)
    ApiKey.objects.create(account=account, name=name, key_hash=hash_of(PURPOSE, key), made=clock(), until=until)
    return key


def account_of(key: str, clock: Clock) -> Account | None:
    """Return the account that a key acts for, unless key or account is no longer good."""
    good = ApiKey.objects.filter(key_hash=hash_of(PURPOSE, key), until__gt=clock(), account__is_active=True)
    found = good.select_related("account").first()
    return found.account if found else None


def withdraw(account: Account) -> int:
    """Withdraw every key of an account; return how many there were."""
    return ApiKey.objects.filter(account=account).delete()[0]
