"""Content of the library: files that a lawyer or a translator can change, read into their shape or refused by name."""

from __future__ import annotations

from importlib.resources import files
from typing import TypeVar

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

T = TypeVar("T")
LANGUAGES = ("en", "fr", "ar", "cs")
"""The languages that every file of content for readers speaks."""


class UnfitContent(ValueError):
    """A file of the library cannot be used; says which, where and why."""


def text_of(path: str) -> str:
    """Return the text of a file, by its path inside the library."""
    return files("safeconduct").joinpath("library", path).read_text(encoding="utf-8")


def read_content(
    text: str,
    path: str,
    shape: type[T],
    refusal: type[Exception] = UnfitContent,
    cure: str = "Correct that entry.",
) -> T:
    """Read YAML into a shape. ``refusal`` is what is raised, with the path and the entry that is wrong."""
    try:
        return msgspec.convert(YAML(typ="safe", pure=True).load(text), shape)
    except (msgspec.ValidationError, YAMLError) as error:
        raise refusal(f"library/{path}: {error}. {cure}") from None
