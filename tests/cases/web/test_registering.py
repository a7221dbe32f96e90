"""Who enters the register with a case has an entry there; and what a case knows of age."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from safeconduct.cases.questions import NO, YES
from safeconduct.cases.web import store
from safeconduct.cases.web.models import Draft, Office
from safeconduct.cases.web.registering import came_with_a_case, registered
from safeconduct.cases.web.serving import childhood
from safeconduct.people import acts
from safeconduct.people.document import Document
from safeconduct.people.person import Contact, Name
from safeconduct.people.person import Person as Record
from safeconduct.people.web import registry
from safeconduct.people.web.models import Person
from safeconduct.people.web.reading import records_of
from safeconduct.procedures.library import Library
from safeconduct.shell import clock
from tests.access.world_cases import account
from tests.access.worlds import Role
from tests.cases.web.test_slips import DAY, filed_at_the_counter, officer

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
__all__ = ["officer"]
BIRTH = "es/late-birth-registration"


def test_everybody_who_came_with_a_case_has_an_entry(officer: Role) -> None:
    filed_at_the_counter(officer)
    for person in Person.objects.all():
        (line,) = registry.history_of(person)
        assert (line.verb, line.role) == (acts.REGISTERS, "office")
        assert line.told is not None and line.told.why == "came with a case" and line.told.changes
    assert Person.objects.count() == 2


@pytest.mark.parametrize("said", [YES, NO])
def test_age_is_that_of_the_register_and_else_what_the_case_was_filed_with(officer: Role, said: str) -> None:
    Office.objects.update(procedures=[BIRTH])
    case = filed_at_the_counter(officer, BIRTH, said)
    file = store.file_of(case.pk.bytes)
    assert childhood(file, DAY) == (said == YES, "circumstances")
    person = Person.objects.get(pk=case.participants.exclude(party="").first().person)  # type: ignore[union-attr]
    assert officer.who.account is not None
    by = came_with_a_case(officer.who.account, "office", "counter")
    for born, is_child in (("2016", True), ("1990", False)):
        fresh = replace(records_of([person])[person.pk], born=born)
        person = registry.correct(person, fresh, by, person.changed, clock.current)
        assert childhood(file, DAY) == (is_child, "register")


def test_where_nothing_is_known_of_age_nobody_is_taken_for_a_child(officer: Role) -> None:
    file = store.file_of(filed_at_the_counter(officer).pk.bytes)
    assert childhood(file, DAY) == (False, "nothing")


def test_filing_for_oneself_takes_nothing_from_the_record(officer: Role) -> None:
    amina = account("amina")
    by = came_with_a_case(amina, "person", "portal")
    before = Record(
        "person", (Name("Amina Rahman"), Name("Amina Ali", use="former")), born="1990-04-17", born_by="document",
        nationalities=("SYR", "TUR"), languages=("ar",), contact=Contact("amina@example.com", portal=True),
        documents=(Document("passport", "original"),),
    )  # fmt: skip
    row = registry.enter(before, by, clock.current, account=amina)
    procedure, draft = Library.default().load(BIRTH), Draft(account=amina)
    said = {
        "person": "said",
        "person.name": "Amena Rahman",
        "person.born": "1991-01-01",
        "person.language": "en",
        "person.phone": "1",
    }
    people = registered(draft, procedure.person, procedure, said, clock.current, is_own=True)
    assert people == {procedure.person: row.pk} and Person.objects.count() == 1
    after = records_of(Person.objects.all())[row.pk]
    assert [(n.whole, n.use) for n in after.names] == [
        ("Amena Rahman", "present"), ("Amina Rahman", "also known as"), ("Amina Ali", "former"),
    ]  # fmt: skip
    assert (after.born, after.born_by, after.nationalities, after.documents) == (
        before.born, "document", before.nationalities, before.documents,
    )  # fmt: skip
    assert (after.languages, after.contact) == (("en", "ar"), Contact("amina@example.com", "1", portal=True))
    assert [line.verb for line in registry.history_of(row)] == [acts.CORRECTS, acts.REGISTERS]
