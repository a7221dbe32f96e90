"""To whom something is served, and who may act."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.people.representation import (
    NotARepresentation,
    Representation,
    represented_by,
    who_may_act_for,
    who_receives,
)

ON = date(2027, 3, 25)
DAY = timedelta(days=1)
CASE, OTHER_CASE = "c" * 32, "d" * 32
LAWYER = Representation("amina", "lawyer", "power of attorney", "both", date(2027, 1, 8), CASE)
GUARDIAN = Representation("amina", "office", "assigned guardian", "both", date(2027, 1, 2))
PARENT = Representation("amina", "mother", "legal guardian", "both", date(2020, 1, 1))


def told(receivers: tuple[object, ...]) -> list[tuple[str, str, bool]]:
    """Who, why, and whether it binds."""
    return [(r.person, r.why, r.binding) for r in receivers]  # type: ignore[attr-defined]


def test_without_anybody_the_person_is_served() -> None:
    assert told(who_receives("amina", CASE, ON, [])) == [("amina", "in person", True)]


def test_the_lawyer_comes_first_and_the_person_has_a_copy() -> None:
    assert told(who_receives("amina", CASE, ON, [LAWYER])) == [
        ("lawyer", "power of attorney", True),
        ("amina", "in person", False),
    ]


def test_a_power_for_another_case_does_not_count() -> None:
    assert told(who_receives("amina", OTHER_CASE, ON, [LAWYER])) == [("amina", "in person", True)]
    everywhere = Representation("amina", "lawyer", "power of attorney", "both", date(2027, 1, 8))
    assert told(who_receives("amina", OTHER_CASE, ON, [everywhere]))[0] == ("lawyer", "power of attorney", True)


def test_a_power_for_this_case_comes_before_one_for_all() -> None:
    later = Representation("amina", "firm", "power of attorney", "both", ON)
    assert who_receives("amina", CASE, ON, [later, LAWYER])[0].person == "lawyer"


def test_the_latest_of_two_lawyers_is_served_and_the_other_is_told_nothing() -> None:
    later = Representation("amina", "new lawyer", "power of attorney", "both", ON, CASE)
    assert [r.person for r in who_receives("amina", CASE, ON, [LAWYER, later])] == ["new lawyer", "amina"]


def test_who_may_only_act_receives_nothing_and_the_other_way_about() -> None:
    acts = Representation("amina", "clerk", "power of attorney", "act", date(2027, 1, 8))
    receives = Representation("amina", "postbox", "power of attorney", "service", date(2027, 1, 8))
    assert [r.person for r in who_receives("amina", CASE, ON, [acts, receives])] == ["postbox", "amina"]
    assert [a.person for a in who_may_act_for("amina", CASE, ON, [acts, receives])] == ["amina", "clerk"]


def test_a_child_without_a_guardian_cannot_be_served() -> None:
    assert told(who_receives("amina", CASE, ON, [], is_child=True)) == [("amina", "no guardian", False)]
    assert who_may_act_for("amina", CASE, ON, [], is_child=True) == ()


def test_a_lawyer_does_not_stand_in_for_the_guardian_of_a_child() -> None:
    assert told(who_receives("amina", CASE, ON, [LAWYER], is_child=True)) == [
        ("amina", "no guardian", False),
        ("lawyer", "power of attorney", False),
    ]


def test_a_childs_lawyer_is_served_and_the_guardian_has_a_copy() -> None:
    assert told(who_receives("amina", CASE, ON, [PARENT, LAWYER, GUARDIAN], is_child=True)) == [
        ("lawyer", "power of attorney", True),
        ("office", "assigned guardian", False),
        ("mother", "legal guardian", False),
        ("amina", "in person", False),
    ]


def test_a_guardian_acts_for_a_child() -> None:
    actors = who_may_act_for("amina", CASE, ON, [PARENT, GUARDIAN], is_child=True)
    assert [(a.person, a.why) for a in actors] == [("office", "assigned guardian"), ("mother", "legal guardian")]


@pytest.mark.parametrize(
    ("days", "held"), [(-1, False), (0, True), (30, True), (31, False)], ids=["before", "first", "last", "after"]
)
def test_both_ends_are_included(days: int, held: bool) -> None:
    power = Representation("a", "b", "power of attorney", "both", ON, until=ON + 30 * DAY)
    assert power.holds(CASE, ON + days * DAY) is held


def test_it_ends_on_the_day_on_which_it_is_revoked() -> None:
    power = Representation("a", "b", "power of attorney", "both", ON, revoked=ON + 5 * DAY)
    assert power.holds(CASE, ON + 4 * DAY)
    assert not power.holds(CASE, ON + 5 * DAY)
    assert [r.person for r in who_receives("a", CASE, ON + 5 * DAY, [power])] == ["a"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"representative": "a"},
        {"until": ON - DAY},
        {"revoked": ON - DAY},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    given = {"represented": "a", "representative": "b", "kind": "legal guardian", "scope": "both", "since": ON}
    with pytest.raises(NotARepresentation):
        Representation(**{**given, **wrong})  # type: ignore[arg-type]


def test_a_lawyers_desk() -> None:
    ended = Representation("zora", "lawyer", "power of attorney", "both", date(2026, 1, 1), until=ON - DAY)
    bea = Representation("bea", "lawyer", "power of attorney", "both", date(2026, 1, 1))
    assert represented_by("lawyer", ON, [bea, ended, LAWYER, GUARDIAN]) == (LAWYER, bea)


PEOPLE = st.sampled_from(["a", "b", "c", "d"])
ANY = st.builds(
    lambda pair, **said: Representation(pair[0], pair[1], **said),
    st.permutations(["a", "b", "c", "d"]),
    kind=st.sampled_from(["power of attorney", "legal guardian", "assigned guardian"]),
    scope=st.sampled_from(["service", "act", "both"]),
    since=st.integers(-3, 3).map(lambda days: ON + days * DAY),
    case=st.sampled_from(["", CASE, OTHER_CASE]),
)


@given(PEOPLE, st.lists(ANY, max_size=6), st.booleans())
def test_at_most_one_binds_and_nobody_is_told_twice(person: str, held: list[Representation], child: bool) -> None:
    receivers = who_receives(person, CASE, ON, held, is_child=child)
    people = [r.person for r in receivers]
    assert len(set(people)) == len(people)
    assert person in people
    binding = [r for r in receivers if r.binding]
    assert len(binding) == (receivers[0].why != "no guardian")
    assert binding == list(receivers[: len(binding)])
    assert all(r.by is None or r.by in held for r in receivers)
    assert not (child and binding and binding[0].person == person)


@given(PEOPLE, st.lists(ANY, max_size=6), st.randoms())
def test_the_order_in_which_they_are_kept_does_not_count(person: str, held: list[Representation], lot: object) -> None:
    mixed = list(held)
    lot.shuffle(mixed)  # type: ignore[attr-defined]
    assert told(who_receives(person, CASE, ON, mixed)) == told(who_receives(person, CASE, ON, held))
    first = [(a.person, a.why) for a in who_may_act_for(person, CASE, ON, mixed)]
    assert first == [(a.person, a.why) for a in who_may_act_for(person, CASE, ON, held)]
