"""Tables of indicators and of places in need, as CSV or Parquet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from safeconduct.climate.allocation import Place
from safeconduct.climate.band import Band
from safeconduct.climate.composite import Definition, Floats
from safeconduct.climate.reading.tables import read_table
from safeconduct.climate.refusal import Unusable

UNKNOWN = frozenset({"", "x", "..", "n/a", "na", "nan", "none"})
"""How tables write that nothing is known."""


def read_indicators(file: Path, definition: Definition, unit: str) -> tuple[tuple[str, ...], dict[str, Floats]]:
    """Read the indicators of an index; empty cells and ``x`` are unknown.

    Args:
        file: a table with a column for each indicator.
        definition: the index.
        unit: the column with names or codes of the units.

    Raises:
        Unusable: a column is missing, or a cell is neither a number nor unknown.

    """
    table = read_table(file, (unit, *definition.leaves))
    units = tuple(str(value) for value in table[unit].to_pylist())
    return units, {name: _known(table, name, file) for name in definition.leaves}


def read_places(file: Path) -> tuple[Place, ...]:
    """Read ``place, people, cost`` and, where known, ``low, central, high`` of a score. Empty scores are unknown."""
    table = read_table(file, ("place", "people", "cost"))
    scored = [name in table.column_names for name in ("low", "central", "high")]
    blank = np.full(table.num_rows, np.nan)
    central = _known(table, "central", file) if scored[1] else blank
    low, high = (_known(table, name, file) if scored[0] and scored[2] else central for name in ("low", "high"))
    people, cost = _known(table, "people", file), _known(table, "cost", file)
    empty = np.flatnonzero(np.isnan(people) | np.isnan(cost))
    if len(empty):
        raise Unusable(f"{file.name}: people or cost are empty.", "Fill them in; unknown is not zero.", empty)
    scores = [None if np.isnan(middle) else (low[row], middle, high[row]) for row, middle in enumerate(central)]
    wrong = [row for row, score in enumerate(scores) if score and not score[0] <= score[1] <= score[2]]
    if wrong:
        raise Unusable(f"{file.name}: a score runs not from low to high.", "Give low, central and high.", wrong)
    return tuple(
        Place(str(name), float(people[row]), float(cost[row]), Band(*map(float, score)) if score else None)
        for row, (name, score) in enumerate(zip(table["place"].to_pylist(), scores, strict=True))
    )


def _known(table: pa.Table, name: str, file: Path) -> Floats:
    texts = ["" if value is None else str(value).strip() for value in table[name].to_pylist()]
    values = [_number(text) for text in texts]
    wrong = [row for row, value in enumerate(values) if value is None]
    if wrong:
        raise Unusable(f"{file.name}: {name} is no number.", "Correct these rows, or leave them empty.", wrong)
    return np.array(values, dtype=np.float64)


def _number(text: str) -> float | None:
    if text.lower() in UNKNOWN:
        return float("nan")
    try:
        return float(text)
    except ValueError:
        return None
