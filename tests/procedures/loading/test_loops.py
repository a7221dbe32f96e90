"""Loops, pauses and extensions: what has a bound loads, what has none is refused before anything is counted."""

from __future__ import annotations

import pytest

from safeconduct.procedures.expand import expand
from safeconduct.procedures.library import Entry, Library
from safeconduct.procedures.loader import Unreadable, load_text
from safeconduct.procedures.references import hidden_stages
from safeconduct.procedures.ways import Ways
from tests.procedures.loading.broken import BASE

LIMIT = """  {name}:
    length: 10 days
    starts with: [{start}]
    if nothing comes: {silence}
    law: ACT 3
"""
SMALL = (BASE / "small-permit.yaml").read_text(encoding="utf-8")


def changed(*pairs: tuple[str, str]) -> str:
    text = SMALL
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def mistakes(text: str) -> list[str]:
    try:
        load_text(text)
    except Unreadable as refused:
        return [m.code for m in refused.mistakes]
    return []


def test_a_loop_that_the_person_turns_is_bounded_by_the_limit_over_it() -> None:
    """Losing a job and finding another may happen again and again, while the permit is valid."""
    assert mistakes(SMALL) == []


@pytest.mark.parametrize(
    "pair",
    [
        ("    if nothing comes: {ends: permit run out}", "    if nothing comes: {goes on: permit held}"),
        (
            "    starts with: [reaching permit held]",
            "    starts with: [reaching permit held]\n    ends with: [show new work]",
        ),
        (
            "    starts with: [reaching permit held]",
            "    starts with: [reaching permit held]\n    suspended in: [without work]",
        ),
        ("    starts with: [reaching permit held]", "    starts with: [grant]"),
        ("    if nothing comes: {ends: permit run out}", "    if nothing comes: only late"),
    ],
    ids=["leads back", "renewed", "stands still", "not always started", "without consequence"],
)
def test_a_limit_that_does_not_hold_the_loop_is_no_bound(pair: tuple[str, str]) -> None:
    """Where the court puts the permit in place, the step 'grant' never came: then no validity runs."""
    text = changed(pair)
    if "run out}" not in text.partition("time limits:")[2]:
        text = text.replace("  permit run out: {outcome: closed}\n", "")
    assert set(mistakes(text)) & {"uncapped-loop", "uncapped-suspension"}


def test_a_cap_on_one_step_of_the_loop_bounds_it() -> None:
    no_limit = ("    if nothing comes: {ends: permit run out}", "    if nothing comes: only late")
    unused = ("  permit run out: {outcome: closed}\n", "")
    assert mistakes(changed(no_limit, unused)) == ["uncapped-loop"]
    capped = ("show new work: {to: permit held, law", "show new work: {to: permit held, at most: 3 times, law")
    job = ("report the loss of the job: {to", "report the loss of the job: {at most: 3 times, to")
    court = ("    if replaced: {to: permit held}\n", "")
    assert mistakes(changed(no_limit, unused, capped, job, court)) == []


def test_an_annulment_without_a_cap_turns_for_ever() -> None:
    assert mistakes(changed(("{to: examined, at most: 1 time}", "{to: examined}"))) == [
        "uncapped-suspension"
    ] or mistakes(changed(("{to: examined, at most: 1 time}", "{to: examined}"))) == ["uncapped-loop"]


def test_a_remedy_that_does_not_suspend_can_turn_for_ever_too() -> None:
    text = changed(("suspensive: yes", "suspensive: no"), ("{to: examined, at most: 1 time}", "{to: examined}"))
    assert mistakes(text)


def test_a_step_that_leads_to_its_own_stage_is_a_loop() -> None:
    """Entering the stage in which the case stands starts its limit anew."""
    text = changed(
        (
            "bring the paper: {to: examined, law: ACT 3}",
            "bring the paper: {to: examined, law: ACT 3}\n      ask for time: {to: paper awaited, law: ACT 3}",
        )
    )
    assert mistakes(text) == ["uncapped-suspension"]


def test_a_pause_in_a_stage_without_a_limit_has_no_end() -> None:
    text = changed(("    suspended in: [paper awaited]", "    suspended in: [permit held]"))
    with pytest.raises(Unreadable, match="nothing limits the stay"):
        load_text(text)


def test_a_pause_while_a_court_decides_is_bounded() -> None:
    text = changed(
        ("suspended in: [paper awaited]", "suspended in: [paper awaited, appeal against refuse, service of refuse]")
    )
    assert mistakes(text) == []


def test_a_claim_is_a_stage_too() -> None:
    text = changed(("suspended in: [paper awaited]", "suspended in: [claim of limit in paper awaited]"))
    assert mistakes(text) == []


def test_the_message_shows_the_way() -> None:
    text = changed(
        ("    suspended in: [paper awaited]\n", ""), ("to: paper awaited, at most: 1 time", "to: paper awaited")
    )
    with pytest.raises(Unreadable, match="examined → service of ask for a paper → paper awaited → examined"):
        load_text(text)


def test_a_limit_that_silence_starts_does_start() -> None:
    late = LIMIT.format(name="late", start="silence of decision", silence="{ends: permit run out}")
    assert mistakes(changed(("remedies:\n", late + "remedies:\n"))) == []


def test_two_limits_that_wait_for_each_other_never_start() -> None:
    one = LIMIT.format(name="one", start="silence of two", silence="only late")
    two = LIMIT.format(name="two", start="silence of one", silence="only late")
    assert mistakes(changed(("remedies:\n", one + two + "remedies:\n"))) == ["limit-never-starts"]


@pytest.mark.parametrize("entry", Library.default().procedures(), ids=lambda entry: entry.identity)
def test_the_loader_knows_the_hidden_stages_that_the_checker_makes(entry: Entry) -> None:
    procedure = Library.default().load(entry.identity)
    spots = expand(procedure, Library.default().charter()).spots
    hidden = {spot.name for spot in spots if spot.kind not in ("stage", "outcome")}
    ends = tuple(f" in {name}" for name, stage in procedure.stages.items() if stage.outcome)
    known = set(hidden_stages(procedure))
    assert {name for name in hidden if name.count("claim of ") < 2 and not name.endswith(ends)} <= known


@pytest.mark.parametrize("entry", Library.default().procedures(), ids=lambda entry: entry.identity)
def test_the_loader_finds_a_way_to_every_stage_that_the_checker_reaches(entry: Entry) -> None:
    procedure = Library.default().load(entry.identity)
    assert set(procedure.stages) <= set(Ways(procedure).may_run)
