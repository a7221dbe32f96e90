"""Answers: displacements in an average year and at return periods, by place and group, each as a band."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from safeconduct.climate.assumptions import Assumptions, Quantity
from safeconduct.climate.band import Band, envelope
from safeconduct.climate.exposure import Exposure
from safeconduct.climate.hazard import Floats, Hazard
from safeconduct.climate.tally import Tally, tally

RETURN_PERIODS = (2.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0)
NOT_MODELLED = "Slow onset (drought, sea level, salt in soil) and conflict are not in this model."


class Exceeded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one event moves or more, once in so many years on average (by single events, not yearly sums)."""

    years: float
    people: Band | None
    """``None`` is not known: the event set holds nothing so rare."""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place with its groups, or everything together."""

    name: str
    average: Band
    """Displacements in an average year: movements, so that one person who moves twice counts twice."""
    groups: dict[str, Band]
    curve: tuple[Exceeded, ...]
    at: tuple[float, float] | None = None
    """Latitude and longitude of the middle of its people; none for everything together."""


class Risk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answer for one quantity, what it rests on, and what it leaves out."""

    quantity: Quantity
    kind: str
    whole: Part
    places: tuple[Part, ...]
    assumptions: tuple[str, ...]
    central: str
    sources: tuple[str, ...]
    synthetic: bool
    data_years: tuple[int, ...]
    not_modelled: str = NOT_MODELLED


def risk_of(
    hazard: Hazard, exposure: Exposure, assumptions: Assumptions, years: Sequence[float] = RETURN_PERIODS
) -> Risk:
    """Return the displacements to be expected, with the band over all assumptions."""
    return summed_up(tally(hazard, exposure, assumptions.tried), hazard, exposure, assumptions, years)


def summed_up(
    sums: Tally, hazard: Hazard, exposure: Exposure, assumptions: Assumptions, years: Sequence[float] = RETURN_PERIODS
) -> Risk:
    """Return the answer from sums that were counted before, such as tile by tile.

    ``hazard`` and ``exposure`` give names and sources only; the numbers come from ``sums``.
    """
    central = assumptions.central
    origins = (hazard.origin, exposure.origin)
    whole = sums.at_event.sum(axis=1, keepdims=True)
    parts = [
        _part(name, sums.frequency, sums.at_event[:, place], (exposure.groups, central, years))
        for place, name in enumerate(exposure.places)
    ]
    return Risk(
        assumptions.quantity,
        hazard.kind,
        _part("", sums.frequency, whole[:, 0], (exposure.groups, central, years)),
        tuple(msgspec.structs.replace(part, at=at) for part, at in zip(parts, middles(exposure), strict=True)),
        tuple(assumption.name for assumption in assumptions.tried),
        assumptions.tried[central].name,
        tuple(origin.words for origin in origins),
        any(origin.synthetic for origin in origins),
        tuple(origin.year for origin in origins),
    )


def exceeded_at(years: Sequence[float], at_event: Floats, frequency: Floats) -> list[float | None]:
    """Return what one event moves or more, once in so many years.

    Between events the curve is a straight line over return periods. More often than all events together, nothing is
    exceeded (0); more rarely than the rarest, nothing is known (``None``).
    """
    order = np.lexsort((frequency, -at_event))
    exceeded = np.cumsum(frequency[order])
    counted = exceeded > 0
    if not counted.any():
        return [None for _ in years]
    periods, people = 1 / exceeded[counted][::-1], at_event[order][counted][::-1]
    found = np.interp(years, periods, people, left=0.0, right=np.nan)
    return [None if np.isnan(value) else float(value) for value in found]


def middles(exposure: Exposure) -> list[tuple[float, float] | None]:
    """Return by place where the middle of its people is: a point to draw, not a border."""
    everybody = exposure.people.sum(axis=1)
    found: list[tuple[float, float] | None] = []
    for place in range(len(exposure.places)):
        here = exposure.place == place
        weight = everybody[here] if everybody[here].sum() > 0 else np.ones(int(here.sum()))
        at = [float(np.average(values[here], weights=weight)) for values in (exposure.latitude, exposure.longitude)]
        found.append((at[0], at[1]))
    return found


def _part(name: str, frequency: Floats, at_event: Floats, how: tuple[Sequence[str], int, Sequence[float]]) -> Part:
    """Read one place off its sums by assumption, event and group."""
    groups, central, years = how
    yearly = np.einsum("aeg,e->ag", at_event, frequency)
    return Part(
        name,
        envelope(yearly.sum(axis=1), central),
        {group: envelope(yearly[:, number], central) for number, group in enumerate(groups)},
        _curve(at_event.sum(axis=2), frequency, central, years),
    )


def _curve(at_event: Floats, frequency: Floats, central: int, years: Sequence[float]) -> tuple[Exceeded, ...]:
    found = [exceeded_at(years, people, frequency) for people in at_event]
    columns = list(zip(*found, strict=True))
    return tuple(
        Exceeded(float(year), None if None in column else envelope([value or 0.0 for value in column], central))
        for year, column in zip(years, columns, strict=True)
    )
