"""Some of the invented people come a second time and are registered anew, as it happens: an officer finds out later.

Each second record is written otherwise in one of the ways of the field: in the script of home, with day and month
exchanged, with 1 January for a year, or with given and family name in each other's place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from safeconduct.cases.seed.model import Person

EACH = 2
"""So many people of each way."""
_MONTHS = 12


def twice(people: Sequence[Person]) -> Iterator[Person]:
    """Return the second records; the same people give the same ones."""
    grown = [person for person in people if not person.guardian and person.latin]
    part = max(len(grown) // 4, 1)
    first, second, third, fourth = (grown[at * part : (at + 1) * part] for at in range(4))
    in_script = (_at_home(person) for person in first if person.written != person.latin)
    exchanged = (_day_and_month(person) for person in second if _may_be_exchanged(person.born))
    for each in (in_script, exchanged, map(_a_year, third), map(_names, fourth)):
        yield from (replace(one, key=f"{one.key}-twice", email="", needs="") for one in islice(each, EACH))


def _may_be_exchanged(born: date) -> bool:
    return born.day <= _MONTHS and born.day != born.month


def _at_home(person: Person) -> Person:
    return replace(person, latin=person.written, given=(person.given[0],) * 2, family=(person.family[0],) * 2)


def _day_and_month(person: Person) -> Person:
    return replace(person, born=date(person.born.year, person.born.day, person.born.month))


def _a_year(person: Person) -> Person:
    return replace(person, born=date(person.born.year, 1, 1), phone="")


def _names(person: Person) -> Person:
    given, family = person.family, person.given
    written, latin = (f"{given[at]} {family[at]}" for at in (0, 1))
    return replace(person, written=written, latin=latin, given=given, family=family)
