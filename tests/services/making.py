"""The invented directory of the library, whole or with one thing wrong."""

from __future__ import annotations

import json
from typing import Any

from safeconduct.people.document import Document
from safeconduct.people.person import Contact, Name, Person
from safeconduct.services.directory import Directory, read_json
from safeconduct.shell.content import text_of

DEMO = "demo/services.json"


def rows() -> list[dict[str, Any]]:
    """The organisations of the directory, to be changed."""
    found: list[dict[str, Any]] = json.loads(text_of(DEMO))
    return found


def demo() -> Directory:
    """The directory as it is read."""
    reading = read_json(text_of(DEMO), "services.json")
    assert reading.problems == ()
    return reading.directory


def named(name: str) -> str:
    """The id of a service by its name."""
    return next(number for number, row in demo().services.items() if row["name"] == name)


def marked() -> Person:
    """Somebody each of whose fields holds a marker of its own."""
    return Person(
        "person",
        (Name("MARKER-names"),),
        born="1999-09-09",
        born_by="stated",
        sex="male",
        gender="MARKER-gender",
        nationalities=("GMB",),
        languages=("mnk", "fr"),
        reads=("fr",),
        literacy="reads with help",
        needs="MARKER-needs",
        support=("interpreter",),
        contact=Contact("MARKER-contact@example.org", "+221 70 000"),
        old_numbers=("MARKER-old",),
        documents=(Document("passport", "original", number="MARKER-documents"),),
    )
