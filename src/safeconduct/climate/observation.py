"""What models expect beside what was observed: rank correlation, ratio, why they differ, recalibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from safeconduct.climate.assumptions import Quantity
from safeconduct.climate.band import Band, envelope
from safeconduct.climate.composite import ranked
from safeconduct.climate.refusal import Unusable

Floats = NDArray[np.float64]
FEWEST = 5
"""Countries below which a factor would be learned from next to nothing."""

WHY = {
    "counted": "Observed figures count movements as reported, with people who left before an event and came back; "
    "somebody who moved twice counts twice.",
    "housing loss": "The model counts people whose homes can no longer be lived in. Evacuation is another quantity.",
    "evacuation": "The model counts people who leave before an event. Homes that are lost are another quantity.",
    "reported": "Small events and countries with few reporters are missing in what was observed, above all early.",
    "short": "A few observed years hold few rare events: their mean lies below the average year until one comes.",
}


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Displacements observed in one event, as reported in one year."""

    country: str
    year: int
    hazard: str
    people: float


class Observed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Displacements of a kind of hazard in one country over years of observation."""

    country: str
    mean: float
    """Displacements in a year, over all years of observation: a year without an event counts as zero."""
    least: float
    most: float
    events: int
    first: int
    last: int


class Compared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A country: what was modelled, what was observed."""

    country: str
    modelled: Band
    observed: Observed

    @property
    def within(self) -> bool:
        """Whether the observed mean lies in the band of the model."""
        return self.modelled.low <= self.observed.mean <= self.modelled.high


class Comparison(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All countries for which both are known."""

    countries: tuple[Compared, ...]
    rank_correlation: float
    """Spearman's, with shared ranks."""
    ratio: Band
    """The sum of the model divided by the sum of what was observed."""
    within: int
    """Countries whose observed mean lies in the band."""
    banded: bool
    """Whether the model gave a band at all; one published table has none."""
    modelled_year: int
    observed_years: tuple[int, int]
    only_modelled: tuple[str, ...]
    only_observed: tuple[str, ...]
    why: tuple[str, ...]


class Recalibration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A factor on the model, learned from what was observed, and how far it still errs.

    ``error`` is the factor by which the middle country is wrong, up or down: 3 is three times too much or too little.
    It is measured on countries that were left out while the factor was found.
    """

    factor: Band
    """Central: the middle of observed over modelled; low and high hold 9 of 10 countries between them."""
    countries: int
    error_before: float
    error_after: float


def observed_of(events: Sequence[Event], hazard: str, years: tuple[int, int]) -> dict[str, Observed]:
    """Sum up events of a kind of hazard by country, over years from first to last."""
    sums: dict[str, Floats] = {}
    counts: dict[str, int] = {}
    first, last = years
    for event in events:
        if event.hazard == hazard and first <= event.year <= last:
            sums.setdefault(event.country, np.zeros(last - first + 1))[event.year - first] += event.people
            counts[event.country] = counts.get(event.country, 0) + 1
    return {
        country: Observed(
            country, float(each.mean()), float(each.min()), float(each.max()), counts[country], first, last
        )
        for country, each in sorted(sums.items())
    }


def modelled_of(tables: Sequence[Mapping[str, float]], central: int) -> dict[str, Band]:
    """Return by country the band over tables of a model, each under another assumption, such as another threshold."""
    everywhere = set.intersection(*(set(table) for table in tables))
    return {country: envelope([table[country] for table in tables], central) for country in sorted(everywhere)}


def compare(
    modelled: Mapping[str, Band], observed: Mapping[str, Observed], quantity: Quantity, modelled_year: int
) -> Comparison:
    """Hold a model against observation, country by country.

    Raises:
        Unusable: they have no country in common.

    """
    both = sorted(set(modelled) & set(observed))
    if not both:
        raise Unusable("Model and observation have no country in common.", "Use the same codes of countries.")
    rows = tuple(Compared(country, modelled[country], observed[country]) for country in both)
    seen = sum(row.observed.mean for row in rows)
    bands = [row.modelled for row in rows]
    sums = Band(*(sum(getattr(band, name) for band in bands) for name in ("low", "central", "high")))
    return Comparison(
        rows,
        spearman([band.central for band in bands], [row.observed.mean for row in rows]),
        Band(sums.low / seen, sums.central / seen, sums.high / seen) if seen else Band(0, np.inf, np.inf),
        sum(row.within for row in rows),
        any(band.width > 0 for band in bands),
        modelled_year,
        (rows[0].observed.first, rows[0].observed.last),
        tuple(sorted(set(modelled) - set(observed))),
        tuple(sorted(set(observed) - set(modelled))),
        tuple(WHY[reason] for reason in ("counted", quantity, "reported", "short")),
    )


def recalibrated(comparison: Comparison) -> Recalibration:
    """Learn a factor from the countries where both figures are above zero.

    Raises:
        Unusable: there are too few of them.

    """
    pairs = [(row.observed.mean, row.modelled.central) for row in comparison.countries]
    logs = np.array([np.log(seen / expected) for seen, expected in pairs if seen > 0 and expected > 0])
    if len(logs) < FEWEST:
        problem = f"Only {len(logs)} countries have figures above zero on both sides."
        raise Unusable(problem, f"A factor needs at least {FEWEST}; compare more countries or years.")
    left_out = np.array([logs[row] - np.median(np.delete(logs, row)) for row in range(len(logs))])
    low, central, high = np.quantile(logs, [0.05, 0.5, 0.95])
    return Recalibration(
        Band(float(np.exp(low)), float(np.exp(central)), float(np.exp(high))),
        len(logs),
        float(np.exp(np.median(np.abs(logs)))),
        float(np.exp(np.median(np.abs(left_out)))),
    )


def next_band(modelled: Band, recalibration: Recalibration) -> Band:
    """Return a figure of the model after recalibration: its band times the one of the factor."""
    return modelled.times(recalibration.factor)


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Return Spearman's rank correlation, with the mean of ranks for equal values; NaN where nothing varies."""
    ranks = [_mean_ranks(np.asarray(values, dtype=np.float64)) for values in (one, other)]
    if any(len(rank) < 2 or np.ptp(rank) == 0 for rank in ranks):  # noqa: PLR2004 - two points make a line
        return float("nan")
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def _mean_ranks(values: Floats) -> Floats:
    """Ranks from above and from below differ by how many values are equal; their mean is the mean rank."""
    above, below = ranked(values), ranked(-values)
    return np.asarray((len(values) + 1 - above + below) / 2)
