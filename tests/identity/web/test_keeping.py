"""Rows against their chains, guardianships that ended, and people who are not erased while a document is in force."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from safeconduct.cases import verbs
from safeconduct.cases.data_copy import Of
from safeconduct.cases.recording import Author
from safeconduct.cases.said import Said, Shown
from safeconduct.cases.web import actions as cases
from safeconduct.cases.web import retaining, store
from safeconduct.cases.web.actions import Order
from safeconduct.identity import acts
from safeconduct.identity.acts import CONFERS, Told
from safeconduct.identity.web import actions, copying, forgetting, wallets
from safeconduct.identity.web.actions import Conferral
from safeconduct.identity.web.checking import differences
from safeconduct.identity.web.guarding import suspend_ended
from safeconduct.identity.web.issuing import issue, source_of
from safeconduct.identity.web.models import Copy, Credential, Wallet
from safeconduct.people.person import Name, Person
from safeconduct.people.representation import Representation
from safeconduct.people.web.actions import erase, represent, revoke
from tests.cases.web.making import Hand
from tests.identity.web.making import START, hand, person, registered
from tests.identity.web.test_journey import FIRST, HOLDER

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def clock() -> Hand:
    """A clock, and a key that signs."""
    return hand()


def test_a_row_that_was_changed_is_found(clock: Hand) -> None:
    registered(person(), clock)
    assert list(differences()) == []
    one = Credential.objects.get(kind="birth-registration")
    Credential.objects.filter(pk=one.pk).update(state=acts.SUSPENDED)
    assert list(differences()) == [
        f"{one.number}: the row says suspended after 1 entries, and the journal valid after 1."
    ]


def test_a_guardianship_says_who_and_is_suspended_when_it_ended(clock: Hand) -> None:
    child, mother = person(), person(Person("person", (Name("Salma Idris"),)))
    row = represent(Representation(child.pk, mother.pk, "legal guardian", "both", START))
    made = Conferral("guardianship", child, "Court of Example", CONFERS, FIRST, START, date(2028, 1, 10))
    credential = actions.confer(made, clock)
    source = source_of(credential, START)
    assert (source.guardian, source.guardianship is not None) == ("Salma Idris", True)
    assert isinstance(issue(credential, "dc+sd-jwt", HOLDER.public, clock), str)
    assert suspend_ended(clock) == 0
    revoke(row, START + timedelta(days=1))
    assert suspend_ended(clock.to(START + timedelta(days=2))) == 1
    credential.refresh_from_db()
    assert credential.state == acts.SUSPENDED


def test_nobody_is_erased_while_a_document_is_in_force(clock: Hand) -> None:
    who, day = person(), date(2035, 1, 1)
    case = registered(who, clock).file.id
    cases.pass_time([case], clock.to(date(2027, 6, 1)))
    assert retaining.due(day) == []
    its = Credential.objects.get(kind="birth-registration")
    actions.revoke(its, Told("The entry was made twice."), FIRST, clock)
    assert [one.key for one in retaining.due(day)] == [who.key]


def test_a_credential_is_kept_for_its_time_after_it_is_over_and_goes_with_its_person(
    clock: Hand, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    who = person()
    file = registered(who, clock).file
    its = Credential.objects.get(kind="birth-registration")
    issue(its, "dc+sd-jwt", HOLDER.public, clock, wallet="one")
    calendar = store.file_of(file.id).law.calendar
    actions.revoke(its, Told("The entry was made twice."), FIRST, clock.to(date(2027, 6, 1)))
    assert forgetting.kept(who.key, date(2028, 6, 1), calendar)
    assert not forgetting.kept(who.key, date(2028, 6, 2), calendar)
    with django_capture_on_commit_callbacks(execute=True):
        erase(who, clock)
    assert actions.history_of(its)[-1].told is None
    forgetting.forget_erased(clock.to(its.valid_until))
    assert Credential.objects.get() == its  # it must not look valid before it has run out
    assert forgetting.forget_erased(clock.to(its.valid_until + timedelta(days=1))) == 1
    assert not (Credential.objects.exists() or Copy.objects.exists() or Wallet.objects.exists())


def test_the_copy_of_their_data_tells_of_credentials_wallets_and_what_was_shown(clock: Hand) -> None:
    who = person()
    file = registered(who, clock).file
    its = Credential.objects.get(kind="birth-registration")
    issue(its, "dc+sd-jwt", HOLDER.public, clock, wallet="one")
    shown = Shown("identity", "passport", "pid", "Example", "dc+sd-jwt", "2027-02-10", facts={"name": "Amal Idris"})
    order = Order(file.id, None, Author("1", "applicant", "portal"), verbs.WRITES, "", START, "applicant",
        said=Said(text="Here it is.", shown=(shown,)))  # fmt: skip
    cases.act(order, clock.to(date(2027, 2, 10)))
    (lost,) = wallets.held(Credential.objects.all())
    wallets.lose([lost], Told("On the bus."), FIRST, clock)
    held = [Of("4F7GM", store.file_of(file.id), ("applicant",))]
    copy = copying.told([who], held, date(2027, 2, 11))
    assert json.loads(json.dumps(copy)) == copy
    one = next(each for each in copy["credentials"] if each["number"] == its.number)  # type: ignore[attr-defined]
    assert (one["kind"], one["stands"]) == ("Extract of the birth registration", "valid")
    assert [(act["act"], act["why"]) for act in one["what happened to it"]][-1] == (acts.LOSES, "On the bus.")
    kept = its.copies.get()
    assert one["copies"] == [{"format": "dc+sd-jwt", "issued": kept.issued.isoformat(), "in wallet": kept.wallet_id}]
    assert [(w["stands"], w["holds copies of"]) for w in copy["wallets"]] == [("suspended", [its.number])]  # type: ignore[attr-defined]
    assert [each["what it said"] for each in copy["shown from wallets"]] == [{"name": "Amal Idris"}]  # type: ignore[attr-defined]
    assert who.pk not in json.dumps(copy)
