"""Tampering, each kind at the first, a middle and the last entry, and also with all later hashes made anew."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.journal.checkpoint import Checkpoint
from safeconduct.journal.entry import Entry, decode
from safeconduct.journal.naming import CASE, Finding, Row
from safeconduct.journal.tree import BLOCK, Edge
from safeconduct.journal.verify import Walk, contradiction, verify
from tests.journal.making import ACT, Journal, checkpoint_of, edge_of, journal_of, receipt_of, row_of

COUNT = 30
GOOD = journal_of(COUNT)
SEALS = [checkpoint_of(GOOD, size) for size in (10, 20, COUNT)]
EDGE = edge_of(GOOD)
FIRST, MIDDLE, LAST = 0, 14, COUNT - 1
PLACES = [FIRST, MIDDLE, LAST]
OTHER = msgspec.structs.replace(ACT, verb="withdraw")


def found(journal: Journal, seals: list[Checkpoint] | None = None, held: Edge | None = EDGE) -> list[Finding]:
    return list(verify(journal, SEALS if seals is None else seals, held))


def kinds(findings: list[Finding]) -> set[tuple[str, int]]:
    return {(finding.kind, finding.position) for finding in findings}


def tampered(position: int, row: Row | None) -> Journal:
    rows: list[Row] = [*GOOD.stored[:position], *([row] if row else []), *GOOD.stored[position + 1 :]]
    return Journal(rows)


def forged(position: int, **changes: object) -> Row:
    entry = decode(GOOD.stored[position].data)
    return row_of(position, entry._replace(**changes))  # type: ignore[arg-type]


def recomputed(journal: Journal) -> Journal:
    """Chain all entries anew in their order, as somebody would who owns the database."""
    heads: dict[bytes, tuple[bytes, int]] = {}
    rows: list[Row] = []
    for position, row in enumerate(journal.stored):
        case = row.place[CASE]
        previous, number = heads.get(case, (bytes(32), 0))
        entry = decode(row.data)
        rows.append(row_of(position, Entry(previous, case, number + 1, entry.written, entry.act)))
        heads[case] = rows[-1].link, number + 1
    return Journal(rows)


@pytest.mark.parametrize("count", [0, 1, 30, BLOCK - 1, BLOCK, BLOCK + 1])
def test_a_sound_journal_is_found_sound(count: int) -> None:
    journal = journal_of(count, cases=7)
    sizes = {size for size in (count // 3, count) if size}
    assert found(journal, [checkpoint_of(journal, size) for size in sizes], edge_of(journal)) == []


@pytest.mark.parametrize("position", PLACES)
def test_changed_bytes_are_found(position: int) -> None:
    row = GOOD.stored[position]._replace(data=forged(position, act=OTHER).data)
    assert kinds(found(tampered(position, row))) == {("changed", position)}


@pytest.mark.parametrize("position", PLACES)
def test_bytes_that_are_no_entry_are_found(position: int) -> None:
    row = GOOD.stored[position]._replace(data=b"nothing")
    assert ("changed", position) in kinds(found(tampered(position, row)))


@pytest.mark.parametrize("position", [FIRST, MIDDLE])
def test_a_changed_entry_with_its_own_hash_made_anew_is_found_by_the_next(position: int) -> None:
    assert kinds(found(tampered(position, forged(position, act=OTHER)))) == {("changed", position)}


def test_the_last_entry_changed_with_its_hash_is_found_by_the_tree() -> None:
    journal = tampered(LAST, forged(LAST, act=OTHER))
    assert kinds(found(journal, [])) == {("rewritten", 0)}
    assert kinds(found(journal)) == {("rewritten", 20)}


@pytest.mark.parametrize("position", PLACES)
def test_an_entry_that_was_moved_to_another_case_is_found(position: int) -> None:
    row = GOOD.stored[position]
    other = bytes(15) + b"\x63" + row.place[16:]
    assert ("changed", position) in kinds(found(tampered(position, row._replace(place=other))))


@pytest.mark.parametrize("position", [FIRST, MIDDLE])
def test_a_dropped_entry_is_found(position: int) -> None:
    assert ("dropped", position) in kinds(found(tampered(position, None)))


def test_a_dropped_last_entry_is_found() -> None:
    assert kinds(found(tampered(LAST, None))) == {("rolled back", LAST)}
    assert kinds(found(tampered(LAST, None), [])) == {("dropped", LAST)}


@pytest.mark.parametrize("position", [FIRST, MIDDLE])
def test_a_dropped_entry_is_found_where_the_gap_was_closed(position: int) -> None:
    rows = [row._replace(position=place) for place, row in enumerate(tampered(position, None).stored)]
    assert "dropped" in {finding.kind for finding in found(Journal(rows), [], None)}


@pytest.mark.parametrize("position", [FIRST, MIDDLE, LAST - 3])
def test_reordered_entries_of_a_case_are_found(position: int) -> None:
    rows = list(GOOD.stored)
    one, other = rows[position], rows[position + 3]
    rows[position], rows[position + 3] = other._replace(position=position), one._replace(position=position + 3)
    assert ("reordered", position) in kinds(found(Journal(rows)))


@pytest.mark.parametrize("position", [FIRST, MIDDLE, LAST - 1])
def test_reordered_entries_of_two_cases_are_found_by_a_checkpoint(position: int) -> None:
    rows = list(GOOD.stored)
    one, other = rows[position], rows[position + 1]
    rows[position], rows[position + 1] = other._replace(position=position), one._replace(position=position + 1)
    good = max(size for size in (0, 10, 20) if size <= position)
    assert kinds(found(Journal(rows))) == {("rewritten", good)}


@pytest.mark.parametrize("position", [FIRST, MIDDLE])
def test_an_inserted_entry_is_found(position: int) -> None:
    before = GOOD.stored[position]
    entry = decode(before.data)
    stranger = row_of(position + 1, Entry(before.link, entry.case, 99, entry.written, OTHER))
    after = [row._replace(position=row.position + 1) for row in GOOD.stored[position + 1 :]]
    journal = Journal([*GOOD.stored[: position + 1], stranger, *after])
    assert ("inserted", position + 1) in kinds(found(journal))


def test_an_entry_inserted_at_the_end_is_found_by_the_tree() -> None:
    before = GOOD.stored[LAST]
    entry = decode(before.data)
    stranger = row_of(COUNT, Entry(before.link, entry.case, entry.number + 1, entry.written, OTHER))
    assert kinds(found(Journal([*GOOD.stored, stranger]))) == {("rewritten", COUNT)}


def test_a_back_dated_entry_is_found() -> None:
    entry = decode(GOOD.stored[LAST].data)
    row = row_of(LAST, entry._replace(written=entry.written - timedelta(days=3)))
    journal = tampered(LAST, row)
    assert kinds(found(journal, SEALS[:2], edge_of(journal))) == {("back-dated", LAST)}


def test_an_entry_that_is_older_than_the_checkpoint_before_it_is_back_dated() -> None:
    late = SEALS[1]._replace(time=decode(GOOD.stored[LAST].data).written + timedelta(minutes=5))
    assert ("back-dated", 20) in kinds(found(GOOD, [late]))


def test_writers_at_work_at_the_same_time_are_no_fault() -> None:
    rows = list(GOOD.stored)
    entry = decode(rows[LAST].data)
    rows[LAST] = row_of(LAST, entry._replace(written=entry.written - timedelta(seconds=50)))
    assert found(Journal(rows), [], edge_of(Journal(rows))) == []


@pytest.mark.parametrize("position", PLACES)
def test_what_was_rewritten_with_all_later_hashes_shows_in_checkpoint_and_acknowledgement(position: int) -> None:
    journal = recomputed(tampered(position, forged(position, act=OTHER)))
    assert found(journal, [], edge_of(journal)) == [], "nothing in the database itself can show it"
    good = max(size for size in (0, 10, 20) if size <= position)
    assert kinds(found(journal, SEALS, edge_of(journal))) == {("rewritten", good)}
    shown = contradiction(receipt_of(GOOD, position, COUNT), journal, COUNT)
    assert shown is not None
    assert (shown.kind, shown.position) == ("changed", position)


@pytest.mark.parametrize("position", PLACES)
def test_what_was_dropped_with_all_later_hashes_made_anew_shows_in_a_checkpoint(position: int) -> None:
    journal = recomputed(tampered(position, None))
    assert found(journal, [], edge_of(journal)) == []
    assert {finding.kind for finding in found(journal, SEALS, edge_of(journal))} <= {"rewritten", "rolled back"}
    assert found(journal, SEALS, edge_of(journal)) != []
    assert contradiction(receipt_of(GOOD, position, COUNT), journal, COUNT) is not None


def test_a_database_that_was_rolled_back_is_found_by_a_checkpoint_kept_elsewhere() -> None:
    journal = Journal(GOOD.stored[:20])
    assert found(journal, SEALS[:2], edge_of(journal)) == []
    assert kinds(found(journal, SEALS, edge_of(journal))) == {("rolled back", 20)}
    shown = contradiction(receipt_of(GOOD, 3, COUNT), journal, COUNT)
    assert shown is not None
    assert shown.kind == "rolled back"


def test_an_acknowledgement_agrees_with_the_journal_it_came_from() -> None:
    assert contradiction(receipt_of(GOOD, MIDDLE, 20), GOOD, 20) is None
    missing = contradiction(receipt_of(GOOD, MIDDLE, 20), tampered(MIDDLE, None), 20)
    assert missing is not None
    assert missing.kind == "dropped"
    row = GOOD.stored[MIDDLE]._replace(data=forged(MIDDLE, act=OTHER).data)
    changed = contradiction(receipt_of(GOOD, MIDDLE, 20), tampered(MIDDLE, row), 20)
    assert changed is not None
    assert changed.kind == "changed"


def test_a_walk_goes_on_from_where_the_last_one_ended() -> None:
    heads = {row.place[CASE]: row.link for row in GOOD.stored[:20]}
    walk = Walk(edge_of(GOOD, 20), heads, sealed=edge_of(GOOD, 20))
    assert list(verify(GOOD, SEALS, EDGE, walk)) == []
    walk = Walk(edge_of(GOOD, 20), dict(heads), sealed=edge_of(GOOD, 20))
    journal = tampered(25, GOOD.stored[25]._replace(data=forged(25, act=OTHER).data))
    assert kinds(list(verify(journal, SEALS, EDGE, walk))) == {("changed", 25)}


@settings(max_examples=60)
@given(st.integers(0, COUNT - 1), st.data())
def test_no_bit_of_an_entry_may_flip(position: int, data: st.DataObject) -> None:
    row = GOOD.stored[position]
    bit = data.draw(st.integers(0, 8 * len(row.data) - 1))
    changed = bytearray(row.data)
    changed[bit // 8] ^= 1 << bit % 8
    findings = found(tampered(position, row._replace(data=bytes(changed))))
    assert ("changed", position) in kinds(findings)


def test_each_finding_says_in_words_what_was_seen() -> None:
    for finding in found(tampered(MIDDLE, None)):
        assert len(finding.what) > 20
