"""Oversight: load, what is at risk, practice against promise, many cases assigned at once, and the log of readings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from safeconduct.cases import verbs
from safeconduct.cases.recording import Author
from safeconduct.cases.said import Assignment, Said
from safeconduct.cases.web import actions, law
from safeconduct.cases.web.access import (
    ASSIGN,
    INSPECT,
    INSPECTOR,
    LONGEST_NUMBER,
    SUPERVISOR,
    account_number,
    posts,
    today,
)
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
    held = Post.objects.filter(office__in=offices, role=Post.Role.OFFICER, since__lte=today())
    return held.exclude(until__lt=today()).select_related("account")


@dataclass(slots=True)
class _Kept:
    """The cases of a procedure that were decided: how many took so many days, how many were in time, latest version."""

    by_days: Counter[int] = field(default_factory=Counter)
    in_time: int = 0
    version: str = ""


def practice(cases: QuerySet[Case], day: date) -> list[Practice]:
    """Practice by procedure, small numbers hidden. The database counts; a row comes for each number of days."""
    took = ExpressionWrapper(F("decided") - F("filed"), output_field=DurationField())
    counted = (
        cases.filter(decided__gt=day - SPAN)
        .annotate(took=took)
        .order_by()
        .values_list("procedure", "took")
        .annotate(cases=Count("pk"), in_time=Count("pk", filter=Q(days_late=0)), latest=Max("version"))
    )
    by_procedure: defaultdict[str, _Kept] = defaultdict(_Kept)
    for procedure, duration, number, in_time, latest in counted:
        kept = by_procedure[procedure]
        kept.by_days[duration.days] += number
        kept.in_time += in_time
        kept.version = max(kept.version, latest)
    return [_practice(name, kept) for name, kept in sorted(by_procedure.items())]


def middle(counted: Mapping[int, int]) -> float:
    """The median of numbers of which each is there so often."""
    total, passed, found = sum(counted.values()), 0, list[int]()
    for number, times in sorted(counted.items()):
        found += [number for place in ((total - 1) // 2, total // 2) if passed <= place < passed + times]
        passed += times
    return sum(found) / 2


def _practice(procedure: str, kept: _Kept) -> Practice:
    its, decided = law.shown(f"{procedure}@{kept.version}"), sum(kept.by_days.values())
    promise = next((p.at_most for p in its.procedure.promises.values() if p.at_most is not None), None)
    if decided < FEW:
        few = gettext("few")
        return Practice(its.words.title, few, few, few, str(promise or ""))
    share = gettext("%(share)s %%") % {"share": round(100 * kept.in_time / decided)}
    hidden = 0 < kept.in_time < FEW or 0 < decided - kept.in_time < FEW
    return Practice(
        its.words.title,
        str(decided),
        gettext("not shown: few on one side") if hidden else share,
        str(round(middle(kept.by_days))),
        str(promise or ""),
    )


@require_POST
@needs(ASSIGN, many=True)
@once
def assign_many(request: HttpRequest, cases: QuerySet[Case]) -> HttpResponse:
    """Let another official deal with many cases at once: all of them or none."""
    who = principal(request)
    official = request.POST.get("official", "")
    held = (
        _officials(who).filter(account_id=official).first()
        if official.isdecimal() and len(official) < LONGEST_NUMBER
        else None
    )
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
