"""Why each field is kept, on what legal basis and how long: read from the library, and held against the records.

A field without a purpose cannot be added: loading fails where the file and the records differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Literal

import msgspec

from safeconduct.people.consent import Consent
from safeconduct.people.functioning import Assessment
from safeconduct.people.household import Member
from safeconduct.people.person import Person
from safeconduct.people.representation import Representation
from safeconduct.shell.content import read_content, text_of

SOURCE = "people/fields.yaml"


class NotARegister(ValueError):
    """The file of fields cannot be used; says where, why and what mends it."""


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Frozen, and no word that is not known."""


class Basis(_Part, frozen=True):
    """The law that allows or demands it, whether its text was read for this file, and why in words."""

    law: str
    status: Literal["read", "assumed"]
    why: str


class Retention(_Part, frozen=True, rename={"ends_by": "ends by"}):
    """From when and how long it is kept, whether law or the office says so, and how it ends."""

    start: str
    length: str
    kind: Literal["law", "own promise"]
    ends_by: str


class Field(_Part, frozen=True):
    """One field: its purpose, and the names of its basis and retention."""

    purpose: str
    basis: str
    asked: Literal["always", "where known", "where needed"]
    special: bool
    retention: str


class Register(_Part, frozen=True):
    """The whole file: what is kept of a person, of who represents them, and of who looked."""

    sources: tuple[str, ...]
    bases: dict[str, Basis]
    retention: dict[str, Retention]
    person: dict[str, Field]
    representation: dict[str, Field]
    household: dict[str, Field]
    consent: dict[str, Field]
    functioning: dict[str, Field]
    account: dict[str, Field]
    reading: dict[str, Field]
    search: dict[str, Field]

    def groups(self) -> dict[str, dict[str, Field]]:
        """Return the fields by the record that holds them."""
        names = ("person", "representation", "household", "consent", "functioning", "account", "reading", "search")
        return {name: getattr(self, name) for name in names}


@cache
def fields() -> Register:
    """Return the fields of the library."""
    return read_fields(text_of(SOURCE))


def read_fields(text: str) -> Register:
    """Read and validate a file of fields."""
    found = read_content(text, SOURCE, Register, NotARegister)
    for group, kept in found.groups().items():
        for name, field in kept.items():
            _check(found, f"{group}.{name}", field)
    _same("person", found.person, Person.__struct_fields__)
    _same("representation", found.representation, Representation.__struct_fields__)
    _same("household", found.household, Member.__struct_fields__)
    _same("consent", found.consent, Consent.__struct_fields__)
    _same("functioning", found.functioning, Assessment.__struct_fields__)
    return found


def _check(found: Register, name: str, field: Field) -> None:
    if not field.purpose.strip():
        raise _wrong(f"{name} has no purpose. Say why it is kept, or take the field out of the record.")
    if field.basis not in found.bases:
        raise _wrong(f"{name} rests on {field.basis!r}, which no basis is called. Use one of {sorted(found.bases)}.")
    if field.retention not in found.retention:
        names = sorted(found.retention)
        raise _wrong(f"{name} is kept by {field.retention!r}, which no retention is called. Use one of {names}.")
    if field.special and field.asked != "where needed":
        raise _wrong(f"{name} is of a special category. Ask it only 'where needed' (2016/679, Articles 5(1)(c), 9).")


def _same(group: str, said: Iterable[str], kept: Iterable[str]) -> None:
    missing, extra = sorted(set(kept) - set(said)), sorted(set(said) - set(kept))
    if missing:
        raise _wrong(f"{group}: {', '.join(missing)} is kept, but has no purpose here. Say why, or do not keep it.")
    if extra:
        raise _wrong(f"{group}: {', '.join(extra)} has a purpose here, but is not kept. Take it out.")


def _wrong(message: str) -> NotARegister:
    return NotARegister(f"library/{SOURCE}: {message}")
