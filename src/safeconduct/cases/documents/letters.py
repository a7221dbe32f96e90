"""Text as sheets can show it, and which letters no font of a machine has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML

from safeconduct.cases.documents.sources import LIBRARY

LONGEST_WORD = 40
"""Longer runs of signs get places to break, or they would run off the sheet; hashes are set where they have room."""
NAMED = 12
_RUN = re.compile(rf"(?<!\S)(?![0-9a-f]{{64}}(?!\S))\S{{{LONGEST_WORD},}}")
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Marks of direction that reach over other text, with which a text can be made to look like another (Unicode TR 36)."""
_UNSEEN = ("Cc", "Cs", "Cn")
_TAGS = range(0xE0000, 0xE1000)


class NoLetters(ValueError):
    """No font of this machine has some letters of a document; says which, and what to install."""

    def __init__(self, letters: Iterable[str]) -> None:
        self.letters = tuple(dict.fromkeys(letters))
        named = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in self.letters[:NAMED])
        more = f" and {len(self.letters) - NAMED} more" if len(self.letters) > NAMED else ""
        packages = " ".join(sorted({_package(letter) for letter in self.letters}))
        self.cause = f"No font of this machine has the letters {named}{more}."
        self.cure = (
            f"Install one (Debian: apt-get install -y {packages}; for Arabic also: pip install fontpkg-amiri), or put "
            "a font file into the folder fonts beside the templates; then start again. Signs that no font has must be "
            "left out of the text."
        )
        super().__init__(f"{self.cause} {self.cure}")


def _package(letter: str) -> str:
    script = unicodedata.name(letter, "other").split(" ", maxsplit=1)[0].split("-", maxsplit=1)[0]
    return _packages().get(script, _packages()["other"])


@lru_cache(maxsize=1)
def _packages() -> dict[str, str]:
    return {str(k): str(v) for k, v in YAML(typ="safe").load(LIBRARY / "fonts.yaml").items()}


def showable(value: Any) -> Any:  # noqa: ANN401 - data of any shape
    """Data with every text in it as a sheet can show it."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: showable(its) for key, its in value.items()}
    return [showable(one) for one in value] if isinstance(value, list | tuple) else value


def clean(text: str) -> str:
    """A text without control characters and overrides of direction, with places to break in endless words."""
    kept = "".join(sign for sign in text.replace("\r\n", "\n").replace("\r", "\n") if _shown(sign))
    return _RUN.sub(lambda run: "\u200b".join(_pieces(run[0])), kept)


def _shown(sign: str) -> bool:
    if sign in "\n\t":
        return True
    return unicodedata.category(sign) not in _UNSEEN and sign not in _OVERRIDES and ord(sign) not in _TAGS


def _pieces(run: str) -> Iterable[str]:
    return (run[at : at + 20] for at in range(0, len(run), 20))
