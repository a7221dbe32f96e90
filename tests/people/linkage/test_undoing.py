"""Undoing gives each record what was written on it, whatever was written in whatever order, and asks about the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.people.acts import Change
from safeconduct.people.linkage.adjudication import NotADecision
from safeconduct.people.linkage.undoing import Correction, Place, asked, parted

FIELDS, VALUES = st.sampled_from(["born", "sex"]), st.sampled_from(["", '"1"', '"2"', '"3"'])
PLACES = st.sampled_from(["here", "there", "neither"])
WRITES = st.lists(st.tuples(st.sampled_from("ab"), FIELDS, VALUES, st.booleans(), PLACES), max_size=10)
RECORD = st.dictionaries(FIELDS, VALUES.filter(bool))
OTHER = {"a": "b", "b": "a"}
Written = tuple[str, str, str, bool, Place]


def told(start: dict[str, dict[str, str]], writes: list[Written]) -> tuple[dict[str, dict[str, str]], list[Correction]]:
    """The records after these writes, and the corrections that their journals hold."""
    now, made = {side: dict(record) for side, record in start.items()}, []
    for at, (side, field, value, as_one, _) in enumerate(writes):
        before = now[side].get(field, "")
        now[side][field] = value
        if before != value:
            made.append(Correction(side, at, (Change(field, before, value),), as_one))
    return now, made


@given(RECORD, RECORD, WRITES)
def test_each_record_is_as_if_there_had_been_no_merge(
    one: dict[str, str], other: dict[str, str], writes: list[Written]
) -> None:
    start = {"a": one, "b": other}
    now, made = told(start, writes)
    placed = {at: place for at, (*_, place) in enumerate(writes)}
    alone = {side: dict(record) for side, record in start.items()}
    for each in made:
        place = placed[each.at] if each.as_one else "here"
        side = {"here": each.record, "there": OTHER[each.record], "neither": ""}[place]
        if side:
            alone[side] |= {change.field: change.after for change in each.changes}
    changed = parted(now, OTHER, made, placed)
    for side in "ab":
        parted_record = {**now[side], **changed.get(side, {})}
        assert {k: v for k, v in parted_record.items() if v} == {k: v for k, v in alone[side].items() if v}


@given(RECORD, RECORD, WRITES)
def test_what_was_written_on_one_side_is_never_asked_about(
    one: dict[str, str], other: dict[str, str], writes: list[Written]
) -> None:
    sided = [(*write[:3], False, write[4]) for write in writes]
    now, made = told({"a": one, "b": other}, sided)
    assert asked(made) == []
    assert parted(now, OTHER, made, {}) == {}


def test_a_correction_that_is_placed_nowhere_is_asked_for() -> None:
    made = [Correction("a", 1, (Change("born", "", '"2010"'),), True)]
    with pytest.raises(NotADecision, match="1 are left"):
        parted({"a": {"born": '"2010"'}, "b": {}}, OTHER, made, {})


def test_what_was_written_past_the_journal_came_last_and_stays() -> None:
    made = [Correction("a", 1, (Change("born", '"2009"', '"2010"'),), True)]
    now = {"a": {"born": '"2011"'}, "b": {}}
    assert parted(now, OTHER, made, {1: "neither"}) == {}
    assert parted(now, OTHER, made, {1: "there"}) == {"b": {"born": '"2010"'}}
