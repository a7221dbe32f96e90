"""Worked cases: dates derived by hand from the text of the law, with the article, against what is computed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from safeconduct.procedures.periods import (
    Calendar,
    Suspension,
    backwards,
    end_of,
    end_of_hours,
    legal_date,
    load_calendar,
    parse_length,
    part_of_month,
    sentence,
)

CASES = Path(__file__).parent / "cases"
LAW_OF = date(2026, 11, 24)
ENDS = ("union", "suspended", "asylum", "national")


def cases(*names: str) -> list[Any]:
    found = []
    for name in names:
        file = YAML(typ="safe").load(CASES / f"{name}.yaml")
        shared = {key: value for key, value in file.items() if key != "cases"}
        for number, case in enumerate(file["cases"], 1):
            found.append(pytest.param(shared | case, id=f"{name} {number}: {case['why'][:60]}"))
    return found


def calendar_of(case: dict[str, Any]) -> Calendar:
    return load_calendar(case["state"], case.get("rule", "eu/1182-71"), LAW_OF, case.get("subdivision"))


@pytest.mark.parametrize("case", cases(*ENDS))
def test_a_period_ends_as_derived_by_hand(case: dict[str, Any]) -> None:
    calendar = calendar_of(case)
    extensions = [parse_length(text) for text in case.get("extensions", ())]
    if "part of a month" in case:
        extensions.append(part_of_month(tuple(case["part of a month"]), calendar.rule))
    computed = end_of(
        case["start"],
        parse_length(case["length"]),
        calendar,
        suspensions=[Suspension(first, last) for first, last in case.get("suspensions", ())],
        extensions=extensions,
        roll_over=False if case.get("roll over") == "no" else None,
    )
    assert (computed.raw_end, computed.end) == (case["raw end"], case["end"]), f"{case['law']}: {sentence(computed)}"
    assert sentence(computed) == case.get("sentence", sentence(computed))


@pytest.mark.parametrize("case", cases("hours"))
def test_hours_run_out_as_derived_by_hand(case: dict[str, Any]) -> None:
    ended = end_of_hours(datetime.fromisoformat(case["start"]), parse_length(case["length"]), calendar_of(case))
    assert ended.isoformat(timespec="minutes") == case["end"], case["law"]


@pytest.mark.parametrize("case", cases("backwards"))
def test_a_period_counted_backwards_begins_as_derived_by_hand(case: dict[str, Any]) -> None:
    assert backwards(case["event"], parse_length(case["length"]), calendar_of(case)) == case["first"], case["law"]


@pytest.mark.parametrize("case", cases("zones"))
def test_an_instant_has_its_date_where_the_authority_sits(case: dict[str, Any]) -> None:
    assert legal_date(datetime.fromisoformat(case["instant"]), calendar_of(case)) == case["date"]


def test_each_end_case_says_why_and_names_its_law() -> None:
    for parameter in cases(*ENDS, "hours", "backwards"):
        (case,) = parameter.values
        assert case["why"], case
        assert case["law"], case
