"""The registry: every act an entry, former values kept, consent withdrawn in one step, answers under another key."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from safeconduct.cases.web import rebuild
from safeconduct.journal import payload
from safeconduct.people import acts
from safeconduct.people.consent import Consent
from safeconduct.people.functioning import Assessment
from safeconduct.people.household import NotAHousehold
from safeconduct.people.person import Name, Person
from safeconduct.people.representation import Representation
from safeconduct.people.web import actions, households, models, reading, registry
from safeconduct.people.web.actions import NoReason
from safeconduct.people.web.registry import By, Stale
from safeconduct.shell.models import Account

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
NOW, TODAY = datetime(2027, 1, 13, 9, 0, tzinfo=UTC), date(2027, 1, 13)
AMINA = Person("person", (Name("Amina Yusuf"),), born="2009-01-01", born_by="stated")


def clock() -> datetime:
    return NOW


@pytest.fixture
def by() -> By:
    return By(Account.objects.create_user("officer@example.org", name="Officer"), "came to the counter")


def test_whoever_is_registered_has_a_first_entry_that_holds_the_record(by: By) -> None:
    made = registry.enter(AMINA, by, clock)
    (line,) = registry.history_of(made)
    assert (line.verb, line.role, line.at) == (acts.REGISTERS, "office", NOW)
    assert line.told is not None and line.told.why == "came to the counter"
    assert [c.after for c in line.told.changes if c.field == "born"] == ['"2009-01-01"']
    assert list(rebuild.differences()) == [], "the chain of a person is no case"


def test_a_correction_keeps_the_former_value_who_and_why(by: By) -> None:
    made = registry.enter(AMINA, by, clock)
    fresh = registry.correct(made, replace(AMINA, born="2009", born_by="estimated"), by, made.changed, clock)
    line = registry.history_of(made)[0]
    assert line.told is not None
    assert (line.verb, line.what, line.who) == (acts.CORRECTS, "born, born_by", by.number)
    assert [(c.field, c.before, c.after) for c in line.told.changes] == [
        ("born", '"2009-01-01"', '"2009"'),
        ("born_by", '"stated"', '"estimated"'),
    ]
    assert reading.records_of([fresh])[made.pk].born == "2009"


def test_nobody_overwrites_what_they_have_not_seen(by: By) -> None:
    made = registry.enter(AMINA, by, clock)
    seen = made.changed
    registry.correct(made, replace(AMINA, sex="female"), by, seen, clock)
    with pytest.raises(Stale):
        registry.correct(made, replace(AMINA, sex="male"), by, seen, clock)
    assert len(registry.history_of(made)) == 2


def test_nothing_is_done_without_a_reason_and_nothing_half(by: By) -> None:
    with pytest.raises(NoReason):
        registry.enter(AMINA, replace_why(by, " "), clock)
    assert not models.Person.objects.exists()


def replace_why(by: By, why: str) -> By:
    return By(by.account, why, by.role, by.source)


def test_a_household_is_made_around_its_head(by: By) -> None:
    mother, child = (registry.enter(replace(AMINA, names=(Name(n),)), by, clock) for n in ("Mother", "Child"))
    households.house(mother, child, "child", TODAY, by, clock)
    found = households.household_of(child, TODAY)
    assert found is not None
    assert [(m.person, m.relationship) for m in found[1].on(TODAY)] == [(mother.pk, "head"), (child.pk, "child")]
    with pytest.raises(NotAHousehold):
        households.house(mother, child, "child", TODAY, by, clock)
    households.leave(child, TODAY, by, clock)
    assert households.household_of(child, date(2027, 1, 14)) is None
    assert [line.verb for line in registry.history_of(child)] == [acts.LEAVES, acts.HOUSES, acts.REGISTERS]


def test_who_represents_whom_is_entered_and_revoked(by: By) -> None:
    amina, lawyer = registry.enter(AMINA, by, clock), registry.enter(AMINA, by, clock)
    said = Representation(amina.pk, lawyer.pk, "power of attorney", "both", TODAY, proof="paper 3")
    row = registry.empower(said, by, clock)
    registry.revoke(row, TODAY, by, clock)
    (kept,) = reading.representations_of([amina.pk])
    assert kept.revoked == TODAY
    assert [line.verb for line in registry.history_of(amina)][:2] == [acts.REVOKES, acts.EMPOWERS]


def test_consent_is_withdrawn_in_one_step_without_a_reason(by: By) -> None:
    amina = registry.enter(AMINA, by, clock)
    given = Consent("language course", "School", ("names",), TODAY, date(2027, 12, 31))
    number = registry.agree(amina, given, by, clock)
    registry.withdraw(amina, number, replace_why(by, ""), clock)
    registry.withdraw(amina, number, replace_why(by, ""), clock)
    assert registry.consents_of(amina)[number].withdrawn == TODAY
    assert [line.verb for line in registry.history_of(amina)][:2] == [acts.WITHDRAWS, acts.CONSENTS]
    with pytest.raises(KeyError):
        registry.withdraw(amina, 10**6, by, clock)


def test_answers_about_functioning_do_not_open_with_the_key_of_the_record(by: By) -> None:
    amina = registry.enter(AMINA, by, clock)
    answers = Assessment("short-set", TODAY, {"seeing": "a lot"})
    kept = registry.assess(amina, answers, by, clock)
    assert registry.assessments_of(amina) == [answers]
    key = registry.keys.key_of([amina.key])[amina.key]
    with pytest.raises(payload.Unreadable):
        payload.open_sealed(key, amina.key, bytes(kept.sealed))
    line = registry.history_of(amina)[0]
    assert line.told is not None and "seeing" not in str(line.told)


def test_erasing_leaves_nothing_that_can_be_read(by: By) -> None:
    amina, child = registry.enter(AMINA, by, clock), registry.enter(AMINA, by, clock)
    registry.assess(amina, Assessment("short-set", TODAY, {"seeing": "none"}), by, clock)
    registry.agree(amina, Consent("course", "School", ("names",), TODAY, TODAY), by, clock)
    households.house(amina, child, "child", TODAY, by, clock)
    actions.erase(amina, clock)
    assert registry.assessments_of(amina) == [] and registry.consents_of(amina) == {}
    assert not models.Membership.objects.filter(person=amina).exists()
    assert all(line.told is None for line in registry.history_of(amina))
