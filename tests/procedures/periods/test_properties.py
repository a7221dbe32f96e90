"""What holds for every period: no start date, length, suspension or extension may break it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from safeconduct.procedures.periods import (
    SENTENCES,
    Calendar,
    Computed,
    Length,
    Suspension,
    Unit,
    end_of,
    end_of_hours,
    known_rules,
    known_states,
    load_calendar,
    load_rule,
    longest,
    longest_roll_over,
    longest_to_end,
    parse_length,
    sentence,
    shortest,
)

LAW_OF = date(2026, 11, 24)
unhurried = settings(deadline=None)  # the first look at a calendar counts twenty years
FIRST, LAST = date(2020, 1, 1), date(2040, 12, 31)
ALL_DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]

Period = tuple[date, Length, Calendar, list[Suspension], list[Length]]
starts = st.dates(FIRST, LAST)
calendars = st.builds(
    lambda state, rule: load_calendar(state, rule, LAW_OF),
    st.sampled_from(["CZ", "DE", "FR", "SK", "CH", "ES", "TR", "LV"]),
    st.sampled_from(known_rules()),
)
MONTHS_AND_YEARS: tuple[Unit, ...] = ("months", "years")


def lengths(calendar: Calendar) -> st.SearchStrategy[Length]:
    units: list[Unit] = ["days", "working days", "weeks"]
    if calendar.rule.month_end != "not said":
        units += MONTHS_AND_YEARS
    return st.builds(
        lambda unit, number: Length(min(number, 6) if unit == "years" else number, unit),
        st.sampled_from(units),
        st.integers(0, 60),
    )


@st.composite
def periods(draw: st.DrawFn) -> Period:
    calendar = draw(calendars)
    start, length = draw(starts), draw(lengths(calendar))
    extensions = draw(st.lists(lengths(calendar), max_size=2))
    stops = []
    for offset, days in draw(st.lists(st.tuples(st.integers(-10, 120), st.integers(0, 40)), max_size=3)):
        first = start + timedelta(days=offset)
        stops.append(Suspension(first, first + timedelta(days=days)))
    return start, length, calendar, stops, extensions


def computed(period: Period) -> Computed:
    start, length, calendar, stops, extensions = period
    return end_of(start, length, calendar, suspensions=stops, extensions=extensions)


@unhurried
@given(periods())
def test_the_end_is_never_before_the_counted_end(period: Period) -> None:
    found = computed(period)
    assert period[0] <= found.raw_end <= found.end


@unhurried
@given(periods())
def test_the_end_is_a_working_day_where_the_rule_says_so(
    period: Period,
) -> None:
    found, calendar = computed(period), period[2]
    waited = found.steps[-1].text_key == "stood still at the end"
    assert waited or calendar.is_working_day(found.end) or not calendar.rule.rolls_over


@unhurried
@given(periods(), st.integers(0, 40), st.integers(0, 120))
def test_one_more_suspension_never_shortens(period: Period, days: int, offset: int) -> None:
    start, length, calendar, stops, extensions = period
    first = start + timedelta(days=offset)
    more = [*stops, Suspension(first, first + timedelta(days=days))]
    later = end_of(start, length, calendar, suspensions=more, extensions=extensions)
    assert computed(period).raw_end <= later.raw_end
    assert computed(period).end <= later.end


@unhurried
@given(periods(), st.data())
def test_one_more_extension_never_shortens(period: Period, data: st.DataObject) -> None:
    start, length, calendar, stops, extensions = period
    more = [*extensions, data.draw(lengths(calendar))]
    assert computed(period).end <= end_of(start, length, calendar, suspensions=stops, extensions=more).end


@unhurried
@given(starts, st.integers(0, 400), calendars, st.data())
def test_a_later_start_never_ends_earlier(start: date, days: int, calendar: Calendar, data: st.DataObject) -> None:
    length = data.draw(lengths(calendar))
    assert end_of(start, length, calendar).end <= end_of(start + timedelta(days=days), length, calendar).end


@unhurried
@given(periods())
def test_the_sum_replays_to_the_end(period: Period) -> None:
    """Each step is a sentence that ends with its date, dates never go back, and the last one is the end."""
    found = computed(period)
    assert found.steps[-1].date == found.end
    assert [found.raw_end in {step.date for step in found.steps}] == [True]
    assert all(earlier.date <= later.date for earlier, later in pairwise(found.steps))
    for step in found.steps:
        assert step.text_key in SENTENCES
        assert step.date.isoformat() in step.text
    day = found.start
    for step in found.steps:
        values = dict(step.values)
        if step.text_key == "suspended":
            assert step.date == day + timedelta(days=int(values["days"]))
        elif step.text_key in ("length", "extended"):
            assert (
                step.date == end_of(day, parse_length(values["length"]), unshifted(period[2]), roll_over=False).raw_end
            )
        elif step.text_key == "rolled over":
            assert not any(period[2].is_working_day(off) for off in days_between(day, step.date))
        day = step.date
    assert sentence(found) == "; ".join(step.text for step in found.steps)


def unshifted(calendar: Calendar) -> Calendar:
    """The same calendar under a rule without clear periods, to replay one step alone."""
    return replace(calendar, rule=replace(calendar.rule, last_day="counted"))


def days_between(first: date, before: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((before - first).days)]


@unhurried
@given(periods())
def test_two_calls_give_the_same(period: Period) -> None:
    assert computed(period) == computed(period)


@unhurried
@given(periods())
def test_no_date_exceeds_the_proof(period: Period) -> None:
    """Longest lengths with their waits and the days that stood still bound the end."""
    start, length, calendar, stops, extensions = period
    parts = [length, *extensions]
    still = sum((s.last - s.first).days for s in stops if s.last is not None)
    cuts = len(stops)
    bound = sum(longest_to_end(part, calendar, suspensions=cuts) for part in parts)
    assert (computed(period).end - start).days <= bound + still


@unhurried
@given(starts, st.data(), calendars)
def test_a_period_that_runs_through_keeps_its_bounds(start: date, data: st.DataObject, calendar: Calendar) -> None:
    length = data.draw(lengths(calendar))
    found = end_of(start, length, calendar)
    assert shortest(length, calendar) <= (found.raw_end - start).days <= longest(length, calendar)
    assert (found.end - found.raw_end).days <= longest_roll_over(calendar)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        *product(["eu/1182-71", "es/39-2015", "fr/clear-period"], ["3 months", "9 months", "1 year"]),
        *product(["eu/1182-71", "es/39-2015", "fr/clear-period", "ch/vwvg"], ["1 working day", "10 working days"]),
        *product(["eu/1182-71", "es/39-2015", "fr/clear-period", "ch/vwvg"], ["5 days", "30 days"]),
    ],
)
def test_the_bounds_are_reached(rule: str, text: str) -> None:
    calendar, length = load_calendar("CZ", rule, LAW_OF), parse_length(text)
    spans = {(end_of(day, length, calendar, roll_over=False).raw_end - day).days for day in ALL_DAYS}
    assert (min(spans), max(spans)) == (shortest(length, calendar), longest(length, calendar))


@pytest.mark.parametrize("months", [*range(1, 25), 48, 713, 714, 1200])
def test_months_are_looked_at_from_every_start(months: int) -> None:
    """One cycle of four years shows what all starts show; 714 months and more may reach 2100, which is no leap year."""
    length = Length(months, "months")
    spans = {(same_day_of_month(day, months) - day).days for day in ALL_DAYS}
    assert (min(spans), max(spans)) == (shortest(length), longest(length))


def same_day_of_month(day: date, months: int) -> date:
    """The same day so many months on, else the last of that month: found by trying, not by the code under test."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


