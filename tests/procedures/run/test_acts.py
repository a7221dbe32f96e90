"""What is offered, what is refused and why, and what an act does."""

from __future__ import annotations

import pytest

from safeconduct.procedures import run
from safeconduct.procedures.model import Procedure
from tests.procedures.run.cases import Text, after, an_act, day, ends, names, opened

GROUNDS = """
examined:
  office must:
    grant: {after: [no threat], to: granted, law: national}
    refuse: {grounds: {threat: threat established}, reasons: written, decides: refused, to: refused, law: national}
  office may:
    find fault: {finds: fault, good for: 10 days, law: national}
    drop it: {after: [fault], to: closed, law: national}
granted: {outcome: granted}
refused: {outcome: refused}
closed: {outcome: closed}
"""
POLICE = """
police check:
  asked with: [reaching examined]
  of: police
  answers: [no threat, threat established]
  within: 10 days
  if nothing comes: no threat
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


def grounds(suspensive: str = "yes", opinions: str = POLICE) -> Procedure:
    remedies = APPEAL.replace("suspensive: yes", f"suspensive: {suspensive}")
    return Text(GROUNDS, opinions=opinions, remedies=remedies).load()


@pytest.fixture(scope="module")
def small() -> Procedure:
    return grounds()


def test_an_act_dated_before_the_last_one_is_refused(small: Procedure) -> None:
    case = after(opened(small, "2027-03-01"), ("2027-03-05", "office", "does", "find fault"))
    with pytest.raises(run.BackDated, match="already goes up to 2027-03-05"):
        after(case, ("2027-03-04", "police", "answers", "no threat"))
    with pytest.raises(run.BackDated):
        run.offered(case, day("2027-03-04"))
    assert after(case, ("2027-03-05", "police", "answers", "no threat")).holds("no threat")


def test_an_act_on_the_day_at_whose_end_a_silence_took_effect_is_refused(small: Procedure) -> None:
    case = run.pass_until(opened(small, "2027-03-01"), day("2027-03-12"))
    assert case.holds("no threat")
    with pytest.raises(run.BackDated):
        after(case, ("2027-03-11", "police", "answers", "threat established"))


def test_nothing_happens_before_filing(small: Procedure) -> None:
    with pytest.raises(run.BackDated):
        after(opened(small, "2027-03-01"), ("2027-02-28", "office", "does", "find fault"))


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (("2027-03-02", "office", "does", "grant"), "must wait until this is established: no threat"),
        (("2027-03-02", "office", "does", "refuse"), "No ground for 'refuse' is established. Its grounds: threat"),
        (("2027-03-02", "person", "does", "find fault"), "is for office to do, not for 'person'"),
        (("2027-03-02", "office", "does", "dance"), "has no step 'dance'"),
        (("2027-03-02", "person", "files", "appeal"), "stands in 'examined', where nobody files 'appeal'"),
        (("2027-03-02", "police", "answers", "perhaps"), "where nobody answers 'perhaps'"),
        (("2027-03-02", "office", "does", "find fault", "child 1"), "concerns the whole case, not child 1 alone"),
    ],
)
def test_a_refusal_says_why_and_what_is_offered(small: Procedure, act: tuple[str, ...], reason: str) -> None:
    with pytest.raises(run.NotOffered, match=reason) as refusal:
        run.apply(opened(small, "2027-03-01"), an_act(*act))
    assert "find fault" in [o.what for o in refusal.value.offered]
    assert "Offered instead: office does find fault" in str(refusal.value)


def test_a_closed_case_is_closed(small: Procedure) -> None:
    case = after(
        opened(small, "2027-03-01"),
        ("2027-03-02", "police", "answers", "no threat"),
        ("2027-03-03", "office", "does", "grant"),
    )
    assert case.closed
    assert names(case, "2027-03-04") == []
    with pytest.raises(run.NotOffered, match="The case is closed: it ended in 'granted'"):
        after(case, ("2027-03-04", "office", "does", "find fault"))


def test_a_finding_grows_old(small: Procedure) -> None:
    """2 March + 10 days = 12 March: it holds on that day and no longer on the next."""
    case = after(opened(small, "2027-03-01"), ("2027-03-02", "office", "does", "find fault"))
    assert "drop it" in names(case, "2027-03-12", "office")
    assert "drop it" not in names(case, "2027-03-13", "office")


def test_an_age_does_not_wait_for_a_working_day(small: Procedure) -> None:
    """3 March + 10 days = 13 March, a Saturday: what expires does so that day (Regulation 1182/71 Art. 4(3))."""
    case = after(opened(small, "2027-03-01"), ("2027-03-03", "office", "does", "find fault"))
    assert ends(case)["fault"] == day("2027-03-13")
    assert "drop it" in names(case, "2027-03-13", "office")
    assert "drop it" not in names(case, "2027-03-14", "office")


def test_a_finding_made_again_holds_from_that_day(small: Procedure) -> None:
    case = after(
        opened(small, "2027-03-01"),
        ("2027-03-02", "office", "does", "find fault"),
        ("2027-03-08", "office", "does", "find fault"),
    )
    assert ends(case)["fault"] == day("2027-03-18")


def test_a_decision_closes_the_questions(small: Procedure) -> None:
    case = after(
        opened(small, "2027-03-01"),
        ("2027-03-02", "office", "does", "find fault"),
        ("2027-03-02", "police", "answers", "threat established"),
        ("2027-03-03", "office", "does", "refuse"),
    )
    assert [f.name for f in case.findings] == ["fault"], "what is good for a time lives its time"
    assert not case.out


def test_after_an_annulment_the_questions_are_asked_anew(small: Procedure) -> None:
    case = after(
        opened(small, "2027-03-01"),
        ("2027-03-02", "police", "answers", "threat established"),
        ("2027-03-03", "office", "sends", "refuse"),
        ("2027-03-05", "", "serves", "refuse"),
        ("2027-03-08", "person", "files", "appeal"),
        ("2027-03-15", "court", "annuls", "appeal"),
    )
    assert case.stage == "examined"
    assert ends(case) == {"police check": day("2027-03-25")}


def test_the_time_for_an_appeal_ends_where_the_refusal_leads(small: Procedure) -> None:
    case = after(
        opened(small, "2027-03-01"),
        ("2027-03-02", "police", "answers", "threat established"),
        ("2027-03-03", "office", "sends", "refuse"),
        ("2027-03-05", "", "serves", "refuse"),
    )
    assert case.stage == "time for appeal against refuse"
    ended = run.pass_until(case, day("2027-03-20"))
    assert (ended.stage, ended.closed) == ("refused", True)


def test_upheld_and_replaced(small: Procedure) -> None:
    appealed = after(
        opened(small, "2027-03-01"),
        ("2027-03-02", "police", "answers", "threat established"),
        ("2027-03-03", "office", "sends", "refuse"),
        ("2027-03-05", "", "serves", "refuse"),
        ("2027-03-08", "helper", "files", "appeal"),
    )
    assert after(appealed, ("2027-03-20", "court", "upholds", "appeal")).stage == "refused"
    assert after(appealed, ("2027-03-20", "court", "replaces", "appeal")).stage == "granted"
    silent = run.pass_until(appealed, day("2027-06-01"))
    assert silent.stage == "appeal against refuse", "a court that is late may still decide"
    assert [e.kind for e in silent.history][-1] == "late"


def test_a_remedy_that_does_not_suspend_runs_beside_an_outcome() -> None:
    case = after(
        opened(grounds("no"), "2027-03-01"),
        ("2027-03-02", "police", "answers", "threat established"),
        ("2027-03-03", "office", "sends", "refuse"),
        ("2027-03-05", "", "serves", "refuse"),
    )
    assert (case.stage, case.outcome, case.closed) == ("refused", "refused", False)
    assert ends(case) == {"time for appeal against refuse": day("2027-03-19")}
    assert run.pass_until(case, day("2027-03-20")).closed
    filed = after(case, ("2027-03-19", "person", "files", "appeal"))
    assert (filed.stage, filed.closed) == ("refused", False)
    annulled = after(filed, ("2027-04-01", "court", "annuls", "appeal"))
    assert (annulled.stage, annulled.outcome) == ("examined", "")
    assert after(filed, ("2027-04-01", "court", "upholds", "appeal")).closed


def test_silence_of_an_opinion_is_the_answer_that_the_file_names(small: Procedure) -> None:
    case = run.pass_until(opened(small, "2027-03-01"), day("2027-03-12"))
    assert [(f.name, f.since) for f in case.findings] == [("no threat", day("2027-03-11"))]


def test_an_opinion_left_open_may_be_answered_late() -> None:
    open_silence = POLICE.replace("if nothing comes: no threat", "if nothing comes: left to national law")
    case = run.pass_until(opened(grounds(opinions=open_silence), "2027-03-01"), day("2027-03-31"))
    assert not case.findings
    answered = after(case, ("2027-03-31", "police", "answers", "threat established"))
    assert answered.holds("threat established")
    assert [(late.limit, late.days, late.answers_for_it) for late in answered.late] == [("police check", 20, "police")]


def test_circumstances_that_the_procedure_does_not_know_are_refused(small: Procedure) -> None:
    with pytest.raises(ValueError, match="knows no circumstance 'rich'"):
        opened(small, "2027-03-01", rich=True)
