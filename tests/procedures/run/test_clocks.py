"""Limits on real dates: what starts them, stops them, makes them longer, and what follows at their end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.procedures import run
from safeconduct.procedures.loader import load_text
from safeconduct.procedures.model import Procedure
from tests.procedures.run.cases import Text, after, day, ends, names, opened, sum_of

STAGES = """
examined:
  office must:
    close: {to: closed, law: national}
    pause: {to: paused, at most: 3 times, law: national}
    look again: {to: examined, at most: 5 times, law: national}
  office may:
    extend: {extends: decision, at most: 1 time, law: national}
paused:
  person may: {go on: {to: examined, law: national}}
  lasts at most: 20 days
  if nothing comes: {goes on: examined}
  law: national
closed: {outcome: closed}
"""
LIMITS = """
decision:
  length: 40 days
  starts with: [reaching examined]
  ends with: [close]
  suspended in: [paused]
  extension: 10 days
  answers for it: office
  if nothing comes: only late
  law: national
"""


@pytest.fixture(scope="module")
def paused() -> Procedure:
    return Text(STAGES, LIMITS).load()


def test_a_running_clock_is_never_restarted(paused: Procedure) -> None:
    case = opened(paused, "2027-03-01")
    again = after(case, ("2027-03-15", "office", "does", "look again"))
    assert ends(again) == ends(case) == {"decision": day("2027-04-12")}


def test_a_clock_that_ended_may_start_afresh() -> None:
    stages = STAGES.replace(
        "look again: {to: examined",
        "look again: {to: second, at most: 5 times, law: national}\n    third: {to: examined",
    )
    stages += (
        "second:\n  office must: {ask anew: {to: examined, at most: 5 times, law: national}}\n  lasts at most: 9 days\n"
    )
    stages += "  if nothing comes: {goes on: examined}\n  law: national\n"
    procedure = Text(stages, LIMITS.replace("[close]", "[look again]")).load()
    case = after(opened(procedure, "2027-03-01"), ("2027-03-15", "office", "does", "look again"))
    assert "decision" not in ends(case)
    case = after(case, ("2027-03-17", "office", "does", "ask anew"))
    assert ends(case) == {"decision": day("2027-04-26")}


@settings(deadline=None)
@given(stops=st.integers(0, 30), stood=st.integers(1, 19), start=st.dates(day("2026-06-01"), day("2029-06-01")))
def test_a_suspension_adds_exactly_its_days_before_the_roll_over(stops: int, stood: int, start: object) -> None:
    procedure = _PAUSED
    case = opened(procedure, str(start))
    first = day(str(start)) + timedelta(days=stops)
    case = after(case, (str(first), "office", "does", "pause"))
    case = after(case, (str(first + timedelta(days=stood)), "person", "does", "go on"))
    due = next(d for d in run.due(case) if d.limit == "decision")
    assert due.computed is not None
    assert due.computed.raw_end == day(str(start)) + timedelta(days=40 + stood)
    assert due.date is not None
    assert due.date >= due.computed.raw_end


_PAUSED = Text(STAGES, LIMITS).load()


def test_two_suspensions_and_an_extension_in_one_sum(paused: Procedure) -> None:
    """1 March + 40 days = 10 April; + 5 + 3 days = 18 April; + 10 days = 28 April, a Wednesday."""
    case = after(
        opened(paused, "2027-03-01"),
        ("2027-03-08", "office", "does", "pause"),
        ("2027-03-13", "person", "does", "go on"),
        ("2027-03-20", "office", "does", "pause"),
        ("2027-03-23", "person", "does", "go on"),
        ("2027-03-24", "office", "does", "extend"),
    )
    assert ends(case) == {"decision": day("2027-04-28")}
    assert "+ 5 days suspended" in sum_of(case, "decision")
    assert "extend" not in names(case, "2027-03-25"), "its cap is used"


def test_a_duty_that_nothing_follows_is_late_and_the_case_goes_on(paused: Procedure) -> None:
    case = opened(paused, "2027-03-01")
    passed = run.pass_until(case, day("2027-04-20"))
    assert passed.stage == "examined"
    assert (passed.history[-1].kind, passed.history[-1].on) == ("late", day("2027-04-12"))
    assert next(d for d in run.due(passed) if d.limit == "decision").overdue
    assert "close" in names(passed, "2027-04-20", "office")
    closed = after(passed, ("2027-04-20", "office", "does", "close"))
    (late,) = closed.late
    assert (late.limit, late.due, late.days, late.answers_for_it) == ("decision", day("2027-04-12"), 8, "office")


def test_an_overdue_limit_is_not_restarted_but_can_still_be_extended(paused: Procedure) -> None:
    passed = run.pass_until(opened(paused, "2027-03-01"), day("2027-04-13"))
    again = after(passed, ("2027-04-13", "office", "does", "look again"))
    assert ends(again) == {"decision": day("2027-04-12")}
    extended = after(passed, ("2027-04-13", "office", "does", "extend"))
    assert ends(extended) == {"decision": day("2027-04-20")}
    assert not next(d for d in run.due(extended) if d.limit == "decision").overdue


def test_the_first_circumstance_that_is_true_makes_a_limit_longer() -> None:
    limits = LIMITS.replace("40 days\n", "40 days\n  longer: {complex: 60 days, very complex: 80 days}\n")
    circumstances = "complex: {shown by: the file}\nvery complex: {shown by: the file, in doubt: yes}"
    procedure = Text(STAGES, limits, circumstances=circumstances).load()
    assert ends(opened(procedure, "2027-03-01", complex=True)) == {"decision": day("2027-04-30")}
    assert ends(opened(procedure, "2027-03-01")) == {"decision": day("2027-05-20")}, "in doubt it is very complex"
    assert ends(opened(procedure, "2027-03-01", very_complex=False)) == {"decision": day("2027-04-12")}


def test_silence_names_the_stage_and_has_its_legal_date(paused: Procedure) -> None:
    """8 March + 20 days = 28 March, Easter Sunday; Monday is a holiday too, so Tuesday 30 March."""
    case = after(opened(paused, "2027-03-01"), ("2027-03-08", "office", "does", "pause"))
    assert ends(case)["limit"] == day("2027-03-30")
    assert run.pass_until(case, day("2027-03-30")).stage == "paused", "the last day is in time"
    passed = run.pass_until(case, day("2027-03-31"))
    assert passed.stage == "examined"
    assert passed.history[-1].on == day("2027-03-30")
    assert ends(passed) == {"decision": day("2027-05-03")}, "10 April + 22 days = 2 May, a Sunday"


def test_two_ends_on_one_day_take_effect_in_the_order_of_the_file() -> None:
    stages = """
    examined:
      office may: {close: {to: closed, law: national}}
      lasts at most: 10 days
      if nothing comes: {goes on: waiting}
      law: national
    waiting:
      office may: {give up: {to: closed, law: national}}
      lasts at most: 10 days
      if nothing comes: {ends: closed}
      law: national
    closed: {outcome: closed}
    lapsed: {outcome: closed}
    """.replace("\n    ", "\n")
    limits = """
