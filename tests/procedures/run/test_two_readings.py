"""The run-time and the checker, two readings of one page: in each state of each random run they offer the same."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.procedures import run
from safeconduct.procedures.expand import expand
from safeconduct.procedures.library import Library
from safeconduct.procedures.loader import load_text
from safeconduct.procedures.messages import Unreadable
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.net import Net, State
from safeconduct.procedures.simulate import Run, random_run
from tests.procedures.generated import small_procedure
from tests.procedures.run.cases import SAMPLES, calendar, charter
from tests.procedures.run.mirror import offers_in, offers_of, state_of, states_after

LIBRARY = Library.default()
PUBLISHED = [(LIBRARY, entry.identity) for entry in LIBRARY.newest()]
FILES = PUBLISHED + [(SAMPLES, entry.identity) for entry in SAMPLES.procedures()]
NAMES = [f"{'sample ' if shelf is SAMPLES else ''}{name}" for shelf, name in FILES]


@pytest.mark.parametrize(("shelf", "name"), FILES, ids=NAMES)
def test_both_offer_the_same_in_every_state_of_random_runs(shelf: Library, name: str) -> None:
    procedure = shelf.load(name)
    for seed in range(12):
        follow(procedure, Random(seed), lawful=seed % 3 != 0, people=1 + seed % 2)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**9))
def test_both_offer_the_same_for_random_procedures(seed: int) -> None:
    random = Random(seed)
    try:
        procedure = load_text(small_procedure(random), "random.yaml")
    except Unreadable:
        return
    for number in range(3):
        follow(procedure, Random(seed + number), lawful=number != 0, people=1 + number % 2)


def follow(procedure: Procedure, random: Random, lawful: bool, people: int) -> None:
    """Tells a random run again, act by act, and asks both readings before and after each."""
    told = a_run(procedure, random, lawful, people)
    net = expand(procedure, charter(), told.case.circumstances, people)
    case = run.replay(procedure, charter(), calendar(procedure), told.case.opening, ())
    for act in told.acts:
        case = run.pass_until(case, act.on)
        same_offers(case, act.on, net)
        after = run.apply(case, act)
        if act.verb not in ("sends", "returns"):
            there = bare(state_of(after, net), net)
            reached = {bare(s, net) for s in states_after(case, net, state_of(case, net), act)}
            assert there in reached, f"{act} in {case.stage}: the checker goes elsewhere"
        case = after


def same_offers(case: run.Case, on: date, net: Net) -> None:
    """Both readings offer the same; that a decision can be served is offered by its way there."""
    ours = offers_in(case, run.offered(case, on))
    theirs = offers_of(net, state_of(case, net))
    if case.standing.kind == "claim":
        ours, theirs = ({k for k in keys if k[0] != "serves"} for keys in (ours, theirs))
    assert ours == theirs, f"in {case.stage} on {on}"


def a_run(procedure: Procedure, random: Random, lawful: bool, people: int) -> Run:
    """One random run with so many members in each group."""
    groups = dict.fromkeys(procedure.people, people)
    return random_run(procedure, charter(), calendar(procedure), random, lawful=lawful, people=groups)


def bare(state: State, net: Net) -> State:
    """The state without clocks that say nothing of it: questions asked together share one, old findings keep theirs."""
    spot, findings, counts, running, out = state
    running &= ~net.opinion_clocks
    for finding, clock in net.age_of.items():
        if not findings & finding:
            running &= ~clock
    return (spot, findings, counts, running, out)
