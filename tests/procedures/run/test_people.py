"""Several people in one case: findings for each, steps for one, and cases that part."""

from __future__ import annotations

import pytest

from safeconduct.procedures import run
from safeconduct.procedures.guards import is_waived
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.run import Act, Case
from tests.procedures.run.cases import after, calendar, charter, day, ends, names, opened, sample

OFFICE, BODY, LAB = "permit authority", "child protection body", "laboratory"
TIE, NO_TIE = "tie shown", "tie not shown"
GOOD, BAD = "in the child's best interests", "against the child's best interests"


@pytest.fixture(scope="module")
def family() -> Procedure:
    return sample("eu/family-reunification")


@pytest.fixture
def siblings(family: Procedure) -> Case:
    """Two children; of the second no tie is shown."""
    return after(
        opened(family, "2027-01-04", people={"child": 2}),
        ("2027-01-11", LAB, "answers", TIE, "child 1"),
        ("2027-01-11", LAB, "answers", NO_TIE, "child 2"),
        ("2027-01-12", BODY, "answers", GOOD, "child 1"),
        ("2027-01-12", BODY, "answers", GOOD, "child 2"),
    )


@pytest.fixture
def parted(siblings: Case) -> Case:
    return after(siblings, ("2027-02-01", OFFICE, "does", "refuse one child", "child 2"))


def test_an_opinion_is_asked_for_each_child(family: Procedure) -> None:
    case = opened(family, "2027-01-04", people={"child": 2})
    assert [m for name, m in case.out if name == "tie"] == ["child 1", "child 2"]
    assert "tie of child 2" in ends(case)


def test_a_step_for_one_is_offered_for_the_one_with_a_ground(siblings: Case) -> None:
    assert "refuse one child (child 2)" in names(siblings, "2027-02-01", OFFICE)
    assert "refuse one child (child 1)" not in names(siblings, "2027-02-01", OFFICE)
    assert "grant the family" not in names(siblings, "2027-02-01", OFFICE), "each child needs a tie"


def test_the_one_goes_and_the_others_stay(siblings: Case, parted: Case) -> None:
    assert (parted.stage, parted.people) == ("service of refuse one child", ("child 2",))
    others = parted.split_off
    assert others is not None
    assert (others.stage, others.people) == ("examined", ("child 1",))
    assert ends(others)["decision"] == ends(siblings)["decision"] == ends(parted)["decision"]
    assert {f.member for f in others.findings} == {"child 1"}


def test_each_case_goes_on_alone(parted: Case) -> None:
    others = parted.split_off
    assert others is not None
    granted = after(others, ("2027-02-02", OFFICE, "sends", "grant the family"))
    assert granted.split_off is None
    served = after(granted, ("2027-02-05", "", "serves", "grant the family"))
    assert served.outcome == "granted"
    refused = run.pass_until(after(parted, ("2027-02-02", OFFICE, "sends", "refuse one child")), day("2027-02-10"))
    assert (refused.outcome, refused.closed) == ("refused", False)
    assert "time for appeal against refuse one child" in ends(refused)


def test_replay_follows_the_one_or_the_others(family: Procedure, parted: Case) -> None:
    others = parted.split_off
    assert others is not None
    for case in (parted, others):
        again = run.replay(family, charter(), calendar(family), case.opening, case.acts)
        assert (again.stage, again.people, again.clocks, again.history) == (
            case.stage,
            case.people,
            case.clocks,
            case.history,
        )


def test_following_the_others_gives_the_one_as_split_off(siblings: Case) -> None:
    act = Act(day("2027-02-01"), OFFICE, "does", "refuse one child", "child 2", "the others")
    case = run.apply(siblings, act)
    assert case.people == ("child 1",)
    assert case.split_off is not None
    assert case.split_off.people == ("child 2",)


