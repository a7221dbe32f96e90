"""Cases brought forward from paper files, and cases that go over to a new version of their procedure."""

from __future__ import annotations

import pytest

from safeconduct.procedures import run
from safeconduct.procedures.brought_forward import bring_forward
from safeconduct.procedures.migration import CannotMigrate, migrate
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.run import Case, Finding, Start
from tests.procedures.run.cases import Text, after, calendar, charter, day, ends, names, opened

STAGES = """
examined:
  office must:
    grant: {after: [no threat], to: granted, law: national}
    refuse: {grounds: {threat: threat established}, reasons: written, decides: refused, to: refused, law: national}
    ask: {to: papers awaited, at most: 2 times, law: national}
papers awaited:
  person may: {bring them: {to: examined, law: national}}
  lasts at most: 30 days
  if nothing comes: {goes on: examined}
  law: national
granted: {outcome: granted}
refused: {outcome: refused}
"""
OPINIONS = """
police check:
  asked with: [reaching examined]
  of: police
  answers: [no threat, threat established]
  within: 20 days
  if nothing comes: no threat
  good for: 3 months
  law: national
"""
LIMITS = """
decision:
  length: 60 days
  starts with: [reaching examined]
  ends with: [grant, refuse]
  suspended in: [papers awaited]
  answers for it: office
  if nothing comes: only late
  law: national
"""
APPEAL = """
appeal:
  is: appeal to a court
  against: [refuse]
  by: person
  before: court
  within: 14 days
  decided within: 30 days
  if the court is silent: only late
  suspensive: yes
  if annulled: {to: examined, at most: 1 time}
  if replaced: {to: granted}
  law: national
"""


def version(
    decision: str = "60 days", papers: str = "30 days", appeal: str = "14 days", stages: str = "", more: str = ""
) -> Procedure:
    """A version of the small procedure with these lengths."""
    text = (stages or STAGES).replace("30 days", papers)
    limits = LIMITS.replace("60 days", decision)
    remedies = APPEAL.replace("within: 14 days", f"within: {appeal}")
    return Text(text, limits, OPINIONS, remedies, version="2027-02-01", more=more).load()


def forward(procedure: Procedure, stage: str, *starts: Start, findings: tuple[Finding, ...] = ()) -> Case:
    """A case brought forward on 1 March 2027."""
    return bring_forward(
        procedure, charter(), calendar(procedure), day("2027-03-01"), {}, stage, findings=findings, starts=starts
    )


def between(limit: str, earliest: str, latest: str = "", member: str = "") -> Start:
    return Start(limit, day(earliest), day(latest or earliest), member)


# ---- brought forward ---------------------------------------------------------------------------------------------


def test_what_binds_an_authority_ends_at_the_earlier_end() -> None:
    """10 January + 60 days = 11 March; 20 January + 60 days = 21 March, a Sunday, so Monday."""
    case = forward(version(), "examined", between("decision", "2027-01-10", "2027-01-20"))
    (due,) = run.due(case)
    assert due.date == day("2027-03-11")
    assert due.between == (day("2027-03-11"), day("2027-03-22"))


def test_what_binds_the_person_ends_at_the_later_end() -> None:
    """10 February + 30 days = 12 March; 15 February + 30 days = 17 March."""
    case = forward(version(), "papers awaited", between("limit", "2027-02-10", "2027-02-15"))
    (due,) = run.due(case)
    assert due.date == day("2027-03-17")
    assert due.between == (day("2027-03-12"), day("2027-03-17"))
    assert run.pass_until(case, day("2027-03-17")).stage == "papers awaited"
    assert run.pass_until(case, day("2027-03-18")).stage == "examined"


def test_both_shadows_stand_still_together() -> None:
    case = forward(version(), "examined", between("decision", "2027-01-10", "2027-01-20"))
    case = after(case, ("2027-03-02", "office", "does", "ask"), ("2027-03-09", "person", "does", "bring them"))
    decision = next(d for d in run.due(case) if d.limit == "decision")
    assert decision.between == (day("2027-03-18"), day("2027-03-30")), "+ 7 days each; 28 March is Easter Sunday"


