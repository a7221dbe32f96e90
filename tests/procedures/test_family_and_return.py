"""What the checker says of the procedures of family and return: the holes of the law, each of them and no other."""

from __future__ import annotations

import pytest

from safeconduct.procedures.checker import check
from safeconduct.procedures.library import Library
from safeconduct.procedures.report import Report

HOLES = {
    # Directive 2003/86 art. 5(4) leaves the consequence of silence to national law.
    "eu/family-reunification@2026-11-24": {1: "finding"},
    "eu-tr/readmission@2026-11-24": {},
    # AIG art. 64(3) gives the appeal against an order to leave no suspensive effect.
    "ch-az/readmission@2026-11-24": {4: "violated"},
    "common/assisted-voluntary-return@2026-11-24": {},
    # Nobody can stand in for the guardian or the panel, so their silence has no effect.
    "common/best-interests-determination@2026-11-24": {1: "finding"},
}


def _report(identity: str) -> Report:
    shelf = Library.default()
    return check(shelf.load(identity), shelf.charter())


@pytest.mark.parametrize("identity", HOLES)
def test_the_holes_of_the_law_are_found_and_no_others(identity: str) -> None:
    found = {p.number: p.status for p in _report(identity).promises if p.status != "proven"}
    assert found == HOLES[identity]


@pytest.mark.parametrize("identity", HOLES)
def test_the_published_number_covers_weekends_and_holidays_and_little_more(identity: str) -> None:
    promised = Library.default().load(identity).promises["decision"].at_most
    possible = _report(identity).lawful.with_calendar
    assert promised is not None
    assert possible is not None
    assert possible <= promised <= possible + 5


def test_a_person_can_be_transferred_from_switzerland_before_the_appeal_is_decided() -> None:
    effect = next(p for p in _report("ch-az/readmission@2026-11-24").promises if p.number == 4)
    told = [(line.day, str(line.text)) for line in effect.findings[0].story]
    assert "person files: appeal, against order the departure" in [text for _, text in told]
    assert told[-1] == (33, "cantonal authority: transfer the person")


def test_silence_ends_the_wait_in_both_readmission_agreements() -> None:
    assert _report("eu-tr/readmission@2026-11-24").enforced.days == 346
    assert _report("ch-az/readmission@2026-11-24").enforced.days == 184


@pytest.mark.parametrize("identity", HOLES)
def test_each_is_told_in_three_languages(identity: str) -> None:
    shelf = Library.default()
    assert {"en", "fr", "ar"} <= set(shelf.translations(shelf.load(identity)))
