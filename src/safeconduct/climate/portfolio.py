"""The portfolio that averts most displacement under budgets, with a floor for the most vulnerable, proven by HiGHS.

For each place there is one variable for each set of its measures; they sum to 1, and those that hold a measure sum to
whether it is chosen. With whole choices exactly the chosen set is 1, so that the program is linear and counts what the
measures avert together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np

from safeconduct.climate.averted import Averted, Chosen
from safeconduct.climate.band import Band
from safeconduct.climate.hazard import Floats
from safeconduct.climate.reading.extra import needed
from safeconduct.climate.refusal import Unusable

ROUNDING = 1e-6
TIME_IS_UP = 1
"""The status with which SciPy says that a limit of time was reached."""


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a portfolio must keep to."""

    budgets: tuple[float, ...]
    """By year of the programme."""
    floor: float = 0.0
    """The least share of what is spent that goes to measures of which every place is among the most vulnerable."""
    vulnerable: tuple[str, ...] = ()
    """The most vulnerable places, by an index and a cut that whoever decides has stated."""


class Tie(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A chosen measure that could be another: the difference may go either way. A planner decides and says why."""

    chosen: str
    instead: str
    difference: Band
    """How many displacements a year more the portfolio averts with the chosen one than with the other."""


class Portfolio(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answer, what it rests on and what it leaves out."""

    chosen: tuple[str, ...]
    averts: Band
    """Displacements a year, of all measures together."""
    expected: Band
    """Displacements a year without any measure, in the places of the programme."""
    summed: float
    """What the measures avert alone, summed up: wrong where they overlap, and shown so that the difference is seen."""
    cost: float
    costs: tuple[float, ...]
    vulnerable_share: float
    gap: float
    """How far the best portfolio that is not excluded could be better, as a share; 0 is proven best."""
    price_of_equity: float
    """Displacements a year, by the central assumption, that are averted less because of the floor."""
    ties: tuple[Tie, ...]
    excluded: dict[str, str]
    """Measures that could not be chosen, and why."""


@dataclass
class _Program:
    """A mixed integer program under construction: rows of constraints over measures, then sets of places."""

    size: int
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)
    """Coefficients, low, high."""


def best_portfolio(averted: Averted, terms: Terms, gap: float = 0.0, seconds: float = 60.0) -> Portfolio:
    """Choose the measures that avert most by the central assumption.

    Args:
        averted: what sets of measures avert.
        terms: budgets and the floor.
        gap: the relative gap at which the search may stop; what it reached is stated.
        seconds: how long it may search.

    Raises:
        Unusable: budgets do not fit costs, nothing fits the terms, or SciPy is not installed.

    """
    _check(averted, terms)
    chosen, reached = _solved(averted, terms, gap, seconds)
    free = chosen
    if terms.floor > 0:
        free, _ = _solved(averted, msgspec.structs.replace(terms, floor=0.0), gap, seconds)
    central = averted.central
    spent = sum(averted.measures[number].cost for number in chosen)
    expected = averted.expected.sum(axis=0)
    return Portfolio(
        chosen=tuple(averted.measures[number].name for number in sorted(chosen)),
        averts=averted.band(chosen),
        expected=Band(float(expected.min()), float(expected[central]), float(expected.max())),
        summed=float(averted.summed[sorted(chosen), central].sum()) if chosen else 0.0,
        cost=spent,
        costs=tuple(float(sum(averted.measures[n].costs[year] for n in chosen)) for year in range(len(terms.budgets))),
        vulnerable_share=_for_vulnerable(averted, terms, chosen) / spent if spent else 0.0,
        gap=reached,
        price_of_equity=max(averted.band(free).central - averted.band(chosen).central, 0.0),
        ties=_ties(averted, terms, chosen),
        excluded=_excluded(averted),
    )


def frontier(averted: Averted, terms: Terms, shares: Sequence[float]) -> tuple[tuple[float, Portfolio], ...]:
    """Return the best portfolio at several shares of the budgets."""
    return tuple(
        (
            share,
            best_portfolio(averted, msgspec.structs.replace(terms, budgets=tuple(b * share for b in terms.budgets))),
        )
        for share in shares
    )


def _check(averted: Averted, terms: Terms) -> None:
    for measure in averted.measures:
        if len(measure.costs) != len(terms.budgets):
            problem = f"{measure.name} has costs for {len(measure.costs)} years, budgets are for {len(terms.budgets)}."
            raise Unusable(problem, "Give one cost for each year of the programme, 0 where there is none.")
    strange = [place for place in terms.vulnerable if place not in averted.places]
    if strange or not 0 <= terms.floor <= 1:
        problem = f"The floor names {', '.join(strange) or 'no share'}."
        raise Unusable(problem, "Name places of the exposure, and a share between 0 and 1.")


def _is_for_vulnerable(averted: Averted, terms: Terms, number: int) -> bool:
    return set(averted.measures[number].places) <= set(terms.vulnerable)


def _for_vulnerable(averted: Averted, terms: Terms, chosen: Chosen) -> float:
    return sum(averted.measures[number].cost for number in chosen if _is_for_vulnerable(averted, terms, number))


