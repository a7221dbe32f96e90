"""Measures together, and the portfolio that averts most: by hand, and against trying everything."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from safeconduct.cli.climate import app
from safeconduct.climate.averted import Averted, averted_by
from safeconduct.climate.exposure import Exposure
from safeconduct.climate.measures import Measure
from safeconduct.climate.portfolio import Terms, best_portfolio, frontier
from safeconduct.climate.refusal import Unusable
from tests.climate import test_study
from tests.climate.examples import flood, people, three_depths

NORTH, SOUTH = ("north",), ("south",)
EMBANKMENT = Measure("embankment", NORTH, (5.0,), protects=20)
MANGROVES = Measure("mangroves", NORTH, (3.0,), intensity_less=0.3)
HOMES = Measure("stronger homes", SOUTH, (2.0,), share_kept=0.5)
MOVE = Measure("relocation", SOUTH, (1.0,), people_kept=0.0, consent="open")


def averted(*measures: Measure, exposure: Exposure | None = None) -> Averted:
    return averted_by(flood(), exposure or people(), three_depths(), measures)


def test_measures_of_one_place_are_put_together() -> None:
    # Central: from 0.5 m. North expects 0.1 · 180 + 0.01 · 530 = 23.3. p1 and p2 are protected for 20 years: A (every
    # 9.09 years) is held back, 18 a year. Mangroves take 0.3 m off: A reaches p1 with 0.7 m still, B reaches p2 with
    # 0.7 m: nothing averted. Both: what comes over the dike is B, 1.7 m and 0.7 m, as with the dike alone.
    found = averted(EMBANKMENT, MANGROVES)
    assert found.band(frozenset({0})).central == pytest.approx(18)
    assert found.band(frozenset({1})).central == pytest.approx(0)
    assert found.band(frozenset({0, 1})).central == pytest.approx(18)
    # From 0.3 m, mangroves spare p2 in A (0.4 m becomes 0.1 m): 35. The dike averts 53; together 53, not 88.
    assert found.of(frozenset({1}))[1] == pytest.approx(35)
    assert found.of(frozenset({0, 1}))[1] == pytest.approx(53)
    assert found.summed[:, 1].sum() == pytest.approx(88)


def test_waves_that_mangroves_break_are_held_by_a_lower_dike() -> None:
    # A dike for 9 years holds nothing back (A comes every 9.09). Heights are those of today: one for 10 years holds the
    # 1.0 m of A at p1, and with mangroves also B's 1.0 m at p2, which arrives as 0.4 m over a dike of 0.4 m.
    dike = replace_measure(EMBANKMENT, protects=10)
    low = Measure("mangroves", NORTH, (3.0,), intensity_less=0.6)
    found = averted(dike, low)
    alone, other, both = (found.band(frozenset(one)).central for one in ({0}, {1}, {0, 1}))
    # Mangroves alone: A leaves p1 with 0.4 m (spared), B leaves p2 with 0.4 m (spared): 18 + 3.5.
    assert (alone, other) == (pytest.approx(18), pytest.approx(21.5))
    assert both == pytest.approx(21.5)
    assert both < alone + other


def replace_measure(measure: Measure, **changes: object) -> Measure:
    return msgspec.structs.replace(measure, **changes)


def test_relocation_is_out_until_consent_is_closed() -> None:
    found = best_portfolio(averted(HOMES, MOVE), Terms((2.0,)))
    assert found.chosen == ("stronger homes",)
    assert "consent procedure is not closed" in found.excluded["relocation"]
    closed = best_portfolio(averted(HOMES, replace_measure(MOVE, consent="closed")), Terms((2.0,)))
    assert closed.chosen == ("relocation",)
    assert closed.averts.central == pytest.approx(0.9)
    assert not closed.excluded


def test_a_floor_has_a_price_which_is_stated() -> None:
    # 5 buys the embankment (18 a year) or homes in the south (0.45). Half of what is spent must go to the south.
    terms = Terms((5.0,), floor=0.5, vulnerable=SOUTH)
    found = best_portfolio(averted(EMBANKMENT, HOMES), terms)
    assert (found.chosen, found.vulnerable_share) == (("stronger homes",), 1.0)
    assert found.averts.central == pytest.approx(0.45)
    assert found.price_of_equity == pytest.approx(18 - 0.45)
    assert found.gap == 0


def test_a_tie_is_left_to_the_planner() -> None:
    # From 0.5 m the drain averts 18, the bank, which takes off 0.6 m, 21.5. From 0.3 m the drain averts 53, the bank
    # only what A does to p2: 35. Which averts more is open.
    drain = Measure("drain", NORTH, (3.0,), protects=20)
    bank = Measure("bank", NORTH, (3.0,), intensity_less=0.6)
    [tie] = best_portfolio(averted(drain, bank), Terms((3.0,))).ties
    assert (tie.chosen, tie.instead) == ("bank", "drain")
    assert (tie.difference.low, tie.difference.central) == (pytest.approx(35 - 53), pytest.approx(3.5))


def test_the_frontier_never_falls() -> None:
    points = frontier(averted(EMBANKMENT, MANGROVES, HOMES), Terms((10.0,)), (0.2, 0.5, 0.7, 1.0))
    averts = [portfolio.averts.central for _, portfolio in points]
    assert averts == sorted(averts)


@pytest.mark.parametrize(
    ("measures", "terms", "problem"),
    [
        ((replace_measure(HOMES, places=("east",)),), Terms((1.0,)), "names east"),
        ((HOMES, HOMES), Terms((1.0,)), "one name"),
        ((HOMES,), Terms((1.0, 1.0)), "costs for 1 years, budgets are for 2"),
        ((HOMES,), Terms((1.0,), 0.3, ("east",)), "floor names east"),
        (tuple(replace_measure(HOMES, name=str(n)) for n in range(7)), Terms((1.0,)), "7 measures touch south"),
    ],
)
def test_what_is_no_programme_is_said(measures: tuple[Measure, ...], terms: Terms, problem: str) -> None:
    with pytest.raises(Unusable, match=problem):
        best_portfolio(averted(*measures), terms)


@st.composite
def programmes(draw: st.DrawFn) -> tuple[list[Measure], Terms]:
    """Draw measures over two places that depend on and exclude each other, budgets of two years, and a floor."""
    count = draw(st.integers(1, 5))
    measures = [
        Measure(
            str(number),
            draw(st.sampled_from([NORTH, SOUTH, ("north", "south")])),
            (draw(st.integers(1, 5)) * 1.0, draw(st.integers(0, 3)) * 1.0),
            protects=draw(st.sampled_from([0.0, 10.0, 50.0])),
            intensity_less=draw(st.sampled_from([0.0, 0.2, 0.6])),
            share_kept=draw(st.sampled_from([1.0, 0.5])),
            needs=(str(number - 1),) if number and draw(st.integers(0, 3)) == 0 else (),
            excludes=(str(number - 1),) if number and draw(st.integers(0, 4)) == 0 else (),
        )
        for number in range(count)
    ]
    budgets = (draw(st.integers(0, 12)) * 1.0, draw(st.integers(0, 6)) * 1.0)
    return measures, Terms(budgets, draw(st.sampled_from([0.0, 0.3])), SOUTH)


def everything_tried(found: Averted, terms: Terms) -> float:
    best = 0.0
    for size in range(len(found.measures) + 1):
        for chosen in combinations(range(len(found.measures)), size):
            picked = [found.measures[number] for number in chosen]
            names = {measure.name for measure in picked}
            spent = sum(measure.cost for measure in picked)
            south = sum(measure.cost for measure in picked if measure.places == SOUTH)
            if (
                all(sum(m.costs[year] for m in picked) <= terms.budgets[year] for year in (0, 1))
                and all(names.issuperset(m.needs) and not names & set(m.excludes) for m in picked)
                and south >= terms.floor * spent - 1e-9
            ):
                best = max(best, found.band(frozenset(chosen)).central)
    return best


@settings(deadline=None, max_examples=25)
@given(programmes())
def test_the_program_finds_what_trying_everything_finds(drawn: tuple[list[Measure], Terms]) -> None:
    measures, terms = drawn
    found = averted(*measures)
    portfolio = best_portfolio(found, terms)
    assert portfolio.averts.central == pytest.approx(everything_tried(found, terms), abs=1e-6)
    assert portfolio.averts.high <= portfolio.expected.high + 1e-9  # No negative residual risk.
    assert portfolio.averts.central <= portfolio.expected.central + 1e-9


PROGRAMME = """programme: Two places
study: study.yaml
quantity: housing loss
currency: EUR
price year: 2026
terms: {budgets: [5], floor: 0, vulnerable: [south]}
measures:
  - {name: embankment, places: [north], costs: [5], protects: 20}
  - {name: mangroves, places: [north], costs: [3], intensity_less: 0.3}
  - {name: relocation, places: [south], costs: [1], people_kept: 0, consent: open}
"""


def test_the_command_states_gap_price_and_what_was_out(tmp_path: Path) -> None:
    (tmp_path / "hazard.csv").write_text(test_study.HAZARD)
    (tmp_path / "people.csv").write_text(test_study.PEOPLE)
    (tmp_path / "study.yaml").write_text(test_study.STUDY)
    file = tmp_path / "programme.yaml"
    file.write_text(PROGRAMME)
    said = CliRunner().invoke(app, ["portfolio", str(file)]).output
    assert "embankment" in said
    assert "relocation: it relocates people, and their consent procedure is not closed" in said
    assert "proven best" in said
    assert "SYNTHETIC" in said
    found = json.loads(CliRunner().invoke(app, ["portfolio", str(file), "--json"]).output)
    assert found["portfolio"]["averts"]["central"] == pytest.approx(18)
    file.write_text(PROGRAMME.replace("currency: EUR\n", ""))
    assert "missing required field `currency`" in CliRunner().invoke(app, ["portfolio", str(file)]).output
