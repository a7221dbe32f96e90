"""Who is in the way: people of each group at each point, by place, class of homes and protection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from safeconduct.climate.countries import refuse_unknown
from safeconduct.climate.hazard import Floats, Hazard, in_degrees
from safeconduct.climate.origin import Origin
from safeconduct.climate.refusal import Unusable, refuse_where

SAME_POINT = 1e-6
"""Degrees up to which two points are the same: 0.1 m, which is rounding of text and nothing else."""


@dataclass(frozen=True, eq=False)
class Exposure:
    """One row for each point and class of homes."""

    places: tuple[str, ...]
    """Names of the places, such as districts."""
    place: NDArray[np.int64]
    """The place of each row, as its number in ``places``."""
    country: NDArray[np.str_]
    """ISO 3166-1 alpha-3 of each row."""
    latitude: Floats
    longitude: Floats
    classes: tuple[str, ...]
    """Names of the classes of homes, each of which has its curve."""
    home: NDArray[np.int64]
    """The class of each row, as its number in ``classes``."""
    groups: tuple[str, ...]
    """Names of groups that do not overlap; their sum is everybody."""
    people: Floats
    """People by row and group."""
    protection: Floats
    """The return period in years that dikes and shelters at the row are built for; 0 where there are none."""
    origin: Origin

    def __post_init__(self) -> None:
        cure = "Correct these rows; nothing is left out or set to zero for you."
        wrong = np.asarray(~(np.isfinite(self.people) & (self.people >= 0)).all(axis=1))
        refuse_where(wrong, "People are negative or no number.", cure)
        refuse_where(
            ~(np.isfinite(self.protection) & (self.protection >= 0)),
            "A protection standard is negative or no number.",
            "Give the return period in years that the place is protected against, or 0.",
        )
        refuse_where(
            ~in_degrees(self.latitude, self.longitude),
            "A row of the exposure is not in degrees.",
            "Give latitude and longitude in EPSG:4326.",
        )
        refuse_unknown(self.country)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.place)

    def part(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Exposure:
        """Return some of the rows, with the same names of places, classes and groups."""
        names = ("place", "country", "latitude", "longitude", "home", "people", "protection")
        return replace(self, **{name: getattr(self, name)[rows] for name in names})


def numbered(words: Sequence[str] | NDArray[np.str_]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Number words in the order in which they first come."""
    found: dict[str, int] = {}
    numbers = np.array([found.setdefault(str(word), len(found)) for word in words], dtype=np.int64)
    return tuple(found), numbers


def points_of(exposure: Exposure, hazard: Hazard) -> NDArray[np.int64]:
    """Return the point of the hazard's grid on which each row lies.

    Raises:
        Unusable: a row lies on none. Nobody is moved to the next point: how far that may be is for the analyst to say.

    """
    known = {key: number for number, key in enumerate(_keys(hazard.latitude, hazard.longitude))}
    if len(known) < len(hazard.latitude):
        problem = "Two points of the hazard lie at one place."
        raise Unusable(problem, "Write the grid of the hazard with each point once.")
    found = np.array([known.get(key, -1) for key in _keys(exposure.latitude, exposure.longitude)], dtype=np.int64)
    refuse_where(
        found < 0,
        "Rows of the exposure lie on no point of the hazard's grid.",
        "Bring both onto one grid yourself and say how; a point without danger belongs into the grid too.",
    )
    return found


def _keys(latitude: Floats, longitude: Floats) -> list[tuple[int, int]]:
    rounded = np.rint(np.column_stack([latitude, longitude]) / SAME_POINT).astype(np.int64)
    return [(int(north), int(east)) for north, east in rounded.tolist()]
