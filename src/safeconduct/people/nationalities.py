"""Codes of nationalities: three letters, as documents bear them; the two letters of ISO 3166-1 are read as well."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import msgspec

from safeconduct.people.codes import FOLDER, NotACodeList, codes
from safeconduct.shell.content import read_content, text_of

FILE = f"{FOLDER}/alpha-2.yaml"
_TWO = 2


class NotANationality(ValueError):
    """A code that no State and no list has; says what to write."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"{code!r} is no nationality. Write the three letters of a passport (ICAO Doc 9303-3, section 5), such as "
            "SYR, or the two of ISO 3166-1, such as SY; XXA for a stateless person."
        )


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sources: tuple[str, ...]
    codes: dict[str, str]


@cache
def alpha_2() -> dict[str, str]:
    """The three letters of each State by its two; each of them stands in the list of nationalities."""
    found = read_content(text_of(FILE), FILE, _File, NotACodeList).codes
    strange = sorted(set(found.values()) - set(codes("nationalities").codes))
    if strange:
        message = f"library/{FILE}: {', '.join(strange)} is missing in {FOLDER}/nationalities.yaml."
        raise NotACodeList(message)
    return found


def three_letters(said: Iterable[str]) -> tuple[str, ...]:
    """Codes as documents bear them; what is no known code of two letters stays as it is."""
    return tuple(alpha_2().get(code, code) for code in said)


def check(said: Iterable[str]) -> None:
    """Refuse two letters that are of no State, where somebody writes them: a slip of the hand would stay for good.

    Raises:
        NotANationality: one of them.

    """
    for code in said:
        if len(code) <= _TWO and code not in alpha_2():
            raise NotANationality(code)
