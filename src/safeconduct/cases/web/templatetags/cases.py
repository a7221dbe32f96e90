"""Days as the reader's language writes them: `{% load cases %}`."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.template import Context
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from safeconduct.cases.said import Shown
from safeconduct.cases.web.presenting.keeping import rendered
from safeconduct.cases.web.presenting.served import kind_of_power
from safeconduct.cases.web.showing import Told, told
from safeconduct.procedures.web.presenting import counting

register = template.Library()
SHOWN = (
    *("case", "page", "words", "today", "may_act", "may_assign", "deciding", "note_form"),
    *("my_turn", "may_empower", "remedies"),
)
"""What a kept piece may show: all of it follows from the file and from what the page says that it is made of."""


@register.filter
def shown(value: Shown) -> Told:
    """A credential that was shown, in the reader's language."""
    return told(value)


@register.filter
def day(value: date | None) -> str:
    """A day, the month in a word."""
    return counting.day(value) if value else ""


@register.filter
def weekday(value: date | None) -> str:
    """A day with its weekday."""
    return counting.weekday(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """A day with the time of the office's clock."""
    if value is None:
        return ""
    there = value.astimezone(ZoneInfo(settings.OFFICE_TIME_ZONE))
    return f"{counting.day(there.date())}, {date_format(there, 'H:i', use_l10n=False)}"


@register.filter
def power(kind: str) -> str:
    """On what a right to receive rests, in words; empty for who is served in person."""
    return kind_of_power(kind)


@register.filter
def first(text: str) -> str:
    """A text with a capital, as it begins a line."""
    return counting.first_large(text)


@register.simple_tag(takes_context=True)
def kept(context: Context, template: str, **more: object) -> SafeString:
    """A piece of the page of a case that shows nothing but the case: rendered once, and kept with the file."""
    given = {name: context.get(name) for name in SHOWN}
    return rendered(context["file"], template, context["made_of"], given | more)
