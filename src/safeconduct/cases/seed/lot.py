"""Chance that stands still: what is drawn depends on the question alone, not on how many were asked before.

A case that is told again with another day of filing therefore meets the same luck, so that one can be moved to where
it stands in a wanted stage today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol, TypeVar

T = TypeVar("T")

_WHOLE = 1 << 64
_LONG_TAIL = 2.2
"""Durations lie nearer to their shortest than to their longest, as waiting times do."""


class Dice(Protocol):
    """What is needed of randomness; ``random.Random`` has it."""

    def random(self) -> float:
        """A number from 0 up to 1."""


@dataclass(frozen=True, slots=True)
class Lot:
    """Draws by name, all from one key."""

    key: str

    def at(self, *question: object) -> float:
        """A number from 0 up to 1: always the same for the same question."""
        words = "\x1f".join(map(str, (self.key, *question)))
        return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big") / _WHOLE

    def inside(self, *question: object) -> Lot:
        """A lot of its own for what belongs to this question."""
        return Lot("\x1f".join(map(str, (self.key, *question))))

    def happens(self, chance: float, *question: object) -> bool:
        """Whether something of this chance happens."""
        return self.at(*question) < chance

    def number(self, low: int, high: int, *question: object) -> int:
        """A whole number from ``low`` to ``high``."""
        return low + int(self.at(*question) * (high - low + 1))

    def days(self, low: int, high: int, *question: object) -> int:
        """A duration between two, more often a short one."""
        at: float = self.at(*question) ** _LONG_TAIL
        return low + round((high - low) * at)

    def one(self, things: Sequence[T], *question: object) -> T:
        """One of several, each as likely."""
        return things[int(self.at(*question) * len(things))]

    def weighted(self, weights: Mapping[T, float], *question: object) -> T:
        """One of several by weight.

        Raises:
            ValueError: no weight is greater than nothing.

        """
        at, last = self.at(*question) * sum(weights.values()), None
        for thing, weight in weights.items():
            at -= weight
            if weight > 0:
                last = thing
                if at < 0:
                    return thing
        if last is None:
            raise ValueError(f"Nothing of {list(weights)} can be drawn.")
        return last


def shuffled(things: Sequence[T], lot: Lot, *question: object) -> list[T]:
    """All of them in an order that was drawn."""
    return [things[i] for i in sorted(range(len(things)), key=lambda i: lot.at(*question, i))]


def new_lot(dice: Dice) -> Lot:
    """A lot from a generator that the caller made."""
    return Lot("".join(f"{int(dice.random() * _WHOLE):016x}" for _ in range(2)))
