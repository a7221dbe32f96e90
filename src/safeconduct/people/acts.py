"""What is done in the register, and what an entry of the journal says of it.

Each person has a chain of their own in the journal, under their number. An entry names the verb and the part of the
record; who was corrected from what to what, and why, is sealed with the person's key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from safeconduct.people.person import Person

REGISTERS: Final = "registers"
CORRECTS: Final = "corrects"
HOUSES: Final = "enters into a household"
LEAVES: Final = "takes out of a household"
STRIKES: Final = "strikes out a membership"
EMPOWERS: Final = "enters a representation"
REVOKES: Final = "revokes a representation"
CONSENTS: Final = "gives consent"
WITHDRAWS: Final = "withdraws consent"
ASKS: Final = "asks about functioning"
PROPOSES: Final = "proposes two records as one person's"
JOINS: Final = "joins two records"
KEEPS_APART: Final = "keeps two records apart"
DEFERS: Final = "asks for more about two records"
SEPARATES: Final = "separates two records"
ABOUT_PAIRS = (PROPOSES, JOINS, KEEPS_APART, DEFERS, SEPARATES)
VERBS = (
    REGISTERS, CORRECTS, HOUSES, LEAVES, STRIKES, EMPOWERS, REVOKES, CONSENTS, WITHDRAWS, ASKS, *ABOUT_PAIRS,
)  # fmt: skip


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One field: its former value and the new one, as JSON."""

    field: str
    before: str
    after: str


class Told(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What came with an act: why, what it changed, and what it is about."""

    why: str
    changes: tuple[Change, ...] = ()
    about: dict[str, str] = {}


def changes(before: Person | None, after: Person) -> tuple[Change, ...]:
    """Every field that differs, in the order of the record."""
    former = msgspec.to_builtins(before) if before is not None else {}
    now = msgspec.to_builtins(after)
    names = [name for name in Person.__struct_fields__ if former.get(name) != now.get(name)]
    return tuple(Change(name, _json(former.get(name)), _json(now.get(name))) for name in names)


def fields_of(record: Person) -> dict[str, str]:
    """Every field that says something, as an entry writes it."""
    return {change.field: change.after for change in changes(None, record)}


def applied(record: Person, fields: Mapping[str, str]) -> Person:
    """Return the record with these fields as an entry writes them; an empty one takes the field away."""
    said = msgspec.to_builtins(record)
    for name, value in fields.items():
        said.pop(name, None)
        if value:
            said[name] = msgspec.json.decode(value)
    return msgspec.convert(said, Person)


def written(told: Told) -> bytes:
    """Return the bytes that are sealed."""
    return msgspec.json.encode(told, order="sorted")


def read(plain: bytes) -> Told:
    """Read them back."""
    return msgspec.json.decode(plain, type=Told)


def _json(value: object) -> str:
    return "" if value is None else msgspec.json.encode(value, order="sorted").decode()
