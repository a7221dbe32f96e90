"""The weights of a pair in words, in the languages of the library."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

from safeconduct.people.linkage.comparisons import COMPARISONS
from safeconduct.people.linkage.proposal import Reason
from safeconduct.shell.content import read_content

FOLDER = "people/linkage"
STRONG, SOME = 3.0, 1.0
"""Bits: a weight of 3 makes one person eight times as likely as before."""


class NotWords(ValueError):
    """A file of words lacks something; says what."""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of one language: for comparisons, for cases by comparison, and for how strongly something speaks."""

    status: str
    strengths: dict[str, str]
    comparisons: dict[str, str]
    names: dict[str, str]
    cases: dict[str, dict[str, str]]


class Said(NamedTuple):
    """One reason in words: what was compared, the case that holds, and how strongly that speaks."""

    comparison: str
    case: str
    strength: str


def said(reasons: Iterable[Reason], language: str) -> tuple[Said, ...]:
    """Say each reason, the strongest first; what is not known is left out."""
    words = words_of(language)
    ordered = sorted((each for each in reasons if each.bits), key=lambda each: (-abs(each.bits), each.comparison))
    return tuple(
        Said(words.comparisons[each.comparison], _case(words, each), words.strengths[strength(each.bits)])
        for each in ordered
    )


def told(reasons: Iterable[Reason], language: str) -> tuple[str, ...]:
    """Say each reason in a line of its own."""
    return tuple(f"{each.comparison}: {each.case} – {each.strength}" for each in said(reasons, language))


def strength(bits: float) -> str:
    """Name how strongly a weight speaks."""
    if abs(bits) < SOME:
        return "little"
    side = "for" if bits > 0 else "against"
    return f"strongly {side}" if abs(bits) >= STRONG else side


@cache
def words_of(language: str) -> Words:
    """Return the words of a language; of one that has none, those of English."""
    folder = files("safeconduct").joinpath("library", FOLDER)
    found = folder.joinpath(f"{language}.yaml")
    path = found if found.is_file() else folder.joinpath("en.yaml")
    return read_words(path.name, path.read_text(encoding="utf-8"))


def read_words(name: str, text: str) -> Words:
    """Read a file of words; each case of each comparison must have some."""
    words = read_content(text, f"{FOLDER}/{name}", Words, NotWords)
    for comparison, levels in COMPARISONS.items():
        for level in levels:
            known = words.names | words.cases.get(comparison, {})
            if not level.nothing and (level.name not in known or comparison not in words.comparisons):
                message = f"library/{FOLDER}/{name} has no words for {comparison}, {level.name!r}. Add them."
                raise NotWords(message)
    return words


def _case(words: Words, reason: Reason) -> str:
    return words.cases.get(reason.comparison, {}).get(reason.case) or words.names[reason.case]
