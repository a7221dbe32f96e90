"""The drawing of the flow, against the list that must say the same."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from safeconduct.procedures.drawing import draw, numbered, open_stages, page_svg, svg
from safeconduct.procedures.library import Library
from safeconduct.procedures.model import Procedure

IDENTITIES = [entry.identity for entry in Library.default().procedures()]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=IDENTITIES)
def procedure(request: pytest.FixtureRequest) -> Procedure:
    return Library.default().load(request.param)


def test_every_way_of_the_file_is_drawn(procedure: Procedure) -> None:
    drawn = {(line.source, line.target) for line in draw(procedure).lines}
    steps = {(s.stage, s.to) for stage in procedure.stages.values() for s in stage.steps if s.to not in ("", s.stage)}
    silences = {
        (stage.name, stage.silence.to)
        for stage in procedure.stages.values()
        if stage.silence and stage.silence.has_consequence and stage.silence.to != stage.name
    }
    assert steps <= drawn
    assert silences <= drawn


def test_boxes_lie_inside_and_apart(procedure: Procedure) -> None:
    drawing = draw(procedure)
    for at, box in enumerate(drawing.boxes):
        assert box.x >= 0
        assert box.x + box.width <= drawing.width
        assert box.y >= 0
        assert box.y + box.height <= drawing.height
        for other in drawing.boxes[at + 1 :]:
            beside = box.x + box.width <= other.x or other.x + other.width <= box.x
            below = box.y + box.height <= other.y or other.y + other.height <= box.y
            assert beside or below, f"{box.key} lies on {other.key}"


def test_the_first_stage_stands_on_top(procedure: Procedure) -> None:
    boxes = {box.key: box for box in draw(procedure).boxes}
    assert boxes[procedure.starts_in].y == min(box.y for box in boxes.values())


def test_lines_begin_and_end_at_their_boxes(procedure: Procedure) -> None:
    drawing = draw(procedure)
    boxes = {box.key: box for box in drawing.boxes}
    for line in drawing.lines:
        for (x, y), box in ((line.points[0], boxes[line.source]), (line.points[-1], boxes[line.target])):
            assert box.x - 1 <= x <= box.x + box.width + 1
            assert box.y - 1 <= y <= box.y + box.height + 1


def test_numbers_are_those_of_the_list(procedure: Procedure) -> None:
    names = numbered(procedure)
    assert len(set(names)) == len(names)
    for box in draw(procedure).boxes:
        assert names[box.number - 1] == box.key


def test_every_hole_is_drawn(procedure: Procedure) -> None:
    shown = {box.key for box in draw(procedure).boxes if box.hole}
    late = {r.name for r in procedure.remedies.values() if not r.silence.has_consequence}
    assert open_stages(procedure) | late == shown


def test_the_mirror_image_has_the_same_boxes(procedure: Procedure) -> None:
    drawing = draw(procedure)
    sides = [ET.fromstring(page_svg(drawing, "t", "d", right_to_left=rtl)) for rtl in (False, True)]  # noqa: S314
    left, right = ([r for r in side.iter(f"{SVG}rect") if r.get("class") == "node"] for side in sides)
    assert len(left) == len(right) == len(drawing.boxes)
    for one, other in zip(left, right, strict=True):
        assert float(one.attrib["x"]) + float(one.attrib["width"]) + float(other.attrib["x"]) == pytest.approx(
            drawing.width, abs=0.2
        )
        assert one.attrib["y"] == other.attrib["y"]


def test_a_page_gets_no_style_and_a_file_its_own(procedure: Procedure) -> None:
    assert "style" not in page_svg(draw(procedure), "t", "d")
    assert svg(procedure).count("<style>") == 1


def test_words_cannot_break_the_drawing() -> None:
    procedure = Library.default().load("eu/single-permit")
    drawn = page_svg(draw(procedure), "<b>&\"'", "</svg><script>")
    assert "<script>" not in drawn
    assert not re.search(r"<b>", drawn)
    ET.fromstring(drawn)  # noqa: S314
