"""One click signs in as a person of the demonstration, and only there."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from safeconduct.shell.accounts import officials
from safeconduct.shell.models import Account

pytestmark = pytest.mark.django_db
ADDRESS = "/en/demonstration/"


@pytest.fixture
def invented() -> Account:
    """Somebody of the demonstration."""
    return Account.objects.create_user("amina@example.org", name="Amina K.")


def test_there_is_no_such_page_elsewhere(client: Client, invented: Account) -> None:
    for answer in (client.get(ADDRESS), client.post(ADDRESS, {"account": invented.pk})):
        assert answer.status_code == 404
    assert "_auth_user_id" not in client.session
    assert ADDRESS not in client.get("/en/account/login/").text


def test_one_click_signs_in(client: Client, invented: Account) -> None:
    with override_settings(DEMO=True):
        assert "Amina K." in client.get(ADDRESS).text
        assert client.post(ADDRESS, {"account": invented.pk}).headers["Location"] == "/en/account/"
        assert "amina@example.org" in client.get("/en/account/").text


def test_nobody_but_invented_people_can_be_chosen(client: Client) -> None:
    real = Account.objects.create_user("amina@example.com")
    hidden = Account.objects.create_user("amina@example.org.example.net")
    boss = Account.objects.create_superuser("boss@example.org")
    gone = Account.objects.create_user("gone@example.org")
    Account.objects.filter(pk=gone.pk).update(is_active=False)
    with override_settings(DEMO=True):
        for chosen in (real.pk, hidden.pk, boss.pk, gone.pk, "", "x", "²"):
            assert client.post(ADDRESS, {"account": chosen}).status_code == 404
        assert client.get(ADDRESS).text.count('name="account"') == 0


def test_an_official_of_the_demonstration_needs_no_second_factor_there_and_one_elsewhere(
    client: Client, invented: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("safeconduct.shell.accounts.officials._HOLDS_POST", [lambda account: True])
    with override_settings(DEMO=True):
        client.post(ADDRESS, {"account": invented.pk})
        assert client.get("/en/start/").headers["Location"] == "/en/account/"
    assert client.get("/en/start/").headers["Location"] == "/en/account/second-factor/needed/"


def test_officials_say_what_they_are_and_others_are_searched(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"Person {number:02}" for number in range(30)]
    made = [Account.objects.create_user(f"p{number}@example.org", name=name) for number, name in enumerate(names)]
    monkeypatch.setattr(officials, "_POSTS_OF", [lambda accounts: {made[7].pk: "officer of the north"}])
    with override_settings(DEMO=True):
        page, found = client.get(ADDRESS).text, client.get(ADDRESS, {"q": "person 29"}).text
        nobody = client.get(ADDRESS, {"q": "nobody <b>"}).text
    assert "officer of the north" in page
    assert (page.count('name="account"'), found.count('name="account"')) == (25, 2)
    assert "5 more" in page
    assert "Person 29" in found
    assert "There is nobody of this name." in nobody
    assert "<b>" not in nobody


def test_the_page_asks_the_database_as_often_for_many_as_for_few(client: Client) -> None:
    counts = []
    for number in range(2):
        Account.objects.create_user(f"p{number}@example.org", name="P")
        with override_settings(DEMO=True), CaptureQueriesContext(connection) as asked:
            client.get(ADDRESS)
        counts.append(len(asked))
    assert counts[0] == counts[1]
