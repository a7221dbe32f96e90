"""Absence: who is away from when to when, and who of the same office stands in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safeconduct.cases.web.access import LONGEST_NUMBER, SUPERVISOR, WORKING, posts, today
from safeconduct.cases.web.forms import DayField
from safeconduct.cases.web.models import Absence, Post
from safeconduct.cases.web.views.case import problems_of
from safeconduct.shell.access import Principal, needs, principal
from safeconduct.shell.idempotency.forms import once


class AbsenceForm(forms.Form):
    """Who is away, from when to when, and who stands in."""

    away = forms.ChoiceField(label=_("Who is away?"))
    deputy = forms.ChoiceField(label=_("Who stands in?"))
    since = DayField(label=_("First day"))
    until = DayField(label=_("Last day"))

    def __init__(self, *args: Any, officials: dict[int, tuple[str, set[int]]], **options: Any) -> None:  # noqa: ANN401
        """Offer the officials, by the number of their account: name, and the offices in which they work."""
        super().__init__(*args, **options)
        self._offices = {str(account): offices for account, (_name, offices) in officials.items()}
        for name in ("away", "deputy"):
            self.fields[name].choices = [(str(a), called) for a, (called, _o) in officials.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse somebody who stands in for themselves or in another office, and an end before the beginning."""
        cleaned: dict[str, Any] = super().clean() or {}
        away, deputy = cleaned.get("away"), cleaned.get("deputy")
        if away and away == deputy:
            self.add_error("deputy", gettext("Nobody stands in for themselves. Choose somebody else."))
        elif away and deputy and not self._offices[away] & self._offices[deputy]:
            self.add_error("deputy", gettext("Choose somebody of the same office."))
        if cleaned.get("since") and cleaned.get("until") and cleaned["until"] < cleaned["since"]:
            self.add_error("until", gettext("The last day comes before the first. Correct one of them."))
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
@needs(SUPERVISOR)
@once
def absences(request: HttpRequest) -> HttpResponse:
    """Show who is away and who stands in; enter an absence, or end one."""
    who = principal(request)
    its = _officials(who)
    here = Absence.objects.filter(account__in=list(its), until__gte=today()).select_related("account", "deputy")
    if request.method == "POST" and "end" in request.POST:
        wanted = request.POST["end"]
        here.filter(pk=wanted if wanted.isdecimal() and len(wanted) < LONGEST_NUMBER else 0).delete()
        messages.success(request, gettext("The absence was taken out."))
        return redirect("cases:absences")
    form = AbsenceForm(request.POST or None, officials=its)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        Absence.objects.create(
            account_id=int(typed["away"]), deputy_id=int(typed["deputy"]), since=typed["since"], until=typed["until"]
        )
        messages.success(request, gettext("Entered. Their cases stand on the desk of the deputy, under “Mine”."))
        return redirect("cases:absences")
    shown = {
        "form": form,
        "absences": here.order_by("since", "pk"),
        "problems": problems_of(form) if form.is_bound else [],
    }
    return render(request, "cases/absences.html", shown)


def _officials(who: Principal) -> dict[int, tuple[str, set[int]]]:
    """Who works in the offices that the reader leads."""
    offices = [post.office_id for post in posts(who, Post.Role.SUPERVISOR)]
    found: dict[int, tuple[str, set[int]]] = {}
    held = Post.objects.filter(office__in=offices, role__in=WORKING).select_related("account").order_by("account__name")
    for post in held.filter(since__lte=today()).exclude(until__lt=today()):
        found.setdefault(post.account_id, (str(post.account), set()))[1].add(post.office_id)
    return found
