"""The tables of letters of other scripts, read from the library and validated."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from safeconduct.shell.content import read_content, text_of

SOURCE = "people/letters.yaml"
CLASSES = "kstbflmnr"
"""Classes of consonants: velars and h, sibilants, dentals, labial stops, and five that stand alone."""


class NotALetterTable(ValueError):
    """The file of letters cannot be used; says where and why."""


class Letter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"reads_as": "reads as"}):
    """A consonant of a script without, or with other, vowels: Latin letters it may be, classes it may belong to."""

    reads_as: str
    skeleton: str

    def __post_init__(self) -> None:
        """Refuse letters that a simplified spelling cannot have."""
        if not re.fullmatch(r"[a-z]+", self.reads_as) or set(self.skeleton) - set(CLASSES):
            message = f"A letter reads as Latin letters, and its classes are of {CLASSES!r}."
            raise ValueError(message)


class Particles(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"sun_articles": "articles before sun letters"}
):
    """Small words that belong to the name after them, or join two names."""

    articles: frozenset[str]
    sun_articles: frozenset[str]
    before: frozenset[str]
    between: frozenset[str]


class Letters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    sources: tuple[str, ...]
    status: str
    note: str
    latin: dict[str, str]
    cyrillic: dict[str, str]
    greek: dict[str, str]
    arabic: dict[str, Letter]
    ethiopic: dict[str, Letter]
    particles: Particles


@cache
def letters() -> Letters:
    """Return the tables of the library."""
    return read_letters(text_of(SOURCE))


def read_letters(text: str) -> Letters:
    """Read and validate tables."""
    return read_content(text, SOURCE, Letters, NotALetterTable)
