"""Components that take values: `{% load shell %}`."""

from __future__ import annotations

from django import template
from django.forms import BaseForm
from django.utils.translation import gettext

register = template.Library()


@register.inclusion_tag("shell/tag.html")
def tag(kind: str, words: str) -> dict[str, str]:
    """Show a state by word, colour and mark; `kind` is ok (closed), warn (dotted), bad or info (open)."""
    return {"kind": kind, "words": words}


@register.inclusion_tag("shell/errors.html")
def errors(title: str, problems: list[tuple[str, str]]) -> dict[str, object]:
    """Show what must be mended before a form can go on: pairs of a field's id and a sentence."""
    return {"title": title, "problems": problems}


@register.inclusion_tag("shell/crumbs.html")
def crumbs(*names_and_addresses: str) -> dict[str, object]:
    """Show the way up: `{% crumbs name address name address %}`."""
    return {"trail": list(zip(names_and_addresses[::2], names_and_addresses[1::2], strict=True))}


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
