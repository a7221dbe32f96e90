"""Components that take values: `{% load shell %}`."""

from __future__ import annotations

from django import template

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
