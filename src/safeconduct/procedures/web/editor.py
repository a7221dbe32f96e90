"""The editor: a procedure as text on one side, what follows from it on the other. Nothing that is typed is stored.

The form needs no token against forgery: a check changes nothing, stores nothing and knows nobody, so there is nothing
to forge, and the pages keep their promise to set no cookie. What is left is the cost of a check; so a browser that
says that the request comes from another site is refused, the text has a bound, and so has the time.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from safeconduct.procedures.web import shelf
from safeconduct.procedures.web.checking import BENCH, MOST_BYTES, Checked, TooLong
from safeconduct.procedures.web.presenting import editing
from safeconduct.procedures.web.views import EXAMPLE_START
from safeconduct.shell.access import public

FIRST = "eu/single-permit"
"""What the editor opens when it is not told which procedure."""
OPEN = "A check stores nothing and knows nobody."


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public(OPEN)
def editor(request: HttpRequest) -> HttpResponse:
    """The whole page: with a published procedure, or (without JavaScript) with a text that was sent and checked."""
    if request.method == "POST":
        return _answered(request, "procedures/editor.html")
    BENCH.wake()
    name = request.GET.get("from") or FIRST
    try:
        text = _published(name)
    except Http404:
        return _shown(request, "procedures/editor.html", FIRST, _published(FIRST), unknown=name)
    return _shown(request, "procedures/editor.html", name, text)


@csrf_exempt
@require_POST
@public(OPEN)
def check(request: HttpRequest) -> HttpResponse:
    """The fragment that htmx puts in while somebody types."""
    return _answered(request, "procedures/parts/result.html")


def _answered(request: HttpRequest, template: str) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return _refused(request, HTTPStatus.FORBIDDEN, gettext("This form can only be sent from its own page."))
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if len(text.encode()) > MOST_BYTES:
        limit = gettext("The text is larger than 256 kB. Shorten it and check again.")
        return _refused(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, limit)
    return _shown(request, template, request.POST.get("name", FIRST), text)


def _shown(request: HttpRequest, template: str, name: str, text: str, unknown: str = "") -> HttpResponse:
    result = _result(name, text)
    context = {
        "name": name,
        "file_name": f"{name.partition('@')[0].rpartition('/')[2]}.yaml",
        "text": text,
        "result": result,
        "unknown": unknown,
        "named": result.named,
        "rows": max(len(result.lines), 20),
    }
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    response["Cache-Control"] = "no-store"
    return response


def _result(name: str, text: str) -> editing.Result:
    """Check a text: what is published has a report already, anything else goes to the bench."""
    published = _published_or_nothing(name)
    try:
        checked = _checked_before(name) if text == published else BENCH.check(text)
    except TooLong:
        return editing.unfinished(text)
    if checked.procedure is None or checked.report is None:
        return editing.unread(text, checked.mistakes)
    words = shelf.in_published_words(checked.procedure, get_language() or "en").words
    return editing.proven(text, words, checked, EXAMPLE_START, published)


def _checked_before(name: str) -> Checked:
    found = shelf.shown(name, "en").procedure
    return Checked(found, shelf.report_of(found))


def _published(name: str) -> str:
    found = shelf.shown(name, "en").procedure
    return shelf.library().entry(found.identity).path.read_text(encoding="utf-8")


def _published_or_nothing(name: str) -> str:
    try:
        return _published(name)
    except Http404:
        return ""


def _refused(request: HttpRequest, status: HTTPStatus, reason: str) -> HttpResponse:
    return render(request, "procedures/refused.html", {"reason": reason}, status=status)