def _excluded(averted: Averted) -> dict[str, str]:
    why = "it relocates people, and their consent procedure is not closed"
    return {measure.name: why for measure in averted.measures if not measure.allowed}


def _solved(averted: Averted, terms: Terms, gap: float, seconds: float) -> tuple[Chosen, float]:
    optimize, sparse = needed("scipy.optimize"), needed("scipy.sparse")
    gains, program = _program(averted, terms)
    count = len(averted.measures)
    rows = [(row, column, value) for row, (each, _, _) in enumerate(program.rows) for column, value in each.items()]
    row, column, value = (np.array(part) for part in zip(*rows, strict=True))
    matrix = sparse.csr_array((value, (row, column)), shape=(len(program.rows), program.size))
    limits = optimize.LinearConstraint(
        matrix, [low for _, low, _ in program.rows], [high for _, _, high in program.rows]
    )
    upper = np.ones(program.size)
    upper[:count] = [measure.allowed for measure in averted.measures]
    whole = (np.arange(program.size) < count).astype(int)
    options = {"mip_rel_gap": gap, "time_limit": seconds}
    found = optimize.milp(
        -gains, constraints=limits, bounds=optimize.Bounds(0, upper), integrality=whole, options=options
    )
    if found.x is None and found.status == TIME_IS_UP:
        problem = f"No portfolio was found in {seconds:g} seconds; whether one keeps to these terms is open."
        raise Unusable(problem, "Give the search more time, or put measures together.")
    if found.x is None:
        raise Unusable(f"No portfolio keeps to these terms: {found.message}.", "Lower the floor, or raise a budget.")
    return frozenset(np.flatnonzero(np.rint(found.x[:count])).tolist()), float(found.mip_gap or 0.0)


def _program(averted: Averted, terms: Terms) -> tuple[Floats, _Program]:
    program = _Program(len(averted.measures))
    gains = [0.0] * len(averted.measures)
    for sets in averted.by_set:
        _add_place(program, gains, sets, averted.central)
    _add_terms(program, averted, terms)
    return np.array(gains), program


def _add_place(program: _Program, gains: list[float], sets: dict[Chosen, Floats], central: int) -> None:
    measures = frozenset().union(*sets)
    if len(measures) <= 1:  # One measure alone needs no further variable.
        for number in measures:
            gains[number] += float(sets[measures][central])
        return
    numbers = {chosen: program.size + place for place, chosen in enumerate(sets)}
    program.size += len(sets)
    gains.extend(float(sets[chosen][central]) for chosen in sets)
    program.rows.append((dict.fromkeys(numbers.values(), 1.0), 1.0, 1.0))
    for measure in measures:
        held = {numbers[chosen]: 1.0 for chosen in sets if measure in chosen}
        program.rows.append((held | {measure: -1.0}, 0.0, 0.0))


def _add_terms(program: _Program, averted: Averted, terms: Terms) -> None:
    measures = averted.measures
    numbers = {measure.name: number for number, measure in enumerate(measures)}
    for year, budget in enumerate(terms.budgets):
        program.rows.append(({number: each.costs[year] for number, each in enumerate(measures)}, -np.inf, budget))
    if terms.floor > 0:
        floor = {
            number: each.cost * (float(_is_for_vulnerable(averted, terms, number)) - terms.floor)
            for number, each in enumerate(measures)
        }
        program.rows.append((floor, 0.0, np.inf))
    for number, each in enumerate(measures):
        program.rows.extend(({number: 1.0, numbers[other]: -1.0}, -np.inf, 0.0) for other in each.needs)
        program.rows.extend(({number: 1.0, numbers[other]: 1.0}, -np.inf, 1.0) for other in each.excludes)


def _ties(averted: Averted, terms: Terms, chosen: Chosen) -> tuple[Tie, ...]:
    """Find chosen measures that another could replace within the terms, when it is open which averts more."""
    found = []
    for one in sorted(chosen):
        for other in range(len(averted.measures)):
            swapped = chosen - {one} | {other}
            if other not in chosen and _fits(averted, terms, swapped):
                difference = averted.difference(chosen, swapped)
                if difference.low < 0 < difference.high or abs(difference.central) <= ROUNDING:
                    found.append(Tie(averted.measures[one].name, averted.measures[other].name, difference))
    return tuple(sorted(found, key=lambda tie: abs(tie.difference.central)))


def _fits(averted: Averted, terms: Terms, chosen: Chosen) -> bool:
    picked = [averted.measures[number] for number in chosen]
    names = {measure.name for measure in picked}
    spent = sum(measure.cost for measure in picked)
    return (
        all(measure.allowed and names.issuperset(measure.needs) for measure in picked)
        and not any(names & set(measure.excludes) for measure in picked)
        and all(sum(m.costs[year] for m in picked) <= budget + ROUNDING for year, budget in enumerate(terms.budgets))
        and _for_vulnerable(averted, terms, chosen) >= terms.floor * spent - ROUNDING
    )
