"""Public data beside the project; tests that need it are skipped where it is absent."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

DATA = Path(__file__).parents[3] / "shared" / "data"


def needed(path: str) -> Path:
    """Return a file of the data, or skip the test."""
    file = DATA / path
    if not file.exists():
        pytest.skip(f"This test needs {file.name}, a public file that is not part of the project.")
    return file


def inform() -> tuple[tuple[str, ...], dict[str, NDArray[np.float64]]]:
    """Return countries and columns of INFORM 2020; ``x`` is unknown."""
    with needed("inform/inform-gri-2020-v040.csv").open(encoding="latin-1") as file:
        rows = list(csv.DictReader(file))
    columns = {
        name: np.array([_number(row[name]) for row in rows]) for name in rows[0] if name not in {"COUNTRY", "ISO3"}
    }
    return tuple(row["ISO3"] for row in rows), columns


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
