"""The worked case of the Czech employee card, with dates that were derived by hand."""

from __future__ import annotations

import pytest

from safeconduct.procedures import run
from safeconduct.procedures.run import Case
from tests.procedures.run.cases import after, an_act, day, ends, names, opened, sample, sum_of


@pytest.fixture
def posted() -> Case:
    """Sent by post on Monday 11 January 2027, so the applicant must come in person."""
    case = opened(sample("cz/employee-card"), "2027-01-11", filed_in_person=False)
    return after(case, ("2027-01-11", "permit authority", "does", "wait for the applicant"))


@pytest.fixture
def asked(posted: Case) -> Case:
    """Appears on the 13th, the file is complete; a further paper is asked for, the request is served on the 20th."""
    return after(
        posted,
        ("2027-01-13", "worker", "does", "appear in person"),
        ("2027-01-13", "permit authority", "does", "confirm the file is complete"),
        ("2027-01-18", "permit authority", "sends", "ask for a further paper"),
        ("2027-01-20", "", "serves", "ask for a further paper"),
    )


@pytest.fixture
def answered(asked: Case) -> Case:
    """The paper is brought on 3 February, fourteen days later; the labour office finds a local candidate."""
    return after(
        asked,
        ("2027-02-03", "worker", "does", "bring the further paper"),
        ("2027-02-05", "labour office", "answers", "local candidate found"),
        ("2027-02-05", "police", "answers", "no threat"),
    )


@pytest.fixture
def refused(answered: Case) -> Case:
    return after(answered, ("2027-03-25", "permit authority", "sends", "refuse"))


def test_who_does_not_appear_is_not_lodged_after_a_claim(posted: Case) -> None:
    """11 January + 5 days = 16 January, a Saturday, so Monday 18 January; then an officer must confirm."""
    assert ends(posted) == {"limit": day("2027-01-18")}
    assert run.pass_until(posted, day("2027-01-18")).stage == "appearance awaited"
    claimed = run.pass_until(posted, day("2027-01-19"))
    assert claimed.stage == "claim of limit in appearance awaited"
    silent = claimed.history[-1]
    assert (silent.kind, silent.on, silent.text) == ("silence", day("2027-01-18"), "'limit' ended: ends")
    ended = after(claimed, ("2027-01-20", "permit authority", "confirms", "claim"))
    assert (ended.stage, ended.outcome, ended.closed) == ("not lodged", "not lodged", True)


def test_while_it_is_claimed_the_worker_may_still_appear(posted: Case) -> None:
    assert names(posted, "2027-01-22", "worker")[:2] == ["appear in person", "withdraw"]
    assert names(posted, "2027-01-22", "permit authority")[:2] == ["claim", "claim"]
    late = after(posted, ("2027-01-22", "worker", "does", "appear in person"))
    assert late.stage == "file checked"


def test_an_unconfirmed_claim_goes_to_the_harmless_stage(posted: Case) -> None:
    """18 January + 10 days = 28 January, a Thursday."""
    assert ends(run.pass_until(posted, day("2027-01-19"))) == {"limit": day("2027-01-28")}
    assert run.pass_until(posted, day("2027-01-29")).stage == "file checked"


def test_the_decision_is_due_with_its_sum(answered: Case) -> None:
    assert ends(answered)["decision"] == day("2027-03-30")
    assert sum_of(answered, "decision") == (
        "2027-01-13 + 60 days = 2027-03-14; + 14 days suspended = 2027-03-28; Sunday is no working day, so 2027-03-30"
    )


def test_the_decision_stands_still_while_the_paper_is_awaited(asked: Case) -> None:
    decision = next(d for d in run.due(asked) if d.limit == "decision")
    assert (decision.suspended, decision.date, decision.computed) == (True, None, None)


def test_the_act_of_refusing_ends_the_czech_limit_and_names_its_ground(refused: Case) -> None:
    assert refused.stage == "service of refuse"
    assert "decision" not in ends(refused)
    assert [a.verb for a in refused.acts[-2:]] == ["does", "sends"]


def test_a_refusal_that_is_not_collected_is_served_on_easter_week(refused: Case) -> None:
    """25 March + 10 days = 4 April, a Sunday, so Monday 5 April; then 15 days, until Tuesday 20 April."""
    assert ends(refused) == {"limit": day("2027-04-05")}
    served = run.pass_until(refused, day("2027-04-06"))
    assert served.stage == "time for appeal against refuse"
    assert served.history[-1].on == day("2027-04-05")
    assert ends(served) == {"limit": day("2027-04-20")}


def test_the_last_day_of_the_appeal_is_in_time_and_the_day_after_is_not(refused: Case) -> None:
    in_time = after(refused, ("2027-04-20", "worker", "files", "appeal"))
    assert in_time.stage == "appeal against refuse"
    with pytest.raises(run.NotOffered, match="ended in 'refused'"):
        after(refused, ("2027-04-21", "worker", "files", "appeal"))


def test_received_earlier_is_served_earlier(refused: Case) -> None:
    served = after(refused, ("2027-03-30", "", "serves", "refuse"))
    assert ends(served) == {"limit": day("2027-04-14")}


def test_what_comes_back_goes_the_next_way(refused: Case) -> None:
    """2 April + 15 days = 17 April, a Saturday: the fifteenth day is a day, it does not wait (Act 500/2004 § 25(2)).

    Public notice cannot come back.
    """
    returned = after(refused, ("2027-04-02", "", "returns", "refuse"))
    assert (returned.stage, returned.standing.channel) == ("service of refuse", "public notice")
    assert ends(returned) == {"limit": day("2027-04-17")}
    with pytest.raises(run.NotOffered):
        after(returned, ("2027-04-06", "", "returns", "refuse"))


def test_annulled_once_and_not_twice(refused: Case) -> None:
    case = after(
        refused,
        ("2027-03-30", "", "serves", "refuse"),
        ("2027-04-02", "worker", "files", "appeal"),
        ("2027-05-03", "commission", "annuls", "appeal"),
    )
    assert case.stage == "examined"
    assert ends(case)["decision"] == day("2027-07-02")
    assert not case.findings, "a decision closed the questions, so they are asked anew"
    again = after(
        case,
        ("2027-05-10", "labour office", "answers", "local candidate found"),
        ("2027-05-11", "permit authority", "sends", "refuse"),
        ("2027-05-12", "", "serves", "refuse"),
        ("2027-05-13", "worker", "files", "appeal"),
    )
    reviews = [o.verb for o in run.offered(again, day("2027-05-14"), "commission") if o.what == "appeal"]
    assert reviews == ["upholds", "replaces"]


def test_an_appearance_in_person_is_not_made_by_a_representative(posted: Case) -> None:
    assert "appear in person" not in names(posted, "2027-01-13", "representative")
    with pytest.raises(run.NotOffered, match="is done in person"):
        run.apply(posted, an_act("2027-01-13", "representative", "does", "appear in person"))
    assert "withdraw" in names(posted, "2027-01-13", "representative")


def test_a_representative_may_appeal(refused: Case) -> None:
    served = after(refused, ("2027-03-30", "", "serves", "refuse"))
    assert after(served, ("2027-04-02", "representative", "files", "appeal")).stage == "appeal against refuse"
