"""Each of the twelve promises, broken once in a procedure that keeps them all, and the story that shows it."""

from __future__ import annotations

from importlib.resources import files

import pytest

from safeconduct.procedures.bounds import fewest_days, worst_case
from safeconduct.procedures.checker import check
from safeconduct.procedures.library import Library
from safeconduct.procedures.loader import load_charter, load_text
from safeconduct.procedures.report import Finding, Report

WHOLE = (files("safeconduct") / "library" / "templates" / "procedure.yaml").read_text(encoding="utf-8")
CHARTER = load_charter()

CLAIMED = "{ends: refused, claimed by: authority, within: 1 days, if not confirmed: permit held}"


def report(*changes: tuple[str, str]) -> Report:
    text = WHOLE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return check(load_text(text), CHARTER)


def violated(*changes: tuple[str, str]) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = {}
    for finding in report(*changes).findings:
        if finding.status == "violated":
            found.setdefault(finding.promise, []).append(finding)
    return found


def test_the_whole_procedure_keeps_all_twelve() -> None:
    result = report()
    assert [p.status for p in result.promises] == ["proven"] * 12
    assert (result.lawful.days, result.lawful.with_calendar, result.enforced.days) == (90, 95, 90)
    assert result.lawful.by_party == (("authority", 90),)


@pytest.mark.parametrize(
    ("promise", "old", "new"),
    [
        (1, "at most: 100 days", "at most: 94 days"),
        (3, "grounds: {public policy: threat established}, ", ""),
        (3, "reasons: written, ", ""),
        (3, "before: court", "before: authority"),
        (3, "by: applicant\n    before", "by: police\n    before"),
        (7, ", or else: statement of the consulate", ""),
        (7, ", asked by: own promise", ""),
        (8, "kind: administrative", "kind: recruitment"),
        (8, ", never more than: 100 EUR", ""),
    ],
)
def test_a_break_is_found_under_its_own_number(promise: int, old: str, new: str) -> None:
    assert set(violated((old, new))) == {promise}


def test_a_number_that_only_counted_days_keep_is_told_so() -> None:
    (finding,) = violated(("at most: 100 days", "at most: 94 days"))[1]
    assert "counted days keep it, with weekends and holidays it can take 95" in str(finding.text)
    assert finding.story[-1].day == 90


def test_a_refusal_by_silence_owes_what_a_refusal_owes() -> None:
    (finding,) = violated(("{tacit approval: permit held}", CLAIMED))[3]
    assert "ends as refused, without: grounds, reasons, remedy" in str(finding.text)


def test_a_refusal_that_nobody_can_appeal_against_is_found() -> None:
    found = violated(("against: [refuse]", "against: [grant]"))
    assert "nobody can appeal against: refuse" in str(found[3][0].text)


def test_a_stage_with_no_limit_over_it_is_limbo() -> None:
    pause = (
        "      refuse: {",
        "      ask for a paper: {to: paper awaited, at most: 1 times, law: own promise}\n      refuse: {",
    )
    stage = (
        "  permit held: {outcome: granted}",
        "  paper awaited:\n    applicant may:\n      bring the paper: {to: examined, law: own promise}\n"
        "  permit held: {outcome: granted}",
    )
    ended = ("ends with: [service of grant", "ends with: [ask for a paper, service of grant")
    found = violated(pause, stage, ended)
    assert {1, 2} <= set(found)
    assert "wait in paper awaited and no time limit runs" in str(found[2][0].text)


def test_an_outcome_that_no_case_can_reach_is_told() -> None:
    never = ("after: [no threat]", "after: [no threat, threat established]")
    found = violated(
        never, ("{tacit approval: permit held}", "only late"), ("\n    if replaced: {to: permit held}", "")
    )
    assert any("no case can ever reach permit held" in str(f.text) for f in found[2])


