"""What every page is given."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import translation


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The address of this page in another language."""

    code: str
    name: str
    address: str
    current: bool


def page(request: HttpRequest) -> dict[str, object]:
    """Give the language of the page, its direction, the way to its other languages, and the banner."""
    return {
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "languages": language_links(request.get_full_path()),
        "demonstration": settings.DEMO,
    }


def language_links(address: str) -> list[LanguageLink]:
    """List the languages with the address that keeps the reader on the same page."""
    current = translation.get_language()
    return [
        LanguageLink(code, name, in_language(address, code), code == current)
        for code, name in settings.LANGUAGES
    ]


def in_language(address: str, code: str) -> str:
    """Return the address in another language, or the start page for one that has no language."""
    translated = translate_url(address, code)
    return translated if translated.startswith(f"/{code}/") else f"/{code}/"
