"""Papers, decisions and the whole file, to be read and printed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from safeconduct.cases.web.access import READ
from safeconduct.cases.web.models import Case
from safeconduct.shell.access import needs


@require_safe
@needs(READ, one="number")
def paper(request: HttpRequest, its: Case, paper: str) -> HttpResponse:
    """Give one paper."""
    raise Http404


@require_safe
@needs(READ, one="number")
def court_file(request: HttpRequest, its: Case) -> HttpResponse:
    """Give the whole file."""
    raise Http404


@require_safe
@needs(READ, one="number")
def decision(request: HttpRequest, its: Case, entry: int) -> HttpResponse:
    """Give a decision as a document."""
    raise Http404
