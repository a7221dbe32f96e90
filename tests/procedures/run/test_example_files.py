"""Worked examples: what they can say, how they fail, and what is told of one that cannot be read."""

from __future__ import annotations

import pytest

from safeconduct.procedures.examples import ExampleUnreadable, Ran, example_of, run_example
from safeconduct.procedures.messages import Unreadable
from tests.procedures.run.cases import SAMPLES

HEAD = """\
title: The worked case
procedure: cz/employee-card@2026-11-24
state: CZ
circumstances: {filed in person: no}
filed: 2027-01-11
steps:
"""
CASE = [
    "{on: 2027-01-11, by: permit authority, does: wait for the applicant}",
    "{on: 2027-01-13, by: worker, does: appear in person}",
    "{on: 2027-01-13, by: permit authority, does: confirm the file is complete}",
    "{on: 2027-01-18, by: permit authority, sends: ask for a further paper}",
    "{on: 2027-01-20, serves: ask for a further paper}",
    "{on: 2027-02-03, by: worker, does: bring the further paper}",
    "{on: 2027-02-05, by: labour office, answers: local candidate found}",
]
SERVED = [
    *CASE,
    "{on: 2027-03-25, by: permit authority, sends: refuse}",
    "{until: 2027-04-06}",
]


def ran(*steps: str, lines: list[str] = CASE) -> Ran:
    """What comes out of the case with these further steps."""
    text = HEAD + "".join(f"  - {step}\n" for step in [*lines, *steps])
    return run_example(example_of(text, "case.yaml"), SAMPLES)


def told(*steps: str, lines: list[str] = CASE) -> list[str]:
    return [str(f) for f in ran(*steps, lines=lines).failures]


def test_a_case_in_which_everything_holds() -> None:
    expected = (
        "{on: 2027-02-06, expect: {stage: examined, since: 2027-02-03, closed: no, "
        "offered: {permit authority: [refuse], worker: [withdraw]}, not offered: {permit authority: [grant]}, "
        'due: {decision: 2027-03-30}, sum: {decision: "2027-01-13 + 60 days = 2027-03-14; …"}, '
        "findings: [local candidate found]}}"
    )
    assert told(expected) == []


def test_what_silence_does_and_how_a_case_ends() -> None:
    expected = [
        "{on: 2027-04-06, expect: {stage: time for appeal against refuse, since: 2027-04-05}}",
        "{on: 2027-04-06, expect: {due: {appeal: 2027-04-20}}}",
        "{on: 2027-04-21, expect: {outcome: refused, closed: yes}}",
    ]
    assert told(*expected, lines=SERVED) == []


def test_a_limit_that_stands_still() -> None:
    assert told("{on: 2027-01-25, expect: {due: {decision: suspended}}}", lines=CASE[:5]) == []
    (failure,) = told("{on: 2027-01-25, expect: {due: {decision: 2027-03-15}}}", lines=CASE[:5])
    assert "it stands still, not on 2027-03-15" in failure


def test_a_duty_that_was_kept_late() -> None:
    late = ["{on: 2027-04-09, by: permit authority, sends: refuse}", "{on: 2027-04-09, expect: {late: {decision: 10}}}"]
    assert told(*late) == []


def test_an_act_that_must_be_refused() -> None:
    refused = "{on: 2027-01-13, by: representative, does: appear in person, refused: yes}"
    assert told(refused, lines=CASE[:1]) == []
    (failure,) = told("{on: 2027-01-13, by: worker, does: appear in person, refused: yes}", lines=CASE[:1])
    assert "was expected to be refused, but it is offered" in failure


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("stage: refused", "case.yaml:14: On 2027-02-06 the case stands in 'examined', not in 'refused'."),
        ("since: 2027-02-04", "stands in 'examined' since 2027-02-03, not since 2027-02-04"),
        ("outcome: refused", "ended as 'nothing yet', not as 'refused'"),
        ("closed: yes", "On 2027-02-06 the case is not closed."),
        ("offered: {worker: [grant]}", "'grant' is not offered to worker. Offered: withdraw"),
        ("not offered: {worker: [withdraw]}", "'withdraw' is offered to worker, and should not be"),
        ("due: {decision: 2027-03-29}", "'decision' ends on 2027-03-30 (2027-01-13 + 60 days = 2027-03-14; + 14 days"),
        ("due: {validity: 2027-03-29}", "no limit 'validity' runs. Running: "),
        ("sum: {decision: two weeks}", "The sum of 'decision' is: 2027-01-13 + 60 days"),
        ("findings: [no threat]", "'no threat' is not established. Established: local candidate found."),
        ("late: {decision: 1}", "'decision' was not kept 1 days late. Late: nothing."),
    ],
)
def test_each_expectation_can_fail_with_its_line(expect: str, message: str) -> None:
    (failure,) = told(f"{{on: 2027-02-06, expect: {{{expect}}}}}")
    assert message in failure


def test_a_refused_act_ends_the_example_with_its_reason() -> None:
    result = ran("{on: 2027-02-06, by: permit authority, does: grant}", "{on: 2027-02-07, expect: {stage: refused}}")
    (failure,) = result.failures
    assert failure.place.line == 14
    assert "'grant' must wait until this is established: no local candidate, no threat" in failure.text
    assert result.case is not None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("{by: worker, does: withdraw}", "case.yaml:14: This step has no day."),
        ("{on: soon, by: worker, does: withdraw}", "'soon' is no day. Write it as in 2027-01-31."),
        ("{on: 2027-02-06, does: withdraw}", "Who does it? Write 'by: PARTY'."),
        ("{on: 2027-02-06, by: worker, does: a, files: b}", "One step holds one act, not both does and files."),
        ("{on: 2027-02-06, by: worker, dances: a}", "'dances' is not a word of examples. Write one of: on, until"),
        ("{on: 2027-02-06, expect: {weather: fine}}", "'weather' cannot be expected. Write one of: stage"),
        ("{on: 2027-02-06, expect: fine}", "A mapping is needed here"),
        ("{on: 2027-02-06, expect: {closed: perhaps}}", "'perhaps' is neither yes nor no."),
        ("{on: 2027-02-06, expect: {late: {decision: some}}}", "'some' is no number."),
        ("{on: 2027-02-06, expect: {stage: [a, b]}}", "A word is needed here"),
        ("withdraw", "A mapping is needed here"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(wrong: str, message: str) -> None:
    with pytest.raises(ExampleUnreadable) as raised:
        ran(wrong)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title: The worked case\n", "", "'title' is missing."),
        ("state: CZ", "state: XX", "XX"),
        ("filed in person: no", "rich: yes", "knows no circumstance 'rich'"),
        ("filed: 2027-01-11", "filed: [2027-01-11]", "A word is needed here"),
    ],
)
def test_a_head_that_is_wrong(old: str, new: str, message: str) -> None:
    text = HEAD.replace(old, new) + "  - {until: 2027-02-01}\n"
    try:
        problems = "\n".join(str(f) for f in run_example(example_of(text, "case.yaml"), SAMPLES).failures)
    except ExampleUnreadable as error:
        problems = str(error)
    assert message in problems


def test_a_procedure_that_does_not_exist() -> None:
    text = HEAD.replace("cz/employee-card", "cz/employees-card") + "  - {until: 2027-02-01}\n"
    with pytest.raises(Unreadable, match="employees-card"):
        run_example(example_of(text, "case.yaml"), SAMPLES)
