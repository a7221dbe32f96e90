"""Pieces of pages are kept with the file they show, apart for each reader, and forgotten with it."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.cases.web import law as laws
from safeconduct.cases.web import store
from safeconduct.cases.web.access import Part
from safeconduct.cases.web.presenting.keeping import MOST, kept, page_of
from safeconduct.procedures.web.presenting.words import Words
from tests.cases.web.making import FILED, OFFICER, Hand, acted, filed

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
EMPLOYER, AUTHORITY = Part("employer"), Part("permit authority")


def words() -> Words:
    return laws.words("cz/employee-card", "2026-11-24")


def test_a_page_is_made_once_and_anew_after_an_act() -> None:
    clock = Hand(FILED)
    done = filed(clock)
    first, _ = page_of(words(), done.file, [AUTHORITY], FILED)
    assert page_of(words(), done.file, [AUTHORITY], FILED)[0] is first
    after = acted(done, clock, OFFICER, "does", "wait for the applicant", date(2027, 1, 12))
    assert len(page_of(words(), after.file, [AUTHORITY], date(2027, 1, 12))[0].items) == len(first.items) + 1
    assert store.file_of(done.file.id).shown is not done.file.shown


def test_readers_and_days_have_pages_of_their_own() -> None:
    file = filed(Hand(FILED)).file
    theirs, of_theirs = page_of(words(), file, [EMPLOYER], FILED)
    ours, of_ours = page_of(words(), file, [AUTHORITY], FILED)
    later, of_later = page_of(words(), file, [AUTHORITY], date(2027, 1, 13))
    assert len({of_theirs, of_ours, of_later}) == 3
    assert [o.name for o in ours.offered] != [o.name for o in theirs.offered]
    assert later.stage != ours.stage


def test_no_more_is_kept_than_the_most() -> None:
    file = filed(Hand(FILED)).file
    assert [kept(file, number, lambda n=number: n + 1) for number in range(3 * MOST)] == list(range(1, 3 * MOST + 1))
    assert len(file.shown) <= MOST
