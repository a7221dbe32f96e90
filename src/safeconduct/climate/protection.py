"""Protection standards: what a dike built for a return period holds back, point by point.

A place protected for *n* years is not hit by what comes there at least once in *n* years; what is rarer comes through
whole, as over a dike that is overtopped. Country tables that leave this out put 9 of 10 of the world's people displaced
by coastal floods into the Netherlands.
"""

from __future__ import annotations

import numpy as np

from safeconduct.climate.hazard import Floats, Hazard

ROUNDING = 1e-12


def design_intensity(hazard: Hazard, years: Floats) -> Floats:
    """Return the greatest intensity that each point is protected against; below zero where nothing is held back.

    Args:
        hazard: the whole event set. A part of its events knows too little of how often something comes.
        years: the return period that each point of the grid is protected for; 0 for none.

    """
    order = np.lexsort((-hazard.intensity, hazard.points))
    point, intensity = hazard.points[order], hazard.intensity[order]
    exceeded = _running_sum(hazard.frequency[hazard.event_of_entry[order]], point)
    last_of_equal = np.append((np.diff(point) != 0) | (np.diff(intensity) != 0), True)
    often_enough = exceeded * years[point] >= 1 - ROUNDING
    held = np.full(len(years), -1.0)
    within = last_of_equal & often_enough
    np.maximum.at(held, point[within], intensity[within])
    return held


def protected(hazard: Hazard, withstood: Floats) -> Hazard:
    """Return the hazard that comes through: entries up to the design intensity of their point are held back."""
    return hazard.kept(hazard.intensity > withstood[hazard.points])


def _running_sum(values: Floats, point: np.ndarray[tuple[int, ...], np.dtype[np.int32]]) -> Floats:
    """Sum up along the entries of each point."""
    sums = np.cumsum(values)
    first = np.append(True, np.diff(point) != 0)
    before = np.where(first, sums - values, 0.0)
    return np.asarray(sums - np.maximum.accumulate(before))
