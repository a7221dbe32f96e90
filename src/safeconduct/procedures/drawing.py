"""The way of a case as a drawing: stages as boxes, what leads where as lines, and every hole in the law as an open end.

The only file that knows the layout library; it takes coordinates from it and nothing else. The drawing never stands
alone: each page shows an ordered list beside it that says the same. Classes, no styles: colours, dark pages and print
are the stylesheet's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Literal

import graphlay

from safeconduct.procedures.model import Party, Procedure, Remedy, Silence, Stage, Step

Kind = Literal["step", "silence", "remedy"]
Point = tuple[float, float]

_WIDE_LETTER, _LETTER = 8.6, 7.0
_PER_LINE, _LINE, _SIDE = 23, 20.0, 12.0
_SQUARE, _AFTER_NUMBER = 24.0, 34.0
_MOST_LINES = 3
_LEAST_WIDTH = 960.0
_MARGIN, _HOLE = 12.0, 36.0


@dataclass(frozen=True, slots=True)
class Label:
    """What stands in a box: the name of the stage, and in small letters who acts and how long."""

    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A stage or a remedy as drawn. ``number`` is its place in the list beside the drawing.

    ``tone``: ``ok`` or ``bad`` for an end for or against the person. ``hole``: nothing in law follows here.
    """

    key: str
    hue: str
    title: tuple[str, ...]
    note: tuple[str, ...]
    number: int
    tone: str
    ends: bool
    hole: bool
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A way from one box to another: by a step, by silence (dashed) or by a remedy."""

    source: str
    target: str
    kind: Kind
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole, in pixels, from left to right; :func:`svg` mirrors it."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def hue(party: Party | None) -> str:
    """The kind of a party as the pages draw it: person, authority, court, employer, or another body."""
    if party is None:
        return "body"
    if party.role == "the person" or party.represents:
        return "person"
    by_role = {"deciding": "authority", "court or tribunal": "court", "administrative review": "court"}
    if party.role in by_role:
        return by_role[party.role]
    return "employer" if "employer" in party.name or "host" in party.name else "body"


def numbered(procedure: Procedure) -> tuple[str, ...]:
    """The names that the list beside the drawing tells, in its order: stages of the file, then remedies, then ends."""
    stages = [s.name for s in procedure.stages.values() if not s.outcome]
    ends = [s.name for s in procedure.stages.values() if s.outcome]
    return (*stages, *procedure.remedies, *ends)


def plain_label(procedure: Procedure) -> Callable[[str], Label]:
    """Labels in the words of the file itself, for a terminal or a notebook."""

    def label(name: str) -> Label:
        stage, remedy = procedure.stages.get(name), procedure.remedies.get(name)
        if remedy is not None:
            return Label(name, f"{remedy.before}, {remedy.decided_within}")
        if stage is None or stage.limit is None:
            return Label(name)
        return Label(name, f"{acting(stage)}, {stage.limit}")

    return label


def draw(procedure: Procedure, label: Callable[[str], Label] | None = None) -> Drawing:
    """Draws ``procedure``. ``label`` gives the words of a box by its name in the file."""
    lines = _one_for_each_pair(_lines(procedure))
    drawn = {line.source for line in lines} | {line.target for line in lines} | {procedure.starts_in}
    words = label or plain_label(procedure)
    boxes = [_box(procedure, name, at, words(name)) for at, name in enumerate(numbered(procedure), 1) if name in drawn]
    boxes.sort(key=lambda box: box.key != procedure.starts_in)
    return _laid_out(boxes, lines)


def page_svg(drawing: Drawing, title: str, description: str, *, right_to_left: bool = False, ident: str = "way") -> str:
    """The drawing as an element of a page; ``ident`` keeps its ids apart from those of a second drawing there."""
    mirror = _Mirror(drawing.width, right_to_left)
    parts = [_line_svg(line, mirror, ident) for line in drawing.lines]
    parts += [_box_svg(box, mirror) for box in drawing.boxes]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width:.0f} {drawing.height:.0f}" role="img" '
        f'aria-labelledby="{ident}-title {ident}-text"><title id="{ident}-title">{escape(title)}</title>'
        f'<desc id="{ident}-text">{escape(description)}</desc><defs><marker id="{ident}-tip" viewBox="0 0 10 10" '
        'refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" '
        f'orient="auto-start-reverse"><path class="tip" d="M0 0 10 5 0 10z"/></marker></defs>{"".join(parts)}</svg>'
    )


def svg(procedure: Procedure) -> str:
    """The drawing of ``procedure`` as a file of its own, with its few colours in it, in the words of the procedure."""
    drawn = page_svg(draw(procedure), procedure.title, f"The way of a case under {procedure.identity}.")
    head, rest = drawn.split("<title", 1)
    return f"{head}<style>{_STYLE}</style><title{rest}\n"


_STYLE = (
    "svg{font-family:sans-serif;color:#151d38;background:#fff}.node{fill:#fff;stroke:currentColor;stroke-width:2}"
    ".edge{fill:none;stroke:#6a7387;stroke-width:2}.silence{stroke-dasharray:3 5}.tip{fill:#6a7387}"
    ".t1{font-size:15px;font-weight:650}.t2{font-size:13px;fill:#4b546d}.seg{fill:currentColor}"
    ".seg-n{fill:#fff;font-weight:700;font-size:14px}.endp{fill:none;stroke:currentColor;stroke-width:5}"
    ".hole{stroke:#a01f39;stroke-dasharray:8 7;stroke-width:3.5;fill:none}text{fill:#151d38}"
    ".authority{color:#3b4ec4}.person{color:#0c7a69}.employer{color:#95601a}.court{color:#7d2f72}.body{color:#59647c}"
    ".ok{color:#0a6657}.bad{color:#a01f39}.info{color:#2d3fb3}"
)


def acting(stage: Stage) -> str:
    """Who answers for the days of a stage: who must act there, or if nobody must, who may."""
    return next((s.by for s in stage.steps if s.must), next((s.by for s in stage.steps), ""))


def open_stages(procedure: Procedure) -> frozenset[str]:
    """The stages in which waiting has no end in law: the silence of their limit has no consequence.

    A time limit over several stages counts where it starts, since that is where the wait begins.
    """
    own = {s.name for s in procedure.stages.values() if s.limit and _says_nothing(s.silence)}
    over = {
        event.name
        for limit in procedure.limits.values()
        if _says_nothing(limit.silence)
        for event in limit.starts_with
        if event.kind == "reaching" and not procedure.stages[event.name].limit
    }
    return frozenset(own | over)


def _says_nothing(silence: Silence | None) -> bool:
    return silence is None or not silence.has_consequence


# ---- what leads where -------------------------------------------------------------------------------------------


def _lines(procedure: Procedure) -> Iterator[Line]:
    against = {str(event): remedy for remedy in procedure.remedies.values() for event in remedy.against}
    for stage in procedure.stages.values():
        for step in stage.steps:
            yield from _step_lines(step, against.get(step.name))
        yield from _silence_lines(stage.name, stage.silence)
        remedy = against.get(f"reaching {stage.name}")
        if remedy:
            yield Line(stage.name, remedy.name, "remedy")
    for limit in procedure.limits.values():
        for event in limit.starts_with:
            if event.kind == "reaching":
                yield from _silence_lines(event.name, limit.silence)
    for remedy in procedure.remedies.values():
        yield from _remedy_lines(remedy)


_FIRST_SEEN: tuple[Kind, ...] = ("step", "remedy", "silence")
"""Where two boxes are joined in several ways, one line stands for all, in the manner that comes first here."""


def _one_for_each_pair(lines: Iterable[Line]) -> list[Line]:
    kept: dict[tuple[str, str], Line] = {}
    for line in sorted(lines, key=lambda line: _FIRST_SEEN.index(line.kind)):
        kept.setdefault((line.source, line.target), line)
    return list(kept.values())


def _step_lines(step: Step, remedy: Remedy | None) -> Iterator[Line]:
    if step.to and step.to != step.stage:
        yield Line(step.stage, step.to, "step")
    if remedy and step.to:
        yield Line(step.to, remedy.name, "remedy")


def _silence_lines(source: str, silence: Silence | None) -> Iterator[Line]:
    if silence is None or not silence.has_consequence:
        return
    for target in (silence.to, silence.if_not_confirmed):
        if target and target != source:
            yield Line(source, target, "silence")


def _remedy_lines(remedy: Remedy) -> Iterator[Line]:
    for target in (remedy.annulled_to, remedy.replaced_to):
        if target:
            yield Line(remedy.name, target, "remedy")
    yield from _silence_lines(remedy.name, remedy.silence)


# ---- boxes ------------------------------------------------------------------------------------------------------


def _box(procedure: Procedure, name: str, number: int, label: Label) -> Box:
    remedy, stage = procedure.remedies.get(name), procedure.stages.get(name)
    title, note = _wrapped(label.title, _PER_LINE), _wrapped(label.note, _PER_LINE + 4)
    longest = max([_WIDE_LETTER * len(t) for t in title] + [_LETTER * len(t) for t in note] + [90.0])
    width = _AFTER_NUMBER + longest + _SIDE
    height = _LINE * (len(title) + len(note)) + 2 * _SIDE - 4
    party = remedy.before if remedy else acting(stage) if stage else ""
    ends = bool(stage and stage.outcome)
    return Box(
        name,
        hue(procedure.parties.get(party)),
        title,
        note,
        number,
        _tone(stage),
        ends,
        name in open_stages(procedure) or bool(remedy and _says_nothing(remedy.silence)),
        width=width,
        height=height,
    )


_FOR_THE_PERSON = frozenset({"granted"})
_AGAINST = frozenset({"refused", "ordered", "withdrawn by the authority", "discontinued", "inadmissible", "not lodged"})


def _tone(stage: Stage | None) -> str:
    word = (stage.outcome or stage.decided) if stage else ""
    return "ok" if word in _FOR_THE_PERSON else "bad" if word in _AGAINST else ""


def _wrapped(text: str, most: int) -> tuple[str, ...]:
    """At most three lines; a name that is longer still is cut with dots, since the list says it in full."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + len(word) < most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines) if len(lines) <= _MOST_LINES else (*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1] + " …")


