"""Limits in working days that stand still: no run takes longer than the proof allows for the pieces."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.procedures import run
from safeconduct.procedures.bounds import worst_case
from safeconduct.procedures.cases import Cases
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.net import Clock
from safeconduct.procedures.periods import Length, load_calendar, longest_to_end
from safeconduct.procedures.run import Case
from safeconduct.procedures.simulate import random_run
from safeconduct.procedures.timed import TooLarge
from tests.procedures.run.cases import Text, after, calendar, charter, day, opened

STAGES = """
examined:
  office must:
    close: {to: closed, law: national}
    pause: {to: paused, at most: PAUSES times, law: national}
  office may:
    extend: {extends: decision, at most: 1 time, law: national}
paused:
  person may: {go on: {to: examined, law: national}}
  lasts at most: 120 days
  if nothing comes: {goes on: examined}
  law: national
closed: {outcome: closed}
"""
LIMITS = """
decision:
  length: LENGTH
  starts with: [reaching examined]
  ends with: [close]
  suspended in: [paused]
  extension: EXTENSION
  answers for it: office
  if nothing comes: only late
  law: national
"""
TWICE = ("2 working days", "1 working day", 2)
PROCEDURES = [
    TWICE,
    ("6 working days", "3 working days", 3),
    ("10 days", "2 days", 2),
    ("1 month", "5 working days", 1),
]


def procedure(
    length: str, extension: str = "1 working day", pauses: int = 3, stages: str = STAGES, more: str = ""
) -> Procedure:
    limits = LIMITS.replace("LENGTH", length).replace("EXTENSION", extension) + more
    return Text(stages.replace("PAUSES", str(pauses)), limits).load()


def proved_clock(of: Procedure) -> Clock:
    """The limit as the proof with the calendar counts it."""
    cases = Cases(of, charter())
    return next(clock for clock in cases.net(measure=cases.calendar).clocks if clock.name == "decision")


def ran(case: Case) -> int | None:
    """The days from the start of the limit to its last day, without those that stood still."""
    clock = next((c for c in case.clocks if c.name == "decision"), None)
    if clock is None or clock.computed is None:
        return None
    stood = sum((last - first).days for first, last in clock.suspensions)
    return (clock.computed.end - clock.start).days - stood


@pytest.mark.parametrize(("length", "extension", "pauses"), PROCEDURES)
def test_no_lawful_run_with_suspensions_takes_longer_than_was_proved(length: str, extension: str, pauses: int) -> None:
    text = procedure(length, extension, pauses)
    proved, most = worst_case(text, charter()).with_calendar, proved_clock(text).most
    assert proved is not None
    stopped = 0
    for seed in range(120):
        told = random_run(text, charter(), calendar(text), Random(seed), to_decision=True)
        assert (told.days_to_decision or 0) <= proved or not told.kept_duties, told.acts
        stopped += any(act.what == "pause" for act in told.acts)
        for number in range(len(told.acts) + 1):
            case = run.replay(text, charter(), told.case.calendar, told.case.opening, told.acts[:number])
            assert (ran(case) or 0) <= most, told.acts
    assert stopped > 30, "runs that never stand still test nothing"


_TWICE = procedure(*TWICE)
_MOST_FOR_TWICE = proved_clock(_TWICE)


@settings(deadline=None, max_examples=200)
@given(
    start=st.dates(date(2026, 6, 1), date(2030, 1, 1)),
    waits=st.lists(st.tuples(st.integers(0, 7), st.integers(1, 120)), min_size=1, max_size=2),
)
def test_no_suspension_on_any_day_passes_the_clock_of_the_proof(start: date, waits: list[tuple[int, int]]) -> None:
    case, on = opened(_TWICE, str(start)), start
    for runs, stands in waits:
        on += timedelta(days=runs)
        case = after(case, (str(on), "office", "does", "pause"))
        on += timedelta(days=stands)
        case = after(case, (str(on), "person", "does", "go on"))
    assert (ran(case) or 0) <= _MOST_FOR_TWICE.days.longest


def test_two_working_days_that_meet_three_holidays() -> None:
    """Christmas, Easter and July 2027, with nothing but days off between the stops; then two working days.

    In one piece two working days end within 12 days of a Czech start: 7 counted, 5 to a working day.
    """
    text = procedure("2 working days", pauses=3)
    case = after(
        opened(text, "2026-12-23"),
        ("2026-12-27", "office", "does", "pause"),
        ("2027-03-25", "person", "does", "go on"),
        ("2027-03-29", "office", "does", "pause"),
        ("2027-07-02", "person", "does", "go on"),
        ("2027-07-06", "office", "does", "pause"),
        ("2027-10-27", "person", "does", "go on"),
    )
    clock = next(c for c in case.clocks if c.name == "decision")
    assert clock.end == day("2027-11-01")
    assert ran(case) == 4 + 4 + 4 + 5
    assert proved_clock(text).days.longest >= 17 > 7 + 5


def longest_for(length: str, suspensions: int) -> int:
    czech = load_calendar("CZ", "eu/1182-71", date(2026, 11, 24))
    number, unit = length.split(" ", 1)
    return longest_to_end(Length(int(number), unit), czech, suspensions=suspensions)  # type: ignore[arg-type]


@pytest.mark.parametrize("pauses", [1, 2, 3, 7])
def test_a_capped_step_suspends_as_often_as_it_may_be_taken(pauses: int) -> None:
    clock = proved_clock(procedure("6 working days", pauses=pauses))
    assert clock.days.longest == longest_for("6 working days", pauses)


WAYS = {
    "two steps": (
        "    close: {to: closed, law: national}\n",
        "    close: {to: closed, law: national}\n    ask: {to: paused, at most: 4 times, law: national}\n",
        2 + 4,
    ),
    "a service": ("pause: {to: paused", "pause: {served: yes, to: paused", 2),
    "a stage before": (
        "pause: {to: paused, at most: 2 times, law: national}\n",
        "pause: {to: asked, at most: 2 times, law: national}\n",
        2,
    ),
    "a loop before": (
        "pause: {to: paused, at most: 2 times, law: national}\n",
        "pause: {to: asked, at most: 2 times, law: national}\n",
        2,
    ),
}
ROUND = """
asked:
  office must: {ask: {to: paused, law: national}, put off: {to: put off, law: national}}
  lasts at most: 3 days
  if nothing comes: {goes on: paused}
  law: national
