"""The figures and lists that the reference page shows are those that are computed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from safeconduct.procedures.periods import (
    known_rules,
    known_states,
    load_calendar,
    load_rule,
    load_state,
    longest,
    longest_roll_over,
    parse_length,
)

ON = date(2026, 11, 24)
PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "periods.md").read_text(encoding="utf-8")
NAMES = {load_state(state, ON).title: state for state in known_states()}


def test_the_table_of_bounds_is_right() -> None:
    rows = re.findall(r"^\| (\w+)[^|]* \| (\d+) \| (\d+) \| (\d+) \|$", PAGE, re.MULTILINE)
    assert len(rows) == 5
    for title, *figures in rows:
        calendar = load_calendar(NAMES[title], "eu/1182-71", ON)
        found = [longest_roll_over(calendar)]
        found += [longest(parse_length(text), calendar) for text in ("1 working day", "10 working days")]
        assert [int(figure) for figure in figures] == found, title


def test_the_states_beyond_the_allowance_are_all_named() -> None:
    _, _, rest = PAGE.partition("a few days too few for")
    told, _, _ = rest.partition("Figures published")
    working_days = [parse_length(f"{n} working days") for n in range(1, 61)]
    for title, state in NAMES.items():
        calendar = load_calendar(state, "eu/1182-71", ON)
        beyond = any(longest(length, calendar) > longest(length) for length in working_days)
        assert beyond == (title in " ".join(told.split())), title


def test_every_rule_and_every_question_is_on_the_page() -> None:
    for rule_id in known_rules():
        assert f"`{rule_id}`" in PAGE
    for entry in load_rule("eu/1182-71", ON).said:
        assert f"| `{entry.field}` |" in PAGE


def test_what_the_page_calls_unread_is_assumed() -> None:
    for row in re.findall(r"^\| (`[a-z]+/.*?) \| [^|]* \| ([^|]*)\|$", PAGE, re.MULTILINE):
        for rule_id in re.findall(r"`([^`]+)`", row[0]):
            assert bool(row[1].strip()) == bool(load_rule(rule_id, ON).assumed), rule_id