# ---- layout -----------------------------------------------------------------------------------------------------

_OPTIONS = {
    "direction": "topbottom",
    "spacing": {"layer_gap": 44.0, "node_gap": 56.0, "dummy_gap": 22.0, "port_gap": 14.0},
}


def _laid_out(boxes: list[Box], lines: list[Line]) -> Drawing:
    """Lays the boxes out from the first stage downwards: what leads back up is given to the library turned round."""
    depth = _depths(boxes[0].key, lines)
    upwards = [depth.get(line.target, 0) < depth.get(line.source, 0) for line in lines]
    graph = graphlay.Graph()
    for box in boxes:
        graph.node(box.key, width=box.width, height=box.height)
    for line, back in zip(lines, upwards, strict=True):
        graph.edge(*((line.target, line.source) if back else (line.source, line.target)))
    layout = graphlay.layout(graph, preset="process_map", options=_OPTIONS)
    at = _offset(layout.bounds)
    placed = tuple(_placed(box, node, at) for box, node in zip(boxes, layout.nodes, strict=True))
    routes = zip(lines, layout.edges, upwards, strict=True)
    drawn = tuple(_routed(line, edge, at, back) for line, edge, back in routes)
    return Drawing(
        max(_natural_width(layout.bounds), _LEAST_WIDTH), _extent(layout.bounds, "y") + 2 * _MARGIN, placed, drawn
    )