ORDER = (
    "      grant:",
    """      order removal:
        grounds: {public policy: threat established}
        reasons: written
        decides: ordered
        to: ready
        law: own promise
      grant:""",
)
READY = (
    "  withdrawn: {",
    """  ready:
    authority may:
      remove: {to: removed, law: own promise}
    lasts at most: 30 days
    if nothing comes: {ends: withdrawn}
    law: own promise
  removed: {outcome: transferred}
  withdrawn: {""",
)
APPEALED = ("against: [refuse]", "against: [refuse, order removal]")
IRREVERSIBLE = (ORDER, READY, APPEALED)


def test_nothing_irreversible_without_its_safeguards() -> None:
    found = violated(*IRREVERSIBLE)
    told = " ".join(str(f.text) for f in found[5])
    assert "non-refoulement" in told
    assert "best interests of a child" in told  # the file knows no children, so the safeguard binds always


def test_a_removal_that_comes_on_no_day_needs_no_safeguard() -> None:
    """The wait would lead to the removal after 30 days, but a limit of two days ends it before."""
    waiting = (
        "  ready:",
        """  waiting:
    authority may:
      note: {to: waiting, at most: 1 time, law: own promise}
    lasts at most: 30 days
    if nothing comes: {ends: ready}
    law: own promise
  ready:""",
    )
    short = (
        "time limits:",
        """time limits:
  waiting:
    length: 2 days
    starts with: [reaching waiting]
    ends with: [reaching ready]
    answers for it: authority
    if nothing comes: {ends: withdrawn}
    law: own promise""",
    )
    ordered = (ORDER[0], ORDER[1].replace("to: ready", "to: waiting"))
    assert 5 in violated(ordered, READY, APPEALED, waiting)
    assert 5 not in violated(ordered, READY, APPEALED, waiting, short)


def test_nothing_irreversible_while_a_remedy_runs_beside() -> None:
    (finding,) = violated(*IRREVERSIBLE, ("suspensive: yes", "suspensive: no"))[4]
    assert finding.story
    assert 4 not in violated(*IRREVERSIBLE)


def test_a_decision_that_is_itself_irreversible_needs_a_suspensive_remedy() -> None:
    at_once = (ORDER[0], ORDER[1].replace("to: ready", "to: removed"))
    outcome = ("  withdrawn: {", "  removed: {outcome: transferred}\n  withdrawn: {")
    assert 4 in violated(at_once, outcome, APPEALED, ("suspensive: yes", "suspensive: no"))
    assert 4 not in violated(at_once, outcome, APPEALED)


CHECKED = (
    "opinions:",
    """opinions:
  refoulement check:
    asked with: [reaching examined]
    of: court
    answers: [no danger, danger]
    safeguard: non-refoulement
    good for: 6 months
    within: 20 days
    if nothing comes: danger
    law: own promise
  best interests:
    asked with: [reaching examined]
    of: court
    answers: [good for the child, bad for the child]
    safeguard: best interests of a child
    good for: 6 months
    within: 20 days
    if nothing comes: bad for the child
    law: own promise""",
)
GUARDED = ("      remove: {", "      remove: {after: [no danger, good for the child], ")
SHIELDED = (*IRREVERSIBLE, CHECKED, GUARDED)


def test_safeguards_asked_for_at_the_last_step_are_enough() -> None:
    assert 5 not in violated(*SHIELDED)


def test_a_safeguard_asked_for_too_early_can_be_too_old_that_day() -> None:
    early = (ORDER[0], ORDER[1].replace("grounds:", "after: [no danger, good for the child]\n        grounds:"))
    found = violated(early, READY, APPEALED, CHECKED)[5]
    assert all(f.story[-1].day >= 181 for f in found)


def test_silence_never_meets_a_safeguard() -> None:
    found = violated(*SHIELDED, ("if nothing comes: danger", "if nothing comes: no danger"))
    assert any("silence of refoulement check counts as the safeguard" in str(f.text) for f in found[5])


def test_a_finding_that_never_ages_is_no_safeguard() -> None:
    found = violated(
        *SHIELDED,
        (
            "    good for: 6 months\n    within: 20 days\n    if nothing comes: danger",
            "    within: 20 days\n    if nothing comes: danger",
        ),
    )
    assert any("stays good longer than the charter allows" in str(f.text) for f in found[5])


