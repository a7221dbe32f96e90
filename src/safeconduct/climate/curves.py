"""From intensity to the share of people or homes: a sigmoid, a threshold or a table, one for each class of homes."""

from __future__ import annotations

from typing import TypeAlias

import msgspec
import numpy as np

from safeconduct.climate.hazard import Floats


class Sigmoid(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="sigmoid", tag_field="form"):
    """Share ``x³/(1+x³)`` with ``x = (i - starts) / (half - starts)``, after Emanuel (2011), Weather Clim. Soc. 3."""

    starts: float
    """The intensity below which nothing happens."""
    half: float
    """The intensity at which half is lost."""
    most: float = 1.0

    def __post_init__(self) -> None:
        _hold(self.half > self.starts >= 0, "a sigmoid reaches its half above where it starts")
        _hold(0 <= self.most <= 1, "a share lies between 0 and 1")

    def share(self, intensity: Floats) -> Floats:
        """Return the share at each intensity."""
        cubed = (np.maximum(intensity - self.starts, 0) / (self.half - self.starts)) ** 3
        return np.asarray(self.most * cubed / (1 + cubed))


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="threshold", tag_field="form"):
    """A share of all from an intensity on, none below."""

    at: float
    share_above: float = msgspec.field(default=1.0, name="share")

    def __post_init__(self) -> None:
        _hold(self.at >= 0 and 0 <= self.share_above <= 1, "a share lies between 0 and 1, an intensity above 0")

    def share(self, intensity: Floats) -> Floats:
        """Return the share at each intensity."""
        return np.where(intensity >= self.at, self.share_above, 0.0)


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="table", tag_field="form"):
    """Shares at intensities, joined by straight lines; level before the first and after the last."""

    intensity: tuple[float, ...]
    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        steps = np.diff(self.intensity)
        _hold(len(self.intensity) == len(self.shares) >= 1, "a table has as many shares as intensities")
        _hold(bool((steps > 0).all()), "the intensities of a table rise")
        _hold(bool((np.diff(self.shares) >= 0).all()), "the shares of a table never fall as intensity rises")
        _hold(self.shares[0] >= 0 and self.shares[-1] <= 1, "a share lies between 0 and 1")

    def share(self, intensity: Floats) -> Floats:
        """Return the share at each intensity."""
        return np.interp(intensity, self.intensity, self.shares)


Curve: TypeAlias = Sigmoid | Threshold | Table


class Response(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The share of people who move at an intensity: the curve itself, or everybody whose home is damaged so far.

    With a threshold the curve is one of damage, and whoever's home is damaged at least so far is displaced: the method
    of the Global Displacement Risk Model, which takes 0.55 and was tried from 0.3 to 0.7.
    """

    curve: Curve
    threshold: float | None = None

    def __post_init__(self) -> None:
        _hold(self.threshold is None or 0 < self.threshold <= 1, "a threshold of damage lies above 0 and up to 1")

    def share(self, intensity: Floats) -> Floats:
        """Return the share of people at each intensity."""
        found = self.curve.share(intensity)
        return found if self.threshold is None else (found >= self.threshold).astype(np.float64)


def _hold(holds: bool, rule: str) -> None:
    if not holds:
        raise ValueError(rule)
