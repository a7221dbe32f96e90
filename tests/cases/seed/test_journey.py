"""The journey's data hold in law: each act is offered, and each due date is the one that was worked out by hand."""

from __future__ import annotations

import pytest

from safeconduct.cases.seed.journey import Expected, journey
from safeconduct.procedures.periods import sentence
from safeconduct.procedures.run import due
from tests.cases.seed.replaying import replayed

JOURNEY = journey()
EXPECTED = [(s, e) for s in JOURNEY.world.scripts for e in JOURNEY.expected[s.key]]


@pytest.mark.parametrize(("script", "expected"), EXPECTED, ids=lambda x: str(getattr(x, "on", getattr(x, "key", x))))
def test_each_morning_is_as_expected(script, expected: Expected) -> None:  # noqa: ANN001
    case = replayed(script, expected.on)
    found = {d.limit: d for d in due(case)}
    assert case.stage == expected.stage
    assert {name: found[name].date for name in expected.due} == expected.due
    assert all(found[name].suspended for name in expected.suspended)
    computed = found["decision"].computed if expected.sum else None
    assert not expected.sum or (computed is not None and sentence(computed) == expected.sum)


def test_both_cases_end_as_they_say() -> None:
    for script in JOURNEY.world.scripts:
        case = replayed(script, JOURNEY.world.today)
        assert (case.stage, case.outcome) == (script.stage, script.outcome)


def test_reasons_are_served_on_the_lawyer_in_one_and_on_the_person_in_the_other() -> None:
    served = [
        [e.said.service.to_party for e in s.events if e.verb == "sends" and e.what == "refuse" and e.said.service]
        for s in JOURNEY.world.scripts
    ]
    assert served == [["representative"], ["worker"]]


def test_everybody_in_it_is_there() -> None:
    world = JOURNEY.world
    known = {x.key for group in (world.people, world.employers, world.advisers) for x in group}
    known |= {o.key for office in world.offices for o in office.officials}
    acting = {k for s in world.scripts for e in (s.filing, *s.events) for k in (e.actor, e.typed_by, e.second)}
    assert acting - {""} <= known
