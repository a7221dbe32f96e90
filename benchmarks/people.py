"""How fast and how well people are found by name, beside comparing with every name.

A million people with invented names: 47,000 distinct words, a few borne by thousands and most by few (Zipf). Each query
is the name of somebody as another office might write it: one letter more, less, other or exchanged; parts in another
order; or another transliteration. Time is that of the processor; both sides use one thread.

Recall at 20: how often somebody of that very name is among the first twenty. Of a name that hundreds bear nobody can
say which of them was meant; with the date of birth, which the second line of recall gives, it is the very person.
"""

from __future__ import annotations

import random
import resource
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from benchmarks.measuring import Result
from safeconduct.people.searching import Index

PEOPLE, GIVEN, FAMILY = 1_000_000, 7_000, 40_000
QUERIES, COMPARED, SHOWN = 1_000, 40, 20
P95, RECALL, TO_BARE = 5.0, 0.99, 100.0
ONSETS = ["", "b", "d", "f", "g", "h", "j", "k", "kh", "l", "m", "n", "p", "r", "s", "sh", "t", "v", "y", "z", "ch"]
NUCLEI = ["a", "e", "i", "o", "u", "ai", "ou", "ee"]
CODAS = ["", "", "n", "r", "l", "d", "s", "k", "m"]
OTHERWISE = [
    ("kh", "h"),
    ("sh", "ch"),
    ("ou", "u"),
    ("ee", "i"),
    ("ai", "ay"),
    ("v", "w"),
    ("y", "j"),
    ("k", "q"),
    ("e", "a"),
]


class Somebody(NamedTuple):
    """Invented: a name and a date of birth."""

    name: str
    born: str


def people_search() -> Iterator[Result]:
    """Search a million people; then compare some of the queries with every name."""
    lot = random.Random(20261124)
    everybody = invent(lot)
    before = memory()
    index, built = build(everybody)
    held = memory() - before
    asked = [(number, otherwise(everybody[number].name, lot)) for number in lot.sample(range(PEOPLE), QUERIES)]
    times, found = searched(index, asked)
    bare = exact_lookups(everybody, asked)
    all_names = [default_process(each.name) for each in everybody]
    slow, also = compared(all_names, asked[:COMPARED])
    recall, exact = share(everybody, asked, found), exactly(index, everybody, asked)
    fast, limit = f"at most {P95:g}", P95
    yield line("people_search p50, ms", statistics.median(times), statistics.median(slow), fast, below=limit)
    yield line("people_search p95, ms", largest(times), largest(slow), fast, below=limit)
    yield line(
        "people_search p95 to the bare index, ms",
        largest(times),
        largest(bare),
        f"at most {TO_BARE:g} times",
        below=TO_BARE * largest(bare),
    )
    yield line(
        "people_search recall@20", recall, share(everybody, asked[:COMPARED], also), f">= {RECALL}", above=RECALL
    )
    yield line("people_search recall@20, very person by birth", exact, recall, f">= {RECALL}", above=RECALL)
    yield line("people_search memory, MB; building, s", held, built, "said")


def largest(times: list[float]) -> float:
    """All but a twentieth take no longer."""
    return statistics.quantiles(times, n=20)[-1]


def invent(lot: random.Random) -> list[Somebody]:
    """Make a million people."""
    given, family = words(lot, GIVEN, 2), words(lot, FAMILY, 3)
    first = lot.choices(given, [1 / (rank + 20) for rank in range(GIVEN)], k=PEOPLE)
    last = lot.choices(family, [1 / (rank + 50) for rank in range(FAMILY)], k=PEOPLE)
    return [
        Somebody(f"{one} {other}", f"{lot.randint(1940, 2020)}-{lot.randint(1, 12):02}-{lot.randint(1, 28):02}")
        for one, other in zip(first, last, strict=True)
    ]


def words(lot: random.Random, count: int, syllables: int) -> list[str]:
    """Make distinct words."""
    made: dict[str, None] = {}
    while len(made) < count:
        sound = "".join(
            lot.choice(ONSETS) + lot.choice(NUCLEI) + lot.choice(CODAS)
            for _ in range(syllables - (lot.random() < 0.3) + (lot.random() < 0.2))
        )
        made[sound.capitalize()] = None
    return list(made)


