"""Measures of adaptation: what each changes where, what it costs, and what several do together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import msgspec
import numpy as np

from safeconduct.climate.exposure import Exposure
from safeconduct.climate.tally import Relief


class Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A project. Effects on one place are put together, never summed."""

    name: str
    places: tuple[str, ...]
    costs: tuple[float, ...]
    """By year of the programme, in its currency and prices."""
    protects: float = 0.0
    """A return period in years up to which it holds back what comes: an embankment, a shelter."""
    intensity_kept: float = 1.0
    intensity_less: float = 0.0
    share_kept: float = 1.0
    people_kept: float = 1.0
    """The share of people who stay where they are; below 1 it relocates the others."""
    consent: Literal["not needed", "open", "closed"] = "not needed"
    """Whether the consent procedure of those who would move is closed: women asked apart, an alternative, a way back,
    a grievance procedure."""
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        shares = (self.intensity_kept, self.share_kept, self.people_kept)
        if any(not 0 <= share <= 1 for share in shares) or min(self.protects, self.intensity_less) < 0:
            message = f"{self.name}: a share lies between 0 and 1, and nothing is negative."
            raise ValueError(message)
        if not self.costs or min(self.costs) < 0 or sum(self.costs) <= 0:
            message = f"{self.name}: a measure has costs by year, above zero together."
            raise ValueError(message)

    @property
    def cost(self) -> float:
        """The cost over all years."""
        return sum(self.costs)

    @property
    def relocates(self) -> bool:
        """Whether people would have to move away."""
        return self.people_kept < 1

    @property
    def allowed(self) -> bool:
        """Whether it may be chosen: relocation only after the consent procedure is closed."""
        return not self.relocates or self.consent == "closed"


def under(measures: Sequence[Measure], exposure: Exposure) -> tuple[Exposure, Relief]:
    """Return what several measures do together at each row.

    Protection is the best of all, not a sum. Shares that are kept are multiplied. Heights are taken off together.
    """
    rows = exposure.rows
    kept, less, share, people = np.ones(rows), np.zeros(rows), np.ones(rows), np.ones(rows)
    protection = exposure.protection.copy()
    for measure in measures:
        here = np.isin(np.array(exposure.places)[exposure.place], measure.places)
        protection[here] = np.maximum(protection[here], measure.protects)
        kept[here] *= measure.intensity_kept
        less[here] += measure.intensity_less
        share[here] *= measure.share_kept
        people[here] *= measure.people_kept
    changed = replace(exposure, protection=protection, people=exposure.people * people[:, None])
    return changed, Relief(kept, less, share)
