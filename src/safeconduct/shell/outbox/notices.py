"""Notices: the few sentences that the site writes to people, read from the library and checked.

    subject, body = notice("news", "ar", number="CZ-2027-000017")

Whoever finds a telephone may read a notice. So none says anything of a procedure, a person or an outcome.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from string import Formatter

import msgspec
from django.conf import settings
from ruamel.yaml import YAML

LONGEST = {"number": "C-2027-000001234567", "days": "30"}
"""What may stand in a notice, as long as it comes."""
TWO_MESSAGES = {"ar": 134, "cs": 134}
"""Characters of two text messages: 306 in the alphabet of GSM (3GPP TS 23.038), 134 with letters beyond it."""
USUALLY = 306


class Notice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A subject and a text, with places for a number and for days."""

    subject: str
    body: str


class Notices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every notice by name and language, and the words that none may use."""

    never: dict[str, list[str]]
    notices: dict[str, dict[str, Notice]]


class UnfitNotice(ValueError):
    """A notice that may not be sent; says which and why."""


@lru_cache(maxsize=1)
def notices() -> Notices:
    """Read the notices that are installed."""
    return read(Path(str(files("safeconduct") / "library" / "notices" / "notices.yaml")))


def read(file: Path) -> Notices:
    """Read and check a file of notices."""
    found = msgspec.convert(YAML(typ="safe", pure=True).load(file), Notices)
    for trouble in troubles(found, [code for code, _ in settings.LANGUAGES]):
        raise UnfitNotice(f"{file}: {trouble}")
    return found


def troubles(found: Notices, languages: list[str]) -> list[str]:
    """Say what is wrong with notices."""
    lacking = [
        f"{name!r} is not said in {language}."
        for name, said in found.notices.items()
        for language in languages
        if language not in said
    ]
    return lacking + [
        f"{name!r} in {language}: {trouble}"
        for name, said in found.notices.items()
        for language, one in said.items()
        for trouble in _troubles_of(one, language, found.never.get(language, []))
    ]


def _troubles_of(one: Notice, language: str, never: list[str]) -> list[str]:
    text = f"{one.subject} {one.body}"
    named = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    if named - LONGEST.keys():
        return [f"there is no place {min(named - LONGEST.keys())!r}, only {', '.join(LONGEST)}."]
    most = TWO_MESSAGES.get(language, USUALLY)
    long = len(one.body.format(**LONGEST))
    return [f"the word {word!r} says too much to whoever finds it." for word in never if word in text.lower()] + (
        [f"it has {long} characters, and two text messages hold {most}."] if long > most else []
    )


def notice(name: str, language: str, **places: str) -> tuple[str, str]:
    """Return subject and text of a notice in a language, or in that of the site where it is not said in it."""
    said = notices().notices[name]
    found = said.get(language) or said[settings.LANGUAGE_CODE]
    return found.subject.format(**places), found.body.format(**places)