def otherwise(name: str, lot: random.Random) -> str:
    """Write a name as another office might."""
    parts = name.split()
    if lot.random() < 0.3:
        parts.reverse()
    place = lot.randrange(len(parts))
    parts[place] = lot.choice((slip, transliterated))(parts[place].lower(), lot)
    return " ".join(parts)


def slip(word: str, lot: random.Random) -> str:
    """Make one slip of the hand."""
    place = lot.randrange(len(word))
    letter = lot.choice("abcdefghijklmnopqrstuvwxyz")
    return lot.choice(
        (
            word[:place] + word[place + 1 :],
            word[:place] + letter + word[place:],
            word[:place] + letter + word[place + 1 :],
            word[:place] + word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :],
        )
    )


def transliterated(word: str, lot: random.Random) -> str:
    """Write one sound with other letters."""
    known = [(one, other) for one, other in OTHERWISE if one in word]
    return word.replace(*lot.choice(known), 1) if known else word


def build(everybody: list[Somebody]) -> tuple[Index, float]:
    """Enter everybody, one by one."""
    index = Index()
    started = time.process_time()
    for number, (name, born) in enumerate(everybody):
        index.add(str(number), [name], born=born)
    return index, time.process_time() - started


def searched(index: Index, asked: list[tuple[int, str]]) -> tuple[list[float], list[list[int]]]:
    """Search, and take the milliseconds of each query."""
    return timed(lambda text: [int(found.person) for found in index.search(text, SHOWN)], asked)


def compared(names: list[str], asked: list[tuple[int, str]]) -> tuple[list[float], list[list[int]]]:
    """Compare with every name, as rapidfuzz does best: a hundredfold faster than in a loop of our own."""
    return timed(
        lambda text: [n for _, _, n in process.extract(text, names, scorer=fuzz.token_sort_ratio, limit=SHOWN)], asked
    )


def exact_lookups(everybody: list[Somebody], asked: list[tuple[int, str]]) -> list[float]:
    """Look names up as they are written, in an index of SQLite in memory: what the least that one can do takes."""
    with closing(sqlite3.connect(":memory:")) as table:
        table.execute("CREATE TABLE people (number INTEGER PRIMARY KEY, name TEXT)")
        table.executemany("INSERT INTO people VALUES (?, ?)", ((n, each.name) for n, each in enumerate(everybody)))
        table.execute("CREATE INDEX by_name ON people (name)")
        names = [(number, everybody[number].name) for number, _ in asked]
        query = "SELECT number FROM people WHERE name = ? LIMIT ?"
        return timed(lambda name: [number for (number,) in table.execute(query, (name, SHOWN))], names, as_written)[0]


def as_written(text: str) -> str:
    """Leave a name as it is."""
    return text


def timed(
    search: Callable[[str], list[int]],
    asked: list[tuple[int, str]],
    prepared: Callable[[str], str] = default_process,
) -> tuple[list[float], list[list[int]]]:
    """Milliseconds and results of each query."""
    times, found = [], []
    for _, text in asked:
        started = time.process_time()
        found.append(search(prepared(text)))
        times.append(1000 * (time.process_time() - started))
    return times, found


def share(everybody: list[Somebody], asked: list[tuple[int, str]], found: list[list[int]]) -> float:
    """How often somebody of the very name that was meant is among those found."""
    hits = [
        any(everybody[each].name == everybody[number].name for each in those)
        for (number, _), those in zip(asked, found, strict=True)
    ]
    return sum(hits) / len(hits)


def exactly(index: Index, everybody: list[Somebody], asked: list[tuple[int, str]]) -> float:
    """How often the very person is among those found, when the date of birth is known."""
    hits = [
        str(number) in [found.person for found in index.search(text, SHOWN, everybody[number].born)]
        for number, text in asked
    ]
    return sum(hits) / len(hits)


def memory() -> float:
    """Megabytes that this process took at most until now."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def line(name: str, ours: float, reference: float, aim: str, below: float = float("inf"), above: float = 0.0) -> Result:
    """Make one line; what is only said is always met."""
    return Result(name, ours, reference, ours / reference, aim, above <= ours <= below)
