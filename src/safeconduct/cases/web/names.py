"""The names of those who take part in a case, read from the register of people together."""

from __future__ import annotations

from functools import lru_cache

from safeconduct.cases.file import File
from safeconduct.cases.service import participants, powers
from safeconduct.cases.web.presenting.timeline import Names
from safeconduct.people.web.models import Person
from safeconduct.people.web.reading import records_of
from safeconduct.shell.prepared import TEXT, Prepared, given


def persons_in(file: File) -> list[str]:
    """The numbers of everybody whom the file names."""
    joined = [j.person for j in participants(file)]
    return list(dict.fromkeys([*joined, *(p.holder for p in powers(file)), *(p.represented for p in powers(file))]))


def called_in(file: File) -> dict[str, str]:
    """The names of everybody in the file by their numbers; those who were erased are left out."""
    numbers = persons_in(file)
    rows = _people(len(numbers))(**{str(at): number for at, number in enumerate(numbers)})
    return {number: record.called for number, record in records_of(rows).items()}


@lru_cache(maxsize=64)
def _people(many: int) -> Prepared[Person]:
    return Prepared(lambda: Person.objects.filter(id__in=[given(str(at), TEXT) for at in range(many)]))


def names_for(file: File) -> Names:
    """A function that gives the name of anybody in the file; empty for those who were erased."""
    called = called_in(file)
    return lambda person: called.get(person, "")
