"""How well pairs were found: precision, recall and F1, of all and by group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

Pair = tuple[str, str]


class Quality(NamedTuple):
    """What was found of what there is."""

    found: int
    right: int
    there: int

    @property
    def precision(self) -> float:
        """The share of those found that are right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of those there that were found."""
        return self.right / self.there if self.there else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def true_pairs(person_of: Mapping[str, int]) -> Iterator[Pair]:
    """All pairs of records that are of one person."""
    records: defaultdict[int, list[str]] = defaultdict(list)
    for record, person in person_of.items():
        records[person].append(record)
    for together in records.values():
        yield from combinations(sorted(together), 2)


def quality(
    found: Iterable[Pair], person_of: Mapping[str, int], group: Callable[[str, str], str] = lambda *_: "all"
) -> dict[str, Quality]:
    """Measure pairs by group; the group of a pair is asked with its records in their order."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one, other in {(min(pair), max(pair)) for pair in found}:
        mine = counts[group(one, other)]
        mine[0] += 1
        mine[1] += person_of[one] == person_of[other]
    for pair in true_pairs(person_of):
        counts[group(*pair)][2] += 1
    return {name: Quality(*three) for name, three in sorted(counts.items())}
