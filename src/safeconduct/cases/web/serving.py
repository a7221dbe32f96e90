"""On whom something is served today: by the file and by the register of people; and whether the person is a child."""

from __future__ import annotations

from datetime import date

from safeconduct.cases.file import File
from safeconduct.cases.service import Addressee, addressee, participants, person_of
from safeconduct.people.born import may_be_child
from safeconduct.people.representation import Representation
from safeconduct.people.web.models import Person
from safeconduct.people.web.reading import records_of, representations_of


def addressee_of(file: File, on: date) -> Addressee | None:
    """The one on whom service binds, and why; nobody where a child has no guardian (see ``Addressee.is_nobody``)."""
    return addressee(file, on, registered_for(file), is_child=_is_child(file, on))


def registered_for(file: File) -> tuple[Representation, ...]:
    """Who represents the people of a case by the register of people, in this case or in all of theirs."""
    return representations_of({j.person for j in participants(file)}, file.id)


def _is_child(file: File, on: date) -> bool:
    person = person_of(file, file.law.procedure.person)
    record = records_of(Person.objects.filter(pk=person)).get(person)
    return record is not None and may_be_child(record.born, on)
