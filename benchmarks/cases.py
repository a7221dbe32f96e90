"""Cases against what they cannot do without, and against what others do.

``bulk``: cases of the Czech employee card take ten steps each, those of a thousand cases in one transaction: the law,
what was said encrypted with the key of the person, the journal, its tree, and the rows of the desk, on SQLite, as
durable as it can. The reference is SpiffWorkflow, which saves and restores at each step (:mod:`benchmarks.spiff`).
``transition_case``: one act in a transaction of its own, against an insert of as many bytes; time of the wall.
``http``: a page or operation, against a view for whoever is signed in that reads one row, behind the same middleware.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.journal import cluster, run
from benchmarks.measuring import Result

SIDES = "benchmarks.cases_sides"
TIMES_SPIFF, TIMES_INSERT, TIMES_VIEW = 20.0, 2.5, 3.0


def bulk() -> Iterator[Result]:
    """Transitions each second of processor time, with files in memory and with files read from the journal."""
    with tempfile.TemporaryDirectory() as folder:
        found = run("bulk", Path(folder), SIDES)
    for name, pairs in found.items():
        ours, reference = (median(pair[side] for pair in pairs) for side in (0, 1))
        ratio = median(pair[0] / pair[1] for pair in pairs)
        aim = f"at least {TIMES_SPIFF:g} times the transitions each second"
        yield Result(f"bulk, {name}", ours, reference, ratio, aim, ratio >= TIMES_SPIFF)


def transition_case() -> Iterator[Result]:
    """One durable act of a case on each database."""
    with tempfile.TemporaryDirectory() as folder:
        yield _compared("transition_case SQLite", run("one", Path(folder), SIDES), TIMES_INSERT)
    with cluster() as addresses, tempfile.TemporaryDirectory() as folder:
        yield _compared("transition_case PostgreSQL", run("one", Path(folder), SIDES, **addresses), TIMES_INSERT)


def http() -> Iterator[Result]:
    """Processor time of each page."""
    with tempfile.TemporaryDirectory() as folder:
        found = run("http", Path(folder), SIDES, SAFECONDUCT_DEMO="1")
    for name, pairs in found.items():
        yield _compared(f"http {name}", {"pairs": pairs}, TIMES_VIEW)


def _compared(name: str, found: dict[str, Any], limit: float) -> Result:
    pairs = found["pairs"]
    ours, reference = (median(pair[side] for pair in pairs) for side in (0, 1))
    ratio = median(pair[0] / pair[1] for pair in pairs)
    return Result(name, ours, reference, ratio, f"at most {limit:g} times", ratio <= limit)
