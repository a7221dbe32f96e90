"""The checker's numbers are those of a second reading of the semantics page, day by day, written apart from it."""

from __future__ import annotations

import re
from itertools import combinations
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from safeconduct.procedures.bounds import fewest_days, worst_case
from safeconduct.procedures.checker import check_alone
from safeconduct.procedures.loader import Unreadable, load_charter, load_text
from safeconduct.procedures.model import Procedure
from tests.mutations.published import tree_of
from tests.oracle.days import Days, TooLarge
from tests.oracle.moves import Mode
from tests.procedures.checker.worked import BACK_AGAIN, FAMILY, LONGER_IF_GRANTED, worked
from tests.procedures.generated import families, removals, small_procedures
from tests.yaml_text import yaml_text

CHARTER = load_charter()
MODES: tuple[Mode, ...] = ("lawful", "enforced")
RANDOM_PROCEDURES = 305
SMALL = 180
NO_CIRCUMSTANCE: frozenset[str] = frozenset()
VULNERABLE = frozenset({"vulnerable"})

random_procedures = settings(
    max_examples=RANDOM_PROCEDURES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],  # a random procedure is short enough to read as it is, and shrinking takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def loaded(text: str) -> Procedure:
    """The random procedure; one that the loader refuses is no example."""
    try:
        return load_text(text)
    except Unreadable:
        assume(False)
        raise


def lived(
    procedure: Procedure, circumstances: frozenset[str], mode: Mode, most_states: int = SMALL, people: int = 1
) -> Days:
    """Every day of every run; a procedure with too many is no example."""
    try:
        return Days(procedure, CHARTER, circumstances, mode, people, most_states)
    except TooLarge:
        assume(False)
        raise


def circumstances_of(procedure: Procedure, vulnerable: bool) -> frozenset[str]:
    return VULNERABLE if vulnerable and "vulnerable" in procedure.circumstances else NO_CIRCUMSTANCE


def test_worst_cases_of_random_procedures() -> None:
    compared: list[int | None] = []

    @random_procedures
    @given(small_procedures(), st.booleans(), st.sampled_from(MODES))
    def bounds_are_equal(text: str, vulnerable: bool, mode: Mode) -> None:
        procedure = loaded(text)
        circumstances = circumstances_of(procedure, vulnerable)
        expected = lived(procedure, circumstances, mode).worst("s1")
        assert worst_case(procedure, CHARTER, mode, circumstances, from_stage="s1").days == expected
        compared.append(expected)

    bounds_are_equal()
    assert len(compared) >= 300
    assert len(set(compared)) > 8, "the random procedures are too much alike"


@settings(random_procedures, max_examples=40)
@given(small_procedures(), st.data())
def test_fewest_days_of_random_procedures(text: str, data: st.DataObject) -> None:
    procedure = loaded(text)
    days = lived(procedure, NO_CIRCUMSTANCE, "enforced")
    stage = data.draw(st.sampled_from([s.name for s in procedure.stages.values() if not s.outcome]))
    step = data.draw(st.sampled_from([s.name for s in procedure.steps]))
    assert fewest_days(procedure, CHARTER, stage, step, NO_CIRCUMSTANCE) == days.fewest(stage, step)


@settings(random_procedures, max_examples=40)
@given(removals())
def test_safeguards_of_random_procedures(text: str) -> None:
    """Promise 5 is broken exactly where somebody can be removed while a safeguard does not hold."""
    procedure = loaded(text)
    assume(any(stage.outcome == "transferred" for stage in procedure.stages.values()))
    expected: set[tuple[str, str]] = set()
    for circumstances in subsets(tuple(procedure.circumstances)):
        expected |= lived(procedure, circumstances, "enforced", 1_000).without_safeguard()
    assert (check_alone(procedure, CHARTER).promises[4].status == "violated") == bool(expected)


@settings(random_procedures, max_examples=30)
@given(families(), st.sampled_from(MODES))
def test_worst_cases_of_two_members_of_a_family(text: str, mode: Mode) -> None:
    procedure = loaded(text)
    expected = lived(procedure, NO_CIRCUMSTANCE, mode, people=2).worst("s1")
    assert worst_case(procedure, CHARTER, mode, NO_CIRCUMSTANCE, people=2).days == expected


# Who goes is followed, or those who stay; once one of two is gone, nobody stays behind the other.
@pytest.mark.parametrize("people", [1, 2, 3])
@pytest.mark.parametrize("mode", MODES)
def test_nobody_is_followed_where_nobody_stays(people: int, mode: Mode) -> None:
    procedure = worked(FAMILY, "s1")
    days = lived(procedure, NO_CIRCUMSTANCE, mode, people=people)
    assert worst_case(procedure, CHARTER, mode, NO_CIRCUMSTANCE, people=people).days == days.worst("s1") == 1


def test_a_step_that_only_a_second_visit_to_the_first_stage_offers_is_not_never() -> None:
    procedure = worked(BACK_AGAIN, "first")
    days = lived(procedure, NO_CIRCUMSTANCE, "enforced", most_states=1_000)
    found = fewest_days(procedure, CHARTER, "first", "remove", NO_CIRCUMSTANCE)
    assert found == days.fewest("first", "remove") == 0


def test_a_limit_that_nobody_extended_ends_no_earlier_for_it() -> None:
    procedure = worked(LONGER_IF_GRANTED, "first")
    expected = lived(procedure, NO_CIRCUMSTANCE, "lawful", most_states=1_000).worst("first")
    assert worst_case(procedure, CHARTER, "lawful", NO_CIRCUMSTANCE).days == expected == 1


def subsets(names: tuple[str, ...]) -> list[frozenset[str]]:
    return [frozenset(chosen) for size in range(len(names) + 1) for chosen in combinations(names, size)]


def shortened(name: str, most: int) -> Procedure:
    """A published procedure whose every length is a day, or a few."""
    random = Random(5)
    length = re.compile(r"\b\d+ (working days?|days?|months?|weeks?)\b")
    return load_text(length.sub(lambda _: f"{random.randint(1, most)} days", yaml_text(tree_of(name))))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("ch-az/readmission", 2),
        ("eu-tr/readmission", 3),
        ("eu/family-reunification", 2),
        ("eu/single-permit", 1),
        ("cz/employee-card", 1),
    ],
)
def test_published_procedures_in_miniature(name: str, most: int, mode: Mode) -> None:
    procedure = shortened(name, most)
    days = Days(procedure, CHARTER, NO_CIRCUMSTANCE, mode, most_states=20_000)
    expected = days.worst(procedure.starts_in)
    assert worst_case(procedure, CHARTER, mode, NO_CIRCUMSTANCE).days == expected
    for promise in procedure.promises.values():
        if promise.step and mode == "enforced":
            fewest = fewest_days(procedure, CHARTER, promise.from_stage, promise.step, NO_CIRCUMSTANCE)
            assert fewest == days.fewest(promise.from_stage, promise.step)


def test_the_oracle_refuses_what_it_cannot_live_through() -> None:
    with pytest.raises(TooLarge, match="more than 50 states"):
        Days(shortened("eu/single-permit", 1), CHARTER, NO_CIRCUMSTANCE, "lawful", most_states=50)
