"""Keeping entries true: what is asked after, said to be right, or said to be no longer given."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from safeconduct.people.web.views.record import today
from safeconduct.services import keeping
from safeconduct.services.web import actions
from safeconduct.services.web.access import KEEP
from safeconduct.services.web.models import Service
from safeconduct.shell import clock
from safeconduct.shell.access import needs
from safeconduct.shell.idempotency.forms import once
from safeconduct.shell.principals import account_of

MOST = 100


@require_safe
@needs(KEEP, many=True)
def kept(request: HttpRequest, services: QuerySet[Service]) -> HttpResponse:
    """List the entries that somebody answers for; those that are asked after first, the oldest on top."""
    active = services.filter(status=actions.ACTIVE).select_related("organisation").order_by("asked", "name", "pk")
    on = today()
    waiting = [
        (one, keeping.assured_on(one.row), keeping.state(keeping.assured_on(one.row), on))
        for one in active.filter(asked__lte=on)[:MOST]
    ]
    context = {"waiting": waiting, "fresh": active.filter(asked__gt=on)[:MOST], "number": active.count()}
    return render(request, "services/kept.html", context)


@require_POST
@needs(KEEP, one="number")
@once
def assure(request: HttpRequest, service: Service) -> HttpResponse:
    """Say that an entry is right today, under the name of who says it."""
    actions.assure(service, account_of(request).email, clock.current)
    messages.success(request, gettext("Noted: the entry is right today. It is asked after again in half a year."))
    return redirect("services:kept")


@require_POST
@needs(KEEP, one="number")
@once
def close(request: HttpRequest, service: Service) -> HttpResponse:
    """Say that a service is no longer given."""
    actions.close(service)
    messages.success(request, gettext("Noted: it is no longer given. The entry stays, and no search shows it."))
    return redirect("services:kept")