put off:
  office must: {take up: {to: asked, law: national}}
  law: national
"""
ASKED = """
asked:
  office must: {ask: {to: paused, law: national}}
  lasts at most: 3 days
  if nothing comes: {goes on: paused}
  law: national
"""


@pytest.mark.parametrize("name", WAYS)
def test_every_way_into_a_pause_is_counted_once(name: str) -> None:
    old, new, times = WAYS[name]
    stages = STAGES.replace("PAUSES", "2")
    assert stages.count(old) == 1
    more = {"a stage before": ASKED, "a loop before": ROUND}
    text = procedure("6 working days", stages=stages.replace(old, new) + more.get(name, ""), more=WHOLE)
    assert proved_clock(text).days.longest == longest_for("6 working days", times)


WHOLE = """
whole:
  length: 300 days
  starts with: [reaching examined]
  answers for it: office
  if nothing comes: {ends: closed}
  law: national
"""


def test_what_can_stand_still_for_ever_is_not_called_proved() -> None:
    """Without a cap each of endless suspensions may meet holidays of its own; days that all count do not mind."""
    endless = STAGES.replace(", at most: PAUSES times", "")
    assert endless != STAGES
    with pytest.raises(TooLarge):
        proved_clock(procedure("6 working days", stages=endless, more=WHOLE))
    in_days = procedure("30 days", "5 days", stages=endless, more=WHOLE)
    assert proved_clock(in_days).days.longest == longest_for("30 days", 0)


def test_an_extension_is_cut_too() -> None:
    clock = proved_clock(procedure("6 working days", "3 working days", pauses=2))
    assert clock.most - clock.days.longest == longest_for("3 working days", 2)
