"""Rows against their chains, guardianships that ended, and people who are not erased while a document is in force."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from safeconduct.cases.web import actions as cases
from safeconduct.cases.web import retaining
from safeconduct.identity import acts
from safeconduct.identity.acts import CONFERS, Told
from safeconduct.identity.web import actions
from safeconduct.identity.web.actions import Conferral
from safeconduct.identity.web.checking import differences
from safeconduct.identity.web.guarding import suspend_ended
from safeconduct.identity.web.issuing import issue, source_of
from safeconduct.identity.web.models import Credential
from safeconduct.people.person import Name, Person
from safeconduct.people.representation import Representation
from safeconduct.people.web.actions import represent, revoke
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