def _depths(first: str, lines: list[Line]) -> dict[str, int]:
    """How many lines each box is away from the first."""
    depth, queue = {first: 0}, [first]
    for name in queue:
        for line in lines:
            if line.source == name and line.target not in depth:
                depth[line.target] = depth[name] + 1
                queue.append(line.target)
    return depth


def _extent(bounds: dict[str, Any], axis: str) -> float:
    return float(bounds["max"][axis] - bounds["min"][axis])


def _natural_width(bounds: dict[str, Any]) -> float:
    return _extent(bounds, "x") + 2 * _MARGIN + _HOLE


def _offset(bounds: dict[str, Any]) -> Point:
    """What to add to the library's coordinates; a narrow drawing stands in the middle of the least width."""
    spare = max(0.0, _LEAST_WIDTH - _natural_width(bounds)) / 2
    return _MARGIN + spare - bounds["min"]["x"], _MARGIN - bounds["min"]["y"]


def _placed(box: Box, node: dict[str, Any], at: Point) -> Box:
    x, y = node["center"]["x"] + at[0] - box.width / 2, node["center"]["y"] + at[1] - box.height / 2
    return replace(box, x=x, y=y)


def _routed(line: Line, edge: dict[str, Any], at: Point, back: bool) -> Line:
    points = tuple((p["x"] + at[0], p["y"] + at[1]) for p in edge["points"])
    return replace(line, points=points[::-1] if back else points)


