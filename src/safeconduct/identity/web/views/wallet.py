"""Pages on which something is shown from a wallet, or offered to one; paper counts as much beside each of them."""

from __future__ import annotations

from http import HTTPStatus
from io import BytesIO
from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from safeconduct.cases import questions
from safeconduct.cases.questions import Question
from safeconduct.cases.web import drafts, law, showing
from safeconduct.cases.web.access import APPLICANT
from safeconduct.cases.web.models import Draft
from safeconduct.cases.web.views.apply import title as title_of
from safeconduct.identity import evidence
from safeconduct.identity.acts import REVOKED
from safeconduct.identity.evidence import FILING
from safeconduct.identity.kinds import kinds
from safeconduct.identity.openid.response import CLIENT_ERRORS
from safeconduct.identity.web import asking, offers
from safeconduct.identity.web.access import HANDLE, OWN
from safeconduct.identity.web.models import Credential
from safeconduct.procedures.web.presenting.words import Words
from safeconduct.shell import clock
from safeconduct.shell.access import needs, principal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(APPLICANT)
def show(request: HttpRequest, draft: UUID, key: str) -> HttpResponse:
    """Say what is asked for and why, before anything is asked; then ask."""
    its, question, words = _question(request, draft, key)
    forms = evidence.forms_of(its.procedure, proof_of(question))
    if not forms:
        raise Http404
    if request.method == "POST":
        session = _session(request) if request.POST.get("where") == "here" else ""
        number = asking.ask(its.procedure, proof_of(question), f"{its.pk} {key}", session, clock.current())
        return redirect("wallet:waiting", number)
    language = get_language() or "en"
    shown = {
        "draft": its,
        "question": question,
        "title": title_of(question, words),
        "asked": asking.asked_for(forms, language),
        "why": words.law(words.procedure.evidence[question.name].asked_by) if question.kind == "paper" else "",
    }
    return render(request, "identity/wallet_show.html", shown)


@never_cache
@require_safe
@needs(APPLICANT)
def waiting(request: HttpRequest, number: str) -> HttpResponse:
    """Show link and code until the wallet has answered; the page asks every few seconds whether it has."""
    asked = asking.find(number, clock.current())
    if asked is None or asked.about.startswith(asking.CASE):
        messages.warning(request, gettext("The request has ended. You can begin again, or use the form."))
        return redirect("cases:apply")
    its, question, _ = _asked_in(request, asked)
    answered = asking.answer_of(number, "", _session(request), clock.current())
    if request.headers.get("HX-Request"):
        # The page asks whether there is news; it is then opened anew, as without JavaScript.
        return HttpResponseClientRefresh() if answered is not None else HttpResponse(status=HTTPStatus.NO_CONTENT)
    if answered is not None:
        return _done(request, number, its, question, answered)
    link = asking.link_of(number, asked)
    here = bool(asked.request.session)
    up = reverse("cases:question", args=[its.pk, question.key])
    shown = {"link": link, "here": here, "up": up, "this": request.path}
    return render(request, "identity/wallet_waiting.html", shown | {"code": "" if here else drawn(link)})


@never_cache
@require_safe
@needs(APPLICANT)
def back(request: HttpRequest, number: str) -> HttpResponse:
    """Come back from a wallet on the same device, with the code that it was given."""
    moment = clock.current()
    asked = asking.find(number, moment)
    answered = asking.answer_of(number, request.GET.get("response_code", ""), _session(request), moment)
    if asked is None or answered is None or asked.about.startswith(asking.CASE):
        raise Http404
    its, question, _ = _asked_in(request, asked)
    return _done(request, number, its, question, answered)


@never_cache
@require_POST
@needs(OWN, one={"pk": "number"})
def offer(request: HttpRequest, found: Credential) -> HttpResponse:
    """Offer a credential to the wallet of whoever it was conferred on."""
    return _offered(request, found, reverse("identity:mine"))


@never_cache
@require_POST
@needs(HANDLE, one={"pk": "number"})
def offer_at_the_counter(request: HttpRequest, found: Credential) -> HttpResponse:
    """Offer a credential to the wallet of somebody who stands at the counter."""
    return _offered(request, found, reverse("identity:credential", args=[found.pk]))


def _offered(request: HttpRequest, found: Credential, up: str) -> HttpResponse:
    """Show link, code to scan, and the six digits that are told apart."""
    title = kinds().kinds[found.kind].text("title", get_language() or "en")
    if found.state == REVOKED:
        messages.warning(request, gettext("It was revoked: there is nothing to give to a wallet."))
        return redirect(up)
    made = offers.offer(found, clock.current)
    shown = {
        "number": found.number,
        "kind": title,
        "offer": made,
        "code": drawn(made.drawn),
        "link": made.link,
        "up": up,
    }
    return render(request, "identity/wallet_offered.html", shown | {"up": up})


def _done(
    request: HttpRequest, number: str, draft: Draft, question: Question, answered: asking.Answered
) -> HttpResponse:
    """Hand over what was shown, or say why nothing was; the form is where it was in both cases."""
    asking.forget(number)
    if answered.shown is None:
        messages.warning(request, said_of(answered))
    else:
        showing.receive(draft, question, answered.shown, evidence.filled(answered.shown), clock.current())
        messages.success(request, gettext("Taken over from your wallet. Look at it, and go on."))
    return redirect("cases:question", draft.pk, question.key)


def said_of(answered: asking.Answered) -> str:
    """Why nothing was taken, to whoever asked their wallet."""
    declined = answered.why in CLIENT_ERRORS
    said = gettext("Your wallet showed nothing.") if declined else gettext("What was shown was not taken.")
    why = [] if declined else [asking.why_not(answered.why)]
    return " ".join([said, *why, gettext("You can go on with the form.")])


def _question(request: HttpRequest, draft: UUID, key: str) -> tuple[Draft, Question, Words]:
    account = principal(request).account
    its = drafts.own(account, draft) if account is not None else None
    if its is None:
        raise Http404
    shown = law.shown(its.procedure)
    party = drafts.answers_of(its).get("party", shown.procedure.person)
    question = questions.question_at(questions.questions(shown.procedure, party), key)
    if question is None:
        raise Http404
    return its, question, shown.words


def _asked_in(request: HttpRequest, asked: asking.Asked) -> tuple[Draft, Question, Words]:
    draft, key = asked.about.split(" ")
    return _question(request, UUID(draft), key)


def proof_of(question: Question) -> str:
    """The proof that a question asks for, or that it asks who somebody is."""
    return question.name if question.kind == "paper" else FILING


def _session(request: HttpRequest) -> str:
    return request.session.session_key or ""


def drawn(text: str) -> SafeString:
    """A QR code as drawing."""
    file = BytesIO()
    segno.make_qr(text, error="l").save(file, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=4)
    return mark_safe(file.getvalue().decode())  # noqa: S308 - drawn here from squares alone
