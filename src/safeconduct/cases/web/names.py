"""The names of those who take part in a case, read from the register of people together."""

from __future__ import annotations

from safeconduct.cases.file import File
from safeconduct.cases.service import participants, powers
from safeconduct.cases.web.presenting.timeline import Names
from safeconduct.people.web.models import Person
from safeconduct.people.web.reading import records_of


def persons_in(file: File) -> list[str]:
    """The numbers of everybody whom the file names."""
    joined = [j.person for j in participants(file)]
    return list(dict.fromkeys([*joined, *(p.holder for p in powers(file)), *(p.represented for p in powers(file))]))


def called_in(file: File) -> dict[str, str]:
    """The names of everybody in the file by their numbers; those who were erased are left out."""
    rows = Person.objects.filter(id__in=persons_in(file))
    return {number: record.called for number, record in records_of(rows).items()}


def names_for(file: File) -> Names:
    """A function that gives the name of anybody in the file; empty for those who were erased."""
    called = called_in(file)
    return lambda person: called.get(person, "")
