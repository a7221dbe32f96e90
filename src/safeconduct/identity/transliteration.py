"""Names of any script in the letters A to Z, as ICAO Doc 9303, part 3, section 6, writes them.

This is the spelling of machine-readable zones. It is unmistakable rather than readable (Arabic ط becomes ``XTT``),
and no name is found by it: :mod:`safeconduct.people.searching` does that.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import msgspec

from safeconduct.identity.mrz import FILLER
from safeconduct.shell.content import read_content, text_of


class NotWritable(ValueError):
    """A name holds a letter that no table of Doc 9303 writes; says which, and what to do."""


class Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file ``library/identity/transliteration.yaml``."""

    sources: tuple[str, ...]
    status: str
    note: str
    latin: dict[str, str]
    also: dict[str, tuple[str, ...]]
    cyrillic: dict[str, str]
    arabic: dict[str, str]
    languages: dict[str, dict[str, str]]
    end: dict[str, str]
    doubles: str
    omitted: frozenset[str]
    parts: frozenset[str]


@cache
def tables() -> Tables:
    """Return the tables of the library."""
    path = "identity/transliteration.yaml"
    return read_content(text_of(path), path, Tables)


def transliterate(name: str, language: str = "") -> str:
    """Return a name in A to Z, its parts with ``<`` between them.

    ``language`` (``uk``, ``sr``, ``bg``, ``mk``, ``be``) chooses what that language writes otherwise. A name for which
    there is nothing to write gives an empty text; a letter of no table raises :class:`NotWritable`.
    """
    words = _words(unicodedata.normalize("NFC", name))
    return FILLER.join(filter(None, (_word(word, language) for word in words)))


def _words(name: str) -> list[str]:
    """Part a name at spaces and hyphens, and leave out what is not written."""
    known = tables()
    spaced = "".join(" " if letter in known.parts else letter for letter in name)
    return ["".join(letter for letter in word if letter not in known.omitted) for word in spaced.split()]


def _word(word: str, language: str) -> str:
    known = tables()
    written: list[str] = []
    for place, letter in enumerate(word):
        if letter == known.doubles:
            written += written[-1:]
        elif place == len(word) - 1 and letter in known.end:
            written.append(known.end[letter])
        else:
            written.append(_letter(letter, language, word))
    return "".join(written)


def _letter(letter: str, language: str, word: str) -> str:
    """Write one letter: by its table, else without its marks, else as the capitals that it is made of."""
    found = _in_tables(letter, language)
    if found is None:
        # Compatibility forms (ﻻ, ﬁ) and marks that no table knows (ế): the letters they are made of.
        bare = [part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)]
        found = "".join(_in_tables(part, language) or "" for part in bare) if len(bare) > 1 or bare != [letter] else ""
    if not found and not unicodedata.combining(letter):
        raise _not_writable(letter, word)
    return found


def _in_tables(letter: str, language: str) -> str | None:
    known = tables()
    # ẞ and ß are one letter; `upper` alone makes SS of the small one.
    for capital in (letter, letter.upper()):
        for table in (known.languages.get(language, {}), known.latin, known.cyrillic, known.arabic):
            if capital in table:
                return table[capital]
        if capital.isascii() and capital.isalpha() and capital.isupper():
            return capital
    return None


def _not_writable(letter: str, word: str) -> NotWritable:
    name = unicodedata.name(letter, "a sign without name")
    return NotWritable(
        f"{word!r} holds {letter!r} ({name}), which Doc 9303 does not write in a machine-readable zone. "
        "Give the spelling in Latin letters that the person's documents use."
    )
