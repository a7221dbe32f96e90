"""Composite indices of vulnerability, after the OECD/JRC Handbook on Constructing Composite Indicators (2008).

The definition is data: indicators, how they are brought to one scale, means and weights. What is missing is unknown:
a mean is taken of what is known, and the band says what the score would be if the unknown were lowest or highest.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from safeconduct.climate.band import Band
from safeconduct.climate.refusal import Unusable, refuse_where
from safeconduct.shell.content import UnfitContent, read_content, text_of

Floats = NDArray[np.float64]
Mean: TypeAlias = Literal["arithmetic", "geometric", "high geometric", "largest"]
FOLDER = "climate/indices"
ROUNDING = 1e-9


class Node(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mean of indicators or of other nodes, which stand before it."""

    mean: Mean
    """``high geometric`` is INFORM's: the geometric mean of the distances from the top, so that a high value counts
    more than a low one makes up for. ``largest`` takes the largest of values times weights."""
    of: dict[str, float]
    """Weights by name."""
    least_known: float = 0.0
    """The share of weights that must be known; below it the node is unknown."""


class Scale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How raw values of an indicator become scores: min-max between two bounds, which cut what lies outside."""

    lowest: float
    highest: float
    more_is_better: bool = False

    def scored(self, raw: Floats, scale: tuple[float, float]) -> Floats:
        """Return the scores of raw values."""
        share = np.clip((raw - self.lowest) / (self.highest - self.lowest), 0, 1)
        return np.asarray(scale[0] + (1 - share if self.more_is_better else share) * (scale[1] - scale[0]))


class Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An index: its tree, from indicators to the last node, which is the index itself."""

    index: str
    source: str
    year: int
    nodes: dict[str, Node]
    scale: tuple[float, float] = (0.0, 10.0)
    """Lowest and highest score; high is more vulnerable."""
    decimals: int | None = None
    """Each node is rounded to so many decimals, where the index itself does so."""
    indicators: dict[str, Scale] = {}
    """Bounds of indicators that come raw; others come as scores."""

    @property
    def leaves(self) -> tuple[str, ...]:
        """The indicators, in the order of the file."""
        return tuple(dict.fromkeys(name for node in self.nodes.values() for name in node.of if name not in self.nodes))

    @property
    def root(self) -> str:
        """The node that is the index."""
        return list(self.nodes)[-1]

    def without(self, indicator: str) -> Definition:
        """Return the index without one indicator; a node that has no other goes too."""
        nodes = dict(self.nodes)
        gone = {indicator}
        for name, node in self.nodes.items():
            of = {child: weight for child, weight in node.of.items() if child not in gone}
            nodes[name] = msgspec.structs.replace(node, of=of)
            if not of:
                gone.add(name)
        return msgspec.structs.replace(self, nodes={name: node for name, node in nodes.items() if node.of})


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores of units (countries, districts) at every indicator and node."""

    definition: Definition
    units: tuple[str, ...]
    low: dict[str, Floats]
    central: dict[str, Floats]
    """NaN where nothing is known."""
    high: dict[str, Floats]

    def band(self, unit: str, node: str = "") -> Band | None:
        """Return a score with its band; ``None`` is unknown."""
        name, row = node or self.definition.root, self.units.index(unit)
        central = float(self.central[name][row])
        return None if np.isnan(central) else Band(float(self.low[name][row]), central, float(self.high[name][row]))

    @cached_property
    def ranks(self) -> Floats:
        """Ranks by the index: 1 is most vulnerable, equal scores share the better rank, unknown is NaN."""
        return ranked(self.central[self.definition.root])

    def unknown(self, unit: str) -> tuple[str, ...]:
        """Return the indicators that are missing for a unit."""
        row = self.units.index(unit)
        return tuple(name for name in self.definition.leaves if np.isnan(self.central[name][row]))


def definition_of(name: str) -> Definition:
    """Read a definition of the library, such as ``inform-risk-2020``."""
    path = f"{FOLDER}/{name}.yaml"
    return checked(read_content(text_of(path), path, Definition), path)


def read_definition(file: Path) -> Definition:
    """Read a definition from a file.

    Raises:
        Unusable: it is no index.

    """
    try:
        text = file.read_text(encoding="utf-8")
        return checked(read_content(text, file.name, Definition), file.name)
    except (UnfitContent, OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{file.name} is no index: {error}", "Correct that entry.") from None


def checked(definition: Definition, path: str) -> Definition:
    """Return the definition if its tree can be computed from top to bottom.

    Raises:
        Unusable: a node stands after one that needs it, or weights are not above zero.

    """
    seen: set[str] = set()
    for name, node in definition.nodes.items():
        late = [child for child in node.of if child in definition.nodes and child not in seen]
        if late or not node.of or min(node.of.values()) <= 0:
            problem = f"{path}: {name} needs {', '.join(late) or 'weights above zero'}."
            raise Unusable(problem, "Write what a node is made of before it, with weights above zero.")
        seen.add(name)
    return definition


def scores_of(definition: Definition, units: tuple[str, ...], indicators: dict[str, Floats]) -> Scores:
    """Score every unit.

    Args:
        definition: the index.
        units: names of countries or districts.
        indicators: values by indicator and unit; NaN is unknown.

    Raises:
        Unusable: an indicator is missing as a whole, or a score lies outside the scale.

    """
    leaves = {name: _leaf(definition, name, indicators) for name in definition.leaves}
    low = {name: np.where(np.isnan(values), definition.scale[0], values) for name, values in leaves.items()}
    high = {name: np.where(np.isnan(values), definition.scale[1], values) for name, values in leaves.items()}
    low, central, high = (_up(definition, start) for start in (low, leaves, high))
    return Scores(definition, units, low, central, high)


def ranked(values: Floats) -> Floats:
    """Rank along the last axis: 1 is highest; equal values share the better rank; NaN stays NaN."""
    order = np.argsort(-values, axis=-1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=-1)
    places = np.broadcast_to(np.arange(1.0, values.shape[-1] + 1), values.shape)
    new = np.ones(values.shape, dtype=np.bool_)
    new[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    shared = np.maximum.accumulate(np.where(new, places, 0), axis=-1)
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, shared, axis=-1)
    return np.where(np.isnan(values), np.nan, ranks)


def combined(node: Node, values: list[Floats], scale: tuple[float, float], weights: Floats | None = None) -> Floats:
    """Return the mean of a node over what is known.

    Args:
        node: its mean and its weights.
        values: one array by child, of units (or draws × units).
        scale: lowest and highest score.
        weights: other weights, draws × children, which give draws × units.

    """
    weight = np.array([list(node.of.values())]) if weights is None else weights
    if node.mean == "largest":
        parts = [weight[:, [child]] * one for child, one in enumerate(values)]
        found = np.fmax.reduce(parts) if len(parts) > 1 else parts[0]
    else:
        found = _back(node.mean, _weighted(weight, [_there(node.mean, one, scale) for one in values]), scale)
    known = _weighted_sum(weight, [~np.isnan(one) * 1.0 for one in values]) / weight.sum(axis=1, keepdims=True)
    found = np.where(known < max(node.least_known, ROUNDING), np.nan, found)
    return np.asarray(found[0] if weights is None and found.shape[0] == 1 and values[0].ndim == 1 else found)


def _leaf(definition: Definition, name: str, indicators: dict[str, Floats]) -> Floats:
    if name not in indicators:
        raise Unusable(f"The data have no indicator {name}.", "Add it, with empty cells where it is unknown.")
    raw = np.asarray(indicators[name], dtype=np.float64)
    bounds = definition.indicators.get(name)
    values = raw if bounds is None else bounds.scored(raw, definition.scale)
    refuse_where(
        (values < definition.scale[0]) | (values > definition.scale[1]) | np.isinf(values),
        f"{name} lies outside the scale of {definition.scale[0]:g} to {definition.scale[1]:g}.",
        "Give scores of that scale, or bounds of the raw indicator in the definition.",
    )
    return values


def _up(definition: Definition, leaves: dict[str, Floats]) -> dict[str, Floats]:
    found = dict(leaves)
    for name, node in definition.nodes.items():
        values = combined(node, [found[child] for child in node.of], definition.scale)
        found[name] = _rounded(values, definition.decimals)
    return found


def _rounded(values: Floats, decimals: int | None) -> Floats:
    """Round half up, as spreadsheets do in which such indices are made."""
    if decimals is None:
        return values
    return np.asarray(np.floor(values * 10**decimals + 0.5 + ROUNDING) / 10**decimals)


def _there(mean: Mean, values: Floats, scale: tuple[float, float]) -> Floats:
    """Bring scores to where their mean is arithmetic."""
    if mean == "arithmetic":
        return values
    if mean == "high geometric":
        return np.asarray(np.log((scale[1] - values) / (scale[1] - scale[0]) * 9 + 1))
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(values))


def _back(mean: Mean, values: Floats, scale: tuple[float, float]) -> Floats:
    if mean == "arithmetic":
        return values
    if mean == "high geometric":
        return np.asarray(scale[1] - (np.exp(values) - 1) / 9 * (scale[1] - scale[0]))
    return np.asarray(np.exp(values))


def _weighted(weight: Floats, values: list[Floats]) -> Floats:
    """Return the weighted mean over what is known; NaN where nothing is."""
    known = _weighted_sum(weight, [~np.isnan(one) * 1.0 for one in values])
    with np.errstate(invalid="ignore"):
        summed = _weighted_sum(weight, [np.where(np.isnan(one), 0.0, one) for one in values])
        return np.asarray(np.where(known > 0, summed / np.where(known > 0, known, 1.0), np.nan))


def _weighted_sum(weight: Floats, values: list[Floats]) -> Floats:
    if all(one.ndim == 1 for one in values):
        return np.asarray(weight @ np.array(values)) if np.isfinite(values).all() else _added(weight, values)
    return _added(weight, values)


def _added(weight: Floats, values: list[Floats]) -> Floats:
    """Add child by child: a matrix product would make NaN of an infinite logarithm (a score of 0) in another row."""
    return np.asarray(sum(weight[:, [child]] * one for child, one in enumerate(values)))
