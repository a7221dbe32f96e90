"""``python -m benchmarks.cases_sides WHAT PAIRS``: both sides of a benchmark of cases, in turn, as JSON."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.measuring import seconds

CASES, READ_AGAIN, ACTS = 1_000, 200, 100


def main(what: str, pairs: int) -> None:
    """Make the data folder and measure."""
    from safeconduct.cli import data  # noqa: PLC0415 - reads the environment

    data.make_folder(data.data_folder())
    data.start_django()
    data.migrate()
    from safeconduct.site.collector import look_seldom  # noqa: PLC0415 - as the server does

    look_seldom()
    print(json.dumps({"bulk": bulk, "one": one, "http": http}[what](pairs)))


def bulk(pairs: int) -> dict[str, Any]:
    """Transitions each second, ours and those of SpiffWorkflow in turn."""
    from benchmarks import spiff  # noqa: PLC0415
    from benchmarks.cases_bulk import STEPS, Bulk, Hand  # noqa: PLC0415
    from safeconduct.cases.web import store  # noqa: PLC0415

    logging.getLogger("spiff").setLevel(logging.WARNING)  # it would write a line for each task, in its own time
    hand = Hand()

    def ours(cases: int, seed: int, again: bool) -> float:
        made, spent = Bulk(cases, hand, seed), 0.0
        for step in range(len(STEPS)):
            if again:
                store.SHELF.clear()
            spent += seconds(lambda number=step: made.step(number, cases))  # type: ignore[misc]
        if {store.file_of(case).case.stage for case in made.cases} != {"permit held"}:
            raise AssertionError("The cases do not come to the end of their steps: nothing can be compared.")
        return cases * len(STEPS) / spent

    ours(30, 1, again=False)
    sides = {"files in memory": (CASES, False), "files read from the journal": (READ_AGAIN, True)}
    return {
        name: [[ours(cases, pair + 2, again), spiff.transitions_per_second(runs=1)] for pair in range(pairs)]
        for name, (cases, again) in sides.items()
    }


def one(pairs: int) -> dict[str, Any]:
    """Seconds of an act of a case, and of a bare insert of the same bytes, in turn."""
    from benchmarks.cases_bulk import STEPS, Bulk, Hand  # noqa: PLC0415
    from benchmarks.journal_sides import Bare  # noqa: PLC0415

    bulk_, bare = Bulk(ACTS, Hand()), Bare()
    bulk_.alone(0)
    bare.run(ACTS)
    steps = [1 + pair % (len(STEPS) - 1) for pair in range(pairs)]
    return {"pairs": [[_wall(lambda s=step: bulk_.alone(s)) / ACTS, bare.run(ACTS)] for step in steps]}  # type: ignore[misc]


def _wall(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def http(pairs: int) -> dict[str, Any]:
    """Processor seconds of each page, and of a bare view, in turn."""
    from benchmarks.cases_pages import Pages  # noqa: PLC0415

    pages = Pages()
    return {name: [pages.pair(name) for _ in range(pairs)] for name in pages.addresses}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
