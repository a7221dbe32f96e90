"""Practice against promise: the database counts, and small numbers are hidden."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.cases.web.models import Case
from safeconduct.cases.web.views.oversight import FEW, middle, practice

TODAY = date(2027, 3, 1)


def decided(days: int, late: int = 0, ago: int = 10) -> Case:
    """A case that took so many days, and was so many days late."""
    on = TODAY - timedelta(days=ago)
    return Case(
        number=uuid4().hex[:11], procedure="cz/employee-card", version="2026-11-24", head=b"", stage="permit held",
        kind="outcome", filed=on - timedelta(days=days), decided=on, days_late=late, last_day=on,
    )  # fmt: skip


@given(st.lists(st.integers(0, 400), min_size=1))
def test_the_middle_of_counts_is_the_median(days: list[int]) -> None:
    assert middle({day: days.count(day) for day in days}) == median(days)


@pytest.mark.django_db
def test_practice_is_counted_by_the_database() -> None:
    Case.objects.bulk_create([decided(days) for days in (10, 20, 30, 40)])
    assert practice(Case.objects.all(), TODAY)[0].decided == "few"
    Case.objects.bulk_create([*(decided(50) for _ in range(6)), *(decided(90, late=5) for _ in range(FEW))])
    Case.objects.bulk_create([decided(500, ago=400)])
    (found,) = practice(Case.objects.all(), TODAY)
    assert (found.decided, found.share, found.median) == ("15", "67 %", "50")


@pytest.mark.django_db
def test_few_on_one_side_hide_the_share() -> None:
    Case.objects.bulk_create([*(decided(50) for _ in range(9)), decided(90, late=5)])
    (found,) = practice(Case.objects.all(), TODAY)
    assert (found.decided, found.share) == ("10", "not shown: few on one side")


@pytest.mark.django_db
def test_the_database_groups_in_one_query() -> None:
    Case.objects.bulk_create(decided(50) for _ in range(200))
    with CaptureQueriesContext(connection) as asked:
        assert practice(Case.objects.all(), TODAY)[0].decided == "200"
    assert len(asked) == 1
    assert "GROUP BY" in asked[0]["sql"]
