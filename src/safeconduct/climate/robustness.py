"""How firmly an index ranks: when one indicator is dropped, and when weights are drawn again."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from safeconduct.climate.composite import Definition, Scores, combined, ranked, scores_of

Floats = NDArray[np.float64]


class Moved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A unit that changes its rank when an indicator is dropped."""

    unit: str
    dropped: str
    before: int
    after: int


def moved_when_dropped(scores: Scores, indicators: dict[str, Floats], least: int = 1) -> tuple[Moved, ...]:
    """Return every unit whose rank changes by ``least`` or more when one indicator is left out, the farthest first."""
    found = [
        Moved(scores.units[row], name, int(before), int(after))
        for name in scores.definition.leaves
        if len(scores.definition.leaves) > 1
        for row, (before, after) in enumerate(zip(scores.ranks, _ranks_without(scores, indicators, name), strict=True))
        if abs(before - after) >= least
    ]
    return tuple(sorted(found, key=lambda one: (-abs(one.after - one.before), one.dropped, one.unit)))


def ranks_under(definition: Definition, scores: Scores, weights: dict[str, Floats]) -> Floats:
    """Return ranks by draw of weights and unit.

    Args:
        definition: the index. Nodes are not rounded, since rounding would hide small differences.
        scores: its scores, of which the indicators are taken.
        weights: by node, draws × children: other weights than those of the definition. Whoever calls draws them, from a
            source of chance and a spread that they name.

    """
    found = {name: scores.central[name] for name in definition.leaves}
    for name, node in definition.nodes.items():
        found[name] = combined(node, [found[child] for child in node.of], definition.scale, weights.get(name))
    return ranked(np.atleast_2d(found[definition.root]))


def rank_bands(ranks: Floats, share: float = 0.9) -> NDArray[np.float64]:
    """Return by unit the lowest and highest rank of the middle ``share`` of draws."""
    tail = (1 - share) / 2
    return np.asarray(np.quantile(ranks, [tail, 1 - tail], axis=0, method="nearest").T)


def _ranks_without(scores: Scores, indicators: dict[str, Floats], name: str) -> Floats:
    return scores_of(scores.definition.without(name), scores.units, indicators).ranks
