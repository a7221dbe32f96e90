"""Which kinds of files are taken, their limits, and what is said about a file: read from the library, validated."""

from __future__ import annotations

import string
from functools import cache

import msgspec

from safeconduct.shell.content import LANGUAGES, read_content, text_of

FOLDER = "attachments"


class WrongContent(ValueError):
    """A file of the library cannot be used; says which, where and why."""


def _spoken(name: str) -> str:
    """Files are written in words, with spaces; ``is_`` stands for a word that Python has for itself."""
    return name.rstrip("_").replace("_", " ")


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename=_spoken):
    """Frozen, and nothing in it may be unknown."""


class Kind(_Part, frozen=True):
    """One kind of file: how it is named to a browser, and how large it may be, and why."""

    media_type: str
    extension: str
    most_bytes: int
    why: str
    other_extensions: tuple[str, ...] = ()


class Limit(_Part, frozen=True):
    """The most of something that a file may have, and why."""

    most: int
    why: str


class Limits(_Part, frozen=True):
    """Bounds of all kinds, so that checking or opening a file cannot exhaust anybody's machine."""

    pages: Limit
    pixels: Limit
    objects: Limit
    parts: Limit
    unpacked: Limit
    part: Limit


class Other(_Part, frozen=True):
    """What a file that is not taken is called, by the beginning of its media type."""

    starts: str
    is_: str


class Kinds(_Part, frozen=True):
    """The whole file of kinds."""

    sources: tuple[str, ...]
    status: str
    note: str
    kinds: dict[str, Kind]
    limits: Limits
    others: tuple[Other, ...]

    @property
    def most_bytes(self) -> int:
        """What no file may exceed, of whatever kind."""
        return max(kind.most_bytes for kind in self.kinds.values())


class Texts(_Part, frozen=True):
    """What is said about files in one language."""

    kinds: dict[str, str]
    refusals: dict[str, str]
    notes: dict[str, str]
    faults: dict[str, str]
    scan: dict[str, str]


@cache
def kinds() -> Kinds:
    """Return the kinds of the library."""
    return read_kinds(text_of(f"{FOLDER}/kinds.yaml"))


@cache
def texts(language: str) -> Texts:
    """Return what is said in a language; English where there is none in it."""
    base = language.partition("-")[0]
    return read_texts(text_of(f"{FOLDER}/{base if base in LANGUAGES else 'en'}.yaml"), base)


def read_kinds(text: str) -> Kinds:
    """Read and validate kinds."""
    found = read_content(text, f"{FOLDER}/kinds.yaml", Kinds, WrongContent)
    for name, kind in found.kinds.items():
        if kind.most_bytes < 1:
            raise WrongContent(f"library/{FOLDER}/kinds.yaml: {name} may have no byte. Write a number above 0.")
    return found


def read_texts(text: str, language: str) -> Texts:
    """Read and validate texts: each must say what the English ones say, and fill in the same words."""
    found = read_content(text, f"{FOLDER}/{language}.yaml", Texts, WrongContent)
    if language != "en":
        for part in Texts.__struct_fields__:
            _compare(getattr(texts("en"), part), getattr(found, part), f"library/{FOLDER}/{language}.yaml: {part}")
    return found


def _compare(english: dict[str, str], other: dict[str, str], where: str) -> None:
    if odd := sorted(english.keys() ^ other.keys()):
        raise WrongContent(f"{where}: {', '.join(odd)} stands here or in en.yaml, not in both. Write the missing one.")
    for key, text in english.items():
        if _words(text) != _words(other[key]):
            raise WrongContent(f"{where}: {key} must fill in {sorted(_words(text))}, as en.yaml does.")


def _words(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
