"""Pages of studies: the list, one study, and its answers as data."""

from __future__ import annotations

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from safeconduct.climate.study import Answer, Answers
from safeconduct.climate.web import shelf
from safeconduct.climate.web.presenting import asked_for, card, page_of
from safeconduct.shell.access import public

PUBLISHED = "Published risk is for everyone whom it concerns."


@require_safe
@public(PUBLISHED)
def studies(request: HttpRequest) -> HttpResponse:
    """Every published study with its answer in one line."""
    return render(
        request, "climate/studies.html", {"cards": [card(name, shelf.answers(name)) for name in shelf.names()]}
    )


@require_safe
@public(PUBLISHED)
def study(request: HttpRequest, name: str) -> HttpResponse:
    """One study: map, table, curve, groups and ties, for the quantity, scenario and place that was asked for."""
    found = _answers(name)
    context = {"page": page_of(found, _answer(request, found), request.GET.get("place", "")), "name": name}
    return render(request, "climate/study.html", context)


@require_safe
@public(PUBLISHED)
def data(request: HttpRequest, name: str) -> HttpResponse:
    """Give the answers of a study as JSON, with bands, sources and the label of made-up data."""
    return HttpResponse(msgspec.json.encode(_answers(name)), content_type="application/json")


def _answers(name: str) -> Answers:
    try:
        return shelf.answers(name)
    except shelf.NotPublished:
        raise Http404 from None


def _answer(request: HttpRequest, found: Answers) -> Answer:
    return asked_for(found, request.GET.get("quantity", ""), request.GET.get("scenario", ""))
