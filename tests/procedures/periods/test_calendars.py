"""Calendars: holidays against the lists of the law, what each State's file says, and what a calendar remembers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from safeconduct.procedures.periods import (
    Length,
    deemed_served,
    end_of,
    known_rules,
    known_states,
    load_calendar,
    load_rule,
    load_state,
    read_state,
)

ON = date(2026, 11, 24)
EASTER = {2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2029: (4, 1), 2030: (4, 21)}
FIXED = {
    # Act 245/2000 §§ 1 and 2
    "CZ": ["01-01", "05-01", "05-08", "07-05", "07-06", "09-28", "10-28", "11-17", "12-24", "12-25", "12-26"],
    # Act 241/1993 § 1(a) to (c), § 2(2); not § 1(d) to (f), see § 2(3)
    "SK": ["01-01", "01-06", "05-01", "05-08", "07-05", "08-29", "09-15", "11-01", "12-24", "12-25", "12-26"],
    # Code du travail L3133-1
    "FR": ["01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"],
}
MOVABLE = {"CZ": [-2, 1], "SK": [-2, 1], "FR": [1, 39, 50]}
NO_DAYS_OF_REST = {"SK": {date(2026, 5, 8), date(2026, 9, 15)}}  # Act 241/1993 § 4b
EU = {
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
}


@pytest.mark.parametrize("year", EASTER)
@pytest.mark.parametrize("state", FIXED)
def test_the_holidays_are_those_of_the_law(state: str, year: int) -> None:
    easter = date(year, *EASTER[year])
    law = {date.fromisoformat(f"{year}-{day}") for day in FIXED[state]}
    law |= {easter + timedelta(days=offset) for offset in MOVABLE[state]}
    law -= NO_DAYS_OF_REST.get(state, set())
    calendar = load_calendar(state, "eu/1182-71", ON)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    weekdays = [day for day in days if day.weekday() < 5]
    assert [day for day in weekdays if not calendar.is_working_day(day)] == sorted(d for d in law if d.weekday() < 5)


def test_the_union_is_there_and_each_state_loads() -> None:
    assert set(known_states()) >= EU
    for state in known_states():
        found = load_state(state, ON)
        assert found.title
        assert found.said[0].field == "holidays"


@pytest.mark.parametrize("year", [1998, 2012, 2026, 2027])
def test_every_file_of_the_library_holds_on_old_and_new_days(year: int) -> None:
    for state in known_states():
        assert load_state(state, date(year, 6, 30)).state == state
    for rule_id in known_rules():
        first = load_rule(rule_id, ON).in_force_from
        assert load_rule(rule_id, max(first, date(year, 6, 30))).id == rule_id


def test_what_czech_law_says_about_service_silence_and_instructions() -> None:
    state = load_state("CZ", ON)
    stored = state.deemed_service[0]
    assert (stored.after, stored.rolls_over, stored.said.read) == (Length(10, "days"), True, False)
    assert state.rule == "cz/500-2004"
    assert state.silence is not None
    assert (state.silence.kind, state.silence.after) == ("only late", Length(30, "days"))
    assert state.missing_instruction is not None
    assert state.missing_instruction.within == Length(90, "days")


def test_where_no_instruction_means_no_period() -> None:
    french = load_state("FR", ON)
    assert french.missing_instruction is not None
    assert (french.missing_instruction.effect, french.missing_instruction.within) == ("period does not run", None)
    assert french.silence is not None
    assert french.silence.kind == "tacit approval"


def test_german_service_by_post_changed_with_2025() -> None:
    posts = [load_state("DE", day).deemed_service[0] for day in (date(2024, 12, 31), date(2025, 1, 1))]
    assert [post.after for post in posts] == [Length(3, "days"), Length(4, "days")]


def test_a_decision_is_served_and_then_appealed() -> None:
    """Sent on 25 March 2027: served on Monday 5 April, so the appeal of 15 days ends on 20 April."""
    czech = load_calendar("CZ", "cz/500-2004", ON)
    served = deemed_served(date(2027, 3, 25), Length(10, "days"), czech)
    assert served.end == date(2027, 4, 5)
    assert end_of(served.end, Length(15, "days"), czech).end == date(2027, 4, 20)


def test_a_presumed_day_of_service_may_be_a_sunday() -> None:
    german = load_calendar("DE", "de/vwvfg", ON)
    post = load_state("DE", ON).deemed_service[0]
    assert post.after is not None
    sunday, monday = date(2027, 1, 17), date(2027, 1, 18)
    assert deemed_served(date(2027, 1, 13), post.after, german, roll_over=post.rolls_over).end == sunday
    assert deemed_served(date(2027, 1, 13), post.after, german, channel="post within Germany").end == sunday
    assert deemed_served(date(2027, 1, 13), post.after, german, channel="a channel of its own").end == monday
    assert deemed_served(date(2027, 1, 13), post.after, german, channel=post.channel, roll_over=True).end == monday


def test_a_computed_date_remembers_where_it_came_from() -> None:
    found = end_of(date(2027, 1, 13), Length(60, "days"), load_calendar("CZ", "eu/1182-71", ON))
    assert found.rule == "eu/1182-71"
    assert found.rule_version.startswith("1971-07-01 (")
    assert found.calendar_version.startswith("holidays ")


def test_a_state_may_mend_the_list_of_holidays() -> None:
    text = (
        "state: CZ\ntitle: Czechia\nzone: Europe/Prague\n"
        "holidays: {is: CZ, adds: [2027-01-18], leaves out: [2027-03-29], law: § 1, status: read}\n"
    )
    calendar = load_calendar("CZ", "eu/1182-71", ON)
    mended = replace(calendar, holidays=read_state(text, "CZ.yaml", ON).holidays)
    assert end_of(date(2027, 1, 11), Length(5, "days"), mended).end == date(2027, 1, 19)
    assert end_of(date(2027, 3, 12), Length(2, "weeks"), mended).end == date(2027, 3, 29)
    assert mended.version.endswith(" with corrections")


@pytest.mark.parametrize("year", range(1990, 2060))
def test_switzerland_stands_still_around_easter(year: int) -> None:
    """15 days around Easter, 32 in summer, 16 over New Year: 63 days a year."""
    calendar = load_calendar("CH", "ch/vwvg", ON)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    still = [day for day in days if day.year == year and calendar.stands_still(day)]
    assert len(still) == 63
    assert sum(day.month in (3, 4, 5) for day in still) == 15
