"""Oversight: load, what is at risk, practice against promise, many cases assigned at once, and the log of readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from safeconduct.cases import verbs
from safeconduct.cases.recording import Author
from safeconduct.cases.said import Assignment, Said
from safeconduct.cases.web import actions, law
from safeconduct.cases.web.access import ASSIGN, INSPECT, INSPECTOR, SUPERVISOR, account_number, posts, today
from safeconduct.cases.web.actions import Order
from safeconduct.cases.web.desk import SOON
from safeconduct.cases.web.exporting import table
from safeconduct.cases.web.models import Case, Post, Reading
from safeconduct.shell import clock
from safeconduct.shell.access import needs, principal
from safeconduct.shell.exporting import export_response
from safeconduct.shell.idempotency.forms import once

FEW = 5
"""Numbers below this are shown as "few": fewer people could be recognised."""
SPAN = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Practice:
    """How a procedure was kept in the last year: how many decided, how many of them in time, the usual days."""

    title: str
    decided: str
    share: str
    median: str
    promised: str


@require_safe
@needs(INSPECT, many=True)
def office(request: HttpRequest, cases: QuerySet[Case]) -> HttpResponse:
    """Show load and risk by official, and practice against promise by procedure."""
    day = today()
    open_ = cases.filter(closed=False)
    late = Q(overdue=True) | Q(due__lt=day)
    load = (
        open_.values("officer", name=F("officer__name"))
        .annotate(
            cases=Count("pk"),
            late=Count("pk", filter=late),
            soon=Count("pk", filter=Q(due__gte=day, due__lte=day + SOON)),
        )
        .order_by("-late", "-soon", "name")
    )
    risk = open_.filter(Q(due__lte=day + SOON) | late).order_by(F("due").asc(nulls_last=True), "id")
    risk = risk.select_related("officer")
    who = principal(request)
    return render(
        request,
        "cases/office.html",
        {
            "load": load,
            "rows": cases.count(),
            "risk": Paginator(risk, 50).get_page(request.GET.get("page")),
            "practice": practice(cases, day),
            "officials": _officials(who),
            "today": day,
            "may_assign": SUPERVISOR.holds(who),
        },
    )


def _officials(who: object) -> QuerySet[Post]:
    offices = [post.office_id for post in posts(who, Post.Role.SUPERVISOR)]  # type: ignore[arg-type]
    return Post.objects.filter(office__in=offices, role=Post.Role.OFFICER).select_related("account")


def practice(cases: QuerySet[Case], day: date) -> list[Practice]:
    """Practice by procedure, small numbers hidden."""
    rows = cases.filter(decided__gt=day - SPAN).values_list("procedure", "version", "filed", "decided", "days_late")
    by_procedure: dict[str, list[tuple[str, int, int]]] = {}
    for procedure, version, filed, decided, late in rows.iterator():
        took = (decided - filed).days if decided else 0
        by_procedure.setdefault(procedure, []).append((version, took, late))
    return [_practice(name, found) for name, found in sorted(by_procedure.items())]


def _practice(procedure: str, found: list[tuple[str, int, int]]) -> Practice:
    its = law.shown(f"{procedure}@{max(version for version, _, _ in found)}")
    promise = next((p.at_most for p in its.procedure.promises.values() if p.at_most is not None), None)
    if len(found) < FEW:
        few = gettext("few")
        return Practice(its.words.title, few, few, few, str(promise or ""))
    in_time = sum(late == 0 for _, _, late in found)
    share = gettext("%(share)s %%") % {"share": round(100 * in_time / len(found))}
    hidden = 0 < in_time < FEW or 0 < len(found) - in_time < FEW
    return Practice(
        its.words.title,
        str(len(found)),
        gettext("not shown: few on one side") if hidden else share,
        str(round(median(days for _, days, _ in found))),
        str(promise or ""),
    )


@require_POST
@needs(ASSIGN, many=True)
@once
def assign_many(request: HttpRequest, cases: QuerySet[Case]) -> HttpResponse:
    """Let another official deal with many cases at once: all of them or none."""
    who = principal(request)
    official = request.POST.get("official", "")
    held = _officials(who).filter(account_id=official).first() if official.isdecimal() else None
    chosen = cases.filter(number__in=request.POST.getlist("case"))
    if held is None or who.account is None:
        raise Http404
    said = Said(assignment=Assignment(held.office.name, official, request.POST.get("why", "")[:300]))
    by = Author(account_number(who.account.pk), held.office.parties[0] if held.office.parties else "office", "portal")
    orders = [Order(case.pk.bytes, None, by, verbs.ASSIGNS, "", today(), by.role, said=said) for case in chosen]
    if orders:
        actions.carry_out(orders, clock.current)
    messages.success(request, gettext("%(number)s cases were assigned.") % {"number": len(orders)})
    return redirect("cases:office")


@require_safe
@needs(INSPECTOR)
def log(request: HttpRequest) -> HttpResponse:
    """Show who looked at which case of the office and why; this look is logged too."""
    offices = [post.office_id for post in posts(principal(request), Post.Role.INSPECTOR)]
    found = Reading.objects.filter(case__office__in=offices).select_related("account", "case", "office").order_by("-at")
    return render(request, "cases/log.html", {"page": Paginator(found, 100).get_page(request.GET.get("page"))})


@require_safe
@needs(INSPECT, many=True)
def export(request: HttpRequest, cases: QuerySet[Case], form: str) -> HttpResponseBase:
    """Export the cases that the reader may inspect: CSV, XLSX or Parquet."""
    return export_response(request, table(cases), form)
