"""Every mistake in a rule, a State's file or a call has a message with place, cause and cure."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from safeconduct.procedures.periods import (
    Length,
    PeriodError,
    Suspension,
    backwards,
    end_of,
    end_of_hours,
    legal_date,
    load_calendar,
    load_rule,
    load_state,
    parse_length,
    part_of_month,
    read_rule,
    read_state,
)

ON = date(2026, 11, 24)

RULE = """\
rule: xx/rule
title: A rule
source: An act
in force from: 2000-01-01
event day: {is: not counted, law: § 1, status: read}
days: {is: calendar days, law: § 1, status: read}
non-working days: {is: [saturday, sunday, public holidays], law: § 1, status: read}
months and years: {is: "same date, else last day of the month", law: § 1, status: read}
part of a month: {is: of 30 days, law: § 1, status: read}
last day: {is: counted, law: § 1, status: read}
end on a non-working day: {is: next working day, law: § 1, status: read}
working days at least: {is: 2, law: § 1, status: read}
hours: {is: from the moment, law: § 1, status: read}
working days at least in hours: {is: none, law: § 1, status: read}
stands still: {is: [{first: 07-15, last: 08-15}], law: § 1, status: read}
"""

STATE = """\
state: XX
title: A State
zone: Europe/Prague
holidays: {is: CZ, adds: [2027-02-01], leaves out: [2027-07-05], law: § 1, status: read}
rule of periods: {is: cz/500-2004, law: § 1, status: read}
deemed service:
  - channel: post
    after: 3 days
    counted from: the day of posting
    end on a non-working day: that day
    until: 2024-12-31
    law: § 1
    status: read
  - channel: post
    after: 4 days
    counted from: the day of posting
    end on a non-working day: that day
    from: 2025-01-01
    law: § 1
    status: read
