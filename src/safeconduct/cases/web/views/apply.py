"""Filing: one thing a page, check answers, send; saved after each page, and all of it works without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.cases import questions as asked
from safeconduct.cases.questions import Question
from safeconduct.cases.web import drafts, filing, law, papers, showing
from safeconduct.cases.web.access import APPLICANT, READ, posts
from safeconduct.cases.web.models import Draft
from safeconduct.cases.web.question_forms import form_for, is_answered, said_of
from safeconduct.cases.web.views.case import problems_of
from safeconduct.procedures.library import Library
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.web.presenting.words import Words
from safeconduct.shell import clock
from safeconduct.shell.access import needs, principal
from safeconduct.shell.idempotency.forms import once
from safeconduct.shell.models import Account


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it is checked before sending."""

    key: str
    label: str
    said: str
    missing: bool


@require_safe
@needs(APPLICANT)
def choose(request: HttpRequest) -> HttpResponse:
    """Choose what to apply for; drafts that were begun come first."""
    found = [law.shown(entry.identity) for entry in Library.default().newest()]
    begun = Draft.objects.filter(account=_account(request), act="").order_by("-changed")
    titles = {its.procedure.identity: its.words.title for its in found}
    return render(
        request,
        "cases/choose.html",
        {
            "procedures": sorted(found, key=lambda its: its.words.title),
            "drafts": [(draft, titles.get(draft.procedure, draft.procedure)) for draft in begun],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(APPLICANT)
@once
def begin(request: HttpRequest, procedure: str) -> HttpResponse:
    """Say who files, and what will be asked."""
    its = law.shown(procedure)
    parties = filing.filers(its.procedure)
    if request.method == "POST" and request.POST.get("party") in parties:
        answers = {"party": request.POST["party"]}
        draft = drafts.begin(_account(request), its.procedure.identity, answers, clock.current())
        first = asked.questions(its.procedure, answers["party"])[0]
        return redirect("cases:question", draft.pk, first.key)
    shown = {"its": its, "words": its.words, "parties": [(p, its.words.party(p), its.words.hue(p)) for p in parties]}
    return render(request, "cases/begin.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(APPLICANT)
def question(request: HttpRequest, draft: UUID, key: str) -> HttpResponse:
    """Ask one thing."""
    its_draft, _, words, found = _opened(request, draft)
    its = asked.question_at(found, key)
    if its is None:
        raise Http404
    answers = drafts.answers_of(its_draft)
    form = form_for(its, words, answers, request) if request.method == "POST" or is_answered(its, answers) else None
    if form and request.method == "POST" and form.is_valid():
        try:
            answers = answers | said_of(its, form, its_draft)
        except papers.NotTaken as refused:
            form.add_error(None, str(refused))
        else:
            drafts.change(its_draft, answers, clock.current())
            return _next(request, its_draft, found, key)
    before = asked.before(found, key)
    at = [q.key for q in found].index(key) + 1
    return render(
        request,
        "cases/question.html",
        {
            "draft": its_draft,
            "words": words,
            "fields": _fields(form) if form else _empty(its_draft.procedure, its, get_language() or "en"),
            "problems": problems_of(form) if form else [],
            "question": its,
            "title": title(its, words),
            "hint": hint(its, words),
            "before": before,
            "at": at,
            "of": len(found),
            "wallet": showing.place_of(its_draft, its),
        },
    )


def _fields(form: Form) -> SafeString:
    return cast(SafeString, get_template("cases/parts/fields.html").render({"form": form}))


@lru_cache(maxsize=1_024)
def _empty(procedure: str, its: Question, language: str) -> SafeString:
    """A question that was not answered yet: it is the same for everybody who reads this language."""
    return _fields(form_for(its, law.shown_in(procedure, language).words, {}))


def _next(request: HttpRequest, draft: Draft, found: tuple[Question, ...], key: str) -> HttpResponse:
    if "stop" in request.POST:
        messages.success(request, gettext("Saved. You can go on within thirty days."))
        return redirect("cases:apply")
    after = asked.after(found, key)
    if after is None or "checked" in request.GET:
        return redirect("cases:check", draft.pk)
    return redirect("cases:question", draft.pk, after.key)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(APPLICANT)
@once
def check(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Show every answer, and send them; or delete the draft."""
    its_draft, procedure, words, found = _opened(request, draft)
    answers = drafts.answers_of(its_draft)
    if request.method == "POST" and "delete" in request.POST:
        its_draft.delete()
        messages.success(request, gettext("The draft was deleted."))
        return redirect("cases:apply")
    missing = asked.unanswered(found, answers)
    refused = ""
    if request.method == "POST" and not missing:
        try:
            done = filing.send(principal(request), its_draft, answers, clock.current)
        except papers.NotTaken as untaken:
            refused = str(untaken)
        else:
            return _sent(request, filing.case_number_of(done))
    shown = [Answer(q.key, title(q, words), filing.told(q, words, answers), q in missing) for q in found]
    return render(
        request,
        "cases/check.html",
        {
            "draft": its_draft,
            "words": words,
            "answers": shown,
            "missing": missing,
            "refused": refused,
            "fees": _fees(procedure, words),
        },
        status=HTTPStatus.CONFLICT if refused else HTTPStatus.OK,
    )


def _sent(request: HttpRequest, number: str) -> HttpResponse:
    """Lead to the acknowledgement; at the counter to the case, where a slip can be handed out."""
    who = principal(request)
    if not posts(who):
        messages.success(request, gettext("Received. Keep the acknowledgement."))
        return redirect("cases:receipt", number, 1)
    if not READ.objects(who).filter(number=number).exists():
        messages.success(request, gettext("Received as %(number)s. It goes to another office.") % {"number": number})
        return redirect("cases:desk")
    said = gettext("Received. If the person has neither e-mail nor telephone, hand out a slip before they leave.")
    messages.success(request, said)
    return redirect("cases:case", number)


def _fees(procedure: Procedure, words: Words) -> list[tuple[str, str, str]]:
    return [(words.name("fees", n), words.party(f.payer), words.cap(n)) for n, f in procedure.fees.items()]


def _opened(request: HttpRequest, draft: UUID) -> tuple[Draft, Procedure, Words, tuple[Question, ...]]:
    its = drafts.own(_account(request), draft)
    if its is None:
        raise Http404
    shown = law.shown(its.procedure)
    party = drafts.answers_of(its).get("party", shown.procedure.person)
    return its, shown.procedure, shown.words, asked.questions(shown.procedure, party)


def _account(request: HttpRequest) -> Account:
    account = principal(request).account
    if account is None:
        raise Http404
    return account


def title(question: Question, words: Words) -> str:
    """What is asked, as a question."""
    if question.key == "filer":
        return gettext("Who are you?")
    section, sentence = _TITLES[question.kind]
    return sentence() % {"what": words.name(section, question.name)} if section else sentence()


_TITLES: dict[str, tuple[str, Callable[[], str]]] = {
    "person": ("", lambda: gettext("Who is it about?")),
    "organisation": ("", lambda: gettext("Who is the employer?")),
    "circumstance": ("circumstances", lambda: gettext("Is this so: %(what)s?")),
    "number": ("people", lambda: gettext("How many: %(what)s?")),
    "text": ("data", lambda: gettext("Tell us: %(what)s")),
    "paper": ("evidence", lambda: gettext("Hand in: %(what)s")),
    "representative": ("", lambda: gettext("Does somebody act for you?")),
}


def hint(question: Question, words: Words) -> str:
    """Why it is asked, by which law."""
    procedure = words.procedure
    if question.kind == "circumstance":
        return words.law(procedure.circumstances[question.name].law)
    if question.kind == "paper":
        return words.law(procedure.evidence[question.name].asked_by)
    return ""