@pytest.mark.parametrize("state", ["CZ", "DE", "SK", "TR"])
@pytest.mark.parametrize("rule", ["eu/1182-71", "cz/500-2004"])
def test_the_longest_roll_over_is_reached(state: str, rule: str) -> None:
    calendar = load_calendar(state, rule, LAW_OF)
    ends = (end_of(day, Length(n, "days"), calendar) for day in ALL_DAYS for n in (1, 2))
    assert max((found.end - found.raw_end).days for found in ends) == longest_roll_over(calendar)


def test_figures_that_a_lawyer_would_name() -> None:
    named = {
        "3 months": (89, 92),
        "6 months": (181, 184),
        "9 months": (273, 276),
        "1 year": (365, 366),
        "2 weeks": (14, 14),
    }
    assert {text: (shortest(parse_length(text)), longest(parse_length(text))) for text in named} == named


BEYOND_THE_ALLOWANCE = {"AM", "AT", "BA", "BG", "FI", "GE", "HU", "IT", "LV", "MD", "PK", "PL", "RO", "SK", "TR"}


@pytest.mark.parametrize("state", known_states())
def test_the_allowance_without_a_calendar_is_what_the_reference_says(state: str) -> None:
    """Four days off in 20 working days are enough for some calendars, not for those that the reference names."""
    calendar = load_calendar(state, "eu/1182-71", LAW_OF)
    working_days = [Length(n, "working days") for n in range(1, 61)]
    beyond = max(longest(length, calendar) - longest(length) for length in working_days)
    assert (beyond > 0) == (state in BEYOND_THE_ALLOWANCE), (state, beyond)
    assert all(shortest(length) <= shortest(length, calendar) for length in working_days)


def test_a_rule_without_roll_over_has_none() -> None:
    calendar = load_calendar("CZ", "cz/500-2004", LAW_OF)
    assert longest_roll_over(replace(calendar, rule=replace(calendar.rule, rolls_over=False))) == 0


def test_a_suspension_may_meet_worse_holidays_in_working_days() -> None:
    """Two working days take at most 7 days in one piece, but cut in two each may wait over its own holidays."""
    calendar = load_calendar("CZ", "eu/2024-1348", LAW_OF)
    assert [longest(Length(2, "working days"), calendar, suspensions=n) for n in range(4)] == [7, 12, 17, 22]
    assert longest(Length(60, "days"), calendar, suspensions=3) == 60
    assert longest(Length(0, "working days"), calendar, suspensions=3) == 0


