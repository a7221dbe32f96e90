"""A world is the same for a seed, lawful in each act, and full at every stage."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache
from random import Random

import pytest

from safeconduct.cases.seed.model import Event, Script
from safeconduct.cases.seed.world import world
from safeconduct.cases.verbs import ACTS, EMPOWERS, PROPOSES, REVIEWS
from safeconduct.procedures.library import Library
from safeconduct.procedures.run import due
from safeconduct.procedures.state import Case
from tests.cases.seed.replaying import TODAY, made, opened, replayed

CARD = "cz/employee-card"
WEEK = timedelta(days=7)
A_SUNDAY = date(2026, 12, 27)
"""Between holidays: no office works around it."""


def today(script: Script) -> Case:
    return replayed(script, TODAY)


@cache
def all_cases() -> list[tuple[Script, Case]]:
    return [(s, today(s)) for s in made().scripts]


def test_the_same_seed_gives_the_same_world() -> None:
    assert world(Random(1), TODAY, cases=1) == made(cases=1)


def test_another_seed_gives_another_world() -> None:
    assert made(seed=2, cases=1) != made(cases=1)


def test_it_holds_as_many_cases_as_are_asked_for() -> None:
    counts = Counter(s.purpose for s in made().scripts)
    assert counts["migration"] == 320
    assert {"services", "protection", "enforcement"} < set(counts)


@pytest.mark.parametrize("day", [TODAY, A_SUNDAY])
def test_each_act_is_offered_by_the_law_and_leads_where_the_script_says(day: date) -> None:
    scripts = made(today=day).scripts if day == TODAY else made(today=day, cases=1).scripts
    for script in scripts:
        case = replayed(script, day)
        assert (case.stage, case.outcome) == (script.stage, script.outcome), script.key


@pytest.mark.parametrize("day", [TODAY, A_SUNDAY])
def test_employee_cards_stand_at_every_stage(day: date) -> None:
    there = made(today=day) if day == TODAY else made(today=day, cases=1)
    standing = {s.stage for s in there.scripts if s.procedure.startswith(CARD)}
    hidden = {
        "service of ask for what is missing",
        "service of grant",
        "service of refuse",
        "time for appeal against refuse",
        "appeal against refuse",
        "claim of limit in appearance awaited",
        "claim of limit in papers awaited",
    }
    assert set(Library.default().load(CARD).stages) | hidden <= standing


def test_every_procedure_comes_to_each_of_its_kinds_of_outcome() -> None:
    ends: dict[str, set[str]] = {}
    for script in made().scripts:
        ends.setdefault(script.procedure, set()).update({script.outcome} - {""})
    for identity, seen in ends.items():
        stages = Library.default().load(identity).stages.values()
        assert seen == {stage.outcome for stage in stages if stage.outcome}, identity


def test_desks_have_work_of_every_urgency() -> None:
    dues = [d for s, case in all_cases() if not case.closed for d in due(case) if d.kind != "finding"]
    assert sum(d.overdue for d in dues) >= 5
    assert sum(d.suspended for d in dues) >= 8
    assert sum(d.date is not None and TODAY <= d.date <= TODAY + WEEK for d in dues) >= 15
    assert sum(case.standing.kind == "claim" for _, case in all_cases()) >= 5
    assert sum(e.verb == PROPOSES for s in made().scripts for e in s.events) >= 5


def test_enough_was_decided_to_measure_practice() -> None:
    decided = [c for s, c in all_cases() if s.procedure.startswith(CARD) and _decision_days(c) is not None]
    assert len(decided) >= 80
    assert 5 <= sum(any(late.limit == "decision" for late in c.late) for c in decided) <= len(decided) / 3


def test_one_workplace_is_slow() -> None:
    waits: dict[str, list[int]] = {"moi-prague": [], "moi-brno": []}
    for script, case in all_cases():
        days = _decision_days(case)
        if script.procedure.startswith(CARD) and script.office in waits and days is not None:
            waits[script.office].append(days)
    prague, brno = (sum(w) / len(w) for w in waits.values())
    assert brno > prague + 3


def _decision_days(case: Case) -> int | None:
    taken = [e.on for e in case.history if e.act and e.act.verb == "does" and e.act.what in ("grant", "refuse")]
    return (taken[0] - case.opening.on).days if taken and not case.opening.stage else None


def test_cases_of_an_older_register_have_a_number_and_starts_that_nobody_knows() -> None:
    brought = [s for s in made().scripts if s.opening.stage]
    assert len(brought) >= 4
    assert all(s.old_number for s in brought)
    assert any(start.earliest < start.latest for s in brought for start in s.opening.starts)
    assert all(start.latest <= s.opening.on for s in brought for start in s.opening.starts)
    assert not any(s.old_number for s in made().scripts if not s.opening.stage)


def test_offices_and_the_post_work_on_working_days() -> None:
    offices = {party for o in made().offices for party in o.parties}
    for script in made().scripts:
        calendar = opened(script).calendar
        days = [e.on for e in script.events if e.by in offices or not e.by]
        assert [d for d in days if not calendar.is_working_day(d)] == [], script.key


def test_nothing_is_dated_today_or_later() -> None:
    assert all(e.on < TODAY for s in made().scripts for e in s.events)
    assert all(s.opening.on <= TODAY for s in made().scripts)


def test_events_are_in_order_and_after_the_filing() -> None:
    for script in made().scripts:
        days = [script.filing.on, *(e.on for e in script.events)]
        assert days == sorted(days), script.key


def test_a_lawyer_acts_after_showing_the_power() -> None:
    acting = 0
    for script in made().scripts:
        shown = script.filing.by == "representative"
        for event in script.events:
            shown = shown or event.verb == EMPOWERS
            acting += event.by == "representative" and event.verb in ACTS
            assert shown or event.by != "representative", script.key
    assert acting > 20


def test_a_second_official_of_the_same_office_signs_against_a_person() -> None:
    office_of = {o.key: o.office for office in made().offices for o in office.officials}
    signed = [e for s in made().scripts for e in s.events if e.second]
    assert len(signed) > 20
    for event in signed:
        assert event.second != event.actor
        assert office_of[event.second] == office_of[event.actor]


def test_each_refusal_has_grounds_and_reasons_in_the_official_language() -> None:
    refusals = [e for s in made().scripts for e in s.events if s.state == "CZ" and e.what.startswith("refuse")]
    taken = [e for e in refusals if e.verb == "does" and not e.what.startswith("refuse help")]
    assert len(taken) > 15
    assert all(e.said.grounds and e.said.reasons and e.language == "cs" and e.translation for e in taken)


def test_nobody_reviews_their_own_decision() -> None:
    for script in made().scripts:
        deciders = {e.actor for e in script.events if e.verb in ("does", "sends", "confirms", "declines")}
        assert not any(e.verb in REVIEWS and e.actor in deciders for e in script.events), script.key


def test_every_key_is_somebody() -> None:
    all_ = made()
    known = {x.key for group in (all_.people, all_.employers, all_.advisers) for x in group}
    known |= {o.key for office in all_.offices for o in office.officials}
    for script in all_.scripts:
        said = {key for _, _, key in script.participants}
        for event in (script.filing, *script.events):
            said |= {event.actor, event.typed_by, event.second} | _named(event)
        assert said - {""} <= known, script.key


def _named(event: Event) -> set[str]:
    said = event.said
    keys = {said.power.holder, said.power.represented} if said.power else set()
    keys |= {said.service.to_person} if said.service else set()
    return keys | ({said.assignment.official} if said.assignment else set())


def test_what_comes_on_paper_says_who_typed_it() -> None:
    paper = [e for s in made().scripts for e in (s.filing, *s.events) if e.source in ("post", "counter", "e-mail")]
    assert len(paper) > 100
    assert all(e.typed_by for e in paper)


def test_no_placeholder_is_left() -> None:
    for script in made().scripts:
        for event in script.events:
            words = event.said.text + event.said.reasons + event.translation
            assert "{" not in words, script.key


def test_some_came_back_and_some_were_never_collected() -> None:
    cases = [case for _, case in all_cases()]
    history = [e for case in cases for e in case.history]
    assert sum(e.act is not None and e.act.verb == "returns" for e in history) >= 5
    assert sum("it counts as served" in e.text for e in history) >= 10


def test_appeals_end_in_each_way() -> None:
    verbs = Counter(e.verb for s in made().scripts for e in s.events)
    assert all(verbs[verb] >= 2 for verb in REVIEWS)


def test_an_instance_of_one_purpose_holds_only_what_belongs_to_it() -> None:
    part = made().of("migration")
    assert {s.purpose for s in part.scripts} == {"migration"}
    parties = {party for office in part.offices for party in office.parties}
    assert "permit authority" in parties
    assert not parties & {"requesting state", "return counsellor", "panel"}
    assert len(part.people) < len(made().people)
