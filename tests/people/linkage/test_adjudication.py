"""Pairs are decided by officers, and an undone merge leaves exactly what there would be without it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.people.linkage.adjudication import Decision, NotADecision, Write, may_merge, merged, queue, undone
from safeconduct.people.linkage.proposal import Proposal

FIELDS = st.sampled_from(["name", "born", "phone", "language"])
VALUES = st.text(alphabet="abc", max_size=3)
RECORDS = st.dictionaries(FIELDS, VALUES)
WRITES = st.lists(st.builds(Write, FIELDS, VALUES, st.sampled_from(["a", "b", ""])), max_size=12)


def decided(verdict: str = "same", officer: str = "amal", by: frozenset[str] = frozenset()) -> Decision:
    return Decision("a", "b", verdict, "Same scar, same mother.", officer, by)  # type: ignore[arg-type]


@given(RECORDS, RECORDS, WRITES)
def test_undo_restores_exactly(one: dict[str, str], other: dict[str, str], writes: list[Write]) -> None:
    alone = {"a": dict(one), "b": dict(other)}
    for write in writes:
        if write.side:
            alone[write.side][write.field] = write.value
    merged(one, other, writes)
    back = undone(("a", one), ("b", other), writes)
    assert (back.one, back.other) == (alone["a"], alone["b"])
    assert back.asked == tuple(write for write in writes if not write.side)


@given(RECORDS, RECORDS, WRITES)
def test_what_was_written_last_is_shown(one: dict[str, str], other: dict[str, str], writes: list[Write]) -> None:
    shown = merged(one, other, writes)
    assert all(
        shown[write.field] == next(w.value for w in reversed(writes) if w.field == write.field) for write in writes
    )
    assert shown.keys() == one.keys() | other.keys() | {write.field for write in writes}


def test_only_a_decision_merges() -> None:
    assert may_merge(decided("same"))
    assert not may_merge(decided("not the same"))
    assert not may_merge(decided("needs more"))


def test_a_decision_needs_reasons_two_records_and_another_officer() -> None:
    with pytest.raises(NotADecision, match="Say why"):
        Decision("a", "b", "same", " ", "amal")
    with pytest.raises(NotADecision, match="one record"):
        Decision("a", "a", "same", "Because.", "amal")
    with pytest.raises(NotADecision, match="somebody else"):
        decided(by=frozenset({"amal"}))
    decided(by=frozenset({"amal", "tigist"}))


def test_a_write_on_a_third_record_is_refused() -> None:
    with pytest.raises(NotADecision, match="neither a nor b"):
        undone(("a", {}), ("b", {}), [Write("name", "x", "c")])


def test_the_likeliest_waits_first_and_what_needs_more_last() -> None:
    likely, less, more = Proposal("a", "b", 0.9, ()), Proposal("c", "d", 0.4, ()), Proposal("e", "f", 0.99, ())
    decisions = [Decision("e", "f", "needs more", "Ask the mother.", "amal")]
    assert queue([less, more, likely], decisions) == [likely, less, more]
    assert queue([likely], [decided("not the same")]) == []