DATA = ("fees:", "data:\n  report: {given for: protection, by: applicant, held by: [court]}\nfees:")


def test_a_protected_datum_never_comes_to_who_enforces_even_by_detours() -> None:
    to_authority = ("      grant: {", "      grant: {sends: {report: authority}, ")
    assert 6 not in violated(DATA, to_authority)
    on_to_police = ("      refuse: {", "      refuse: {sends: {report: police}, ")
    assert 6 not in violated(DATA, on_to_police)  # the authority does not hold it
    court_sends = ("if annulled", "if annulled")
    assert 6 not in violated(DATA, court_sends)
    told = DATA[1].replace("[court]", "[court, authority]")
    assert set(violated((DATA[0], told), on_to_police)) == {6}
    consented = ("      refuse: {", "      refuse: {sends: {report: police}, with consent: report, ")
    assert 6 not in violated((DATA[0], told), consented)


def test_no_proof_is_asked_for_twice() -> None:
    again = (
        "      refuse: {",
        "      ask again: {needs: [travel document], to: examined, at most: 1 times, law: own promise}\n"
        "      refuse: {",
    )
    found = violated(again)
    assert set(found) >= {7}
    assert [line.text.values.get("step") is not None for line in found[7][0].story].count(True) >= 2


def test_a_rule_on_nationality_names_the_law_that_requires_it() -> None:
    rule = "circumstances:\n  national of X: {shown by: the register, in doubt: no, about: nationality}\nevidence:"
    use = ("      refuse: {", "      refuse: {unless: [national of X], ")
    assert 9 in violated(("evidence:", rule), use)
    required = rule.replace("about: nationality", "about: nationality, required by: own promise")
    assert 9 not in violated(("evidence:", required), use)


def test_a_duty_that_waits_for_a_late_body_cannot_be_kept() -> None:
    late = (
        "    within: 30 days\n    if nothing comes: no threat",
        "    within: 70 days\n    if nothing comes: left to national law",
    )
    found = violated(late, ("{tacit approval: permit held}", "only late"))
    assert set(found) == {11}
    in_time = (
        "    within: 30 days\n    if nothing comes: no threat",
        "    within: 60 days\n    if nothing comes: left to national law",
    )
    assert 11 not in violated(in_time, ("{tacit approval: permit held}", "only late"))


def test_nothing_comes_before_a_protected_time_has_run() -> None:
    protected = (
        "promises:",
        "promises:\n  peace: {from: examined, not before: 1 month, step: refuse, law: own promise}",
    )
    (finding,) = violated(protected)[12]
    assert "refuse can come 0 days after examined began" in str(finding.text)


def test_the_czech_hole_is_found_on_its_line_and_nowhere_else() -> None:
    procedure = Library.default().load("cz/employee-card")
    found = [f for f in check(procedure, CHARTER).findings if f.status == "violated" and f.promise != 10]
    assert [(f.promise, str(f.text)) for f in found] == [
        (3, "silence in appearance awaited ends as not lodged, without: service, remedy")
    ]
    assert found[0].place.file.endswith("cz/employee-card/2026-11-24/procedure.yaml")
    assert found[0].story


def test_bounds_can_be_asked_for_one_kind_of_case_and_one_stage() -> None:
    procedure = Library.default().load("eu/blue-card")
    whole = worst_case(procedure, CHARTER)
    quick = worst_case(procedure, CHARTER, circumstances=frozenset())
    assert whole.days is not None and quick.days is not None and quick.days < whole.days
    assert sum(days for _, days in whole.by_party) == whole.days
    assert sum(leg.days for leg in whole.legs) == whole.days


def test_the_protected_time_of_the_single_permit_is_three_months_at_its_shortest() -> None:
    procedure = Library.default().load("eu/single-permit")
    promise = next(p for p in procedure.promises.values() if p.not_before)
    days = fewest_days(procedure, CHARTER, promise.from_stage, promise.step, circumstances=frozenset())
    assert days is not None and days >= 89
