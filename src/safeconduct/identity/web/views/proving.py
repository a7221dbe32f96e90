"""Shows a proof from a wallet in a case that runs: with papers that are sent later, or with the step that asks for it.

What the wallet showed is looked at once more and then sent. The entry bears facts, issuer and checks; nothing is typed
twice.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh
from msgspec import structs

from safeconduct.cases import verbs
from safeconduct.cases.said import Said, Shown
from safeconduct.cases.web import acting, actions, showing, store
from safeconduct.cases.web.access import FOLLOW, author, parts, today
from safeconduct.cases.web.actions import Order, Stale
from safeconduct.cases.web.models import Case
from safeconduct.cases.web.views.case import overtaken, words_of
from safeconduct.identity import evidence
from safeconduct.identity.web import asking
from safeconduct.identity.web.views.wallet import drawn, said_of
from safeconduct.procedures.refusals import Refused
from safeconduct.shell import clock
from safeconduct.shell.access import needs, principal
from safeconduct.shell.idempotency.forms import once

NAMES = ("verb", "what", "member", "by")
"""What names a step in an address."""
LONGEST_TEXT = 2_000


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(FOLLOW, one="number")
def prove(request: HttpRequest, its: Case) -> HttpResponse:
    """Say which proofs can be shown, and what is asked for each; then ask."""
    proofs = evidence.proofs_of(its.procedure)
    if its.closed or not proofs:
        raise Http404
    query = _query(request)
    proof = request.POST.get("proof", "")
    if request.method == "POST" and proof in proofs:
        session = request.session.session_key or "" if request.POST.get("where") == "here" else ""
        number = asking.ask(its.procedure, proof, f"{asking.CASE} {its.number} {query}", session, clock.current())
        return redirect("wallet:proof-asked", its.number, number)
    words, language = words_of(its), get_language() or "en"
    shown = [
        (name, words.name("evidence", name), asking.asked_for(evidence.forms_of(its.procedure, name), language))
        for name in proofs
    ]
    return render(request, "identity/wallet_prove.html", {"case": its, "proofs": shown, "up": _form_of(its, query)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(FOLLOW, one="number")
@once
def asked(request: HttpRequest, its: Case, asked: str) -> HttpResponse:
    """Show link and code until the wallet has answered; then what it showed, to be sent."""
    moment = clock.current()
    found = asking.find(asked, moment)
    about = found.about.split(" ", maxsplit=2) if found is not None else []
    if found is None or about[:2] != [asking.CASE, its.number]:
        messages.warning(request, gettext("The request has ended. You can begin again, or use the form."))
        return redirect("cases:add-papers", its.number)
    up, code = _form_of(its, about[2]), request.POST.get("response_code") or request.GET.get("response_code", "")
    answered = asking.answer_of(asked, code, request.session.session_key or "", moment)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRefresh() if answered is not None else HttpResponse(status=HTTPStatus.NO_CONTENT)
    if answered is None:
        link, here = asking.link_of(asked, found), bool(found.request.session)
        shown = {"link": link, "here": here, "up": up, "this": request.path, "code": "" if here else drawn(link)}
        return render(request, "identity/wallet_waiting.html", shown)
    if answered.shown is None:
        asking.forget(asked)
        messages.warning(request, said_of(answered))
        return redirect(up)
    if request.method == "POST":
        return _sent(request, its, asked, answered.shown, dict(parse_qsl(about[2])))
    shown = {"case": its, "told": showing.told(answered.shown), "up": up, "response_code": code}
    return render(request, "identity/wallet_send.html", shown | {"seen": its.entries})


def _sent(request: HttpRequest, its: Case, number: str, shown: Shown, step: dict[str, str]) -> HttpResponse:
    """Write what was shown into the case, with the step that asked for it if one did."""
    said = Said(shown=(shown,), text=request.POST.get("text", "")[:LONGEST_TEXT])
    try:
        done = actions.act(_order(request, its, said, step), clock.current)
    except Stale as stale:
        return overtaken(request, its, stale)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("cases:mine", its.number)
    asking.forget(number)
    messages.success(request, gettext("Received. Keep the acknowledgement."))
    return redirect("cases:receipt", its.number, done.file.version)


def _order(request: HttpRequest, its: Case, said: Said, step: dict[str, str]) -> Order:
    who, day = principal(request), today()
    held = parts(who, its)
    if not step:
        part = next(iter(held), None)
        if part is None:
            raise Http404
        by = author(who, part, "portal")
        return Order(its.pk.bytes, None, by, verbs.ADDS_PAPERS, "", day, part.party, said=said)
    file = store.file_of(its.pk.bytes)
    choice = acting.find(acting.choices(file, held, day), step)
    if choice is None or choice.part is None or not choice.part.person:
        raise Http404
    seen = request.POST.get("seen", "")
    by, version = author(who, choice.part, "portal"), int(seen) if seen.isdecimal() else file.version
    order = acting.order_for(file, choice, by, version, {}, (), day)
    return replace(order, said=structs.replace(order.said, shown=said.shown, text=said.text))


def _query(request: HttpRequest) -> str:
    named = {name: request.GET.get(name, "") for name in NAMES}
    return urlencode({name: value for name, value in named.items() if value})


def _form_of(its: Case, query: str) -> str:
    """The form that paper is sent with instead."""
    if query:
        return f"{reverse('cases:act', args=[its.number])}?{query}"
    return reverse("cases:add-papers", args=[its.number])
