"""Referring somebody whose record is open, and the person's own view of every referral."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeconduct.cases.web.access import posts
from safeconduct.people.consent import NotAConsent
from safeconduct.people.web import reading, registry
from safeconduct.people.web.access import OWN, WORK
from safeconduct.people.web.models import Person
from safeconduct.people.web.registry import By
from safeconduct.people.web.views.record import has_looked, today
from safeconduct.services.eligibility import Verdict, judge, rules_of
from safeconduct.services.referral import NotAReferral
from safeconduct.services.terms import label, needs, said
from safeconduct.services.web import presenting, referral_presenting, referrals
from safeconduct.services.web.access import SENT
from safeconduct.services.web.models import Referral, Service
from safeconduct.services.web.referral_forms import ReferForm
from safeconduct.services.web.views.finding import asker_of
from safeconduct.shell import clock
from safeconduct.shell.access import needs as asks
from safeconduct.shell.idempotency.forms import once
from safeconduct.shell.principals import account_of, principal

MOST = 100


@require_http_methods(["GET", "HEAD", "POST"])
@asks(WORK, one={"id": "number"})
@once
def refer(request: HttpRequest, person: Person, service: str) -> HttpResponse:
    """Explain, ask, and refer whoever agrees; whoever does not loses nothing."""
    if not has_looked(person, request):
        return redirect("people:record", person.pk)
    its = Service.objects.select_related("organisation").filter(number=service[:64], status="active").first()
    if its is None:
        raise Http404
    record = reading.records_of([person])[person.pk]
    verdict = judge(rules_of(its.row), asker_of(record))
    form = ReferForm(request.POST or None, takes=verdict.answer != "no", initial=_first(its))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["agrees"] == "no":
            referrals.decline(person, its, _by(request, its), clock.current)
            messages.success(request, gettext("Noted. Nothing was handed over, and everything else stays as it is."))
            return redirect("services:for-person", person.pk)
        try:
            row = _sent(request, person, its, form, verdict)
        except (NotAReferral, NotAConsent) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, gettext("Sent. The person sees it on their page and can withdraw at any time."))
            return redirect("services:sent-one", row.pk)
    context = {"person": person, "called": record.called, "service": its, "form": form, "verdict": verdict.answer}
    return render(request, "services/refer.html", context | {"reasons": list(presenting.because(verdict))})


def _sent(request: HttpRequest, person: Person, service: Service, form: ReferForm, verdict: Verdict) -> Referral:
    office = ", ".join(sorted({post.office.name for post in posts(principal(request))}))
    return referrals.refer(person, service, form.terms(), verdict, office[:200], _by(request, service), clock.current)


def _by(request: HttpRequest, service: Service) -> By:
    return By(account_of(request), f"{service.name}, {service.organisation.name}"[:300])


def _first(service: Service) -> dict[str, Any]:
    language = get_language() or "en"
    wanted = ", ".join(label(needs(), code, language) for code in said(service.row, "need"))
    return {"purpose": wanted, "language": language.partition("-")[0], "given": ["names", "contact", "languages"]}


@require_safe
@asks(SENT, many=True)
def sent(request: HttpRequest, found: QuerySet[Referral]) -> HttpResponse:
    """List what the offices of this instance referred, the latest first."""
    rows = found.select_related("person", "service", "organisation").order_by("-sent", "-pk")[:MOST]
    return render(request, "services/sent.html", {"rows": [referral_presenting.listed(row) for row in rows]})


@require_safe
@asks(SENT, one={"id": "number"}, related=("person", "service", "organisation"))
def sent_one(request: HttpRequest, row: Referral) -> HttpResponse:
    """Show one referral with its answers to whoever said why they look at the record."""
    if not has_looked(row.person, request):
        return redirect("people:record", row.person_id)
    one = referrals.opened([row], today()).get(row.pk)
    if one is None:
        raise Http404
    return render(request, "services/referral.html", referral_presenting.told_of(one) | {"person": row.person})


# ---- the person's own view -------------------------------------------------------------------------------------------


@require_safe
@asks(OWN, many=True)
def mine(request: HttpRequest, people: QuerySet[Person]) -> HttpResponse:
    """Everything of every referral, with what was handed over, what was answered, and the way to withdraw."""
    found = [one for person in people for one in referrals.of_person(person)]
    packets = referrals.opened([one.row for one in found], today())
    told = [referral_presenting.told_of(packets[one.row.pk]) for one in found]
    return render(request, "services/mine.html", {"referrals": told})


@require_POST
@asks(OWN, one={"id": "number"})
@once
def withdraw(request: HttpRequest, person: Person, referral: str) -> HttpResponse:
    """Withdraw one's consent: one step, without a reason. The receiver is told and answers for its copies."""
    row = Referral.objects.filter(person=person, pk=referral[:32]).first()
    if row is None:
        raise Http404
    registry.withdraw(person, row.consent, By(account_of(request), "", "person", "portal"), clock.current)
    messages.success(
        request, gettext("Withdrawn. The service can no longer open it, and has to answer for its copies.")
    )
    return redirect("services:mine")
