"""Why input cannot be used: what is wrong, in which rows, and what to do. Nothing is resampled or dropped instead."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

SHOWN = 5


class Unusable(ValueError):
    """Input that would give a wrong answer. ``rows`` counts from 0 in the order of the file."""

    def __init__(self, problem: str, cure: str, rows: ArrayLike = ()) -> None:
        self.rows = [int(row) for row in np.asarray(rows, dtype=np.int64).ravel()]
        self.problem, self.cure = problem + _named(self.rows), cure
        super().__init__(f"{self.problem} {cure}")


def refuse_where(wrong: NDArray[np.bool_], problem: str, cure: str) -> None:
    """Refuse the input if any row is wrong.

    Raises:
        Unusable: some are; the first of them are named.

    """
    if wrong.any():
        raise Unusable(problem, cure, np.flatnonzero(wrong))


def _named(rows: list[int]) -> str:
    if not rows:
        return ""
    more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    return f" Rows: {', '.join(str(row) for row in rows[:SHOWN])}{more}."
