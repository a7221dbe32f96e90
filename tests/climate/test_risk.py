"""Displacement to be expected: numbers worked out by hand, and what must hold for every hazard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.climate.assumptions import Assumption, Assumptions
from safeconduct.climate.band import Band
from safeconduct.climate.curves import Response, Sigmoid, Table, Threshold
from safeconduct.climate.duration import Stays, staying
from safeconduct.climate.exposure import Exposure
from safeconduct.climate.hazard import Hazard, from_entries
from safeconduct.climate.refusal import Unusable
from safeconduct.climate.risk import exceeded_at, risk_of
from safeconduct.climate.scenarios import Scenario, exposure_under, hazard_under
from safeconduct.climate.tally import joined, tally, withstood_by
from tests.climate.examples import ORIGIN, deep, flood, people, three_depths


def close(band: Band | None, low: float, central: float, high: float) -> None:
    assert band is not None
    assert (band.low, band.central, band.high) == pytest.approx((low, central, high))


def test_average_year_by_hand() -> None:
    # From 0.5 m: A moves p1 (180), B everybody (620): 0.1 · 180 + 0.01 · 620. From 0.3 m A also moves p2; from 1.5 m
    # only p1 moves, in B.
    risk = risk_of(flood(), people(), three_depths())
    close(risk.whole.average, 1.8, 24.2, 59.2)
    north, south = risk.places
    close(north.average, 1.8, 18 + 5.3, 53 + 5.3)
    close(south.average, 0, 0.9, 0.9)
    close(risk.whole.groups["women"], 1.0, 10 + 3.5, 30 + 3.5)


def test_return_periods_by_hand() -> None:
    # B alone comes every 100 years, A or B every 1 / 0.11 = 9.09; between them the curve is straight.
    curve = {
        point.years: point.people for point in risk_of(flood(), people(), three_depths(), (5, 10, 100, 250)).whole.curve
    }
    close(curve[5], 0, 0, 0)
    close(curve[10], 1.8, 180 + 4.4, 530 + 0.9)
    close(curve[100], 180, 620, 620)
    assert curve[250] is None  # The set knows nothing so rare: not known is never zero.


def test_protection_by_hand() -> None:
    # p1 is protected against 20 years. A reaches 1.0 m there, which comes with A and B, every 9.09 years: held back.
    # B comes through whole. Nothing else changes.
    risk = risk_of(flood(), people((20, 0, 0)), three_depths())
    close(risk.whole.average, 1.8, 6.2, 0.1 * 350 + 6.2)


def test_a_dike_that_may_not_hold_belongs_into_the_band() -> None:
    tried = Assumptions("housing loss", (deep(0.5), deep(0.5, protection=0)), 0)
    close(risk_of(flood(), people((20, 0, 0)), tried).whole.average, 6.2, 6.2, 24.2)


def test_two_classes_of_homes_on_one_point() -> None:
    one = people()
    both = replace(one.part(np.array([0, 0, 1, 2])), classes=("brick", "mud"), home=np.array([0, 1, 0, 1]))
    mud = Assumption("mud", (Response(Threshold(9)), Response(Threshold(0.5))))
    brick = Assumption("brick", (Response(Threshold(0.5)), Response(Threshold(9))))
    sums = tally(flood(), both, (brick, mud))
    assert sums.yearly.sum(axis=(1, 2)) == pytest.approx([0.11 * 180 + 0.01 * 350, 0.11 * 180 + 0.01 * 90])


def test_damage_becomes_displacement_from_a_threshold_on() -> None:
    curve = Table((0.0, 1.0, 2.0), (0.0, 0.5, 1.0))
    shares = Response(curve, threshold=0.5).share(np.array([0.9, 1.0, 1.5]))
    assert shares.tolist() == [0, 1, 1]


def test_curves_by_hand() -> None:
    at = np.array([10.0, 25.7, 74.7, 123.7])
    assert Sigmoid(25.7, 74.7).share(at) == pytest.approx([0, 0, 0.5, 8 / 9])
    assert Threshold(25.7, 0.4).share(at).tolist() == [0, 0.4, 0.4, 0.4]
    assert Table((20.0, 120.0), (0.1, 0.6)).share(at) == pytest.approx([0.1, 0.1285, 0.3735, 0.6])


def test_staying_displaced() -> None:
    stays = Stays(Band(0.2, 0.5, 0.8), {3: Band(0.3, 0.6, 0.9), 12: Band(0, 0.1, 0.3)}, "survey")
    found = staying(Band(1.8, 24.2, 59.2), stays)
    close(found.sheltered, 0.36, 12.1, 47.36)
    close(found.months[12], 0, 2.42, 17.76)


def test_nobody_stays_longer_than_before() -> None:
    with pytest.raises(ValueError, match="fall with time"):
        Stays(Band(0, 0, 0), {3: Band(0, 0.1, 0.2), 6: Band(0, 0.2, 0.2)}, "survey")


def test_a_scenario_changes_intensity_and_frequency_apart() -> None:
    later = Scenario("pessimistic", 2050, "worked by hand", intensity=1.5, frequency=2, people=1.1)
    risk = risk_of(hazard_under(flood(), later), exposure_under(people(), later), three_depths())
    # At 1.5 times the depth A reaches 0.6 m at p2 too, so from 0.5 m it moves 530; B 620.
    assert risk.whole.average.central == pytest.approx(1.1 * (0.2 * 530 + 0.02 * 620))
    assert risk.synthetic
    assert "under pessimistic" in risk.sources[0]
    assert risk.data_years == (2050, 2050)


def test_one_assumption_is_no_answer() -> None:
    with pytest.raises(ValueError, match="single figure"):
        Assumptions("evacuation", (deep(0.5),), 0)


def test_a_band_holds_its_centre() -> None:
    with pytest.raises(ValueError, match="does not hold"):
        Band(2, 1, 3)


def test_made_up_hazards_are_labelled() -> None:
    risk = risk_of(flood(), people(), three_depths())
    assert risk.synthetic
    assert "SYNTHETIC" in risk.sources[0]


# Refusals: what is wrong, in which rows.


def test_people_off_the_grid_are_named() -> None:
    moved = replace(people(), latitude=np.array([22.1, 22.2001, 21.9]))
    with pytest.raises(Unusable, match="no point of the hazard") as refused:
        risk_of(flood(), moved, three_depths())
    assert refused.value.rows == [1]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"people": np.array([[1, 1], [1, -2], [1, 1]])}, "People are negative"),
        ({"people": np.array([[1, 1], [1, np.nan], [1, 1]])}, "People are negative or no number"),
        ({"country": np.array(["BGD", "XXX", "BGD"])}, "No country has the code XXX"),
        ({"latitude": np.array([1.0, 2_500_000.0, 1.0])}, "not in degrees"),
        ({"protection": np.array([0, -1.0, 0])}, "protection standard"),
    ],
)
def test_wrong_rows_of_people_are_named(change: dict[str, object], problem: str) -> None:
    with pytest.raises(Unusable, match=problem) as refused:
        replace(people(), **change)  # type: ignore[arg-type]
    assert refused.value.rows == [1]


@pytest.mark.parametrize("often", [-0.1, 100.0, np.nan])
def test_implausible_frequencies_are_named(often: float) -> None:
    with pytest.raises(Unusable, match="less than never") as refused:
        replace(flood(), frequency=np.array([0.1, often]))
    assert refused.value.rows == [1]


def test_a_point_has_one_intensity_in_an_event() -> None:
    entries = (np.array([0, 0]), np.array([1, 1]), np.array([1.0, 2.0]))
    with pytest.raises(Unusable, match="more than one intensity"):
        from_entries("flood", "m", (np.zeros(2), np.arange(2.0)), np.array([0.1]), entries, ORIGIN)


# What must hold for every hazard.

POINTS, EVENTS = 6, 7


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Hazard, Exposure]:
    """Draw a hazard of several events, and people of two places and classes on its points, some protected."""
    numbers = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    matrix = np.round(numbers.uniform(0, 3, (EVENTS, POINTS)), 1) * (numbers.random((EVENTS, POINTS)) < 0.6)
    event, point = np.nonzero(matrix)
    grid = (np.arange(POINTS) / 10, np.arange(POINTS) / 10)
    frequency = np.round(numbers.uniform(0.001, 0.5, EVENTS), 3)
    hazard = from_entries("flood", "m", grid, frequency, (event, point, matrix[event, point]), ORIGIN)
    rows = 2 * POINTS
    exposure = Exposure(
        ("a", "b"), numbers.integers(0, 2, rows), np.array(["MOZ"] * rows), np.tile(grid[0], 2), np.tile(grid[1], 2),
        ("brick", "mud"), np.repeat([0, 1], POINTS), ("everybody",),
        np.round(numbers.uniform(0, 1000, (rows, 1))), numbers.choice([0.0, 5.0, 20.0], rows), ORIGIN,
    )  # fmt: skip
    return hazard, exposure


TRIED = (
    Assumption("curves", (Response(Sigmoid(0.2, 1.5)), Response(Table((0, 3), (0.0, 0.9))))),
    Assumption("thresholds", (Response(Sigmoid(0.2, 1.5), 0.4), Response(Threshold(1.0, 0.7))), 0.0),
)
ASSUMED = Assumptions("housing loss", TRIED, 0)


@settings(deadline=None, max_examples=25)
@given(worlds(), st.integers(1, EVENTS - 1), st.integers(0, 2**12))
def test_parts_add_up(world: tuple[Hazard, Exposure], cut: int, tiles: int) -> None:
    hazard, exposure = world
    whole = tally(hazard, exposure, TRIED)
    held = withstood_by(hazard, exposure, TRIED)
    blocks = [tally(hazard.block(*ends), exposure, TRIED, held) for ends in ((0, cut), (cut, EVENTS))]
    assert joined(blocks).at_event == pytest.approx(whole.at_event)
    tile = np.array([tiles >> row & 1 for row in range(exposure.rows)], dtype=np.bool_)
    added = tally(hazard, exposure.part(tile), TRIED) + tally(hazard, exposure.part(~tile), TRIED)
    assert added.at_event == pytest.approx(whole.at_event)


@settings(deadline=None, max_examples=25)
@given(worlds(), st.floats(1, 3))
def test_more_never_moves_fewer(world: tuple[Hazard, Exposure], factor: float) -> None:
    hazard, exposure = world
    stronger = replace(hazard, intensity=hazard.intensity * factor)
    better = replace(exposure, protection=exposure.protection * factor + 1)
    before = tally(hazard, exposure, TRIED).at_event
    slack = 1e-9
    # Protection is built for what comes so often, so that it grows with the hazard: compare without it.
    bare = [replace(assumption, protection=0.0) for assumption in TRIED]
    assert (tally(stronger, exposure, bare).at_event >= tally(hazard, exposure, bare).at_event - slack).all()
    assert (tally(hazard, better, TRIED).at_event <= before + slack).all()
    assert (tally(hazard, exposure, bare).at_event >= before - slack).all()


@settings(deadline=None, max_examples=25)
@given(worlds())
def test_places_and_groups_make_the_whole_and_bands_hold_their_centres(world: tuple[Hazard, Exposure]) -> None:
    risk = risk_of(*world, ASSUMED)
    assert sum(place.average.central for place in risk.places) == pytest.approx(risk.whole.average.central)
    assert sum(group.central for group in risk.whole.groups.values()) == pytest.approx(risk.whole.average.central)
    known = [point.people for point in risk.whole.curve if point.people is not None]
    centres = [band.central for band in known]
    assert centres == sorted(centres)
    assert all(band.low <= band.central <= band.high for band in known)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0.001, 1)), min_size=1, max_size=20))
def test_the_curve_gives_back_the_average(events: list[tuple[float, float]]) -> None:
    # One rarer and one more frequent event, so that no period asked for lies at the end of the curve.
    people_of, frequency = (np.array(column) for column in zip((2e6, 1e-4), *events, (0.0, 1.0), strict=True))
    order = np.lexsort((frequency, -people_of))[:-1]
    found = exceeded_at(list(1 / np.cumsum(frequency[order])), people_of, frequency)
    assert found[1:] == pytest.approx(list(people_of[order][1:]), rel=1e-6, abs=1e-5)
