"""Published law in the reader's words, read once: a version of a procedure never changes while a process runs."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language

from safeconduct.procedures.web import shelf
from safeconduct.procedures.web.presenting.words import Words
from safeconduct.procedures.web.shelf import Shown


@lru_cache(maxsize=512)
def shown_in(name: str, language: str) -> Shown:
    """A version of a procedure in a language."""
    return shelf.shown(name, language)


def shown(name: str) -> Shown:
    """A version of a procedure in the language of the page."""
    return shown_in(name, get_language() or "en")


def words(procedure: str, version: str) -> Words:
    """The words of a version in the language of the page."""
    return shown(f"{procedure}@{version}").words
