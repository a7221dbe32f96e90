"""Retention: what is due for erasure and which holds stand; two officials erase, supervisors order and lift holds."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safeconduct.cases.recording import Author
from safeconduct.cases.retention import NoHold
from safeconduct.cases.signatures import NotAlone
from safeconduct.cases.web import retaining, store
from safeconduct.cases.web.access import ASSIGN, HANDLE, account_number, posts, today
from safeconduct.cases.web.models import Case, Hold, Post
from safeconduct.cases.web.retaining import Due, NotDue
from safeconduct.cases.web.views.case import problems_of
from safeconduct.shell import clock
from safeconduct.shell.access import Principal, needs, principal
from safeconduct.shell.idempotency.forms import once
from safeconduct.shell.models import Account

LONGEST = 18
"""Digits of a number that a database can hold."""
MAY_ERASE = (Post.Role.OFFICER, Post.Role.SUPERVISOR)


class HoldForm(forms.Form):
    """Why data are held, or no longer held."""

    why = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("For example the number of the court file. The person has a right to know it."),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody who is due, as the reader's office sees them."""

    its: Due
    numbers: tuple[str, ...]
    others: int
    here: bool
    """The case in which it is proposed is one of the reader's office."""
    mine: bool
    """The reader proposed it: somebody else must confirm."""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(HANDLE, many=True)
@once
def retention(request: HttpRequest, cases: QuerySet[Case]) -> HttpResponse:
    """List whose time is over and which holds stand; propose, confirm or discard an erasure."""
    who, problem = principal(request), ""
    if request.method == "POST":
        problem = _done(request, who, cases)
        if not problem:
            return redirect("cases:retention")
    own = set(cases.values_list("number", flat=True)) if not who.is_nobody else set()
    number = account_number(who.account.pk) if who.account else ""
    found = [_shown(one, own, number) for one in retaining.due(today(), cases)]
    holds = Hold.objects.filter(case__in=cases, lifted=None, review_by__gte=today()).select_related("case", "account")
    shown = {
        "due": found,
        "holds": holds.order_by("review_by"),
        "problem": problem,
        "may_erase": bool(posts(who, *MAY_ERASE)),
        "supervises": bool(posts(who, Post.Role.SUPERVISOR)),
        "today": today(),
    }
    return render(request, "cases/retention.html", shown, status=409 if problem else 200)


def _shown(one: Due, own: set[str], number: str) -> Shown:
    numbers = tuple(case.number for case in one.cases if case.number in own)
    mine = one.proposed is not None and one.proposed.line.who == number
    return Shown(one, numbers, len(one.cases) - len(numbers), one.main.number in own, mine)


def _done(request: HttpRequest, who: Principal, cases: QuerySet[Case]) -> str:
    """Do what was asked for; what is wrong if it could not be done."""
    its = cases.filter(number=request.POST.get("case", "")).select_related("office").first()
    post = next((p for p in posts(who, *MAY_ERASE) if its and p.office_id == its.office_id), None)
    if its is None or post is None or who.account is None:
        raise Http404
    party = post.office.parties[0] if post.office.parties else "office"
    by = Author(account_number(who.account.pk), party, "portal")
    try:
        if "confirm" in request.POST:
            number = retaining.confirm(its, by, clock.current)
            messages.success(request, gettext("Erased for good: %(number)s cases.") % {"number": number})
        elif "discard" in request.POST:
            retaining.discard(its, by, clock.current)
        else:
            retaining.propose(its, by, clock.current)
            messages.success(request, gettext("Proposed. Another official must confirm."))
    except (NotDue, NotAlone) as refused:
        return str(refused)
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ASSIGN, one="number")
@once
def hold(request: HttpRequest, its: Case) -> HttpResponse:
    """Order a hold, renew or lift it, each with a reason."""
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _ordered(request, its, form.cleaned_data["why"])
        except NoHold as refused:
            form.add_error("why", str(refused))
        else:
            messages.success(request, gettext("Done."))
            return redirect("cases:hold", its.number)
    held = list(Hold.objects.filter(case=its).select_related("account", "lifted_by").order_by("-since", "-pk"))
    shown = {
        "case": its,
        "form": form,
        "holds": [(one, retaining.stands(one, today())) for one in held],
        "problems": problems_of(form) if form.is_bound else [],
    }
    return render(request, "cases/hold.html", shown)


def _ordered(request: HttpRequest, its: Case, why: str) -> None:
    account, day = _account(request), today()
    calendar = store.file_of(its.pk.bytes).law.calendar
    wanted = request.POST.get("hold", "")
    if not wanted:
        retaining.order_hold(its, account, why, day, calendar)
        return
    old = get_object_or_404(
        Hold, case=its, lifted=None, pk=wanted if wanted.isdecimal() and len(wanted) <= LONGEST else 0
    )
    if "lift" in request.POST:
        retaining.lift_hold(old, account, why, day)
    else:
        retaining.renew_hold(old, account, why, day, calendar)


def _account(request: HttpRequest) -> Account:
    account = principal(request).account
    if account is None:
        raise Http404
    return account
