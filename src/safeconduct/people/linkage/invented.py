"""Invents a hard test set: people with names of five cultures, and the records that offices make of them.

The same seed gives the same records. Of one person there are one, two or three records, written by different offices:
another transliteration or script, the patronymic in place of the family name, given and family name exchanged, day and
month exchanged, 1 January for a birthday that nobody knew, parts missing, a telephone that the family shares or that
changed. Families have brothers, sisters and twins, whose records must be kept apart. No record has a number of a paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import msgspec

from safeconduct.people.linkage.entry import Entry
from safeconduct.people.linkage.lot import Lot
from safeconduct.people.linkage.mistakes import worsened
from safeconduct.people.linkage.offices import Somebody, record
from safeconduct.shell.content import read_content, text_of

SOURCE, HELD_OUT = "people/invented-names.yaml", "people/held-out-names.yaml"
HOUSEHOLD = (0.30, 0.25, 0.20, 0.15, 0.10)
"""How often a family has one to five members in the registers."""
WITH_FATHER, TWIN, SECOND, THIRD = 0.3, 0.05, 0.35, 0.06
"""How often a father is registered, a child is a twin, and somebody has a second record, and a third."""
UNKNOWN_DAY = {"arabic": 0.15, "dari": 0.35, "tigrinya": 0.25, "ukrainian": 0.0, "west african": 0.20}
ELSEWHERE = 0.2
"""How often somebody's day of birth is known to no office: they write 1 January."""
OLDEST, YOUNGEST, GENERATION = 1945, 2008, 18


class NotNames(ValueError):
    """The file of names cannot be used; says where and why."""


class Culture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of one culture: as written at home, with their spellings in Latin letters."""

    script: str
    third: str
    nationalities: tuple[str, ...]
    female: dict[str, tuple[str, ...]]
    male: dict[str, tuple[str, ...]]
    family: dict[str, tuple[str, ...]]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sources: tuple[str, ...]
    status: str
    note: str
    cultures: dict[str, Culture]


class Invented(NamedTuple):
    """A record with what is known of it for measuring: of which person it is, and in which script and culture."""

    entry: Entry
    person: int
    culture: str
    script: str


@cache
def cultures(source: str = SOURCE) -> dict[str, Culture]:
    """Return the names of the library."""
    return read_cultures(text_of(source), source)


def read_cultures(text: str, source: str = SOURCE) -> dict[str, Culture]:
    """Read and validate a file of names."""
    return read_content(text, source, _File, NotNames).cultures


def invented(people: int, seed: int) -> Iterator[Invented]:
    """Invent at least so many people, family by family, and the records of them."""
    return records_of(people, seed, cultures())


def held_out(people: int, seed: int, mistakes: bool = True) -> Iterator[Invented]:
    """Invent people with other names, and records with other ``mistakes`` besides, than any weight was found from."""
    lot, names = Lot(seed + 1), cultures(HELD_OUT)
    for each in records_of(people, seed, names):
        if mistakes:
            others = tuple(names[each.culture].family)
            yield each._replace(entry=worsened(lot, each.entry, each.culture, others))
        else:
            yield each


def records_of(people: int, seed: int, names: Mapping[str, Culture]) -> Iterator[Invented]:
    """Invent people with the names of other cultures than those of the library."""
    lot, who = Lot(seed), 0
    while who < people:
        for somebody in _family(lot, names):
            for number in range(1 + lot.happens(SECOND) + lot.happens(THIRD)):
                entry, script = record(lot, somebody, names[somebody.culture], f"{who}-{number}")
                yield Invented(entry, who, somebody.culture, script)
            who += 1


def _family(lot: Lot, names: Mapping[str, Culture]) -> Iterator[Somebody]:
    name = lot.any(tuple(names))
    culture = names[name]
    fathers = tuple(culture.male)
    father, grandfather = lot.one(fathers), lot.one(fathers)
    third = lot.one(tuple(culture.family)) if culture.family else grandfather
    phone = _phone(lot)
    nation = lot.any(culture.nationalities)
    born = _birth(lot, OLDEST + GENERATION, YOUNGEST)
    if lot.happens(WITH_FATHER):
        his = _birth(lot, born[0] - 2 * GENERATION, born[0] - GENERATION)
        above = third if culture.family else lot.one(fathers)
        yield Somebody(name, father, grandfather, above, "male", his, _dayless(lot, name), phone, nation)
    given: set[str] = set()
    for _ in range(1 + lot.weighed(HOUSEHOLD)):
        sex = lot.any(("female", "male"))
        own = lot.one([one for one in getattr(culture, sex) if one not in given and one != father])
        given.add(own)
        yield Somebody(name, own, father, third, sex, born, _dayless(lot, name), phone, nation)
        if not lot.happens(TWIN):
            born = _birth(lot, born[0] + 1, born[0] + 4)


def _dayless(lot: Lot, culture: str) -> bool:
    return lot.happens(UNKNOWN_DAY.get(culture, ELSEWHERE))


def _birth(lot: Lot, earliest: int, latest: int) -> tuple[int, int, int]:
    return earliest + lot.below(latest - earliest + 1), 1 + lot.below(12), 1 + lot.below(28)


def _phone(lot: Lot) -> str:
    return f"+{lot.any(('249', '380', '93', '963', '224', '291'))}{10_000_000 + lot.below(90_000_000)}"
