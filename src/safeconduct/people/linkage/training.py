"""Weighs a model by records of which it is known who they are of.

``u`` is how often a level holds among pairs that are looked at and are of two persons: brothers, twins and namesakes
have the share there that they have in the work of an officer. Fields are not independent, twins share birthday, family
and telephone; so weights are found together, by logistic regression that is drawn towards the counted ones, and ``m``
is kept such that ``log2(m / u)`` is the weight. The ``m`` of one comparison need not add up to 1 therefore.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from safeconduct.people.linkage.comparisons import COMPARISONS, settings
from safeconduct.people.linkage.linking import pairs

UNSEEN = 0.5
"""Added to each count, so that what never happened among these records is unlikely and not impossible."""
EVEN, DIGITS = 0.5, 8
DRAWN, ROUNDS = 0.5, 30
"""How strongly weights are drawn towards the counted ones, and how often they are improved."""
Floats = NDArray[np.float64]


def trained(*registers: tuple[pa.Table, Mapping[str, int]]) -> dict[str, Any]:
    """Return a model with weights, from tables of columns, each of one register with the person of each record."""
    looked_at = [(pairs(table, _flat()), person_of) for table, person_of in registers]
    found = pa.concat_tables(table for table, _ in looked_at)
    same = np.concatenate([_same(table, person_of) for table, person_of in looked_at])
    model = settings()
    levels = [level for comparison in model["comparisons"] for level in _said(comparison)]
    holds = np.column_stack([column for comparison in model["comparisons"] for column in _holds(found, comparison)])
    alike, apart = _shares(holds, same, model), _shares(holds, ~same, model)
    counted = np.log(alike / apart)
    start = np.log(same.sum() / (~same).sum())
    weights, prior = _fitted(holds.astype(float), same, counted, start)
    model["probability_two_random_records_match"] = round(float(1 / (1 + np.exp(-prior))), DIGITS)
    for level, u, weight in zip(levels, apart, weights, strict=True):
        scale = max(1.0, u * np.exp(weight))
        level["m_probability"] = round(float(u * np.exp(weight) / scale), DIGITS)
        level["u_probability"] = round(float(u / scale), DIGITS)
    return model


def _same(found: pa.Table, person_of: Mapping[str, int]) -> NDArray[np.bool_]:
    ids = zip(found["unique_id_l"].to_pylist(), found["unique_id_r"].to_pylist(), strict=True)
    return np.array([person_of[one] == person_of[other] for one, other in ids])


def _said(comparison: dict[str, Any]) -> list[dict[str, Any]]:
    return [level for level in comparison["comparison_levels"] if not level["is_null_level"]]


def _holds(found: pa.Table, comparison: dict[str, Any]) -> list[NDArray[np.bool_]]:
    gammas = found[f"gamma_{comparison['output_column_name']}"].to_numpy()
    return [gammas == number for number in reversed(range(len(_said(comparison))))]


def _shares(holds: NDArray[np.bool_], chosen: NDArray[np.bool_], model: dict[str, Any]) -> Floats:
    counts, place, shares = holds[chosen].sum(axis=0) + UNSEEN, 0, []
    for comparison in model["comparisons"]:
        mine = counts[place : place + len(_said(comparison))]
        shares.append(mine / mine.sum())
        place += len(mine)
    return np.concatenate(shares)


def _fitted(holds: Floats, same: NDArray[np.bool_], counted: Floats, start: float) -> tuple[Floats, float]:
    """Improve counted weights by Newton's method on the penalised likelihood of all pairs."""
    rows = np.column_stack([holds, np.ones(len(holds))])
    towards = np.append(counted, start)
    weights, penalty = towards.copy(), np.append(np.full(len(counted), DRAWN), 0.0)
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (same - likely) - penalty * (weights - towards)
        bend = (rows * (likely * (1 - likely))[:, None]).T @ rows + np.diag(penalty + 1e-6)
        weights = weights + np.linalg.solve(bend, slope)
    return weights[:-1], float(weights[-1])


def _flat() -> dict[str, Any]:
    model = settings()
    model["probability_two_random_records_match"] = EVEN
    for comparison in model["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level["is_null_level"]:
                level |= {"m_probability": EVEN, "u_probability": EVEN}
    return model


def names_of_levels(comparison: str) -> dict[int, str]:
    """Return the names of the levels of a comparison by the numbers that pairs carry; -1 says that nothing is known."""
    said = [level.name for level in COMPARISONS[comparison] if not level.nothing]
    return {-1: "not known", **{len(said) - 1 - place: name for place, name in enumerate(said)}}
