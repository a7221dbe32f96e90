"""What a person reads of why their data are kept, in their language: by field, basis, start and end.

English stands in ``people/fields.yaml`` and ``retention.yaml`` themselves; each other language has a file of its own.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from safeconduct.people.fields import fields
from safeconduct.shell.content import LANGUAGES, read_content, text_of

FOLDER = "people/told"
SOURCE_LANGUAGE = "en"


class NotTold(ValueError):
    """A file of words leaves something out or says too much; says which and where."""


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Purposes by field of a person, laws by basis, and when a length starts and how it ends, by their English."""

    status: Literal["machine-drafted", "reviewed"]
    purposes: dict[str, str]
    laws: dict[str, str]
    starts: dict[str, str]
    ends: dict[str, str]


def told(language: str) -> Told:
    """Return the words of a language; those of the files themselves where it has none."""
    name = language.partition("-")[0]
    return _in_english() if name == SOURCE_LANGUAGE or name not in LANGUAGES else _read(name)


def read_told(text: str, path: str) -> Told:
    """Read and validate a file: it says exactly what the fields, their laws and lengths need.

    Raises:
        NotTold: something is missing, or of nothing that is kept.

    """
    found = read_content(text, path, Told, NotTold)
    english = _in_english()
    for part in ("purposes", "laws"):
        _same(getattr(english, part), getattr(found, part), f"library/{path}: {part}")
    for part in ("starts", "ends"):
        _covers(getattr(english, part), getattr(found, part), f"library/{path}: {part}")
    return found


@cache
def _read(language: str) -> Told:
    path = f"{FOLDER}/{language}.yaml"
    return read_told(text_of(path), path)


@cache
def _in_english() -> Told:
    register = fields()
    kept = register.retention.values()
    return Told(
        "reviewed",
        {name: field.purpose for name, field in register.person.items()},
        {name: basis.law for name, basis in register.bases.items()},
        {one.start: one.start for one in kept},
        {one.ends_by: one.ends_by for one in kept},
    )


def _covers(needed: dict[str, str], said: dict[str, str], where: str) -> None:
    missing = [name for name in needed if not said.get(name, "").strip()]
    if missing:
        raise NotTold(f"{where}: say in this language: {', '.join(missing)}.")


def _same(needed: dict[str, str], said: dict[str, str], where: str) -> None:
    _covers(needed, said, where)
    extra = sorted(set(said) - set(needed))
    if extra:
        raise NotTold(f"{where}: {', '.join(extra)} is not kept. Take it out.")
