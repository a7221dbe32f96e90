"""Every field of a record that holds something is told to whom it is about."""

from __future__ import annotations

import pytest
from django.utils import translation

from safeconduct.people.document import Document
from safeconduct.people.fields import fields
from safeconduct.people.person import Contact, Name, Person
from safeconduct.people.web.values import titled, values
from safeconduct.shell.content import LANGUAGES

EVERYTHING = Person(
    kind="person",
    names=(Name("Lemlem Tesfay"), Name("ለምለም ተስፋይ", use="also known as")),
    born="2009-01-01",
    born_by="stated",
    born_in="ERI",
    born_at="Barentu",
    sex="female",
    gender="girl",
    nationalities=("ERI",),
    languages=("ti", "ar"),
    reads=("ti",),
    literacy="reads with help",
    needs="sits near the door",
    support=("interpreter",),
    contact=Contact("lemlem@example.org", "+249 100"),
    old_numbers=("G-12",),
    documents=(Document("passport", "copy", "P1", "ERI"),),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_field_is_left_out(language: str) -> None:
    with translation.override(language):
        held = values(EVERYTHING)
        assert held.keys() | {"registered_as"} == fields().person.keys()
        assert all(titled(name) != name for name in held)


def test_what_is_not_known_is_not_told() -> None:
    with translation.override("en"):
        assert values(Person("person", (Name("Amina"),))) == {"kind": "a person", "names": "Name: Amina"}
