"""Draws by chance from a seed: the same seed gives the same draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")
AT_ONCE = 4096
TOWARDS_FIRST = 1.3
"""Names are not borne equally often: the first of a list are likelier."""


class Lot:
    """Draws of one seed."""

    def __init__(self, seed: int) -> None:
        self._draws = np.random.Generator(np.random.PCG64(seed))
        self._kept: list[float] = []

    def share(self) -> float:
        """Return a number from 0 to below 1."""
        if not self._kept:
            self._kept = self._draws.random(AT_ONCE).tolist()
        return self._kept.pop()

    def happens(self, share: float) -> bool:
        """Whether something happens that happens so often."""
        return self.share() < share

    def below(self, count: int) -> int:
        """Return a whole number from 0 to below ``count``."""
        return int(self.share() * count)

    def any(self, choices: Sequence[T]) -> T:
        """Return one of them, all equally likely."""
        return choices[self.below(len(choices))]

    def one(self, choices: Sequence[T]) -> T:
        """Return one of them, the first ones likelier."""
        return choices[int(self.share() ** TOWARDS_FIRST * len(choices))]

    def weighed(self, weights: Sequence[float]) -> int:
        """Return the place of one of these weights, by its share of their sum."""
        left = self.share() * sum(weights)
        for place, weight in enumerate(weights):
            left -= weight
            if left < 0:
                return place
        return len(weights) - 1
