"""Names that offices translate or abbreviate: Mykola and Nikolai, Mohammed and Md."""

from __future__ import annotations

from functools import cache

import msgspec

from safeconduct.people.spelling import plain, simplified
from safeconduct.shell.content import read_content, text_of

SOURCE = "people/equivalents.yaml"


class NotEquivalents(ValueError):
    """The file of equivalents cannot be used; says where and why."""


class Equivalents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    sources: tuple[str, ...]
    status: str
    note: str
    groups: tuple[tuple[str, ...], ...]


def equivalents(word: str) -> tuple[str, ...]:
    """Return the simplified spellings of the other members of the group that a simplified spelling belongs to."""
    return _table().get(word, ())


@cache
def _table() -> dict[str, tuple[str, ...]]:
    return table(text_of(SOURCE))


def table(text: str) -> dict[str, tuple[str, ...]]:
    """Read a file: for each simplified spelling the others of its group."""
    found = read_content(text, SOURCE, Equivalents, NotEquivalents)
    made: dict[str, tuple[str, ...]] = {}
    for group in found.groups:
        spellings = tuple(dict.fromkeys(simplified(plain(name)) for name in group))
        if len(spellings) == 1 or made.keys() & set(spellings):
            message = f"library/{SOURCE}: {', '.join(group)} is one spelling, or in two groups. Keep each name once."
            raise NotEquivalents(message)
        made.update(dict.fromkeys(spellings, spellings))
    return {one: tuple(other for other in group if other != one) for one, group in made.items()}
