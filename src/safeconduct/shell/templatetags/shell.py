"""Components that take values: `{% load shell %}`."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import cast

from django import template
from django.forms import BaseForm
from django.template.loader import get_template
from django.utils.safestring import SafeData, SafeString
from django.utils.translation import get_language, gettext

register = template.Library()


@register.simple_tag
def piece(name: str, **shown: Hashable) -> SafeString:
    """A piece of a page that shows nothing but these values, in the language of the page: rendered once for them."""
    return _rendered(name, get_language() or "en", tuple(shown.items()), _safe(tuple(shown.values())))


@lru_cache(maxsize=1_024)
def _rendered(name: str, language: str, shown: tuple[tuple[str, Hashable], ...], safe: Hashable) -> SafeString:
    return cast(SafeString, get_template(name).render(dict(shown)))


def _safe(shown: Hashable) -> Hashable:
    """Which texts need no escaping: each is equal to the same text that needs it, but is not rendered alike."""
    return tuple(_safe(one) for one in shown) if isinstance(shown, tuple) else isinstance(shown, SafeData)


@register.simple_tag
def tag(kind: str, words: str) -> SafeString:
    """Show a state by word, colour and mark; `kind` is ok (closed), warn (dotted), bad or info (open)."""
    return piece("shell/tag.html", kind=kind, words=str(words))


@register.inclusion_tag("shell/errors.html")
def errors(title: str, problems: list[tuple[str, str]]) -> dict[str, object]:
    """Show what must be mended before a form can go on: pairs of a field's id and a sentence."""
    return {"title": title, "problems": problems}


@register.simple_tag
def crumbs(*names_and_addresses: str) -> SafeString:
    """Show the way up: `{% crumbs name address name address %}`."""
    return piece(
        "shell/crumbs.html", trail=tuple(zip(names_and_addresses[::2], names_and_addresses[1::2], strict=True))
    )


@register.inclusion_tag("shell/errors.html")
def form_errors(title: str, form: BaseForm) -> dict[str, object]:
    """Show what must be mended in a form: each sentence leads to its field, one about the whole to the first field."""
    first = next(iter(form.visible_fields()), None)
    whole = [(first.id_for_label if first else "main", str(error)) for error in form.non_field_errors()]
    single = [
        (field.id_for_label, gettext("%(field)s: %(problem)s") % {"field": field.label, "problem": error})
        for field in form.visible_fields()
        for error in field.errors
    ]
    return {"title": title, "problems": whole + single}
