"""What these tests share: no tries of other tests are counted, and people to sign in as."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from safeconduct.shell import sections
from safeconduct.shell.models import Account

WORD = "eleven blue kettles sing"


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture(autouse=True)
def no_tries_before() -> Iterator[None]:
    """Forget how often others tried, and do not spend a second on each password."""
    cache.clear()
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
    cache.clear()


@pytest.fixture(autouse=True)
def homes_of_the_shell_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lead nobody into other rooms, which have tests of their own."""
    monkeypatch.setattr(sections, "_HOMES", {})


@pytest.fixture
def hands() -> Hands:
    """A clock that is moved by hand."""
    return Hands()


@pytest.fixture
def person() -> Account:
    """Somebody without a post."""
    return Account.objects.create_user("amina@example.com", WORD, "Amina K.")


@pytest.fixture
def official() -> Account:
    """Somebody who may do everything."""
    return Account.objects.create_superuser("officer@example.com", WORD, "Officer")


@pytest.fixture
def enter() -> Callable[..., Client]:
    """Sign in with address and password, and give the browser back."""

    def with_password(email: str, password: str = WORD, **more: str) -> Client:
        browser = Client()
        browser.post("/en/account/login/", {"login": email, "password": password, **more})
        return browser

    return with_password