whole:
  length: 10 days
  starts with: [reaching examined]
  answers for it: office
  if nothing comes: {ends: lapsed}
  law: national
"""
    case = run.pass_until(opened(Text(stages, limits).load(), "2027-03-01"), day("2027-03-12"))
    assert [e.limit for e in case.history if e.kind == "silence"] == ["limit", "whole"]
    assert case.stage == "lapsed"


def test_a_silence_that_another_limit_listens_for() -> None:
    stages = """
examined:
  office must: {close: {to: closed, law: national}}
closed: {outcome: closed}
lapsed: {outcome: closed}
"""
    limits = """
first:
  length: 10 days
  starts with: [reaching examined]
  answers for it: office
  if nothing comes: only late
  law: national
second:
  length: 5 days
  starts with: [silence of first]
  answers for it: office
  if nothing comes: {ends: lapsed}
  law: national
"""
    procedure = Text(stages, limits).load()
    case = opened(procedure, "2027-03-01")
    passed = run.pass_until(case, day("2027-03-12"))
    assert ends(passed) == {"second": day("2027-03-16")}
    assert run.pass_until(passed, day("2027-03-17")).outcome == "closed"


@pytest.mark.parametrize(
    ("state", "channel", "served"),
    [
        ("DE", "post within Germany", "2027-03-14"),  # VwVfG § 41(2): a day, which may be a Sunday
        ("FR", "post within Germany", "2027-03-15"),  # France knows no such channel: the rule of periods decides
        ("DE", "by messenger", "2027-03-15"),
    ],
)
def test_whether_service_is_deemed_on_a_sunday_is_for_the_state_to_say(state: str, channel: str, served: str) -> None:
    """10 March + 4 days = 14 March, a Sunday."""
    stages = STAGES.replace("pause: {to: paused", "pause: {served: yes, to: paused")
    text = Text(stages, LIMITS).yaml().replace("post: {deemed served after: 7", f"{channel}: {{deemed served after: 4")
    procedure = load_text(text, "small.yaml")
    case = after(
        opened(procedure, "2027-03-01", state),
        ("2027-03-10", "office", "does", "pause"),
        ("2027-03-10", "office", "sends", "pause"),
    )
    assert case.standing.channel == channel
    assert ends(case)["limit"] == day(served)
    assert run.pass_until(case, day("2027-03-16")).history[-1].on == day(served)


def test_sending_is_a_duty_without_consequence() -> None:
    stages = STAGES.replace("pause: {to: paused", "pause: {served: yes, to: paused")
    case = after(opened(Text(stages, LIMITS).load(), "2027-03-01"), ("2027-03-03", "office", "does", "pause"))
    assert case.stage == "service of pause"
    assert ends(case)["limit"] == day("2027-03-08"), "3 March + 3 days = 6 March, a Saturday"
    unsent = run.pass_until(case, day("2027-03-25"))
    assert unsent.stage == "service of pause"
    sent = after(unsent, ("2027-03-25", "office", "sends", "pause"))
    assert [(late.limit, late.days) for late in sent.late] == [("limit", 17)]
