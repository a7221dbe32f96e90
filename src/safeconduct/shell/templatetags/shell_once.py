"""The one-time token of a form: `{% load shell_once %}`, then `{% once %}` inside the form."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from safeconduct.shell.idempotency.forms import FIELD, token_for

register = template.Library()


@register.simple_tag(takes_context=True)
def once(context: dict[str, Any]) -> SafeString:
    """Write the hidden field, so that a double click or a page loaded again does the act once."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, token_for(context.get("request")))
