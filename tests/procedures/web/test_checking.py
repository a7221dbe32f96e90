"""Texts are checked in a process that can be ended."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from safeconduct.procedures.library import Library
from safeconduct.procedures.web.checking import Bench, TooLong

PUBLISHED = Library.default().entry("common/best-interests-determination").path.read_text(encoding="utf-8")


@pytest.fixture
def bench() -> Iterator[Bench]:
    one = Bench(60)
    yield one
    one.close()


def test_a_text_comes_back_with_its_report(bench: Bench) -> None:
    checked = bench.check(PUBLISHED)
    assert checked.procedure is not None
    assert checked.report is not None
    assert checked.procedure.id == checked.report.id == "common/best-interests-determination"


def test_an_unreadable_text_comes_back_with_its_mistakes(bench: Bench) -> None:
    checked = bench.check("procedure: eu/x\nwhat: is this\n")
    assert checked.report is None
    assert any(m.place.line == 2 and m.cure for m in checked.mistakes)


def test_a_check_that_takes_too_long_is_ended_and_the_next_one_works(bench: Bench) -> None:
    bench.check("warm: up\n")
    bench.seconds = 0.001
    began = time.monotonic()
    with pytest.raises(TooLong):
        bench.check(PUBLISHED + "\n# another text, of which no report is kept\n")
    assert time.monotonic() - began < 5
    bench.seconds = 60
    assert bench.check("procedure: eu/x\n").mistakes


def test_a_child_that_dies_is_replaced(bench: Bench) -> None:
    bench.check("warm: up\n")
    assert bench._child is not None
    bench._child.kill()
    bench._child.wait()
    assert bench.check("procedure: eu/x\n").mistakes
