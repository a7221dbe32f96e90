"""How long data are kept, what holds keep, what is due, and what is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.cases.retention import (
    Hold,
    Kept,
    NoHold,
    NotASchedule,
    due_for_erasure,
    expiry,
    extinguished_on,
    for_statistics,
    hold,
    last_day,
    read_schedule,
    renewed,
    reviews_due,
    schedule,
)
from safeconduct.people.fields import fields
from safeconduct.procedures.periods import load_calendar, sentence
from safeconduct.procedures.run import pass_until
from safeconduct.procedures.state import Act
from tests.cases.making import law, played

CALENDAR = load_calendar("CZ", "eu/1182-71", date(2027, 1, 11))
CLOSED = date(2027, 4, 26)
FILE = Kept("person 1", "file of a case", CLOSED)
TEXT = files("safeconduct").joinpath("library", "retention.yaml").read_text(encoding="utf-8")


def test_a_closed_case_is_kept_for_its_length_and_the_sum_can_be_read() -> None:
    found = expiry(FILE, [], date(2032, 4, 26), CALENDAR)
    assert (found.last_day, found.due, found.at_the_end) == (date(2032, 4, 26), False, "erase")
    assert found.computed is not None and sentence(found.computed) == "2027-04-26 + 5 years = 2032-04-26"
    assert expiry(FILE, [], date(2032, 4, 27), CALENDAR).due


def test_it_is_not_put_off_because_it_ends_on_a_sunday() -> None:
    category = schedule().categories["drafts"]
    assert last_day(category, date(2027, 1, 4), CALENDAR).end == date(2027, 4, 4)  # a Sunday
    fees = schedule().categories["fees"]
    assert last_day(fees, date(2027, 1, 4), CALENDAR).end == date(2032, 12, 31)


def test_what_has_not_begun_to_run_is_never_due() -> None:
    found = expiry(replace(FILE, started=None), [], date(2099, 1, 1), CALENDAR)
    assert (found.last_day, found.due) == (None, False)


def test_nothing_may_be_kept_that_the_schedule_does_not_know() -> None:
    with pytest.raises(KeyError):
        expiry(replace(FILE, category="fingerprints"), [], CLOSED, CALENDAR)


def test_a_hold_keeps_data_while_it_lasts_and_no_day_longer() -> None:
    over = date(2032, 4, 27)
    ordered = hold(
        "person 1", by="court of Brno", why="damages, 12 C 3/2032", since=date(2032, 4, 1), calendar=CALENDAR
    )
    assert ordered.review_by == date(2032, 10, 1)
    kept = expiry(FILE, [ordered], over, CALENDAR)
    assert (kept.due, kept.held_by) == (False, (ordered,))
    ended = replace(ordered, ended=date(2032, 6, 1))
    assert not expiry(FILE, [ended], date(2032, 5, 31), CALENDAR).due
    assert expiry(FILE, [ended], date(2032, 6, 1), CALENDAR).due


def test_a_hold_lapses_unless_it_is_renewed() -> None:
    first = hold("person 1", by="court", why="damages", since=date(2032, 4, 1), calendar=CALENDAR)
    assert not expiry(FILE, [first], date(2032, 10, 1), CALENDAR).due
    assert expiry(FILE, [first], date(2032, 10, 2), CALENDAR).due
    second = renewed(first, by="court", why="appeal is open", on=date(2032, 9, 20), calendar=CALENDAR)
    assert second.review_by == date(2033, 3, 20)
    assert not expiry(FILE, [first, second], date(2032, 10, 2), CALENDAR).due
    with pytest.raises(NoHold, match="stood until 2032-10-01"):
        renewed(first, by="court", why="too late", on=date(2032, 10, 2), calendar=CALENDAR)


def test_a_hold_of_one_category_or_of_another_person_does_not_keep_this() -> None:
    over = date(2032, 4, 27)
    one = hold("person 1", by="b", why="w", since=CLOSED, calendar=CALENDAR, category="internal notes")
    long = replace(one, review_by=date(2040, 1, 1))
    assert expiry(FILE, [long], over, CALENDAR).due
    assert expiry(FILE, [replace(long, category="", subject="person 2")], over, CALENDAR).due
    assert not expiry(FILE, [replace(long, category="")], over, CALENDAR).due


@pytest.mark.parametrize(("by", "why"), [("", "why"), ("court", " ")])
def test_a_hold_names_who_and_why(by: str, why: str) -> None:
    with pytest.raises(NoHold, match="who ordered it and why"):
        hold("person 1", by=by, why=why, since=CLOSED, calendar=CALENDAR)
    with pytest.raises(NoHold, match="no category 'secrets'"):
        hold("person 1", by="court", why="why", since=CLOSED, calendar=CALENDAR, category="secrets")


def test_holds_that_lapse_soon_are_told_first() -> None:
    days = (date(2027, 1, 1), date(2027, 3, 1), date(2027, 2, 1))
    holds = [hold("p", by="b", why="w", since=day, calendar=CALENDAR) for day in days]
    soon = reviews_due(holds, date(2027, 6, 15), 60)
    assert [h.since for h in soon] == [date(2027, 1, 1), date(2027, 2, 1)]
    assert not reviews_due(holds, date(2027, 12, 1), 60)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 4000), st.booleans()), max_size=20), st.integers(0, 6000)
)
def test_exactly_what_is_over_and_not_held_is_due(kept: list[tuple[str, int, bool]], after: int) -> None:
    day = CLOSED + timedelta(after)
    everything = [Kept(who, "file of a case", CLOSED + timedelta(days) if known else None) for who, days, known in kept]
    holds = [Hold("b", "court", "why", CLOSED, date(2050, 1, 1)), Hold("c", "court", "why", CLOSED, CLOSED)]
    found = due_for_erasure(everything, holds, day, CALENDAR)
    category = schedule().categories["file of a case"]
    expected = [
        k for k in everything if k.started and last_day(category, k.started, CALENDAR).end < day and k.subject != "b"
    ]
    assert sorted(map(repr, (e.kept for e in found))) == sorted(map(repr, expected))
    assert [e.last_day for e in found] == sorted(e.last_day for e in found if e.last_day)


def test_a_case_is_extinguished_when_no_remedy_can_be_used() -> None:
    its = law("common/rectification", "DE")
    filed = date(2027, 3, 1)
    acts = [
        Act(date(2027, 3, 10), "controller", "does", "find that the datum is right"),
        Act(date(2027, 3, 12), "controller", "sends", "refuse"),
        Act(date(2027, 3, 15), "controller", "serves", "refuse"),
    ]
    case = played(its, filed, {}, acts)
    assert extinguished_on(case) is None
    case = pass_until(case, date(2028, 1, 1))
    assert (case.stage, extinguished_on(case)) == ("closed after the answer", date(2027, 9, 15))
    withdrawn = played(its, filed, {}, [Act(date(2027, 3, 2), "person", "does", "withdraw")])
    assert extinguished_on(withdrawn) == date(2027, 3, 2)


def test_a_remedy_that_runs_beside_the_end_keeps_the_case() -> None:
    its = law("common/assisted-voluntary-return", "DE")
    filed = date(2027, 3, 1)
    refused = [
        Act(date(2027, 3, 10), "return counsellor", "does", "find double help"),
        Act(date(2027, 3, 12), "return counsellor", "sends", "refuse help"),
        Act(date(2027, 3, 15), "return counsellor", "serves", "refuse help"),
    ]
    case = played(its, filed, {}, refused)
    assert (case.outcome, extinguished_on(case)) == ("refused", None)
    over = pass_until(case, date(2027, 6, 1))
    assert extinguished_on(over) == date(2027, 4, 14)  # 15 March + 30 days


def test_what_is_left_for_statistics_is_what_the_schedule_names() -> None:
    facts: dict[str, object] = {
        "procedure": "cz/employee-card",
        "filed": date(2027, 1, 11),
        "decided": "2027-03-25",
        "age": 34,
        "name": "Aisha Rahman",
        "case number": "7KQ3M-9FT2X",
        "sex": None,
    }
    assert for_statistics(facts) == {
        "procedure": "cz/employee-card",
        "filed": "2027-01",
        "decided": "2027-03",
        "age": "18-34",
    }


@given(st.integers(0, 120), st.integers(0, 120))
def test_age_groups_are_in_order_and_have_no_holes(one: int, other: int) -> None:
    groups = ["0-13", "14-17", "18-34", "35-64", "65+"]
    at = [groups.index(str(for_statistics({"age": age})["age"])) for age in (one, other)]
    assert (at[0] <= at[1]) or one > other


def test_keys_are_backed_up_for_a_shorter_time_than_data() -> None:
    plan = schedule().categories
    made = date(2027, 1, 1)
    assert last_day(plan["backups of keys"], made, CALENDAR).end < last_day(plan["backups of data"], made, CALENDAR).end


def test_people_and_their_cases_are_kept_equally_long() -> None:
    assert str(schedule().categories["file of a case"].kept) == fields().retention["with the case"].length


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    purpose: Prove what was handed in and what was decided.\n", "", "'purpose' must be a text"),
        (
            "    kept: 90 days\n    own promise: yes\n    at the end: erase\n  - category: fees",
            "  - category: fees",
            "kept",
        ),
        ("    kept: 1 year\n", "    kept: a while\n", "no length of time"),
        ("    kept: 1 year\n", "    kept: 0 days\n", "is nothing"),
        ("starts with: case extinguished", "starts with: the end of time", "'starts with' cannot be"),
        ("at the end: anonymise", "at the end: sell", "'at the end' cannot be 'sell'"),
        ("  - category: drafts", "  - category: papers of a case", "stands there twice"),
        ("of: [payers]", "of: []", "must name whose data"),
        ("own promise: no", "own promise: perhaps", "must be yes or no"),
        ("    filed: month", "    filed: to the day", "'filed' cannot be"),
        ("a hold is looked at within", "a hold lasts", "a hold is looked at within"),
        (
            "    basis: GDPR Article 32(1)(c)\n",
            "    basis: GDPR Article 32(1)(c)\n    colour: red\n",
            "'colour' is unknown",
        ),
        ("version: 2026-11-24", "version: soon", "must be a date"),
        ("statistics:\n", "numbers:\n", "'statistics' must stand there once"),
    ],
)
def test_a_schedule_that_says_too_little_is_refused_with_its_line(old: str, new: str, words: str) -> None:
    assert old in TEXT
    with pytest.raises(NotASchedule, match=rf"^library/retention.yaml:\d+: .*{words}"):
        read_schedule(TEXT.replace(old, new, 1))
