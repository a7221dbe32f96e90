"""Two floods over three points, small enough to be worked out by hand.

=====  =========  ====  ====  ====
event  frequency  p1    p2    p3
=====  =========  ====  ====  ====
A      0.10       1.0   0.4
B      0.01       2.0   1.0   0.6
=====  =========  ====  ====  ====

People (women, men): p1 100, 80; p2 200, 150; p3 50, 40. North has p1 and p2, south p3.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from safeconduct.climate.assumptions import Assumption, Assumptions
from safeconduct.climate.curves import Response, Threshold
from safeconduct.climate.exposure import Exposure
from safeconduct.climate.hazard import Hazard, from_entries
from safeconduct.climate.origin import Origin

ORIGIN = Origin("worked by hand", 2024, synthetic=True)
LATITUDE, LONGITUDE = np.array([22.1, 22.2, 21.9]), np.array([89.1, 89.2, 89.3])


def flood() -> Hazard:
    """Return the two floods."""
    entries = (np.array([0, 0, 1, 1, 1]), np.array([0, 1, 0, 1, 2]), np.array([1.0, 0.4, 2.0, 1.0, 0.6]))
    return from_entries("river flood", "m", (LATITUDE, LONGITUDE), np.array([0.1, 0.01]), entries, ORIGIN)


def people(protection: tuple[float, float, float] = (0, 0, 0)) -> Exposure:
    """Return the people of the two places."""
    return Exposure(
        places=("north", "south"),
        place=np.array([0, 0, 1]),
        country=np.array(["BGD"] * 3),
        latitude=LATITUDE,
        longitude=LONGITUDE,
        classes=("brick",),
        home=np.zeros(3, dtype=np.int64),
        groups=("women", "men"),
        people=np.array([[100.0, 80.0], [200.0, 150.0], [50.0, 40.0]]),
        protection=np.array(protection, dtype=np.float64),
        origin=ORIGIN,
    )


def deep(at: float, protection: float = 1.0) -> Assumption:
    """Return the assumption that everybody moves from a depth on."""
    return Assumption(f"from {at:g} m", (Response(Threshold(at)),), protection)


def three_depths() -> Assumptions:
    """Return the assumptions that people move from 0.5 m on, or else from 0.3 m or 1.5 m on."""
    return Assumptions("housing loss", (deep(0.5), deep(0.3), deep(1.5)), 0)


def without_people(exposure: Exposure) -> Exposure:
    """Return the same rows with nobody there."""
    return replace(exposure, people=np.zeros_like(exposure.people))
