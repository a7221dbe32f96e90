"""A register of a million records, on DuckDB: seconds of the processor, memory, and how well pairs are found.

Names are the 47,000 invented words of the search, all in Latin letters, spread over twenty peoples with the mistakes,
families and twins of the hard set: twenty lists of thirty names each would make a million namesakes of one another.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from string import ascii_uppercase

from benchmarks.linkage import likely, persons
from benchmarks.measuring import Result, calibration, seconds
from benchmarks.people import FAMILY, GIVEN, line, memory, transliterated, words
from safeconduct.people.linkage.invented import Culture, records_of
from safeconduct.people.linkage.measuring import quality

PEOPLE, SEED, PEOPLES = 715_000, 5, 20


def linkage_million() -> Iterator[Result]:
    """Find the pairs of a million records; the reference of the seconds is the loop of additions."""
    records = list(records_of(PEOPLE, SEED, cultures(random.Random(1))))
    found: list[tuple[str, str]] = []
    took = seconds(lambda: found.extend(likely(records)))
    reached = quality(found, persons(records))["all"]
    yield line("linkage_million seconds, loop", took, seconds(calibration), "said")
    yield line("linkage_million F1, recall", reached.f1, reached.recall, "said")
    yield line("linkage_million memory, MB; records", memory(), len(records), "said")


def cultures(lot: random.Random) -> dict[str, Culture]:
    """Share the words out."""
    given, family = words(lot, GIVEN, 2), words(lot, FAMILY, 3)
    few, many = GIVEN // PEOPLES, FAMILY // PEOPLES
    return {
        nation: Culture(
            script="Latn",
            third="family",
            nationalities=(nation,),
            female=spellings(given[place * few : place * few + few // 2], lot),
            male=spellings(given[place * few + few // 2 : (place + 1) * few], lot),
            family=spellings(family[place * many : (place + 1) * many], lot),
        )
        for place, nation in enumerate(f"X{letter}A" for letter in ascii_uppercase[:PEOPLES])
    }


def spellings(names: list[str], lot: random.Random) -> dict[str, tuple[str, ...]]:
    """Give each name a second spelling where it has a sound that is written in two ways."""
    return {name: tuple(dict.fromkeys((name, transliterated(name.lower(), lot).capitalize()))) for name in names}
