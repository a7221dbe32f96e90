"""Whom a service takes, when it is open, how far it is, and how long its entry is believed."""

from __future__ import annotations

from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.services import keeping, opening, places
from safeconduct.services.eligibility import Asker, Rules, judge
from safeconduct.services.terms import attribute, needs, said, terms

WOMEN = Rules(youngest=18, sexes=("female",))


@pytest.mark.parametrize(
    ("rules", "asker", "answer", "because"),
    [
        (WOMEN, Asker(24, "female"), "yes", []),
        (WOMEN, Asker(24, "male"), "no", ["sex"]),
        (WOMEN, Asker(17, "male"), "no", ["age", "sex"]),
        (WOMEN, Asker(None, "female"), "ask", ["age"]),
        (WOMEN, Asker(17), "no", ["age"]),
        (Rules(oldest=5), Asker(6), "no", ["age"]),
        (Rules(oldest=5), Asker(5), "yes", []),
        (Rules(nationalities=("SEN", "GMB")), Asker(nationalities=("FRA", "SEN")), "yes", []),
        (Rules(areas=("Dakar",)), Asker(areas=("Pikine", "DAKAR")), "yes", []),
        (Rules(areas=("Dakar",)), Asker(areas=("Thiès",)), "no", ["area"]),
        (Rules(statuses=("returnee",)), Asker(), "ask", ["status"]),
        (Rules(), Asker(24, "male"), "ask", []),
        (Rules(everybody=True), Asker(), "yes", []),
    ],
)
def test_the_fields_answer(rules: Rules, asker: Asker, answer: str, because: list[str]) -> None:
    its = judge(rules, asker)
    assert (its.answer, [one.about for one in its.because]) == (answer, because)


def test_an_attribute_says_what_it_was_written_for() -> None:
    row: dict[str, Any] = {"attributes": [attribute("x", "need", "health"), attribute("x", "takes-sex", "female")]}
    row["attributes"].append(
        {"id": "y", "value": "male", "taxonomy_term": {"taxonomy": "another", "code": "takes-sex"}}
    )
    assert (said(row, "need"), said(row, "takes-sex"), said(row, "access")) == (("health",), ("female",), ())
    assert attribute("x", "need", "health") == attribute("x", "need", "health")
    assert "health" in needs()
    assert {"returnee", "refugee"} <= set(terms().statuses)


MONDAY, TUESDAY = date(2027, 3, 1), date(2027, 3, 2)


@pytest.mark.parametrize(
    ("schedule", "on", "answer"),
    [
        ({"freq": "WEEKLY", "byday": "MO,TH"}, MONDAY, True),
        ({"freq": "WEEKLY", "byday": "MO,TH"}, TUESDAY, False),
        ({"freq": "MONTHLY", "byday": "1MO"}, MONDAY, True),
        ({"freq": "MONTHLY", "byday": "1MO"}, MONDAY + timedelta(7), False),
        ({"freq": "MONTHLY", "byday": "-1FR"}, date(2027, 3, 26), True),
        ({"freq": "MONTHLY", "bymonthday": "2,15"}, TUESDAY, True),
        ({"freq": "WEEKLY", "byday": "MO", "interval": 2, "dtstart": "2027-02-22"}, MONDAY, False),
        ({"freq": "WEEKLY", "byday": "MO", "valid_to": "2027-02-28"}, MONDAY, False),
        ({"freq": "WEEKLY", "byday": "MO", "count": 2, "dtstart": "2027-02-22"}, MONDAY, True),
        ({"freq": "WEEKLY", "byday": "MO", "count": 1, "dtstart": "2027-02-22"}, MONDAY, False),
        ({"freq": "WEEKLY", "dtstart": "1999-03-01"}, MONDAY, True),
        ({"freq": "WEEKLY", "byday": "MO", "dtstart": "2027-03-08"}, MONDAY, False),
        ({"description": "mornings"}, MONDAY, None),
        ({"freq": "WEEKLY", "byday": "sometimes"}, MONDAY, None),
    ],
)
def test_a_schedule_says_whether_it_is_open(schedule: dict[str, Any], on: date, answer: bool | None) -> None:
    assert opening.is_open([schedule], on) is answer


def test_days_of_the_week_are_told_only_where_they_tell_all() -> None:
    weekly, monthly = {"freq": "WEEKLY", "byday": "TU,MO"}, {"freq": "MONTHLY", "byday": "1FR"}
    assert opening.weekdays([weekly]) == ("MO", "TU")
    assert opening.weekdays([weekly, monthly]) == opening.weekdays([]) == ()


LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)


def haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance in kilometres, by another formula."""
    (a, b), (c, d) = one, other
    inner = sin(radians(c - a) / 2) ** 2 + cos(radians(a)) * cos(radians(c)) * sin(radians(d - b) / 2) ** 2
    return 2 * places.EARTH_KM * asin(min(1.0, sqrt(inner)))


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_distances_agree_with_another_formula(a: float, b: float, c: float, d: float) -> None:
    product = sum(x * y for x, y in zip(places.point(a, b), places.point(c, d), strict=True))
    assert places.kilometres(product) == pytest.approx(haversine((a, b), (c, d)), rel=1e-6, abs=0.2)


@given(LATITUDES, LONGITUDES, st.floats(-3, 3), st.floats(-180, 180), st.floats(1, 500))
def test_what_is_in_the_circle_is_in_a_box(a: float, b: float, north: float, east: float, km: float) -> None:
    c, d = max(-90.0, min(90.0, a + north)), (b + east * 0.05 + 180) % 360 - 180
    if haversine((a, b), (c, d)) < km * 0.999:
        assert any(x.south <= c <= x.north and x.west <= d <= x.east for x in places.boxes(a, b, km))


def test_dakar_lies_where_it_lies() -> None:
    assert haversine((14.6690, -17.4380), (14.7910, -16.9250)) == pytest.approx(56.8, abs=0.5)


def test_an_entry_is_asked_after_then_hidden() -> None:
    day = date(2027, 1, 1)
    states = [keeping.state(day, day + timedelta(days)) for days in (0, 179, 180, 269, 270)]
    assert states == ["fresh", "fresh", "asked after", "asked after", "hidden"]
    assert keeping.state(None, day) == "hidden"
    assert keeping.assured_on({"assured_date": "soon"}) is None
