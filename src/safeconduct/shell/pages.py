"""Pages that belong to no room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.shell.access import public


@public("It says what the pages are to whoever reads them.")
def about(request: HttpRequest) -> HttpResponse:
    """Say what these pages are, how they can be used, and what they keep about a reader."""
    return render(request, "shell/about.html")


@public("It shows invented content alone.")
def components(request: HttpRequest) -> HttpResponse:
    """Show every component of the design system, for those who build pages."""
    return render(request, "shell/components.html")