# ---- svg --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Mirror:
    width: float
    on: bool

    def x(self, x: float) -> str:
        return f"{self.width - x if self.on else x:.1f}"

    def left(self, x: float, width: float) -> str:
        return f"{self.width - x - width if self.on else x:.1f}"


def _line_svg(line: Line, mirror: _Mirror, ident: str) -> str:
    path = " L".join(f"{mirror.x(x)} {y:.1f}" for x, y in line.points)
    return f'<path class="edge {line.kind}" d="M{path}" marker-end="url(#{ident}-tip)"/>'


def _box_svg(box: Box, mirror: _Mirror) -> str:
    parts = [
        f'<rect class="node" x="{mirror.left(box.x, box.width)}" y="{box.y:.1f}" width="{box.width:.1f}" '
        f'height="{box.height:.1f}" rx="2"/>'
    ]
    parts += _words(box, mirror)
    parts += _number(box, mirror)
    end = mirror.x(box.x + box.width)
    if box.hole:
        middle, far = box.y + box.height / 2, mirror.x(box.x + box.width + _HOLE)
        parts.append(f'<path class="hole" d="M{end} {middle:.1f}H{far}"/>')
    drawn = f'<g class="{box.hue}">{"".join(parts)}</g>'
    if not box.ends:
        return drawn
    bar = f'<path class="endp" d="M{end} {box.y - 7:.1f}V{box.y + box.height + 7:.1f}"/>'
    return drawn + f'<g class="{box.tone or "info"}">{bar}</g>'


def _words(box: Box, mirror: _Mirror) -> Iterator[str]:
    x, y = mirror.x(box.x + _AFTER_NUMBER), box.y + _SIDE + 12
    for css, lines in (("t1", box.title), ("t2", box.note)):
        for line in lines:
            yield f'<text class="{css}" x="{x}" y="{y:.1f}">{escape(line)}</text>'
            y += _LINE


def _number(box: Box, mirror: _Mirror) -> Iterator[str]:
    left = float(mirror.left(box.x, _SQUARE))
    yield f'<rect class="seg" x="{left:.1f}" y="{box.y:.1f}" width="{_SQUARE:.0f}" height="{_SQUARE:.0f}"/>'
    middle, base = left + _SQUARE / 2, box.y + _SQUARE - 7
    yield f'<text class="seg-n" x="{middle:.1f}" y="{base:.1f}" text-anchor="middle">{box.number}</text>'
