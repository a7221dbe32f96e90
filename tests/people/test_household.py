"""Who lives together, and in which relationship, on a day."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.people.household import Household, Member, NotAHousehold

START, LATER = date(2027, 1, 1), date(2027, 6, 1)
MOTHER, CHILD = Member("mother", "head", START), Member("child", "child", START, date(2027, 5, 31))


def test_who_belongs_to_a_household_on_a_day() -> None:
    family = Household((CHILD, MOTHER, Member("aunt", "other-relative", LATER)))
    assert [m.person for m in family.on(date(2027, 5, 31))] == ["mother", "child"]
    assert [m.person for m in family.on(LATER)] == ["mother", "aunt"]
    assert (family.head(START), family.head(date(2026, 1, 1))) == ("mother", "")


def test_a_head_is_followed_by_another() -> None:
    first = Member("mother", "head", START, date(2027, 5, 31))
    family = Household((first, Member("aunt", "head", LATER), Member("mother", "parent", LATER)))
    assert (family.head(START), family.head(LATER)) == ("mother", "aunt")


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ((), "one to 40"),
        ((MOTHER, Member("mother", "parent", LATER)), "twice"),
        ((MOTHER, Member("aunt", "head", LATER)), "one head"),
    ],
)
def test_a_household_that_contradicts_itself_cannot_be_made(members: tuple[Member, ...], says: str) -> None:
    with pytest.raises(NotAHousehold, match=says):
        Household(members)


@pytest.mark.parametrize(("relationship", "until"), [("uncle of", None), ("child", date(2026, 12, 31))])
def test_a_member_that_cannot_be_is_refused(relationship: str, until: date | None) -> None:
    with pytest.raises(NotAHousehold):
        Member("child", relationship, START, until)
