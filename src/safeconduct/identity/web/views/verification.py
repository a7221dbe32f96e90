"""The page on which anybody verifies what is shown: it works offline once loaded, and can be saved as one file.

What is shown is judged in the browser and never leaves it. The server gives what everybody may have: the page, the
trust list of this instance, and the addresses of its status lists.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from safeconduct.identity.card import card_fields
from safeconduct.identity.refusal import Refused
from safeconduct.identity.web import lists, one_file, signing
from safeconduct.identity.web.models import StatusList
from safeconduct.identity.web.verification_words import read, texts, words
from safeconduct.shell import clock
from safeconduct.shell.access import public
from safeconduct.shell.kept_page import KeptPage

KEPT = KeptPage("verify-page", "verify", one_file.MODULES)
# This page alone may ask for the camera.
CAMERA = "camera=(self), geolocation=(), microphone=(), interest-cohort=()"
MOST_LISTS = 50


@require_safe
@public("Whoever is shown a document may verify it; what is shown stays in the browser.")
def page(request: HttpRequest) -> HttpResponse:
    """Show the page; a device keeps it, so it says nothing of who asked for it."""
    response = render(request, "identity/verify.html", _told())
    response.headers["Permissions-Policy"] = CAMERA
    return response


@require_safe
@public("A person without a telephone has the same rights.")
def paper(request: HttpRequest) -> HttpResponse:
    """Say what to do with paper and PIN, on a page to be printed."""
    found = read(_language())
    return render(request, "identity/verify-paper.html", {"say": texts(found.paper), "page": texts(found.page)})


@require_safe
@public("It is carried to where there is no network; it holds what everybody may fetch.")
def file(request: HttpRequest) -> HttpResponse:
    """Give the page as one file, with the trust list and the status lists of this moment."""
    moment = clock.current()
    files = [(lists.uri_of(one), lists.as_jwt(one, moment).decode()) for one in _lists()]
    try:
        files.append(("trust-list", one_file.json_of(signing.trust_list(moment))))
    except Refused:
        files.clear()
    brought = {"came": moment.timestamp(), "files": [{"name": name, "text": text} for name, text in files]}
    response = HttpResponse(one_file.make(request, _told() | {"brought": brought}), content_type="text/html")
    name = f"safeconduct-verify-{moment:%Y-%m-%d}-{_language()}.html"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@public("The program that keeps the page on a device; it holds nothing else.")
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker."""
    return KEPT.worker(request)


@require_safe
@public("Verifiers find here whom this instance trusts: itself, for what it confers.")
def trust_list(request: HttpRequest) -> HttpResponseBase:
    """Give the trust list of this instance, as ``identity verify`` reads it."""
    try:
        return JsonResponse(signing.trust_list(clock.current()))
    except Refused as refused:
        return JsonResponse({"title": str(refused)}, status=404)


@require_safe
@public("Verifiers fetch whole lists, and find their addresses here (Token Status List, section 9.3).")
def status_lists(request: HttpRequest) -> HttpResponseBase:
    """Give the addresses of the status lists."""
    return JsonResponse({"status_lists": [lists.uri_of(one) for one in _lists()]})


def _told() -> dict[str, object]:
    """What the page is given: its sentences, and the fields of a card."""
    fields = [{"name": name, "key": one.key, "kind": one.kind} for name, one in card_fields().fields.items()]
    language = _language()
    said = {"say": texts(read(language).page), "words": words(language)}
    return said | {"fields": fields, "issuer": settings.ISSUER}


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _lists() -> list[StatusList]:
    return list(StatusList.objects.order_by("-opened", "id")[:MOST_LISTS])
