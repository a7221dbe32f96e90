"""What an answer rests on: curves, a threshold of damage, protection. Several are tried, one of them is central."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from safeconduct.climate.curves import Response

Quantity: TypeAlias = Literal["housing loss", "evacuation"]
"""Two movements that are never added: who loses a home, and who leaves before an event and may go home."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One way to answer: a response for each class of homes, and how much of the protection standards holds."""

    name: str
    responses: tuple[Response, ...]
    protection: float = 1.0
    """Times the return period that the exposure names: 1 as built, 0 as if there were no dikes."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Every assumption that is tried for a quantity, and which of them is central."""

    quantity: Quantity
    tried: tuple[Assumption, ...]
    central: int

    def __post_init__(self) -> None:
        if len(self.tried) < 2:  # noqa: PLR2004 - one answer would be a single figure
            message = f"Only one assumption is tried for {self.quantity}: its answer would be a single figure."
            raise ValueError(message)
        if not 0 <= self.central < len(self.tried):
            message = f"The central assumption of {self.quantity} is none of those that are tried."
            raise ValueError(message)
