"""What every page is given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from safeconduct.shell import clock
from safeconduct.shell.principals import principal
from safeconduct.shell.sections import sections_for


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The address of this page in another language."""

    code: str
    name: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class SectionLink:
    """The address of a section; `current` is a word for aria-current: page, true (within it), or empty."""

    name: str
    address: str
    current: str


def page(request: HttpRequest) -> dict[str, object]:
    """Give the language of the page, its direction, the ways to other languages and sections, who asks, the banner."""
    return {
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "languages": language_links(request),
        "sections": section_links(request),
        "who": principal(request),
        "demonstration": settings.DEMO,
        "sends_mail": settings.SENDS_MAIL,
        "sign_in_providers": settings.SIGN_IN.providers,
        "training": clock.day_of(clock.current()) if settings.TRAINING else None,
    }


def language_links(request: HttpRequest) -> tuple[LanguageLink, ...]:
    """List the languages with the address that keeps the reader on the same page."""
    current = translation.get_language()
    address = request.get_full_path() if request.resolver_match else ""
    return tuple(
        LanguageLink(code, name, in_language(address, code), code == current) for code, name in settings.LANGUAGES
    )


def in_language(address: str, code: str) -> str:
    """Return the address in another language, or the start page for one that has no language.

    Every page stands below its language and is called the same in all, so the first part is all that changes.
    """
    _, first, *rest = [*address.split("/", 2), ""][:3]
    return "/".join(["", code, *rest]) if rest and first in dict(settings.LANGUAGES) else f"/{code}/"


@lru_cache(maxsize=256)
def address_of(view: str, language: str, table: str) -> str:
    """Return the address of a view that takes no parts, in a language; a table of addresses never changes."""
    with translation.override(language):
        return reverse(view, urlconf=table)


def section_links(request: HttpRequest) -> tuple[SectionLink, ...]:
    """List the sections for who asks; of those in the page's room the deepest that holds it is current."""
    room = request.resolver_match.app_name if request.resolver_match else ""
    shown = sections_for(principal(request))
    language = translation.get_language() or settings.LANGUAGE_CODE
    table = settings.ROOT_URLCONF
    sections = [(one.view.partition(":")[0], str(one.name), address_of(one.view, language, table)) for one in shown]
    holding = [address for app, _, address in sections if app == room and request.path.startswith(address)]
    deepest = max(holding, key=len, default="")
    return tuple(
        SectionLink(name, address, "" if address != deepest else "page" if address == request.path else "true")
        for _, name, address in sections
    )
