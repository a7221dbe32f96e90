"""Slips for those without e-mail and telephone: handed out by the office that has the case, printed, used once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from safeconduct.cases.web import readings
from safeconduct.cases.web.access import HANDLE, posts, today
from safeconduct.cases.web.models import Case
from safeconduct.shell import clock
from safeconduct.shell.access import needs, principal
from safeconduct.shell.accounts import slips


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(HANDLE, one="number")
def hand_out(request: HttpRequest, its: Case) -> HttpResponse:
    """Make a slip for a case and show it to be printed; the code is shown once and kept nowhere.

    Sending the form again makes another slip and voids the one before: two pages never hold two good codes.
    """
    issued = None
    if request.method == "POST":
        who = principal(request)
        readings.record(who, its, posts(who)[0].office, "slip handed out", clock.current())
        issued = slips.issue(its.number, clock.current)
    address = request.build_absolute_uri(reverse("shell:slip"))
    return render(request, "cases/slip.html", {"case": its, "issued": issued, "address": address, "today": today()})
