"""A telephone that was lost: its holder, their guardian, or an office on their word, says what was in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from safeconduct.cases.recording import Author
from safeconduct.cases.web.access import account_number, person_number, posts
from safeconduct.identity.acts import SUSPENDED, VALID, Told
from safeconduct.identity.web import wallets
from safeconduct.identity.web.access import DECIDING, OWN
from safeconduct.identity.web.forms import WalletsForm
from safeconduct.identity.web.models import Credential
from safeconduct.identity.web.presenting import wallet_of
from safeconduct.identity.web.wallets import Held
from safeconduct.people.web.access import WORK as PEOPLE
from safeconduct.people.web.models import Person
from safeconduct.people.web.reading import records_of
from safeconduct.people.web.views.record import has_looked
from safeconduct.shell import clock
from safeconduct.shell.access import needs, principal
from safeconduct.shell.idempotency.forms import once
from safeconduct.shell.principals import account_of

Lead = Callable[[Sequence[Held], Told, Author, clock.Clock], int]
_LEADS: dict[str, Lead] = {"lose": wallets.lose, "find": wallets.find, "give up": wallets.give_up}
_WHY = {"find": lambda: gettext("It was found."), "give up": lambda: gettext("It will not come back.")}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(OWN, many=True)
@once
def own(request: HttpRequest, credentials: QuerySet[Credential]) -> HttpResponse:
    """The wallets that hold what was conferred on whoever asks, and on those whom they represent."""
    return _page(request, credentials, "identity/wallets.html", {}, redirect("identity:wallets"), _holder)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(PEOPLE, one={"id": "number"})
@once
def at_the_counter(request: HttpRequest, person: Person) -> HttpResponse:
    """The same for somebody who reports it at an office or on the telephone."""
    if not has_looked(person, request):
        return redirect("identity:of-person", person.pk)
    may = bool(posts(principal(request), *DECIDING))
    typist = account_number(account_of(request).pk)
    context = {"person": person, "called": records_of([person])[person.pk].called, "reads_only": not may}
    return _page(
        request,
        Credential.objects.filter(person=person),
        "identity/wallets_of_person.html",
        context,
        redirect("identity:wallets-of-person", person.pk),
        (lambda its: Author(person_number(its.person_id), "holder", "counter", typist)) if may else None,
    )


def _holder(its: Credential) -> Author:
    return Author(person_number(its.person_id), "holder", "portal")


def _page(
    request: HttpRequest,
    credentials: QuerySet[Credential],
    template: str,
    context: dict[str, Any],
    done: HttpResponse,
    author: Callable[[Credential], Author] | None,
) -> HttpResponse:
    held = wallets.held(credentials)
    in_use = [(str(its.row.pk), wallet_of(its).told) for its in held if its.row.state == VALID]
    act = request.POST.get("act", "")
    form = WalletsForm(request.POST if act == "lose" else None, held=in_use)
    if request.method == "POST" and author is not None and _done(request, act, form, held, author):
        return done
    shown = [wallet_of(its) for its in held]
    context |= {"wallets": shown, "form": form, "in_use": in_use, "lost": SUSPENDED}
    return render(request, template, context)


def _done(
    request: HttpRequest, act: str, form: WalletsForm, held: Sequence[Held], author: Callable[[Credential], Author]
) -> bool:
    """Do what was asked for; whether there was anything to do."""
    if act == "lose":
        if not form.is_valid():
            return False
        chosen, told = form.cleaned_data["wallets"], form.told()
    else:
        chosen, told = request.POST.getlist("wallet"), _WHY[act]() if act in _WHY else ""
    if act not in _LEADS:
        return False
    those = [its for its in held if str(its.row.pk) in chosen]
    for its in those:
        _LEADS[act]([its], Told(told), author(its.credentials[0]), clock.current)
    messages.success(request, _said(act))
    return True


def _said(act: str) -> str:
    return {
        "lose": gettext("Suspended: nobody can use what is in it. Papers and other wallets hold on."),
        "find": gettext("What is in it holds again."),
    }.get(act) or gettext(
        "What was in it is revoked. The document itself holds on: take a new copy into another wallet."
    )
