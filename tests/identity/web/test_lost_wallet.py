"""A lost wallet suspends the copies in it alone: paper, other wallets and the credential itself hold on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from safeconduct.identity import acts, status_list
from safeconduct.identity.acts import NotPossible, Told
from safeconduct.identity.web import actions, lists, wallets
from safeconduct.identity.web.checking import differences
from safeconduct.identity.web.issuing import issue
from safeconduct.identity.web.models import Copy, Credential, Wallet
from safeconduct.people.person import Name, Person
from safeconduct.people.representation import Representation
from safeconduct.people.web.actions import represent
from safeconduct.people.web.models import Person as Row
from tests.access.world_cases import account
from tests.access.worlds import role
from tests.cases.web.making import Hand
from tests.cases.web.walking import on, send, text_of
from tests.identity.web.making import START, hand, person, registered
from tests.identity.web.test_journey import FIRST, HOLDER
from tests.identity.web.test_pages import TODAY, WHY, extract, official

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Hand:
    """A clock, a key that signs, and the day of the pages."""
    on(monkeypatch, TODAY)
    return hand()


def held(clock: Hand, who: Row) -> Credential:
    """An extract of which there are a card and copies in two wallets."""
    registered(who, clock)
    its = extract()
    for token in ("one", "other"):
        issue(its, "dc+sd-jwt", HOLDER.public, clock, wallet=token)
    issue(its, "card", None, clock)
    return its


def statuses(its: Credential) -> dict[str, int]:
    """What the status list says of each copy."""
    return {
        copy.wallet.key if copy.wallet else copy.format: lists.bits_of(copy.status_list)[copy.place]
        for copy in Copy.objects.filter(credential=its).select_related("wallet", "status_list")
    }


def test_only_the_copies_in_a_lost_wallet_are_suspended_and_come_back_when_it_is_found(clock: Hand) -> None:
    its = held(clock, person())
    lost = [one for one in wallets.held(Credential.objects.all()) if one.row.key == "one"]
    assert wallets.lose(lost, Told("On the bus."), FIRST, clock) == 1
    assert statuses(its) == {"one": status_list.SUSPENDED, "other": status_list.VALID, "card": status_list.VALID}
    with pytest.raises(NotPossible):
        issue(its, "dc+sd-jwt", HOLDER.public, clock, wallet="one")
    its.refresh_from_db()
    assert its.state == acts.VALID
    assert wallets.lose(lost, Told("Again."), FIRST, clock) == 0
    assert wallets.find(lost, Told("It was found."), FIRST, clock) == 1
    assert set(statuses(its).values()) == {status_list.VALID}
    assert list(differences()) == []
    told = [(line.verb, line.told.why) for line in actions.history_of(its)[-2:] if line.told]
    assert told == [(acts.LOSES, "On the bus."), (acts.FINDS, "It was found.")]


def test_a_wallet_that_was_given_up_never_comes_back_and_a_new_copy_takes_its_place(clock: Hand) -> None:
    its = held(clock, person())
    lost = [one for one in wallets.held(Credential.objects.all()) if one.row.key == "one"]
    wallets.lose(lost, Told("On the bus."), FIRST, clock)
    wallets.give_up(lost, Told("It will not come back."), FIRST, clock)
    assert wallets.find(lost, Told("Here it is."), FIRST, clock) == 0
    issue(its, "dc+sd-jwt", HOLDER.public, clock, wallet="new")
    assert statuses(its) == {"one": status_list.INVALID, "other": 0, "card": 0, "new": 0}


def test_what_is_revoked_stays_revoked_in_a_wallet_that_was_only_lost(clock: Hand) -> None:
    its = held(clock, person())
    lost = [one for one in wallets.held(Credential.objects.all()) if one.row.key == "one"]
    wallets.lose(lost, Told("On the bus."), FIRST, clock)
    actions.revoke(its, Told("The entry was made twice."), FIRST, clock)
    assert set(statuses(its).values()) == {status_list.INVALID}
    assert wallets.find(lost, Told("Here it is."), FIRST, clock) == 1
    assert set(statuses(its).values()) == {status_list.INVALID}


def test_the_holder_reports_a_lost_telephone_on_the_page(clock: Hand) -> None:
    amal = account("amal")
    its = held(clock, person(account=amal))
    client, page = role("amal", amal).client, "/en/my-documents/wallets/"
    assert page in client.get("/en/my-documents/").text
    assert "in use" in text_of(client.get(page))
    first, second = Wallet.objects.order_by("pk")
    assert "error" in send(client, page, act="lose", what="lost").text
    send(client, page, act="lose", wallets=[str(first.pk)], what="stolen", account="at the station")
    assert statuses(its) == {"one": status_list.SUSPENDED, "other": 0, "card": 0}
    assert "lost: its copies are suspended" in text_of(client.get(page))
    stranger = role("ben", account("ben")).client
    send(stranger, page, act="find", wallet=str(first.pk))
    assert Wallet.objects.get(pk=first.pk).state == acts.SUSPENDED
    send(client, page, act="give up", wallet=str(first.pk))
    assert statuses(its)["one"] == status_list.INVALID
    assert Wallet.objects.get(pk=second.pk).state == acts.VALID


def test_a_guardian_and_an_office_report_it_too(clock: Hand) -> None:
    child, mother = person(), account("mother")
    its = held(clock, child)
    guardian = person(Person("person", (Name("Mother"),)), mother)
    represent(Representation(child.pk, guardian.pk, "legal guardian", "both", START - timedelta(days=1)))
    first, second = Wallet.objects.order_by("pk")
    send(role("mother", mother).client, "/en/my-documents/wallets/", act="lose", wallets=[str(first.pk)], what="lost")
    assert statuses(its) == {"one": status_list.SUSPENDED, "other": 0, "card": 0}
    officer = official("first")
    page = f"/en/people/{child.pk}/wallets/"
    assert send(officer.client, page, act="lose", wallets=[str(second.pk)], what="lost").status_code == 302
    assert Wallet.objects.get(pk=second.pk).state == acts.VALID  # nobody said why they look
    officer.client.get(f"/en/people/{child.pk}/documents/{WHY}")
    send(officer.client, page, act="lose", wallets=[str(second.pk)], what="lost")
    assert statuses(its) == {"one": status_list.SUSPENDED, "other": status_list.SUSPENDED, "card": 0}
