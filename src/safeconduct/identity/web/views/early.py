"""A page for those who follow a case: their wallet takes the offer now, and the document once it is conferred."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from safeconduct.cases.web.access import FOLLOW, parts
from safeconduct.cases.web.models import Case
from safeconduct.identity.kinds import kinds
from safeconduct.identity.web import offers, pending
from safeconduct.identity.web.views.wallet import drawn
from safeconduct.shell import clock
from safeconduct.shell.access import needs, principal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(FOLLOW, one="number")
def early(request: HttpRequest, its: Case) -> HttpResponse:
    """Say what the case may confer and what a wallet does meanwhile; then offer it."""
    codes, who = pending.kinds_of(its), pending.person_of(its, parts(principal(request), its))
    if not codes or not who:
        raise Http404
    titles = {code: kinds().kinds[code].text("title", get_language() or "en") for code in codes}
    chosen = request.POST.get("kind", "")
    if request.method != "POST" or chosen not in titles:
        return render(request, "identity/wallet_early.html", {"case": its, "kinds": titles})
    made = offers.offer_pending(its.pk.hex, who, chosen, clock.current)
    shown = {"kind": titles[chosen], "number": its.number, "offer": made, "code": drawn(made.drawn), "link": made.link}
    up = reverse("cases:mine", args=[its.number])
    return render(request, "identity/wallet_offered.html", shown | {"up": up, "waits": True})