silence: {is: deemed refusal, after: 2 months, law: § 1, status: read}
missing remedy instruction: {is: longer period, within: 1 year, law: § 1, status: read}
"""

BROKEN_RULES = [
    (
        "days: {is: calendar days,",
        "days: {is: calender days,",
        6,
        "'is' cannot be 'calender days'",
        "Did you mean 'calendar days'?",
    ),
    (
        "days: {is: calendar days,",
        "days: {is: x,",
        6,
        "'is' cannot be 'x'",
        "Write one of: calendar days, working days",
    ),
    ("last day: {is: counted, ", "last dya: {is: counted, ", 1, "'last day' is missing", "Write 'last day: {is: …"),
    ("title: A rule\n", "title: A rule\ncolour: red\n", 3, "'colour' is unknown here", "Known here"),
    ("title: A rule\n", "title: A rule\nhourss: x\n", 3, "'hourss' is unknown here", "Did you mean 'hours'?"),
    ("title: A rule\n", "title: [a]\n", 2, "'title' must be a text, not list", "Write 'title: …'"),
    ("title: A rule\n", "", 1, "'title' must be a text, and is missing", "Write 'title: …'"),
    ("in force from: 2000-01-01\n", "", 1, "'in force from' is missing", "Write 'in force from: 1971-07-01'"),
    ("in force from: 2000-01-01", "in force from: soon", 4, "'in force from' must be a date, not str", "2027-01-13"),
    (
        "in force from: 2000-01-01",
        "in force from: 2000-01-01 12:00:00",
        4,
        "'in force from' must be a date",
        "2027-01-13",
    ),
    (
        "in force from: 2000-01-01",
        "in force from: 2030-01-01",
        4,
        "in force from 2030-01-01, not on 2026-11-24",
        "Name the rule",
    ),
    (
        "in force from: 2000-01-01\n",
        "in force from: 2000-01-01\nin force until: 1999-01-01\n",
        5,
        "is before 2000-01-01",
        "Exchange",
    ),
    (
        "hours: {is: from the moment, law: § 1, status: read}",
        "hours: from the moment",
        13,
        "must be an entry of its own",
        "status: read",
    ),
    (
        "hours: {is: from the moment, law: § 1, ",
        "hours: {is: from the moment, ",
        13,
        "'law' must be a text, and is missing",
        "Write 'law: …'",
    ),
    (
        "law: § 1, status: read}\nworking days at least in",
        "law: § 1}\nworking days at least in",
        13,
        "'status' is missing",
        "read, assumed",
    ),
    (
        "moment, law: § 1, status: read}",
        "moment, law: § 1, status: seen}",
        13,
        "'status' cannot be 'seen'",
        "Write one of: read, assumed",
    ),
    (
        "[saturday, sunday, public holidays]",
        "[saturday, sonday]",
        7,
        "'non-working days' cannot hold 'sonday'",
        "Write a list of",
    ),
    (
        "[saturday, sunday, public holidays]",
        "[monday, tuesday, wednesday, thursday, friday, saturday, sunday]",
        7,
        "every day of the week is non-working",
        "Leave at least one",
    ),
    ("{is: of 30 days,", "{is: of 30 hours,", 9, "'part of a month' cannot be 'of 30 hours'", "of 30 days"),
    ("least: {is: 2,", "least: {is: 9,", 12, "'working days at least' cannot be '9'", "from 1 to 7"),
    ("least: {is: 2,", "least: {is: true,", 12, "'working days at least' cannot be 'True'", "from 1 to 7"),
    ("first: 07-15", "first: 07-32", 15, "'07-32' is no day of the year", "Write '07-15'"),
    ("first: 07-15", "first: 02-29", 15, "'02-29' is no day of the year", "Write '07-15'"),
    ("first: 07-15", "first: summer", 15, "'summer' is no day of the year", "easter -7"),
    ("first: 07-15", "first: 01-15", 15, "most of the year", "Shorten"),
    ("{is: [{first: 07-15, last: 08-15}],", "{is: [],", 15, "'is' must be an entry of its own", "Write"),
    (
        "hours: {is: from the moment, law: § 1, status: read}",
        "hours:\n  - {is: not said, law: § 1, status: read, until: 2020-01-01}\n"
        "  - {is: from the moment, law: § 2, status: read, from: 2019-01-01}",
        15,
        "two entries of 'hours' hold on 2019-01-01",
        "'until' on the day before",
    ),
    (
        "hours: {is: from the moment, law: § 1, status: read}",
        "hours:\n  - {is: not said, law: § 1, status: read, until: 2019-01-01}\n"
        "  - {is: from the moment, law: § 2, status: read, from: 2019-01-01}",
        15,
        "two entries of 'hours' hold on 2019-01-01",
        "'until' on the day before",
    ),
    (
        "hours: {is: from the moment, law: § 1, status: read}",
        "hours: {is: not said, law: § 1, status: read, until: 2020-01-01}",
        13,
        "no entry of 'hours' holds on 2026-11-24",
        "Add one",
    ),
    (
        "hours: {is: from the moment, law: § 1, status: read}",
        "hours: {is: not said, law: § 1, status: read, from: 2021-01-01, until: 2020-01-01}",
        13,
        "it ends on 2020-01-01, before it begins on 2021-01-01",
        "Exchange",
    ),
    ("title: A rule\n", "title: A rule\ntitle: Again\n", 3, "this is not YAML (found duplicate key", "Compare"),
    ("title: A rule\n", "title: {a\n", 3, "this is not YAML", "Compare"),
]

BROKEN_STATES = [
    ("zone: Europe/Prague", "zone: Europe/Praha", 3, "'Europe/Praha' is no time zone", "Europe/Prague"),
    ("zone: Europe/Prague", "zone: ../../etc/passwd", 3, "'../../etc/passwd' is no time zone", "Europe/Prague"),
    ("holidays: {is: CZ,", "holidays: {is: ZZ,", 4, "knows no country 'ZZ'", "ISO 3166-1"),
    ("holidays: {is: CZ,", "free days: {is: CZ,", 1, "'holidays' is missing", "Write 'holidays: {is: CZ"),
    ("adds: [2027-02-01]", "adds: February", 4, "'adds' must be a list of dates", "2026-05-08"),
    ("{is: cz/500-2004,", "{is: cz/500-2005,", 5, "'is' cannot be 'cz/500-2005'", "Did you mean 'cz/500-2004'?"),
    ("after: 3 days", "after: three days", 8, "'three days' is no length of time", "Write a whole number"),
    ("until: 2024-12-31", "until: 2025-06-30", 14, "two entries of 'post' hold on 2025-01-01", "the day before"),
    ("is: deemed refusal", "is: refusal", 21, "'is' cannot be 'refusal'", "deemed refusal"),
    (", within: 1 year", "", 22, "a longer period needs its length", "Write 'within: 1 year'"),
    ("title: A State", "title: A State\ncapital: X", 3, "'capital' is unknown here", "Known here"),
]


@pytest.mark.parametrize(("right", "wrong", "line", "cause", "cure"), BROKEN_RULES)
def test_a_broken_rule_says_where_why_and_what_to_do(right: str, wrong: str, line: int, cause: str, cure: str) -> None:
    assert RULE.count(right) == 1
    with pytest.raises(PeriodError) as caught:
        read_rule(RULE.replace(right, wrong), "periods/xx/rule.yaml", date(2026, 11, 24))
    found = caught.value
    assert (found.file, found.line) == ("periods/xx/rule.yaml", line), str(found)
    assert cause in found.cause
    assert cure in found.cure
    assert str(found) == f"periods/xx/rule.yaml:{line}: {found.cause}. {found.cure}"


@pytest.mark.parametrize(("right", "wrong", "line", "cause", "cure"), BROKEN_STATES)
def test_a_broken_state_says_where_why_and_what_to_do(right: str, wrong: str, line: int, cause: str, cure: str) -> None:
    assert STATE.count(right) == 1
    with pytest.raises(PeriodError) as caught:
        read_state(STATE.replace(right, wrong), "states/XX.yaml", ON)
    assert (caught.value.file, caught.value.line) == ("states/XX.yaml", line), str(caught.value)
    assert cause in caught.value.cause
    assert cure in caught.value.cure


def test_the_unbroken_files_are_taken() -> None:
    rule, state = read_rule(RULE, "rule.yaml", ON), read_state(STATE, "state.yaml", ON)
    assert (rule.month_part, rule.minimum_working_days, rule.read) == (30, 2, True)
    assert state.deemed_service[0].after == Length(4, "days")
    assert read_state(STATE, "state.yaml", date(2024, 12, 31)).deemed_service[0].after == Length(3, "days")
    assert state.holidays.adds == {date(2027, 2, 1)}
    assert state.silence is not None
    assert state.silence.after == Length(2, "months")
    assert state.missing_instruction is not None
    assert state.missing_instruction.within == Length(1, "year" + "s")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("- a list", "the file is no mapping"),
        ("", "the file is no mapping"),
        ("a: " + "[" * 50_000, "more than 20 brackets are open"),
        ("a: b\n" * 40_000, "more than 100000 characters"),
        ("a: !!python/object:os.system x", "this is not YAML .could not determine a constructor for the tag"),
        ("rule: a\nrule: b\n", "^rule.yaml:2: this is not YAML .found duplicate key"),
        ("rule: a\n[b, c]: d\n", "^rule.yaml:2: this is not YAML .a key must be a word"),
        ("rule: a\n2027: d\n", "^rule.yaml:1: 'in force from' is missing"),
    ],
)
def test_what_is_no_rule_at_all_is_refused(text: str, cause: str) -> None:
    with pytest.raises(PeriodError, match=cause):
        read_rule(text, "rule.yaml", ON)


def test_unknown_names_point_to_the_nearest() -> None:
    with pytest.raises(
        PeriodError, match=r"'eu/1182-17' is not in the library of periods. Did you mean 'eu/1182-71'\?"
    ):
        load_rule("eu/1182-17", ON)
    with pytest.raises(PeriodError, match=r"'../../site/settings' is not in the library"):
        load_rule("../../site/settings", ON)
    with pytest.raises(PeriodError, match=r"'QQ' is not in the library of states. Known: AM, AT"):
        load_state("QQ", ON)
    with pytest.raises(PeriodError, match=r"'ZZ' is no part of DE .* Write one of: BB"):
        load_calendar("DE", "eu/1182-71", ON, "ZZ")
    with pytest.raises(
        PeriodError, match=r"asylum procedure|eu/2024-1348 is in force from 2026-06-12, not on 2025-01-01"
    ):
        load_rule("eu/2024-1348", date(2025, 1, 1))


def test_a_file_must_call_itself_by_its_name() -> None:
    with pytest.raises(PeriodError, match=r"rule.yaml:1: the file calls itself 'xx/rule'. Write 'rule: xx/other'"):
        read_rule(RULE, "rule.yaml", ON, "xx/other")
    with pytest.raises(PeriodError, match=r"state.yaml:1: the file calls itself 'XX'. Write 'state: CZ'"):
        read_state(STATE, "state.yaml", ON, "CZ")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90 days", Length(90, "days")),
        ("1 working day", Length(1, "working days")),
        (" 3  Months ", Length(3, "months")),
        ("1 working day(s)", Length(1, "working days")),
        ("72 hours", Length(72, "hours")),
    ],
)
def test_lengths_are_read(text: str, length: Length) -> None:
    assert parse_length(text) == length
    assert parse_length(str(length)) == length


@pytest.mark.parametrize(
    "text", ["", "ninety days", "90", "90 dayz", "-3 days", "1.5 months", "٩٠ days", "99999999 days", "9999999 days"]
)
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write"):
        parse_length(text)


def test_a_length_knows_singular_and_plural() -> None:
    assert [str(Length(n, "working days")) for n in (0, 1, 2)] == ["0 working days", "1 working day", "2 working days"]
    with pytest.raises(ValueError, match=r"'fortnights' is no unit of time; write one of: hours, days"):
        Length(1, "fortnights")  # type: ignore[arg-type]


def test_calls_that_cannot_be_answered_say_why() -> None:
    czech, swiss = load_calendar("CZ", "cz/500-2004", ON), load_calendar("CH", "ch/vwvg", ON)
    day, noon = date(2027, 1, 13), datetime(2027, 1, 13, 12, tzinfo=UTC)
    with pytest.raises(PeriodError, match=r"stands still since 2027-01-20: the end cannot be told yet. Give the day"):
        end_of(day, Length(60, "days"), czech, suspensions=[Suspension(date(2027, 1, 20), None)])
    with pytest.raises(PeriodError, match=r"from 2027-02-03 ends on 2027-01-20, before it begins"):
        Suspension(date(2027, 2, 3), date(2027, 1, 20))
    with pytest.raises(PeriodError, match=r"ch/vwvg says nothing of months. Name a rule that does"):
        end_of(day, Length(1, "months"), swiss)
    with pytest.raises(PeriodError, match=r"ch/vwvg says nothing of periods in hours"):
        end_of_hours(noon, Length(1, "hours"), swiss)
    with pytest.raises(PeriodError, match=r"has no time zone. Give an aware datetime"):
        end_of_hours(noon.replace(tzinfo=None), Length(1, "hours"), czech)
    with pytest.raises(PeriodError, match=r"1 day is not in hours. Use end_of"):
        end_of_hours(noon, Length(1, "days"), czech)
    with pytest.raises(PeriodError, match=r"hours are not counted backwards"):
        backwards(day, Length(1, "hours"), czech)
    with pytest.raises(PeriodError, match=r"without a time zone has no legal date"):
        legal_date(noon.replace(tzinfo=None), czech)
    with pytest.raises(PeriodError, match=r"cz/500-2004 says nothing of parts of a month"):
        part_of_month((1, 2), czech.rule)
    with pytest.raises(PeriodError, match=r"1/7 of 30 days is no whole day"):
        part_of_month((1, 7), load_rule("eu/1182-71", ON))