def test_without_others_nobody_stays(family: Procedure) -> None:
    case = after(opened(family, "2027-01-04", people={"child": 1}), ("2027-01-11", LAB, "answers", NO_TIE, "child 1"))
    with pytest.raises(run.NotOffered, match="there are no others"):
        run.apply(case, Act(day("2027-02-01"), OFFICE, "does", "refuse one child", "child 1", "the others"))


def test_an_only_child_takes_the_case_along(family: Procedure) -> None:
    case = after(
        opened(family, "2027-01-04", people={"child": 1}),
        ("2027-01-11", LAB, "answers", NO_TIE, "child 1"),
        ("2027-02-01", OFFICE, "does", "refuse one child", "child 1"),
    )
    assert case.split_off is None
    assert case.stage == "service of refuse one child"


def test_what_parts_a_case_is_taken_before_it_is_sent(siblings: Case) -> None:
    with pytest.raises(run.NotOffered, match="parts the people of this case"):
        after(siblings, ("2027-02-01", OFFICE, "sends", "refuse one child", "child 2"))


def test_groups_must_be_known(family: Procedure) -> None:
    with pytest.raises(ValueError, match="no group of people 'adult'"):
        opened(family, "2027-01-04", people={"adult": 2})


def test_a_member_must_be_named(siblings: Case) -> None:
    with pytest.raises(run.NotOffered, match="name one of child 1, child 2"):
        after(siblings, ("2027-02-01", OFFICE, "does", "refuse one child"))
    with pytest.raises(run.NotOffered, match="name one of child 1, child 2"):
        after(siblings, ("2027-02-01", OFFICE, "does", "refuse one child", "child 3"))


def test_who_is_gone_is_asked_about_no_more(parted: Case) -> None:
    assert parted.split_off is not None
    assert all(m != "child 2" for _, m in parted.split_off.out)


def test_every_adult_must_consent_and_each_consent_has_its_own_time() -> None:
    family = sample("common/assisted-voluntary-return")
    case = after(
        opened(family, "2027-01-04", people={"adult": 2, "child": 1}),
        ("2027-01-05", "return counsellor", "does", "accept"),
        ("2027-01-06", "asylum authority", "answers", "no risk of refoulement"),
        ("2027-01-06", "doctor", "answers", "fit to travel", "adult 1"),
        ("2027-01-06", "doctor", "answers", "fit to travel", "adult 2"),
        ("2027-01-06", "child protection body", "answers", GOOD, "child 1"),
        ("2027-01-07", "return counsellor", "does", "lay out every option"),
        ("2027-01-08", "each adult", "does", "consent in writing", "adult 1"),
    )
    assert "close the list" not in names(case, "2027-01-09")
    both = after(case, ("2027-01-12", "each adult", "does", "consent in writing", "adult 2"))
    assert "close the list" in names(both, "2027-01-12")
    assert ends(both)["consent given of adult 1"] == day("2027-03-09")
    stayed = after(case, ("2027-01-12", "each adult", "does", "decide to stay", "adult 2"))
    assert stayed.stage == "stayed"
    assert stayed.split_off is not None
    assert "close the list" in names(stayed.split_off, "2027-01-12"), "the one who stays is asked no more"


def test_a_guard_for_children_is_waived_where_there_are_none() -> None:
    agreement = sample("eu-tr/readmission")
    grown = opened(agreement, "2027-01-04", child=False)
    young = opened(agreement, "2027-01-04", child=True)
    assert is_waived(grown, GOOD)
    assert not is_waived(young, GOOD)
    assert not is_waived(grown, "no risk of refoulement")
    agreed = [
        ("2027-01-05", "requesting state", "does", "request readmission"),
        ("2027-01-11", "requested state", "does", "agree"),
        ("2027-01-12", "asylum authority", "answers", "no risk of refoulement"),
    ]
    order = "order the transfer"
    assert order in names(after(grown, *agreed), "2027-01-13")
    assert order not in names(after(young, *agreed), "2027-01-13")
    assert [name for name, _ in after(grown, *agreed[:2]).out] == ["refoulement check"]
