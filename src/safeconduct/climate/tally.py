"""People who move, by assumption, place, event and group: the sums that everything else is read from.

``D(event) = Σ people × share(intensity)`` over the rows that the event hits. Sums of parts add up: over tiles of
exposure (same events) with ``+``, over blocks of events (same rows) with :func:`joined`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safeconduct.climate.assumptions import Assumption
from safeconduct.climate.curves import Response
from safeconduct.climate.exposure import Exposure, points_of
from safeconduct.climate.hazard import Floats, Hazard
from safeconduct.climate.protection import design_intensity

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Tally:
    """Partial sums. A step on the way, not an answer: answers are bands (:mod:`.risk`)."""

    frequency: Floats
    """How often each event comes, per year."""
    at_event: Floats
    """People by assumption, place, event and group."""

    def __add__(self, other: Tally) -> Tally:
        """Add another tile of exposure under the same events."""
        if not np.array_equal(self.frequency, other.frequency):
            message = "Tiles add up only under the same events."
            raise ValueError(message)
        return Tally(self.frequency, self.at_event + other.at_event)

    @property
    def yearly(self) -> Floats:
        """People in an average year, by assumption, place and group."""
        return np.asarray(np.einsum("apeg,e->apg", self.at_event, self.frequency))


def joined(blocks: Sequence[Tally]) -> Tally:
    """Join blocks of events over the same rows, in their order."""
    frequency = np.concatenate([block.frequency for block in blocks])
    return Tally(frequency, np.concatenate([block.at_event for block in blocks], axis=2))


@dataclass(frozen=True, eq=False)
class Layer:
    """Rows of which no two lie on one point, so that each entry of the hazard meets at most one of them."""

    row_of_point: Whole
    """The row at each point of the grid; -1 where there is none."""


@dataclass(frozen=True, eq=False)
class Relief:
    """What measures do at each row. Protection is built to the heights of today's hazard, so it is compared after."""

    intensity_kept: Floats
    """The share of the intensity that still arrives, such as 0.8 behind mangroves."""
    intensity_less: Floats
    """What is taken off the intensity then, in its unit."""
    share_kept: Floats
    """The share of those who would move who still do, such as 0.5 in strengthened homes."""


def tally(
    hazard: Hazard,
    exposure: Exposure,
    tried: Sequence[Assumption],
    withstood: Floats | None = None,
    points: Whole | None = None,
    relief: Relief | None = None,
) -> Tally:
    """Count who moves in each event.

    Args:
        hazard: the event set, or a block of its events.
        exposure: the people, all of them or a tile.
        tried: the assumptions.
        withstood: by assumption and row, the intensity that protection holds back, from :func:`withstood_by`. Must be
            given with a block of events, since protection depends on all of them; otherwise it is found here.
        points: the point of each row, from ``points_of``, where it was found before.
        relief: what measures do at each row.

    """
    points = points_of(exposure, hazard) if points is None else points
    held = withstood_by(hazard, exposure, tried, points) if withstood is None else withstood
    shape = (len(tried), len(exposure.places), hazard.events, len(exposure.groups))
    at_event = np.zeros(shape)
    for layer in layers(points, len(hazard.latitude)):
        hit = _relieved(_hit(hazard, layer), relief)
        for number, assumption in enumerate(tried):
            _add(at_event[number], hazard, exposure, hit, (assumption, held[number]))
    return Tally(hazard.frequency, at_event)


def withstood_by(
    hazard: Hazard, exposure: Exposure, tried: Sequence[Assumption], points: Whole | None = None
) -> Floats:
    """Return, by assumption and row, the intensity up to which protection holds; below zero where there is none."""
    at = points_of(exposure, hazard) if points is None else points
    factors = [assumption.protection for assumption in tried]
    found = {factor: _withstood(hazard, exposure.protection * factor, at) for factor in set(factors)}
    return np.array([found[factor] for factor in factors])


def layers(points: Whole, size: int) -> Iterator[Layer]:
    """Split rows so that in each layer no two lie on one point."""
    left = np.arange(len(points))
    while len(left):
        _, first = np.unique(points[left], return_index=True)
        rows = left[first]
        row_of_point = np.full(size, -1, dtype=np.int64)
        row_of_point[points[rows]] = rows
        yield Layer(row_of_point)
        left = np.delete(left, first)


def _withstood(hazard: Hazard, years: Floats, points: Whole) -> Floats:
    """Look at rows with another standard on one point apart."""
    held = np.full(len(years), -1.0)
    if not years.any():
        return held
    for layer in layers(points, len(hazard.latitude)):
        there = layer.row_of_point >= 0
        rows = layer.row_of_point[there]
        by_point = np.zeros(len(hazard.latitude))
        by_point[there] = years[rows]
        held[rows] = design_intensity(hazard, by_point)[there]
    return held


@dataclass(frozen=True, eq=False)
class _Hit:
    """The entries of a hazard that meet a row."""

    row: Whole
    event: NDArray[np.int32]
    intensity: Floats
    fraction: Floats | None


def _hit(hazard: Hazard, layer: Layer) -> _Hit:
    row = layer.row_of_point[hazard.points]
    met = row >= 0
    if met.all():
        return _Hit(row, hazard.event_of_entry, hazard.intensity, hazard.fraction)
    fraction = None if hazard.fraction is None else hazard.fraction[met]
    return _Hit(row[met], hazard.event_of_entry[met], hazard.intensity[met], fraction)


def _relieved(hit: _Hit, relief: Relief | None) -> _Hit:
    """Weaken what arrives and how many move; nothing that does not arrive moves anybody."""
    if relief is None:
        return hit
    intensity = np.maximum(hit.intensity * relief.intensity_kept[hit.row] - relief.intensity_less[hit.row], 0)
    share = np.where(intensity > 0, relief.share_kept[hit.row], 0.0)
    return _Hit(hit.row, hit.event, intensity, share if hit.fraction is None else share * hit.fraction)


def _add(into: Floats, hazard: Hazard, exposure: Exposure, hit: _Hit, how: tuple[Assumption, Floats]) -> None:
    """Add who moves under one assumption, by place, event and group."""
    assumption, held = how
    share = _share(assumption.responses, exposure.home, hit)
    if (held >= 0).any():
        share = np.where(hit.intensity > held[hit.row], share, 0.0)
    if hit.fraction is not None:
        share = share * hit.fraction
    key = exposure.place[hit.row] * hazard.events + hit.event
    for group in range(len(exposure.groups)):
        moved = share * exposure.people[hit.row, group]
        counted = np.bincount(key, moved, minlength=into.shape[0] * hazard.events)
        into[:, :, group] += counted.reshape(into.shape[0], hazard.events)


def _share(responses: Sequence[Response], home: Whole, hit: _Hit) -> Floats:
    if len(responses) == 1:
        return responses[0].share(hit.intensity)
    kinds = home[hit.row]
    share = np.zeros(len(hit.row))
    for kind, response in enumerate(responses):
        of_kind = kinds == kind
        share[of_kind] = response.share(hit.intensity[of_kind])
    return share
