"""What sets of measures avert, place by place: every set is computed anew, since benefits of one place do not add up.

Places do not touch each other in the sum over people, so that a portfolio averts the sum, over places, of what the
measures of each avert together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from safeconduct.climate.assumptions import Assumptions
from safeconduct.climate.band import Band, envelope
from safeconduct.climate.exposure import Exposure, points_of
from safeconduct.climate.hazard import Floats, Hazard
from safeconduct.climate.measures import Measure, under
from safeconduct.climate.refusal import Unusable
from safeconduct.climate.tally import tally

TOGETHER = 6
"""Up to so many measures of one place every set is computed: 64 sets."""

Chosen = frozenset[int]


@dataclass(frozen=True, eq=False)
class Averted:
    """Displacements averted in an average year, by place and set of measures (as their numbers)."""

    measures: tuple[Measure, ...]
    places: tuple[str, ...]
    expected: Floats
    """Without measures, by place and assumption."""
    by_set: tuple[dict[Chosen, Floats], ...]
    """By place: averted under each assumption, for each set of the measures that touch it."""
    central: int

    def of(self, chosen: Chosen) -> Floats:
        """Return what a portfolio averts, by assumption: recomputed sets, summed over places."""
        return np.asarray(sum(sets[_touching(sets, chosen)] for sets in self.by_set))

    def band(self, chosen: Chosen) -> Band:
        """Return what a portfolio averts, with its band."""
        return envelope(self.of(chosen), self.central)

    def difference(self, one: Chosen, other: Chosen) -> Band:
        """Return how much more one portfolio averts than another, compared under each assumption by itself."""
        return envelope(self.of(one) - self.of(other), self.central)

    @property
    def summed(self) -> Floats:
        """What each measure averts alone. Their sum is no answer; it is shown beside the answer."""
        return np.array([self.of(frozenset({number})) for number in range(len(self.measures))])


def averted_by(hazard: Hazard, exposure: Exposure, assumptions: Assumptions, measures: Sequence[Measure]) -> Averted:
    """Compute every set of measures of each place.

    Raises:
        Unusable: a measure names a place that is not there, or more than six touch one place.

    """
    _check(exposure, measures)
    points = points_of(exposure, hazard)
    found = [_place(hazard, exposure, assumptions, measures, (place, points)) for place in range(len(exposure.places))]
    return Averted(
        tuple(measures),
        exposure.places,
        np.array([expected for expected, _ in found]),
        tuple(sets for _, sets in found),
        assumptions.central,
    )


def _place(
    hazard: Hazard,
    exposure: Exposure,
    assumptions: Assumptions,
    measures: Sequence[Measure],
    where: tuple[int, np.ndarray[tuple[int, ...], np.dtype[np.int64]]],
) -> tuple[Floats, dict[Chosen, Floats]]:
    place, points = where
    rows = np.flatnonzero(exposure.place == place)
    tile, at = exposure.part(rows), points[rows]
    here = hazard.kept(np.isin(hazard.points, at))
    touching = [number for number, measure in enumerate(measures) if exposure.places[place] in measure.places]

    def moved(chosen: Chosen) -> Floats:
        changed, relief = under([measures[number] for number in sorted(chosen)], tile)
        sums = tally(here, changed, assumptions.tried, points=at, relief=relief)
        return np.asarray(sums.yearly.sum(axis=(1, 2)))

    expected = moved(frozenset())
    return expected, {chosen: expected - moved(chosen) for chosen in _sets(touching)}


def _sets(numbers: Sequence[int]) -> Iterator[Chosen]:
    for size in range(len(numbers) + 1):
        yield from (frozenset(chosen) for chosen in combinations(numbers, size))


def _touching(sets: dict[Chosen, Floats], chosen: Chosen) -> Chosen:
    return chosen & frozenset().union(*sets)


def _check(exposure: Exposure, measures: Sequence[Measure]) -> None:
    names = [measure.name for measure in measures]
    if len(set(names)) < len(names):
        raise Unusable("Two measures have one name.", "Give each a name of its own.")
    for measure in measures:
        strange = [place for place in measure.places if place not in exposure.places]
        strange += [name for name in (*measure.needs, *measure.excludes) if name not in names]
        if strange:
            problem = f"{measure.name} names {', '.join(strange)}, which is not there."
            raise Unusable(problem, "Name places of the exposure and measures of the programme.")
    for place in exposure.places:
        many = [measure.name for measure in measures if place in measure.places]
        if len(many) > TOGETHER:
            problem = f"{len(many)} measures touch {place}: {', '.join(many)}."
            raise Unusable(problem, f"Put measures together, so that at most {TOGETHER} touch one place.")
