"""A set of events that may happen: how strong each is at each point, and how often it comes in a year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from safeconduct.climate.origin import Origin
from safeconduct.climate.refusal import Unusable, refuse_where

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

MOST_OFTEN = 12.0
"""An event that comes more often than once a month is no event of a set, but a wrong unit or a number in per cent."""
DEGREES = "EPSG:4326"
POLE, DATE_LINE = 90.0, 180.0


@dataclass(frozen=True, eq=False)
class Hazard:
    """A sparse event set. Only what is stronger than zero is kept, event by event (compressed sparse rows)."""

    kind: str
    """Such as ``river flood`` or ``tropical cyclone``."""
    unit: str
    """The unit of the intensity, such as ``m`` or ``m/s``."""
    latitude: Floats
    """Degrees north, one for each point of the grid (EPSG:4326)."""
    longitude: Floats
    frequency: Floats
    """How often each event comes, per year."""
    starts: Whole
    """Where the entries of each event begin, and at last how many there are: one more than events."""
    points: NDArray[np.int32]
    """The point of each entry."""
    intensity: Floats
    """The intensity of each entry, above zero."""
    origin: Origin
    fraction: Floats | None = None
    """The share of the point that each entry hits, 0 to 1; all of it where nothing is said."""

    def __post_init__(self) -> None:
        _check_shape(self)
        _check_values(self)

    @property
    def events(self) -> int:
        """How many events there are."""
        return len(self.frequency)

    @cached_property
    def event_of_entry(self) -> NDArray[np.int32]:
        """The event of each entry."""
        return np.repeat(np.arange(self.events, dtype=np.int32), np.diff(self.starts))

    @property
    def years(self) -> float:
        """The longest return period about which the set can say anything: that of its rarest event."""
        often = self.frequency[self.frequency > 0]
        return float(1 / often.min()) if len(often) else 0.0

    def block(self, first: int, after: int) -> Hazard:
        """Return the events from ``first`` up to but without ``after``."""
        begin, end = self.starts[first], self.starts[after]
        return replace(
            self,
            frequency=self.frequency[first:after],
            starts=self.starts[first : after + 1] - begin,
            points=self.points[begin:end],
            intensity=self.intensity[begin:end],
            fraction=None if self.fraction is None else self.fraction[begin:end],
        )

    def kept(self, entries: NDArray[np.bool_]) -> Hazard:
        """Return the same events with some of their entries alone."""
        counts = np.bincount(self.event_of_entry[entries], minlength=self.events)
        starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        return replace(
            self,
            starts=starts,
            points=self.points[entries],
            intensity=self.intensity[entries],
            fraction=None if self.fraction is None else self.fraction[entries],
        )


def from_entries(
    kind: str,
    unit: str,
    grid: tuple[Floats, Floats],
    frequency: Floats,
    entries: tuple[NDArray[np.integer], NDArray[np.integer], Floats],
    origin: Origin,
) -> Hazard:
    """Make a hazard of loose entries: event, point and intensity, in any order. Entries of intensity 0 say nothing.

    Raises:
        Unusable: a point has two intensities in one event, or a value is impossible.

    """
    event, point, intensity = (np.asarray(part) for part in entries)
    _check_indices(event, point, len(frequency), len(grid[0]))
    refuse_where(
        ~(np.isfinite(intensity) & (intensity >= 0)),
        "An intensity is negative or no number.",
        "Leave out what is not hit, and correct the rest.",
    )
    order = np.lexsort((point, event))
    twice = (np.diff(event[order]) == 0) & (np.diff(point[order]) == 0)
    if twice.any():
        problem = "A point has more than one intensity in one event."
        raise Unusable(problem, "Keep one row for each point and event.", order[1:][twice])
    order = order[intensity[order] != 0]
    counts = np.bincount(event[order], minlength=len(frequency))
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return Hazard(
        kind, unit, *grid, np.asarray(frequency, float), starts,
        point[order].astype(np.int32), intensity[order].astype(float), origin,
    )  # fmt: skip


def in_degrees(latitude: Floats, longitude: Floats) -> NDArray[np.bool_]:
    """Say of each point whether its numbers can be degrees."""
    return np.asarray((np.abs(latitude) <= POLE) & (np.abs(longitude) <= DATE_LINE))


def _check_indices(event: NDArray[np.integer], point: NDArray[np.integer], events: int, points: int) -> None:
    cure = "Name only events and points that the file has."
    refuse_where((event < 0) | (event >= events), "An entry names an event that is not there.", cure)
    refuse_where((point < 0) | (point >= points), "An entry names a point that is not there.", cure)


def _check_shape(hazard: Hazard) -> None:
    fits = (
        len(hazard.latitude) == len(hazard.longitude)
        and len(hazard.starts) == len(hazard.frequency) + 1
        and len(hazard.points) == len(hazard.intensity) == hazard.starts[-1]
        and not (np.diff(hazard.starts) < 0).any()
        and (hazard.fraction is None or len(hazard.fraction) == len(hazard.points))
    )
    if not fits:
        problem = "The parts of the hazard do not fit together: points, events and entries have other lengths."
        raise Unusable(problem, "Write the file anew from one source.")


def _check_values(hazard: Hazard) -> None:
    refuse_where(
        ~in_degrees(hazard.latitude, hazard.longitude),
        "A point of the hazard is not in degrees.",
        f"Project the grid to {DEGREES} yourself, so that you know what it cost.",
    )
    refuse_where(
        ~((hazard.frequency >= 0) & (hazard.frequency <= MOST_OFTEN)),
        f"An event comes less than never, or more than {MOST_OFTEN:g} times a year.",
        "Give the frequency per year: an event of 100 years has 0.01.",
    )
    refuse_where(
        ~(np.isfinite(hazard.intensity) & (hazard.intensity > 0)),
        "An intensity is negative or no number.",
        "Leave out what is not hit, and correct the rest.",
    )
    if hazard.fraction is not None:
        refuse_where(
            ~((hazard.fraction >= 0) & (hazard.fraction <= 1)),
            "The fraction of a point that is hit lies not between 0 and 1.",
            "Give it as a share.",
        )
