"""Random runs on real dates: they are told the same twice, and no lawful one takes longer than was proved."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.procedures import run
from safeconduct.procedures.bounds import worst_case
from safeconduct.procedures.library import Library
from safeconduct.procedures.loader import load_text
from safeconduct.procedures.messages import Unreadable
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.report import Bound
from safeconduct.procedures.run import Act, Case
from safeconduct.procedures.simulate import Run, days_to_decision, random_run
from safeconduct.procedures.state import DECISION
from safeconduct.procedures.timed import Mode, TooLarge
from tests.procedures.generated import small_procedure
from tests.procedures.run.cases import SAMPLES, calendar, charter, day

LIBRARY = Library.default()
PUBLISHED = [(LIBRARY, entry.identity) for entry in LIBRARY.newest()]
FILES = PUBLISHED + [(SAMPLES, entry.identity) for entry in SAMPLES.procedures()]
NAMES = [f"{'sample ' if shelf is SAMPLES else ''}{name}" for shelf, name in FILES]
RUNS = 240
each_file = pytest.mark.parametrize(("shelf", "name"), FILES, ids=NAMES)
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@each_file
def test_no_lawful_run_takes_longer_than_was_proved(shelf: Library, name: str) -> None:
    procedure = shelf.load(name)
    stage = promised_stage(procedure)
    proved = worst_case(procedure, charter(), "lawful", from_stage=stage)
    kept = [told for told in runs(procedure, RUNS) if told.kept_duties]
    assert len(kept) > RUNS / 2, "most runs can keep their duties"
    longest = max(told.days_to_decision or 0 for told in kept)
    assert proved.with_calendar is None or longest <= proved.with_calendar
    assert proved.days is None or longest >= proved.days / 2, "runs that stay far from the bound test nothing"


@each_file
def test_no_run_at_all_takes_longer_than_the_law_enforces(shelf: Library, name: str) -> None:
    procedure = shelf.load(name)
    enforced = worst_case(procedure, charter(), "enforced", from_stage=promised_stage(procedure))
    if enforced.with_calendar is None:
        pytest.skip("the law sets no end here if duties are missed, so there is nothing to pass")
    for told in runs(procedure, RUNS // 2, lawful=False):
        assert (told.days_to_decision or 0) <= enforced.with_calendar


@few
@given(seed=st.integers(0, 10**9), lawful=st.booleans())
def test_no_run_of_a_random_procedure_takes_longer_than_was_proved(seed: int, lawful: bool) -> None:
    procedure = random_procedure(seed)
    proved = bound(procedure, "lawful" if lawful else "enforced") if procedure is not None else None
    if procedure is None or proved is None or proved.with_calendar is None:
        return
    for told in runs(procedure, 8, lawful):
        if told.kept_duties or not lawful:
            assert (told.days_to_decision or 0) <= proved.with_calendar, told.acts


def bound(procedure: Procedure, mode: Mode) -> Bound | None:
    """What was proved, if it could be."""
    try:
        return worst_case(procedure, charter(), mode, from_stage=promised_stage(procedure))
    except TooLarge:
        return None


@each_file
def test_what_is_offered_is_what_is_accepted(shelf: Library, name: str) -> None:
    """Each offer is accepted; each act that nobody offers is refused, and changes nothing."""
    procedure = shelf.load(name)
    for seed in range(4):
        told = random_run(procedure, charter(), calendar(procedure), Random(seed))
        case = run.replay(procedure, charter(), told.case.calendar, told.case.opening, ())
        for act in told.acts:
            accepts_what_it_offers(case, act)
            case = run.apply(case, act)


def accepts_what_it_offers(case: Case, at: Act) -> None:
    """On the day of an act, in the state before it."""
    offers = run.offered(case, at.on)
    for offer in offers:
        act = Act(at.on, offer.party, offer.verb, offer.what, offer.member)
        assert run.apply(case, act).history[-1].act == act
    offered = {(o.verb, o.what, o.member) for o in offers}
    for step in case.procedure.steps:
        if not step.for_one and ("does", step.name, "") not in offered:
            with pytest.raises(run.NotOffered):
                run.apply(case, Act(at.on, step.by, "does", step.name))
    for party in case.procedure.parties:
        assert set(run.offered(case, at.on, party)) <= set(offers)


@few
@given(seed=st.integers(0, 10**9))
def test_runs_are_determined_by_what_comes_in(seed: int) -> None:
    procedure = procedures()[seed % len(FILES)]
    one, other = (random_run(procedure, charter(), calendar(procedure), Random(seed)) for _ in range(2))
    assert (one.acts, one.case, one.days_to_decision) == (other.acts, other.case, other.days_to_decision)


@few
@given(seed=st.integers(0, 10**9))
def test_the_acts_of_a_history_give_the_same_case_again(seed: int) -> None:
    procedure = procedures()[seed % len(FILES)]
    people = {group: 1 + seed % 3 for group in procedure.people}
    told = random_run(procedure, charter(), calendar(procedure), Random(seed), lawful=seed % 2 == 0, people=people)
    again = run.replay(procedure, charter(), told.case.calendar, told.case.opening, told.acts)
    morning = told.case.last_day + timedelta(days=1)
    assert run.pass_until(again, morning) == run.pass_until(told.case, morning)
    days = [entry.on for entry in told.case.history]
    assert days == sorted(days), "legal dates never go back"


@few
@given(seed=st.integers(0, 10**9))
def test_passing_time_in_one_leap_or_in_many_is_the_same(seed: int) -> None:
    procedure = procedures()[seed % len(FILES)]
    told = random_run(procedure, charter(), calendar(procedure), Random(seed))
    half = run.replay(procedure, charter(), told.case.calendar, told.case.opening, told.acts[: len(told.acts) // 2])
    far = half.last_day.replace(year=half.last_day.year + 1, day=1)
    by_months = half
    for month in range(1, 13):
        by_months = run.pass_until(by_months, half.last_day.replace(year=half.last_day.year, month=month, day=1))
    assert run.pass_until(by_months, far) == run.pass_until(half, far)


def test_what_follows_an_annulment_is_not_measured() -> None:
    procedure = SAMPLES.load("eu/single-permit@2026-05-22")
    for seed in range(60):
        told = random_run(procedure, charter(), calendar(procedure), Random(seed))
        first = next((e for e in told.case.history if DECISION in e.events), None)
        if first is not None and told.kept_duties:
            assert told.days_to_decision == (first.on - told.case.opening.on).days


def test_the_days_to_the_decision_are_counted_from_each_entry() -> None:
    procedure = SAMPLES.load("eu/single-permit@2026-05-22")
    acts = [
        ("2027-03-02", "permit authority", "confirm the file is complete"),
        ("2027-03-12", "labour office", "no local candidate"),
        ("2027-03-12", "police", "no threat"),
        ("2027-03-15", "permit authority", "grant"),
    ]
    case = run.open_case(procedure, charter(), calendar(procedure), day("2027-03-01"), {})
    for on, by, what in acts:
        verb = "answers" if what.startswith("no ") else "does"
        case = run.apply(case, Act(day(on), by, verb, what))  # type: ignore[arg-type]
    assert days_to_decision(case, "file checked") is None
    case = run.apply(case, Act(day("2027-03-16"), "permit authority", "sends", "grant"))
    served = run.apply(case, Act(day("2027-03-19"), "", "serves", "grant"))
    assert days_to_decision(served, "file checked") == 18
    assert days_to_decision(served, "examined") == 17


# ---- what they share ---------------------------------------------------------------------------------------------


@cache
def procedures() -> tuple[Procedure, ...]:
    """All procedures, read once and when they are needed."""
    return tuple(shelf.load(name) for shelf, name in FILES)


def runs(procedure: Procedure, number: int, lawful: bool = True) -> list[Run]:
    """Random runs: one and two members in each group, in each State whose holidays the proof covers."""
    states = procedure.calendar.holidays_of or ("CZ",)
    found = []
    for seed in range(number):
        people = {group: 1 + seed % 2 for group in procedure.people}
        days = calendar(procedure, states[seed % len(states)])
        found.append(
            random_run(procedure, charter(), days, Random(seed), lawful=lawful, people=people, to_decision=True)
        )
    return found


def promised_stage(procedure: Procedure) -> str:
    """The stage from which the first promise of a longest time counts."""
    counted = (p.from_stage for p in procedure.promises.values() if p.at_most is not None)
    return next(counted, procedure.starts_in)


def random_procedure(seed: int) -> Procedure | None:
    """A small random procedure with a calendar, if the loader takes it."""
    text = small_procedure(Random(seed))
    try:
        return load_text(
            text.replace("{periods: eu/1182-71}", "{periods: eu/1182-71, holidays of: [CZ]}"), "random.yaml"
        )
    except Unreadable:
        return None