def pieces(total: int, number: int) -> list[tuple[int, ...]]:
    """Every way to count ``total`` days in so many pieces; only the last must hold one."""
    if number == 1:
        return [(total,)]
    return [(n, *rest) for n in range(total) for rest in pieces(total - n, number - 1)]


def worst_start(days: int, calendar: Calendar, on_or_after: date) -> date:
    """The first day from which so many days that count take longest."""
    length = Length(days, "working days")
    start = on_or_after
    while (end_of(start, length, calendar, roll_over=False).end - start).days < longest(length, calendar):
        start += timedelta(days=1)
    return start


def worst_run(split: tuple[int, ...], calendar: Calendar) -> tuple[date, list[Suspension]]:
    """A start and suspensions such that each piece meets its worst holidays, and stops just before the next day."""
    first = stopped = day = FIRST
    stops = []
    for place, days in enumerate(split):
        last = place == len(split) - 1
        start = worst_start(days if last else days + 1, calendar, day)
        if place:
            stops.append(Suspension(stopped, start))
        else:
            first = start
        day = stopped = end_of(start, Length(days + 1, "working days"), calendar).end - timedelta(days=1)
    return first, stops


@pytest.mark.parametrize("cuts", [1, 2, 3])
@pytest.mark.parametrize("number", [1, 2, 5])
@pytest.mark.parametrize("state", ["CZ", "DE"])
def test_the_longest_in_pieces_is_reached_and_never_passed(state: str, number: int, cuts: int) -> None:
    calendar, length = load_calendar(state, "eu/2024-1348", LAW_OF), Length(number, "working days")
    ran = []
    for split in pieces(number, cuts + 1):
        start, stops = worst_run(split, calendar)
        still = sum((stop.last - stop.first).days for stop in stops if stop.last)
        ran.append((end_of(start, length, calendar, suspensions=stops).end - start).days - still)
    assert max(ran) == longest(length, calendar, suspensions=cuts)


def test_two_working_days_may_be_held_in_pieces() -> None:
    """Regulation 1182/71 Art. 3(5): ten days that run on holidays alone do not end before two working days have run."""
    calendar, length = load_calendar("CZ", "eu/1182-71", LAW_OF), Length(10, "days")
    start, stops = worst_run((0, 0, 2), calendar)
    still = sum((stop.last - stop.first).days for stop in stops if stop.last)
    ran = (end_of(start, length, calendar, suspensions=stops).end - start).days - still
    assert (ran, longest_to_end(length, calendar, suspensions=2)) == (17, 17)
    assert longest_to_end(length, calendar, suspensions=1) == 10 + longest_roll_over(calendar)
    assert longest_to_end(length, calendar) == 10 + longest_roll_over(calendar)


def test_very_many_pieces_are_bound_at_once() -> None:
    calendar = load_calendar("CZ", "eu/2024-1348", LAW_OF)
    length = Length(26_000, "working days")
    assert longest(length, calendar, suspensions=2) == 3 * longest(length, calendar)


@unhurried
@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 12, 31)), st.integers(1, 200))  # noqa: DTZ001 - given UTC below
@example(datetime(2027, 3, 27, 22, 30), 24)  # noqa: DTZ001 - over the short night it takes two days
@example(datetime(2027, 10, 30, 22, 10), 24)  # noqa: DTZ001 - over the long night it ends the same day
def test_hours_keep_their_bounds_and_never_end_early(instant: datetime, hours: int) -> None:
    calendar, length = load_calendar("CZ", "eu/2024-1348", LAW_OF), Length(hours, "hours")
    start = instant.replace(tzinfo=UTC)
    ended = end_of_hours(start, length, calendar)
    assert timedelta(hours=hours) < ended - start <= timedelta(hours=hours + 1)
    local = start.astimezone(ended.tzinfo)
    days = ((ended - timedelta(microseconds=1)).date() - local.date()).days
    assert shortest(length, calendar) <= days <= longest(length, calendar)


def test_the_day_of_hours_is_their_latest() -> None:
    calendar = load_calendar("CZ", "eu/2024-1348", LAW_OF)
    assert end_of(date(2027, 1, 15), Length(72, "hours"), calendar).end == date(2027, 1, 18)
    assert end_of(date(2027, 1, 15), Length(73, "hours"), calendar).end == date(2027, 1, 19)
    assert end_of(date(2027, 1, 15), Length(24, "hours"), calendar).end == date(2027, 1, 16)  # a Saturday: no roll-over


def test_every_rule_is_dated_and_names_its_law() -> None:
    for rule_id in known_rules():
        rule = load_rule(rule_id, LAW_OF)
        assert rule.version.startswith(rule.in_force_from.isoformat())
        assert len(rule.said) == 11, rule_id
        assert all(entry.law for entry in rule.said)
        assert rule.read == (not rule.assumed)
