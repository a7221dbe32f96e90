"""Code lists of the register, each with its source and a label in every language of the site."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from safeconduct.shell.content import LANGUAGES, read_content, text_of

FOLDER = "people/codes"
List = Literal["documents", "languages", "nationalities", "relationships", "support"]
HEAD = "head"
"""The code of the head among the relationships of a household."""


class NotACodeList(ValueError):
    """A code list cannot be used; says where and why."""


class Codes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole list: codes in their order, each with its labels by language, and who stands for each language."""

    sources: tuple[str, ...]
    status: dict[str, str]
    codes: dict[str, dict[str, str]]

    def label(self, code: str, language: str) -> str:
        """The label of a code; the code itself where the list does not have it."""
        return self.codes.get(code, {}).get(language.partition("-")[0], code)

    def choices(self, language: str) -> list[tuple[str, str]]:
        """Codes with labels, in the order of the list."""
        return [(code, self.label(code, language)) for code in self.codes]


@cache
def codes(name: List) -> Codes:
    """Return a list of the library."""
    return read_codes(name, text_of(f"{FOLDER}/{name}.yaml"))


def read_codes(name: str, text: str) -> Codes:
    """Read and validate a list: every code has a label in every language."""
    found = read_content(text, f"{FOLDER}/{name}.yaml", Codes, NotACodeList)
    for code, labels in found.codes.items():
        if set(labels) != set(LANGUAGES) or not all(labels.values()):
            message = f"library/{FOLDER}/{name}.yaml: {code} needs a label in {', '.join(LANGUAGES)}."
            raise NotACodeList(message)
    return found