def test_known_findings_hold_and_grow_old_from_their_day() -> None:
    known = (Finding("no threat", "", day("2026-12-15")),)
    case = forward(version(), "examined", between("decision", "2027-02-01"), findings=known)
    assert "grant" in names(case, "2027-03-15")
    assert "grant" not in names(case, "2027-03-16")


def test_an_opinion_that_is_out_and_a_decision_on_its_way() -> None:
    case = forward(version(), "examined", between("police check", "2027-02-20"))
    assert "threat established" in names(case, "2027-03-02", "police")
    sent = forward(version(), "service of refuse", between("post", "2027-02-25"))
    assert ends(sent) == {"limit": day("2027-03-04")}
    assert run.pass_until(sent, day("2027-03-05")).stage == "time for appeal against refuse"


def test_an_answer_replaces_what_was_answered_before() -> None:
    known = (Finding("no threat", "", day("2027-02-20")),)
    starts = (between("police check", "2027-02-20"), between("decision", "2027-02-01"))
    case = forward(version(), "examined", *starts, findings=known)
    case = after(case, ("2027-03-02", "police", "answers", "threat established"))
    assert [f.name for f in case.findings] == ["threat established"]
    assert "no threat" not in ends(case)


@pytest.mark.parametrize("stage", ["time for appeal against refuse", "appeal against refuse"])
def test_any_hidden_stage_can_be_entered(stage: str) -> None:
    case = forward(version(), stage, between("limit", "2027-02-25"))
    assert case.stage == stage


def test_a_limit_that_has_already_ended_takes_effect_on_the_day_of_entry() -> None:
    case = forward(version(), "papers awaited", between("limit", "2027-01-04"))
    passed = run.pass_until(case, day("2027-03-02"))
    assert (passed.stage, passed.history[-1].on) == ("examined", day("2027-03-01"))
    assert after(passed, ("2027-03-01", "office", "does", "ask")).stage == "papers awaited"


def test_a_brought_forward_case_is_replayed_from_its_opening() -> None:
    procedure = version()
    case = forward(procedure, "examined", between("decision", "2027-01-10", "2027-01-20"))
    case = after(case, ("2027-03-02", "office", "does", "ask"), ("2027-03-09", "person", "does", "bring them"))
    assert run.replay(procedure, charter(), calendar(procedure), case.opening, case.acts) == case


