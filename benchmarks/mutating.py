"""Runs every mutation of every published procedure and keeps the table ``docs/reference/mutations.md``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from benchmarks.measuring import Result
from tests.mutations import table
from tests.mutations.judging import Verdict, judged, mutations_of
from tests.mutations.published import published

RIGHT = 0.95


def mutations() -> Iterator[Result]:
    """Per procedure: how many mutations were not as labelled, of how many. The table is written anew."""
    yield from judge(published())


def stale_mutations() -> Iterator[Result]:
    """The same for those procedures only that are no longer the ones of the table."""
    yield from judge([name for name in published() if table.is_stale(name)])


def judge(names: Sequence[str]) -> Iterator[Result]:
    """Judge these procedures side by side, and keep each as soon as it is done."""
    with ProcessPoolExecutor() as workers:
        for name, found in zip(names, workers.map(all_of, names), strict=True):
            table.keep({name: found}, published())
            wrong = sum(1 for v in found if v.judgement != "right")
            aim = f"at least {RIGHT:.0%} as labelled"
            met = wrong <= (1 - RIGHT) * len(found)
            yield Result(f"mutations {name}", float(wrong), float(len(found)), wrong / len(found), aim, met)


def all_of(name: str) -> list[Verdict]:
    """Judge every mutation of one procedure."""
    return [judged(name, mutation) for mutation in mutations_of(name)]
