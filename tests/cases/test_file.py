"""The file of a case is what replaying its entries gives, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec import structs

from safeconduct.cases.file import Erased, NotTheSame, extended, opened_of, read
from safeconduct.cases.recording import Told
from safeconduct.cases.said import Said
from safeconduct.cases.standing import row_of
from safeconduct.cases.verbs import PARTS
from safeconduct.procedures import run
from safeconduct.procedures.state import Act
from tests.cases.making import CASE, OFFICER, file_of, law, lines_of, played, told_of

LAW = law()
JOURNEY = [
    Act(date(2027, 1, 12), "permit authority", "does", "wait for the applicant"),
    Act(date(2027, 1, 13), "worker", "does", "appear in person"),
    Act(date(2027, 1, 18), "permit authority", "sends", "ask for what is missing"),
    Act(date(2027, 1, 20), "", "serves", "ask for what is missing"),
    Act(date(2027, 2, 3), "worker", "does", "bring the papers"),
    Act(date(2027, 2, 5), "permit authority", "does", "confirm the file is complete"),
    Act(date(2027, 2, 22), "police", "answers", "no threat"),
    Act(date(2027, 3, 1), "labour office", "answers", "local candidate found"),
    Act(date(2027, 3, 25), "permit authority", "sends", "refuse"),
    Act(date(2027, 4, 20), "worker", "files", "appeal"),
]


def test_the_czech_journey_is_due_on_30_march_with_its_sum() -> None:
    case = played(LAW, date(2027, 1, 11), {"filed in person": False}, JOURNEY[:5])
    row = row_of(file_of(case, LAW).case)
    assert (row.decision_due, row.still, row.holder) == (date(2027, 3, 30), False, "permit authority")


def test_a_file_replays_to_the_case_that_its_acts_made() -> None:
    case = played(LAW, date(2027, 1, 11), {"filed in person": False}, JOURNEY)
    assert file_of(case, LAW).case == case


def test_silence_that_the_worker_wrote_is_replayed_once() -> None:
    case = played(LAW, date(2027, 1, 11), {"filed in person": False}, JOURNEY[:1])
    passed = run.pass_until(case, date(2027, 2, 20))
    assert [e.kind for e in passed.history].count("silence") == 3
    assert file_of(passed, LAW).case == passed


@pytest.mark.parametrize("number", [2, 4, 8])
def test_a_silence_that_the_law_does_not_know_is_found(number: int) -> None:
    case = run.pass_until(played(LAW, date(2027, 1, 11), {"filed in person": False}, JOURNEY), date(2027, 8, 1))
    lines = lines_of(told_of(case, LAW), LAW)
    invented = lines[number]._replace(verb="silence", what="decision", role="the law")
    with pytest.raises(NotTheSame, match=f"Entry {invented.number} "):
        read(CASE, [*lines[:number], invented, *lines[number:]], lambda *_: LAW)


def test_a_file_whose_key_was_destroyed_is_erased() -> None:
    lines = lines_of(told_of(played(LAW, date(2027, 1, 11), {}, []), LAW), LAW)
    with pytest.raises(Erased):
        read(CASE, [lines[0]._replace(said=None)], lambda *_: LAW)


FAMILY = law("eu/family-reunification", "DE")
SAID = {"refugee sponsor": False, "spouse applies": True}
HEARD = [
    Act(date(2027, 1, 20), "permit authority", "does", "confirm the file is complete"),
    Act(date(2027, 2, 10), "mission abroad", "answers", "tie confirmed", "child 1"),
    Act(date(2027, 2, 24), "mission abroad", "answers", "tie doubted", "child 2"),
    Act(date(2027, 3, 1), "permit authority", "does", "accept the tie of one child", "child 1"),
    Act(date(2027, 3, 2), "permit authority", "sends", "invite the sponsor to be heard"),
    Act(date(2027, 3, 5), "", "serves", "invite the sponsor to be heard"),
    Act(date(2027, 3, 22), "sponsor", "does", "answer the doubts"),
]


def test_those_who_stay_behind_go_on_as_a_case_of_their_own() -> None:
    begun = run.open_case(FAMILY.procedure, FAMILY.charter, FAMILY.calendar, date(2027, 1, 11), SAID, {"child": 2})
    heard = run.replay(FAMILY.procedure, FAMILY.charter, FAMILY.calendar, begun.opening, HEARD)
    refusal = Act(date(2027, 4, 20), "permit authority", "does", "refuse one child", "child 2")
    one = run.apply(heard, refusal)
    assert one.split_off is not None
    origin = file_of(heard, FAMILY)
    opened = structs.replace(opened_of(heard.opening, FAMILY), origin=CASE.hex(), origin_entries=origin.version)
    first = Told(
        OFFICER,
        "permit authority",
        PARTS,
        "refuse one child",
        "child 2",
        "the others",
        "2027-04-20",
        Said(opened=opened),
    )
    others = read(bytes(16), lines_of([first], FAMILY), lambda *_: FAMILY, origin)
    assert others.case == one.split_off
    assert (others.version, others.inherited, len(others.lines)) == (1, origin.version, origin.version + 1)
    granted = Told(OFFICER, "permit authority", "does", "grant the family after hearing", "", "", "2027-04-21")
    after = extended(others, lines_of([granted], FAMILY, 2), lambda *_: FAMILY)
    assert (after.case.stage, after.version) == ("service of grant the family after hearing", 2)
