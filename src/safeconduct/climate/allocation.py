"""Support under a budget, by an equity principle that is stated, and what another principle would give.

Units are places, never persons. A place whose score is unknown is taken as vulnerable as it may be, never as low.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias, get_args

import msgspec

from safeconduct.climate.band import Band
from safeconduct.climate.refusal import Unusable

Principle: TypeAlias = Literal["equal for each person", "weighted by vulnerability", "most vulnerable first"]
PRINCIPLES: tuple[Principle, ...] = get_args(Principle)
Reason: TypeAlias = Literal["covered", "shared", "after others", "no need"]
CENT = 0.005


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place in need."""

    name: str
    people: float
    """People who need support, such as the central value of those displaced in a forecast event."""
    cost: float
    """The cost of support for each person, in the currency of the budget."""
    score: Band | None
    """Vulnerability; ``None`` is unknown."""


class Share(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a place gets, and why not more."""

    place: str
    amount: float
    covered: float
    """The share of its need that is covered, 0 to 1."""
    reason: Reason
    before: tuple[str, ...]
    """The places that come before it under this principle."""
    unknown: bool
    """Its score is not known, and was taken as high as it may be."""


def allocate(places: Sequence[Place], budget: float, principle: Principle, highest: float = 10.0) -> tuple[Share, ...]:
    """Divide a budget. No place gets more than its need; what is left over is shared again.

    Args:
        places: who needs how much.
        budget: in the currency of ``cost``.
        principle: ``equal for each person`` gives the same for everybody in need; ``weighted by vulnerability`` gives
            each person in proportion to the score of the place; ``most vulnerable first`` covers one place after the
            other. Places with the same score share.
        highest: the score that an unknown place is taken to have.

    Raises:
        Unusable: the budget, people or costs are negative.

    """
    wrong = [row for row, place in enumerate(places) if place.people < 0 or place.cost <= 0]
    if wrong or budget < 0:
        raise Unusable("A budget, people or costs are negative.", "Correct them; a cost is above zero.", wrong)
    amounts = [0.0] * len(places)
    for tier in _tiers(places, principle, highest):
        left = budget - sum(amounts)
        weights = [_weight(places[row], principle, highest) for row in tier]
        for row, amount in zip(tier, _filled([_need(places[row]) for row in tier], weights, left), strict=True):
            amounts[row] = amount
    return tuple(_share(places, row, amounts, principle, highest) for row in range(len(places)))


def differences(places: Sequence[Place], budget: float, highest: float = 10.0) -> dict[str, dict[Principle, float]]:
    """Return what each place would get under each principle."""
    found = {principle: allocate(places, budget, principle, highest) for principle in PRINCIPLES}
    return {
        place.name: {principle: shares[row].amount for principle, shares in found.items()}
        for row, place in enumerate(places)
    }


def _need(place: Place) -> float:
    return place.people * place.cost


def _score(place: Place, highest: float) -> float:
    return highest if place.score is None else place.score.central


def _weight(place: Place, principle: Principle, highest: float) -> float:
    return place.people * (_score(place, highest) if principle == "weighted by vulnerability" else 1.0)


def _tiers(places: Sequence[Place], principle: Principle, highest: float) -> list[list[int]]:
    rows = range(len(places))
    if principle != "most vulnerable first":
        return [list(rows)]
    scores = sorted({_score(place, highest) for place in places}, reverse=True)
    return [[row for row in rows if _score(places[row], highest) == score] for score in scores]


def _filled(needs: list[float], weights: list[float], budget: float) -> list[float]:
    """Pour the budget in proportion to weights until needs are full, as water into vessels."""
    amounts = [0.0] * len(needs)
    open_rows = [row for row, need in enumerate(needs) if need > 0 and weights[row] > 0]
    left = budget
    while open_rows and left > 0:
        level = left / sum(weights[row] for row in open_rows)
        full = [row for row in open_rows if needs[row] <= weights[row] * level]
        for row in full or open_rows:
            amounts[row] = needs[row] if full else weights[row] * level
        if not full:
            return amounts
        left -= sum(needs[row] for row in full)
        open_rows = [row for row in open_rows if row not in full]
    return amounts


def _share(places: Sequence[Place], row: int, amounts: list[float], principle: Principle, highest: float) -> Share:
    place, amount = places[row], amounts[row]
    need = _need(place)
    ahead = [
        other.name
        for other in places
        if principle == "most vulnerable first" and _score(other, highest) > _score(place, highest)
    ]
    reason: Reason = "no need" if need == 0 else "covered" if amount >= need - CENT else "shared"
    if amount == 0 and need:
        reason = "after others"
    covered = 1.0 if need == 0 else min(amount / need, 1.0)
    return Share(place.name, amount, covered, reason, tuple(ahead), place.score is None)
