"""Searching 100,000 services by need, words and distance, for somebody of whom age, sex and more are known.

The reference is a bare look-up in the same R-tree and index of words of SQLite: rows in a box that hold a word.
Ours adds what a page needs: the circle, need, day, whom the entry takes, hidden entries, the order by distance, twenty
whole entries read, and the reasons of each verdict. Times are those of the processor, half and 95th percentile.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.journal import run
from benchmarks.measuring import Result

TIMES_BARE = 3.0


def services_search() -> Iterator[Result]:
    """The 95th percentile of each side, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        found = run("search", Path(folder), "benchmarks.services_sides")
    for name, (ours, reference) in found.items():
        ratio = ours / reference
        yield Result(
            f"services_search {name}", ours, reference, ratio, f"at most {TIMES_BARE:g} times", ratio <= TIMES_BARE
        )
