"""Geometry of the drawings: where points, lines and bands lie. What they say stands in tables beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, log, log10, radians

from safeconduct.climate.band import Band
from safeconduct.climate.risk import Exceeded, Part

WIDE, HIGH = 470.0, 350.0
START, END, TOP, BASE = 78.0, 452.0, 34.0, 296.0
STEPS = (1, 2, 2.5, 5, 10)
LINES = 4


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid, and the value that it stands for."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The exceedance curve: a band, its middle, and both axes."""

    band: str
    middle: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the map, and its shade from 1 to 4."""

    x: float
    y: float
    shade: int
    name: str
    value: Band


@dataclass(frozen=True, slots=True)
class Whisker:
    """The band of a place as a line, with its centre."""

    y: float
    low: float
    central: float
    high: float
    name: str


def curve_of(points: Sequence[Exceeded]) -> Curve | None:
    """Draw a curve over return periods (logarithmic); nothing where fewer than two points are known."""
    known = [(point.years, point.people) for point in points if point.people is not None]
    if len(known) < 2:  # noqa: PLR2004 - two points make a line
        return None
    top = nice_top(max(band.high for _, band in known))
    first, last = log(known[0][0]), log(known[-1][0])
    across = [START + (log(years) - first) / (last - first) * (END - START) for years, _ in known]
    lows, middles, highs = ([_y(getattr(band, end), top) for _, band in known] for end in ("low", "central", "high"))
    around = [*zip(across, lows, strict=True), *reversed(list(zip(across, highs, strict=True)))]
    return Curve(
        _path(around) + "Z",
        _path(list(zip(across, middles, strict=True))),
        tuple(Tick(x, years) for x, (years, _) in zip(across, known, strict=True)),
        tuple(Tick(_y(value, top), value) for value in _grid(top)),
    )


def dots_of(places: Sequence[Part]) -> tuple[Dot, ...]:
    """Draw a dot at the middle of the people of each place. No borders are drawn."""
    known = [(place, place.at) for place in places if place.at is not None]
    if not known:
        return ()
    squeeze = cos(radians(sum(at[0] for _, at in known) / len(known)))
    xs, ys = [at[1] * squeeze for _, at in known], [-at[0] for _, at in known]
    scale = min(270 / (max(xs) - min(xs) or 1), 250 / (max(ys) - min(ys) or 1))
    shades = shades_of(places)
    return tuple(
        Dot(
            _rounded(220 + (x - (max(xs) + min(xs)) / 2) * scale),
            _rounded(160 + (y - (max(ys) + min(ys)) / 2) * scale),
            sum(place.average.central >= least for least in shades) + 1,
            place.name,
            place.average,
        )
        for (place, _), x, y in zip(known, xs, ys, strict=True)
    )


def shades_of(places: Sequence[Part]) -> tuple[float, float, float]:
    """Return from which values on the second, third and fourth shade begin."""
    top = nice_top(max((place.average.central for place in places), default=1.0))
    return top / 8, top / 4, top / 2


def whiskers_of(places: Sequence[Part]) -> tuple[tuple[Whisker, ...], tuple[Tick, ...], float]:
    """Draw the bands of places below each other; also the grid and the height."""
    top = nice_top(max((place.average.high for place in places), default=1.0))

    def along(value: float) -> float:
        return _rounded(110 + value / top * 315)

    lines = tuple(
        Whisker(24.0 + 35 * row, along(band.low), along(band.central), along(band.high), place.name)
        for row, place in enumerate(places)
        for band in (place.average,)
    )
    return lines, tuple(Tick(along(value), value) for value in _grid(top)), 35.0 * len(places) + 6


def ties_of(places: Sequence[Part]) -> tuple[tuple[str, str], ...]:
    """Return neighbours in rank of which each centre lies in the other's band: they are not ranked."""
    return tuple(
        (one.name, other.name)
        for one, other in pairwise(places)
        if other.average.high >= one.average.central and one.average.low <= other.average.central
    )


def nice_top(value: float) -> float:
    """Return the next round number: 1, 2, 2.5 or 5 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** int(log10(value) // 1)
    return float(next(step * power for step in STEPS if step * power >= value * (1 - 1e-12)))


def _grid(top: float) -> list[float]:
    return [top * part / LINES for part in range(LINES + 1)]


def _y(value: float, top: float) -> float:
    return _rounded(BASE - value / top * (BASE - TOP))


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{_rounded(x)} {_rounded(y)}" for x, y in points)


def _rounded(value: float) -> float:
    return round(value, 1)
