"""Everybody's own documents: what each is worth, how it stands and why, on paper or in a wallet, and when lost."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeconduct.cases.documents.letters import NoLetters
from safeconduct.cases.documents.sources import TemplateFault
from safeconduct.cases.recording import Author
from safeconduct.cases.web.access import person_number, today
from safeconduct.identity.acts import NotPossible
from safeconduct.identity.device import DeviceTrouble
from safeconduct.identity.issuing import NothingToSay
from safeconduct.identity.refusal import Refused
from safeconduct.identity.web import losing, printing
from safeconduct.identity.web.access import OWN
from safeconduct.identity.web.forms import LossForm
from safeconduct.identity.web.models import Credential
from safeconduct.identity.web.presenting import in_order, shown
from safeconduct.shell import clock
from safeconduct.shell.access import needs
from safeconduct.shell.idempotency.forms import once


@require_safe
@needs(OWN, many=True)
def mine(request: HttpRequest, credentials: QuerySet[Credential]) -> HttpResponse:
    """What was conferred on whoever signed in or opened a case with a slip, those that hold first."""
    rows = credentials.select_related("person", "case").order_by("pk")
    return render(request, "identity/mine.html", {"documents": [shown(row, today()) for row in in_order(rows)]})


@require_POST
@needs(OWN, one={"id": "number"})
def card(request: HttpRequest, credential: Credential) -> HttpResponse:
    """Print it: the same card each time, with its code."""
    author = Author(person_number(credential.person_id), "holder", "portal")
    return printed(request, credential, author, "identity:mine")


def printed(request: HttpRequest, credential: Credential, author: Author, back: str) -> HttpResponse:
    """The sheet as a file, or the way back with what is wrong."""
    try:
        made = printing.card(credential, author, clock.current)
    except (NotPossible, NothingToSay, Refused, DeviceTrouble, NoLetters, TemplateFault) as refused:
        messages.error(request, str(refused))
        return redirect(back)
    answer = HttpResponse(made, content_type="application/pdf")
    # The name of a file says nothing to whoever finds it on a borrowed computer.
    answer.headers["Content-Disposition"] = f'inline; filename="{credential.number}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@needs(OWN, one={"id": "number"})
@once
def lost(request: HttpRequest, credential: Credential) -> HttpResponse:
    """Say that it was lost or stolen: it is suspended at once, and a new one is on its way."""
    form = LossForm(request.POST or None)
    its = shown(credential, today())
    if request.method == "POST" and its.reports and form.is_valid():
        number = losing.report(credential, form.told(), clock.current)
        messages.success(request, _reported(number))
        return redirect("identity:mine")
    return render(request, "identity/lost.html", {"form": form, "its": its})


def _reported(number: str) -> str:
    if number:
        return gettext("It is suspended: nobody can use it. A new one is decided under %(number)s.") % {
            "number": number
        }
    return gettext("It is suspended: nobody can use it. Ask the office that conferred it for a new one.")
