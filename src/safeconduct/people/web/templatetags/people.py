"""Fields and days as pages of people write them: `{% load people %}`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec
from django import template
from django.utils.translation import get_language_bidi, gettext

from safeconduct.people.web.presenting import POWERS

register = template.Library()


@register.filter
def iso(value: date | None) -> str:
    """A day as 2027-01-13, which every language of the site reads alike; held together among letters of Arabic."""
    return isolated(value.isoformat()) if value else ""


def isolated(text: str) -> str:
    """Keep the order of figures where a line runs from right to left (Unicode Standard Annex 9, section 2.7)."""
    return f"\u2066{text}\u2069" if get_language_bidi() else text


@register.filter
def word(field: str) -> str:
    """What a field of the record is called."""
    return _names().get(field, field)


@register.filter
def words(fields: Iterable[str]) -> str:
    """What several fields are called."""
    return ", ".join(word(field) for field in fields)


@register.filter
def plain(value: str) -> str:
    """What an entry keeps of a field, without the signs of its form."""
    return ", ".join(_texts(msgspec.json.decode(value))) if value else ""


@register.filter
def power(kind: str) -> str:
    """On what a right to receive or to act rests."""
    return str(POWERS.get(kind, kind))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
    elif value not in ("", None):
        yield str(value)


def _names() -> dict[str, str]:
    return {
        "names": gettext("Names"),
        "born": gettext("Birth"),
        "born_by": gettext("How is it known?"),
        "born_in": gettext("Country of birth"),
        "born_at": gettext("Place of birth"),
        "sex": gettext("Sex, as a document states it"),
        "gender": gettext("Gender, in the person's own words"),
        "nationalities": gettext("Nationality"),
        "languages": gettext("Languages"),
        "reads": gettext("Languages that they read"),
        "literacy": gettext("Is a letter enough?"),
        "contact": gettext("How the person is reached"),
        "support": gettext("What the person asks for"),
        "needs": gettext("In their own words"),
        "documents": gettext("Documents"),
    }
