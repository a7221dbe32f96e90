"""The time bar: days as stretches on a scale, ready to be drawn from either side.

Above the line an office holds the case, below it the person's side, so a hand-over is seen without colour. All x are
per cent of the scale, so that the bar reflows with the page and no text is distorted; y and heights are pixels of a bar
that is 122 high. x is counted from the side where reading starts: right to left, the bar is mirrored here and
nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["run", "rest", "still"]
Lane = Literal["above", "below", "middle"]
Anchor = Literal["start", "middle", "end"]

BELOW = frozenset({"person", "employer"})
"""Whose days are drawn below the line: the case is with the person's side."""

_TOP, _HEIGHT, _MIDDLE, _AXIS = 26.0, 25.0, 54.0, 88.0
_NARROW, _TOO_NARROW = 7.0, 2.2
_STEPS = ((1, 1), (2, 1), (5, 1), (10, 5), (20, 5), (30, 10), (60, 20), (90, 30), (180, 60), (360, 120), (720, 240))
_MOST_LABELS = 8
_NEAR_THE_END, _AT_THE_END, _FEW_LABELS = 80, 92, 4


@dataclass(frozen=True, slots=True)
class Stretch:
    """``days`` for which a party of the kind ``hue`` answers; ``number`` refers to the list beneath the bar."""

    hue: str
    days: int
    number: int = 0
    kind: Kind = "run"


@dataclass(frozen=True, slots=True)
class Scale:
    """How many days the whole width stands for, and after how many comes a mark (``tick``) and a number (``step``)."""

    days: int
    step: int
    tick: int


@dataclass(frozen=True, slots=True)
class Box:
    """One stretch as drawn. ``rows`` are the heights of the three rows of dots where the clock stands still."""

    hue: str
    kind: Kind
    x: str
    end: str
    width: str
    y: float
    height: float
    number: int
    number_x: str
    number_y: float
    slim: bool
    rows: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis, with its number of days unless it is a small one. ``odd`` ones give way on narrow screens."""

    x: str
    length: float
    label: int | None = None
    anchor: Anchor = "middle"
    odd: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar as drawn. ``end`` is where the cap of a promised end stands; ``hole`` where the dashes of no end run."""

    boxes: tuple[Box, ...]
    ticks: tuple[Tick, ...]
    start: str
    last: str
    end: str = ""
    end_anchor: Anchor = "middle"
    hole: tuple[str, str, float] | None = None
    hole_end: str = ""


def scale_for(*days: int, room: float = 1.0) -> Scale:
    """One scale for all of ``days``, with ``room`` times the longest, so that bars can be compared by eye."""
    longest = max(1, *days) * room
    step, tick = next(((s, t) for s, t in _STEPS if longest / s <= _MOST_LABELS), _STEPS[-1])
    return Scale(int(-(-longest // tick)) * tick, step, tick)


def bar(
    stretches: Sequence[Stretch],
    scale: Scale,
    *,
    right_to_left: bool = False,
    ends: bool = True,
    hole_in: Lane = "above",
) -> Bar:
    """Draws ``stretches`` one after the other; where nothing ``ends`` them, dashes run on in the lane ``hole_in``."""
    side = _Side(scale.days, right_to_left)
    boxes, day = [], 0
    for stretch in stretches:
        boxes.append(_box(stretch, day, side))
        day += stretch.days
    share = 100 * day / scale.days
    drawn = (tuple(boxes), _ticks(scale, side), side.at(0), side.at(share))
    if ends:
        return Bar(*drawn, end=side.at(share), end_anchor="end" if share > _NEAR_THE_END else "middle")
    return Bar(*drawn, hole=(side.at(min(share + 0.6, 100)), side.at(100), _lane(hole_in)), hole_end=side.at(100))


@dataclass(frozen=True, slots=True)
class _Side:
    """The side from which x is counted; the only place that knows about right to left."""

    days: int
    right_to_left: bool

    def at(self, share: float) -> str:
        return f"{100 - share if self.right_to_left else share:.2f}%"

    def left(self, start: float, width: float) -> str:
        """The left edge of what begins at ``start``: svg rectangles always grow to the right."""
        return f"{100 - start - width if self.right_to_left else start:.2f}%"

    def right(self, start: float, width: float) -> str:
        """The right edge of the same."""
        return f"{100 - start if self.right_to_left else start + width:.2f}%"


def _box(stretch: Stretch, day: int, side: _Side) -> Box:
    start, width = 100 * day / side.days, 100 * stretch.days / side.days
    y = _MIDDLE + 3 if stretch.hue in BELOW else _TOP
    rest = stretch.kind == "rest"
    inner = max(width - 0.16, 0.2)
    number = stretch.number if width > _TOO_NARROW or stretch.kind == "still" else 0
    return Box(
        stretch.hue,
        stretch.kind,
        side.left(start + 0.08, inner),
        side.right(start + 0.08, inner) if stretch.kind == "still" else "",
        f"{inner:.2f}%",
        y + 1 if rest else y,
        _HEIGHT - 2 if rest else _HEIGHT,
        number,
        side.at(start + width / 2),
        _number_height(stretch),
        width < _NARROW,
        (y + 6, y + 13, y + 20) if stretch.kind == "still" else (),
    )


def _number_height(stretch: Stretch) -> float:
    """The number of days that stand still is set in the other lane, where the dots do not cross it."""
    below = (stretch.hue in BELOW) != (stretch.kind == "still")
    return (_MIDDLE + 3 if below else _TOP) + _HEIGHT / 2 + 5


def _ticks(scale: Scale, side: _Side) -> tuple[Tick, ...]:
    marks = range(0, scale.days + 1, scale.tick)
    last = scale.days // scale.step
    return tuple(_tick(day, last, scale, side) for day in marks)


def _tick(day: int, last: int, scale: Scale, side: _Side) -> Tick:
    share = 100 * day / scale.days
    if day % scale.step:
        return Tick(side.at(share), 93)
    at = day // scale.step
    anchor: Anchor = "start" if day == 0 else "end" if share > _AT_THE_END else "middle"
    odd = last > _FEW_LABELS and day > 0 and (last - at) % 2 == 1
    return Tick(side.at(share), 98, day, anchor, odd, at == last)


def _lane(lane: Lane) -> float:
    return {"above": _TOP + _HEIGHT / 2, "below": _MIDDLE + 3 + _HEIGHT / 2, "middle": _MIDDLE}[lane]
