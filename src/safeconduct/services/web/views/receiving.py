"""What was referred to the organisations that somebody answers for: opened while consent lasts, and answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.people.web import actions as register
from safeconduct.people.web.registry import By
from safeconduct.people.web.views.record import today
from safeconduct.services.referral import NotAReferral, Step
from safeconduct.services.web import referral_presenting, referrals
from safeconduct.services.web.access import RECEIVE
from safeconduct.services.web.models import Referral
from safeconduct.services.web.referral_forms import AcceptForm, WordsForm
from safeconduct.shell import clock
from safeconduct.shell.access import needs
from safeconduct.shell.idempotency.forms import once
from safeconduct.shell.principals import account_of

MOST = 200
PAGE = "services:received-one"
RELATED = ("person", "service", "organisation")
LABELS = {
    "refuse": gettext_lazy("Why can you not take the person? They read it."),
    "tell": gettext_lazy("What came of it? The person reads it."),
    "close": gettext_lazy("What came of it in the end?"),
    "destroyed": gettext_lazy("How was it destroyed?"),
    "kept": gettext_lazy("By which law must you keep it, and how long?"),
}


@require_safe
@needs(RECEIVE, many=True)
def received(request: HttpRequest, found: QuerySet[Referral]) -> HttpResponse:
    """List what was referred: what waits for an answer first."""
    rows = found.select_related(*RELATED).order_by(F("ended").asc(nulls_first=True), "-sent", "-pk")[:MOST]
    return render(request, "services/received.html", {"rows": [referral_presenting.listed(row) for row in rows]})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(RECEIVE, one={"id": "number"}, related=RELATED)
@once
def received_one(request: HttpRequest, row: Referral) -> HttpResponse:
    """Open the packet while consent lasts, which is logged and shown to the person; and answer."""
    one = referrals.opened([row], today()).get(row.pk)
    if one is None:
        raise Http404
    step, forms = request.POST.get("step", ""), _forms(row)
    form = forms.get(step)
    if request.method == "POST" and form is not None:
        bound = _form(step, request.POST)
        if bound.is_valid() and _answered(request, row, step, bound):
            return redirect("services:received-one", row.pk)
        forms[step] = bound
    if one.packet is not None:
        why = gettext("opened a referral to %(service)s") % {"service": row.service.name}
        register.note_reading([row.person], account_of(request), why, PAGE, clock.current)
    return render(request, "services/received_one.html", referral_presenting.told_of(one) | {"forms": forms})


def _answered(request: HttpRequest, row: Referral, step: Any, form: Any) -> bool:  # noqa: ANN401
    typed = form.cleaned_data
    by = By(account_of(request), gettext("answers a referral"), "receiver", "portal")
    seen = int(request.POST["seen"]) if request.POST.get("seen", "").isdecimal() else 0
    try:
        referrals.answer(row, step, by, seen, clock.current, typed.get("words", ""), typed.get("day"))
    except (NotAReferral, referrals.Changed) as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, gettext("Done. The person and the office see it."))
    return True


def _forms(row: Referral) -> dict[str, Any]:
    """The answers that fit where the referral stands."""
    if row.withdrawn is not None:
        steps: tuple[Step, ...] = () if row.confirmed else ("destroyed", "kept")
    else:
        steps = {"sent": ("accept", "refuse"), "accepted": ("tell", "close"), "refused": (), "closed": ()}[row.state]  # type: ignore[assignment]
    return {step: _form(step, None) for step in steps}


def _form(step: str, posted: Any) -> Any:  # noqa: ANN401 - Django's own
    if step == "accept":
        return AcceptForm(posted, prefix=step)
    return WordsForm(posted, prefix=step, label=LABELS[step], required=step not in ("close", "destroyed"))
