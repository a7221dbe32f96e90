"""The roles of worlds are who they say they are."""

from __future__ import annotations

import pytest

from safeconduct.shell.accounts.officials import has_second_factor
from safeconduct.shell.models import Account
from tests.access.worlds import holder, role

pytestmark = pytest.mark.django_db


def test_a_role_has_signed_in_with_a_second_factor() -> None:
    account = Account.objects.create_superuser("boss@example.com")
    boss = role("boss", account)
    assert has_second_factor(account)
    assert boss.client.get("/en/account/").status_code == 200
    assert role("stranger").client.get("/en/account/").status_code == 302


def test_the_holder_of_a_slip_has_the_one_case_open() -> None:
    somebody = holder("applicant at the counter", "7KQ3M-9FT2X")
    assert somebody.client.session["slip"]["reference"] == "7KQ3M-9FT2X"
    assert somebody.who.reference == "7KQ3M-9FT2X"
