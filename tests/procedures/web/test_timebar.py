"""The geometry of the time bar."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.procedures.timebar import Scale, Stretch, bar, scale_for

DAYS = [Stretch("authority", 10, 1), Stretch("person", 30, 2), Stretch("authority", 60, 3)]


def per_cent(text: str) -> float:
    assert text.endswith("%")
    return float(text[:-1])


@pytest.mark.parametrize(
    ("days", "step", "length"), [(8, 1, 8), (14, 2, 14), (225, 30, 230), (380, 60, 380), (700, 90, 720)]
)
def test_a_scale_has_few_numbers_and_room_for_all_days(days: int, step: int, length: int) -> None:
    scale = scale_for(days)
    assert (scale.step, scale.days) == (step, length)


@given(st.integers(1, 5000), st.floats(1.0, 2.0))
def test_every_scale_holds_its_days_and_ends_on_a_mark(days: int, room: float) -> None:
    scale = scale_for(days, room=room)
    assert scale.days >= days * room
    assert scale.days % scale.tick == 0


def test_stretches_follow_each_other_and_end_at_their_sum() -> None:
    drawn = bar(DAYS, Scale(200, 30, 10))
    assert [per_cent(box.x) for box in drawn.boxes] == pytest.approx([0.08, 5.08, 20.08])
    assert drawn.end == "50.00%"
    assert drawn.hole is None


def test_an_office_is_above_the_line_and_the_person_below() -> None:
    above, below, _ = bar(DAYS, Scale(200, 30, 10)).boxes
    assert above.y + above.height < below.y


def test_right_to_left_is_the_mirror_image() -> None:
    left, right = (bar(DAYS, Scale(200, 30, 10), right_to_left=mirrored) for mirrored in (False, True))
    for one, other in zip(left.boxes, right.boxes, strict=True):
        assert per_cent(one.x) + per_cent(one.width) + per_cent(other.x) == pytest.approx(100, abs=0.02)
        assert (one.y, one.height, one.number) == (other.y, other.height, other.number)
    assert per_cent(left.end) + per_cent(right.end) == pytest.approx(100)
    assert [100 - per_cent(tick.x) for tick in right.ticks] == pytest.approx([per_cent(tick.x) for tick in left.ticks])
    assert [tick.label for tick in right.ticks] == [tick.label for tick in left.ticks]


@pytest.mark.parametrize("mirrored", [False, True])
def test_dots_of_a_clock_that_stands_still_span_its_days(mirrored: bool) -> None:
    (box,) = bar([Stretch("person", 50, 1, "still")], Scale(100, 30, 10), right_to_left=mirrored).boxes
    assert per_cent(box.end) - per_cent(box.x) == pytest.approx(49.84)
    assert len(box.rows) == 3


def test_no_end_runs_on_to_the_edge_where_the_wait_is() -> None:
    above = bar(DAYS, Scale(200, 30, 10), ends=False)
    below = bar(DAYS, Scale(200, 30, 10), ends=False, hole_in="below")
    assert above.end == ""
    assert above.hole is not None
    assert below.hole is not None
    assert above.hole[:2] == ("50.60%", "100.00%")
    assert above.hole[2] < below.hole[2]


def test_a_number_that_does_not_fit_is_left_to_the_list() -> None:
    boxes = bar([Stretch("authority", 1, 1), Stretch("authority", 99, 2)], Scale(100, 30, 10)).boxes
    assert [box.number for box in boxes] == [0, 2]