@pytest.mark.parametrize(
    ("stage", "starts", "findings", "message"),
    [
        ("nowhere", (), (), "has no stage 'nowhere'. Its stages: examined"),
        ("papers awaited", (), (), "Say when the limit of 'papers awaited' began"),
        ("examined", (between("validity", "2027-01-01"),), (), "no limit 'validity' that can run in 'examined'"),
        ("examined", (), (Finding("guilt", "", day("2027-01-01")),), "no finding 'guilt'. It has: no threat"),
    ],
)
def test_what_cannot_be_brought_forward(
    stage: str, starts: tuple[Start, ...], findings: tuple[Finding, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        forward(version(), stage, *starts, findings=findings)


# ---- migration ---------------------------------------------------------------------------------------------------


def running(on: str = "2027-01-15") -> Case:
    """Filed on 15 January: 60 days end on 16 March, 45 days on 1 March."""
    return opened(version(), on)


def test_a_shorter_limit_of_an_authority_gives_the_earlier_day() -> None:
    moved = migrate(running(), version("45 days"), day("2027-02-10"))
    assert ends(running())["decision"] == day("2027-03-16")
    assert ends(moved.case)["decision"] == day("2027-03-01")
    (note,) = moved.notes
    assert (note.kind, note.before, note.after) == ("took the new day", day("2027-03-16"), day("2027-03-01"))


def test_a_longer_limit_of_an_authority_changes_nothing() -> None:
    case = run.pass_until(running(), day("2027-02-10"))
    moved = migrate(case, version("90 days"), day("2027-02-10"))
    assert ends(moved.case) == ends(case)
    assert [n.kind for n in moved.notes] == ["kept the earlier day"]


@pytest.mark.parametrize(("papers", "last"), [("20 days", "2027-02-22"), ("40 days", "2027-03-03")])
def test_a_limit_of_the_person_keeps_the_later_day(papers: str, last: str) -> None:
    """22 January + 30 days = 21 February, a Sunday, so Monday; + 40 days = 3 March."""
    case = after(running(), ("2027-01-22", "office", "does", "ask"))
    moved = migrate(case, version(papers=papers), day("2027-02-01"))
    assert ends(moved.case)["limit"] == day(last)


def test_what_stood_still_goes_on_standing_still_and_keeps_its_days() -> None:
    case = after(running(), ("2027-01-22", "office", "does", "ask"))
    moved = migrate(case, version("45 days"), day("2027-02-01")).case
    back = after(moved, ("2027-02-05", "person", "does", "bring them"))
    assert ends(back)["decision"] == day("2027-03-15"), "1 March + 14 days"


def test_stages_and_limits_are_found_by_their_old_name() -> None:
    stages = STAGES.replace("examined", "under examination")
    limits = LIMITS.replace("examined", "under examination").replace("decision:", "time to decide:")
    opinions = OPINIONS.replace("examined", "under examination")
    remedies = APPEAL.replace("examined", "under examination")
    was = "was: {under examination: examined, time to decide: decision}\n"
    new = Text(stages, limits, opinions, remedies, version="2027-02-01", more=was, starts_in="under examination").load()
    moved = migrate(running(), new, day("2027-01-20"))
    assert moved.case.stage == "under examination"
    assert ends(moved.case)["time to decide"] == day("2027-03-16")
    assert moved.notes == ()


def test_a_stage_that_is_gone_stops_the_migration() -> None:
    case = after(running(), ("2027-01-22", "office", "does", "ask"))
    stages = STAGES.replace("papers awaited", "waiting for papers")
    limits = LIMITS.replace("papers awaited", "waiting for papers")
    new = Text(stages, limits, OPINIONS, APPEAL, version="2027-02-01").load()
    with pytest.raises(CannotMigrate, match=r"stands in 'papers awaited'.*was: \{NEW NAME: papers awaited\}"):
        migrate(case, new, day("2027-02-01"))


def test_unknown_findings_and_limits_are_told() -> None:
    case = after(running(), ("2027-01-20", "police", "answers", "no threat"))
    stages = STAGES.replace("no threat", "harmless").replace("threat established", "harm established")
    opinions = OPINIONS.replace("no threat", "harmless").replace("threat established", "harm established")
    limits = LIMITS.replace("decision:", "time to decide:")
    new = Text(stages, limits, opinions, APPEAL, version="2027-02-01").load()
    moved = migrate(case, new, day("2027-02-01"))
    assert [(n.kind, n.name) for n in moved.notes] == [
        ("unknown finding", "no threat"),
        ("unknown limit", "decision"),
    ]
    assert not moved.case.findings


def test_hidden_stages_move_too() -> None:
    case = after(
        running(),
        ("2027-01-20", "police", "answers", "threat established"),
        ("2027-01-25", "office", "sends", "refuse"),
        ("2027-01-27", "", "serves", "refuse"),
    )
    moved = migrate(case, version(appeal="30 days"), day("2027-02-01"))
    assert moved.case.stage == "time for appeal against refuse"
    assert ends(moved.case)["limit"] == day("2027-02-26"), "27 January + 30 days: the later day is the person's"


def test_a_migration_is_not_back_dated() -> None:
    case = after(running(), ("2027-01-22", "office", "does", "ask"))
    with pytest.raises(run.BackDated):
        migrate(case, version("45 days"), day("2027-01-21"))


def test_the_history_goes_on() -> None:
    moved = migrate(running(), version("45 days"), day("2027-02-10")).case
    assert moved.history[-1].kind == "migrated"
    assert moved.identity == "test/small@2027-02-01"
    granted = after(moved, ("2027-02-11", "office", "does", "grant"))
    assert granted.outcome == "granted", "the silence of the police took effect before"
