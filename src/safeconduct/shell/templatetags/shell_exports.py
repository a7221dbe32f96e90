"""Where a table can be taken away: `{% load shell_exports %}`, then `{% exports "cases:export" rows %}`."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils import translation

register = template.Library()
SEMICOLON = ("cs", "fr")
"""Languages whose spreadsheets take the comma for a decimal point and so part cells by semicolons."""


@register.inclusion_tag("shell/exports.html")
def exports(view: str, rows: int) -> dict[str, object]:
    """Say how many rows there are and lead to each format; the view takes the format as `form`."""
    addresses = {form: reverse(view, kwargs={"form": form}) for form in ("csv", "xlsx", "parquet", "manifest")}
    if translation.get_language() in SEMICOLON:
        addresses["csv"] += "?separator=semicolon"
    return {"rows": rows, "addresses": addresses}
