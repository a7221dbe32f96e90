"""Consent: for one purpose, to one receiver, for named fields, until a day; and withdrawn."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from safeconduct.people import consent
from safeconduct.people.consent import Consent, NotAConsent, allowed

FROM, TO = date(2027, 1, 1), date(2027, 12, 31)
GIVEN = Consent("language course", "School of the town", ("names", "languages"), FROM, TO)


@pytest.mark.parametrize(
    ("on", "holds"),
    [(date(2026, 12, 31), False), (FROM, True), (TO, True), (date(2028, 1, 1), False)],
)
def test_a_consent_holds_from_day_to_day(on: date, holds: bool) -> None:
    assert GIVEN.holds(on) is holds
    assert consent.read(consent.written(GIVEN)) == GIVEN


def test_what_is_withdrawn_holds_no_more_from_that_day_on() -> None:
    withdrawn = replace(GIVEN, withdrawn=date(2027, 3, 1))
    assert withdrawn.holds(date(2027, 2, 28))
    assert not withdrawn.holds(date(2027, 3, 1))


def test_a_receiver_has_the_fields_that_were_named_for_the_purpose_and_no_others() -> None:
    more = replace(GIVEN, fields=("contact",))
    assert allowed([GIVEN, more], "language course", "School of the town", FROM) == {"names", "languages", "contact"}
    assert allowed([GIVEN], "advertising", "School of the town", FROM) == frozenset()
    assert allowed([GIVEN], "language course", "Somebody else", FROM) == frozenset()


@pytest.mark.parametrize(
    "wrong",
    [{"fields": ()}, {"purpose": " "}, {"receiver": ""}, {"until": date(2026, 1, 1)}, {"until": date(2040, 1, 1)}],
    ids=str,
)
def test_what_is_no_consent_cannot_be_made(wrong: dict[str, object]) -> None:
    with pytest.raises(NotAConsent):
        replace(GIVEN, **wrong)
