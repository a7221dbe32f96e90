"""The pages that are read: library, procedure, proof, time limits, comparison, and what can be downloaded."""

from __future__ import annotations

import json
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from safeconduct.procedures.compare import compare as compared
from safeconduct.procedures.report_data import report_data
from safeconduct.procedures.translations import STATUS
from safeconduct.procedures.web import shelf, topics
from safeconduct.procedures.web.presenting.cards import Card, card
from safeconduct.procedures.web.presenting.clocks import clock_groups
from safeconduct.procedures.web.presenting.comparing import ComparePage, compare_page
from safeconduct.procedures.web.presenting.counting import day
from safeconduct.procedures.web.presenting.page import procedure_page, which_cases
from safeconduct.procedures.web.presenting.proof import proof_page
from safeconduct.shell.access import public

EXAMPLE_START = date(2027, 1, 11)
"""A Monday on which stories begin unless the reader chooses another day; fixed, so that no page changes by itself."""
LONGEST_QUERY = 100
LAW = "Published law is for everyone."


@require_safe
@public(LAW)
def library(request: HttpRequest) -> HttpResponse:
    """Every published procedure with its one-line answer; a search and a topic narrow the list."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    topic = request.GET.get("topic", "")
    cards = _cards(query, topic)
    context = {
        "cards": cards,
        "query": query,
        "topic": topic,
        "topics": topics.topics(),
        "filtered": bool(query or topic),
    }
    return render(request, "procedures/library.html", context)


def _cards(query: str, topic: str) -> list[Card]:
    entries = shelf.library().search(query, _language())
    known = topics.about(topic)
    return [_card(entry.identity) for entry in entries if not topic or entry.id in known]


def _card(identity: str) -> Card:
    shown = shelf.shown(identity, _language())
    return card(shown.words, shelf.report_of(shown.procedure))


@require_safe
@public(LAW)
def procedure(request: HttpRequest, name: str) -> HttpResponse:
    """One procedure: what to bring, how long, what if nobody answers, how to appeal, and the way step by step."""
    shown = shelf.shown(name, _language())
    page = procedure_page(shown.words, shelf.report_of(shown.procedure))
    return render(request, "procedures/procedure.html", _about(shown, name) | {"page": page})


@require_safe
@public(LAW)
def proof(request: HttpRequest, name: str) -> HttpResponse:
    """The proof: twelve promises, what was found, and the counterexample as a story that begins on ``from``."""
    shown = shelf.shown(name, _language())
    start, bad_date = _start(request)
    page = proof_page(shown.words, shelf.report_of(shown.procedure), start)
    context = {"page": page, "start": start, "bad_date": bad_date, "charter": shelf.library().charter()}
    return render(request, "procedures/proof.html", _about(shown, name) | context)


@require_safe
@public(LAW)
def summary(request: HttpRequest, name: str) -> HttpResponse:
    """The proof on one page, to be printed for a lawyer."""
    shown = shelf.shown(name, _language())
    page = proof_page(shown.words, shelf.report_of(shown.procedure), EXAMPLE_START)
    context = {"page": page, "charter": shelf.library().charter()}
    return render(request, "procedures/summary.html", _about(shown, name) | context)


@require_safe
@public(LAW)
def clocks(request: HttpRequest, name: str) -> HttpResponse:
    """What starts, ends and stops each time limit."""
    shown = shelf.shown(name, _language())
    return render(request, "procedures/clocks.html", _about(shown, name) | {"groups": clock_groups(shown.words)})


@require_safe
@public(LAW)
def yaml(request: HttpRequest, name: str) -> HttpResponse:
    """The file of the procedure, as it was published."""
    found = shelf.shown(name, _language()).procedure
    text = shelf.library().entry(found.identity).path.read_text(encoding="utf-8")
    return _download(text, "application/yaml; charset=utf-8", f"{_file_name(found.identity)}.yaml")


@require_safe
@public(LAW)
def report(request: HttpRequest, name: str) -> HttpResponse:
    """The report as data."""
    found = shelf.shown(name, _language()).procedure
    text = json.dumps(report_data(shelf.report_of(found)), ensure_ascii=False, indent=2)
    return _download(text, "application/json", f"{_file_name(found.identity)}.report.json")


@require_safe
@public(LAW)
def compare(request: HttpRequest) -> HttpResponse:
    """Two procedures side by side; without both names, the form to choose them."""
    old, new = request.GET.get("old", ""), request.GET.get("new", "")
    names = [entry.identity for entry in shelf.library().procedures()]
    choices = [(name, shelf.shown(name, _language()).words.title) for name in names]
    context: dict[str, object] = {"choices": choices, "old": old, "new": new}
    if old in names and new in names:
        context |= {"page": _comparison(old, new), "titles": dict(choices)}
        context |= {"old_title": dict(choices)[old], "new_title": dict(choices)[new]}
    return render(request, "procedures/compare.html", context)


def _comparison(old: str, new: str) -> ComparePage:
    before, after = shelf.shown(old, _language()), shelf.shown(new, _language())
    comparison = compared(before.procedure, after.procedure, shelf.library().charter())
    return compare_page(before.words, after.words, comparison)


def _about(shown: shelf.Shown, name: str) -> dict[str, object]:
    """Give what every page about one procedure needs. ``identity`` is the name in its address."""
    return {
        "procedure": shown.procedure,
        "identity": name,
        "title": shown.words.title,
        "summary": shown.words.summary,
        "text_language": shown.words.language,
        "named": shown.words.attribute,
        "status": _status(shown),
        "in_force": day(shown.procedure.in_force_from),
        "in_force_until": day(shown.procedure.in_force_until) if shown.procedure.in_force_until else "",
        "which_cases": which_cases(shown.procedure.applies_to),
    }


def _status(shown: shelf.Shown) -> str:
    """Who answers for the words."""
    if shown.translation is None:
        return gettext("not translated")
    reviewed = STATUS.fullmatch(shown.translation.status)
    if reviewed and reviewed["name"]:
        values = {"name": reviewed["name"], "day": day(date.fromisoformat(reviewed["date"]))}
        return gettext("reviewed by %(name)s on %(day)s") % values
    return gettext("drafted by a machine, not yet reviewed by a person; the official text of the law is what binds")


def _start(request: HttpRequest) -> tuple[date, bool]:
    """The day that the reader chose, and whether what was written is no date."""
    asked = request.GET.get("from", "")
    if not asked:
        return EXAMPLE_START, False
    try:
        start = date.fromisoformat(asked)
    except ValueError:
        return EXAMPLE_START, True
    return (start, False) if 1990 <= start.year <= 2199 else (EXAMPLE_START, True)  # noqa: PLR2004


def _download(text: str, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        text, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _file_name(identity: str) -> str:
    return identity.replace("/", "-")


def _language() -> str:
    return get_language() or "en"
