"""On whom something is served today: by the file and by the register of people; and whether the person is a child."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from safeconduct.cases.file import File
from safeconduct.cases.service import Addressee, addressee, participants, person_of
from safeconduct.people.born import may_be_child
from safeconduct.people.representation import Representation
from safeconduct.people.web.models import Person
from safeconduct.people.web.reading import records_of, representations_of

KnownBy = Literal["register", "circumstances", "nothing"]
CHILD = "child"
"""The circumstance that says it, as the procedures of the library name it."""


def addressee_of(file: File, on: date) -> Addressee | None:
    """The one on whom service binds, and why; nobody where a child has no guardian (see ``Addressee.is_nobody``)."""
    return addressee(file, on, registered_for(file), is_child=childhood(file, on).is_child)


def registered_for(file: File) -> tuple[Representation, ...]:
    """Who represents the people of a case by the register of people, in this case or in all of theirs."""
    return representations_of({j.person for j in participants(file)}, file.id)


class Childhood(NamedTuple):
    """Whether the person whom a case is about is a child on a day, and how that is known."""

    is_child: bool
    known_by: KnownBy


def childhood(file: File, on: date) -> Childhood:
    """By the birth in the register where it is known, else by what the case was filed with; else nothing is assumed.

    A birth that is known in part makes a child in doubt (Convention on the Rights of the Child, Article 1). Of the
    circumstances of a case the one called ``child``, which is about age, says it of the person whom the case is about.
    """
    procedure, person = file.law.procedure, person_of(file, file.law.procedure.person)
    record = records_of(Person.objects.filter(pk=person)).get(person)
    if record is not None and record.born:
        return Childhood(may_be_child(record.born, on), "register")
    asked = procedure.circumstances.get(CHILD)
    if asked is not None and asked.about == "age":
        return Childhood(CHILD in file.case.opening.circumstances, "circumstances")
    return Childhood(is_child=False, known_by="nothing")
