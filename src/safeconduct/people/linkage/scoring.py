"""Weighs a few pairs at once, with the same model text, without its run over a whole register."""

from __future__ import annotations

from collections.abc import Iterator
from math import log2
from typing import Any

import duckdb
import pyarrow as pa


def scored(coming: pa.Table, known: pa.Table, model: dict[str, Any]) -> pa.Table:
    """Compare each record of one table with each of the other; columns as :func:`.linking.pairs` gives them."""
    connection = duckdb.connect()
    try:
        connection.register("coming", coming)
        connection.register("known", known)
        return connection.sql(_query(coming.column_names, model)).to_arrow_table()
    finally:
        connection.close()


def bits(model: dict[str, Any]) -> dict[str, dict[int, float]]:
    """Return the weight of each level of each comparison, in bits, by the number that pairs carry."""
    return {comparison["output_column_name"]: dict(_weights(comparison)) for comparison in model["comparisons"]}


def _query(columns: list[str], model: dict[str, Any]) -> str:
    sides = ", ".join(f'l."{name}" AS "{name}_l", r."{name}" AS "{name}_r"' for name in columns)
    levels = ", ".join(_case(comparison) for comparison in model["comparisons"])
    weights = bits(model)
    total = " + ".join(
        f"CASE gamma_{name} {' '.join(f'WHEN {level} THEN {weight!r}' for level, weight in known.items())} ELSE 0 END"
        for name, known in weights.items()
    )
    prior = model["probability_two_random_records_match"]
    return (
        f"WITH sides AS (SELECT {sides} FROM coming l, known r WHERE l.unique_id <> r.unique_id), "  # noqa: S608
        f"compared AS (SELECT unique_id_l, unique_id_r, {levels} FROM sides), "
        f"weighed AS (SELECT *, log2({prior} / (1 - {prior})) + {total} AS match_weight FROM compared) "
        "SELECT *, 1 / (1 + pow(2, -match_weight)) AS match_probability FROM weighed ORDER BY ALL"
    )


def _case(comparison: dict[str, Any]) -> str:
    numbered = list(_numbered(comparison))
    cases = [f"WHEN {level['sql_condition']} THEN {number}" for number, level in numbered if not _last(level)]
    last = next(number for number, level in numbered if _last(level))
    return f"CASE {' '.join(cases)} ELSE {last} END AS gamma_{comparison['output_column_name']}"


def _weights(comparison: dict[str, Any]) -> Iterator[tuple[int, float]]:
    for number, level in _numbered(comparison):
        yield number, 0.0 if level["is_null_level"] else log2(level["m_probability"] / level["u_probability"])


def _numbered(comparison: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number levels as Splink does: from the last up, -1 for those that say nothing."""
    left = sum(not level["is_null_level"] for level in comparison["comparison_levels"])
    for level in comparison["comparison_levels"]:
        left -= not level["is_null_level"]
        yield -1 if level["is_null_level"] else left, level


def _last(level: dict[str, Any]) -> bool:
    return str(level["sql_condition"]) == "ELSE"
