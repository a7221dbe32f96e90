"""A figure is a band: low, central, high. No function of this room gives a single number for people displaced.

A band over assumptions is an envelope: the least and the greatest answer of the assumptions that were tried. It is not
a probability, and says nothing of assumptions that nobody tried.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

ROUNDING = 1e-9


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Low, central and high value of one quantity, in its unit."""

    low: float
    central: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.central <= self.high:
            message = f"A band runs from low to high: {self.low} ≤ {self.central} ≤ {self.high} does not hold."
            raise ValueError(message)

    def times(self, other: Band) -> Band:
        """Return the widest product of two quantities that are never negative."""
        return Band(self.low * other.low, self.central * other.central, self.high * other.high)

    def overlaps(self, other: Band) -> bool:
        """Say whether both can be the same: then neither is ranked before the other."""
        return self.low <= other.high and other.low <= self.high

    @property
    def width(self) -> float:
        """How far low and high are apart."""
        return self.high - self.low


def envelope(values: Sequence[float] | NDArray[np.float64], central: int) -> Band:
    """Return the band of the answers of several assumptions, of which one is central."""
    found = np.asarray(values, dtype=np.float64)
    return Band(float(found.min()), float(found[central]), float(found.max()))
