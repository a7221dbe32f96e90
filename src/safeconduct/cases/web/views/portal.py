"""Pages of those whom a case concerns: what happens next, by when, and what if not; and what they may do."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.cases import verbs
from safeconduct.cases.file import File, Line
from safeconduct.cases.said import Power, Said
from safeconduct.cases.service import powers
from safeconduct.cases.visibility import reads_all
from safeconduct.cases.web import actions, beside, law, papers, showing, store
from safeconduct.cases.web import readings as looked
from safeconduct.cases.web.access import FOLLOW, Part, author, parts, persons, today
from safeconduct.cases.web.actions import Order, Stale
from safeconduct.cases.web.forms import MessageForm, PapersForm, PowerForm
from safeconduct.cases.web.models import Case
from safeconduct.cases.web.names import names_for
from safeconduct.cases.web.presenting.keeping import page_of
from safeconduct.cases.web.presenting.receipts import Acknowledged, acknowledged
from safeconduct.cases.web.views.case import overtaken, problems_of, words_of
from safeconduct.cases.web.views.desk import line
from safeconduct.cases.web.views.fees import due
from safeconduct.cases.web.views.papers import acknowledgement_of
from safeconduct.journal import receipt as receipts
from safeconduct.journal.web import sealing
from safeconduct.people.web.models import Person
from safeconduct.shell import clock
from safeconduct.shell.access import needs, principal
from safeconduct.shell.idempotency.forms import once


@require_safe
@needs(FOLLOW, many=True)
def cases(request: HttpRequest, found: QuerySet[Case]) -> HttpResponse:
    """List one's own cases; for a lawyer, those of all clients, searched by number."""
    text = request.GET.get("q", "").strip()
    chosen = found.filter(number__icontains=text) if text else found
    ordered = chosen.order_by("closed", F("person_due").asc(nulls_last=True), "-filed", "id")[:200]
    day = today()
    return render(
        request,
        "cases/my.html",
        {"lines": [(case, line(case, day)) for case in ordered], "text": text, "many": len(ordered) > 1, "today": day},
    )


@require_safe
@needs(FOLLOW, one="number")
def follow(request: HttpRequest, its: Case) -> HttpResponse:
    """Say what there is to do, what happens next, by when, and what if not."""
    held, file, day = parts(principal(request), its), store.file_of(its.id.bytes), today()
    words = words_of(its)
    shown, made_of = page_of(words, file, held, day)
    return render(
        request,
        "cases/follow.html",
        {
            "case": its,
            "words": words,
            "file": file,
            "page": shown,
            "made_of": made_of,
            "my_turn": its.holder in {p.party for p in held} and not its.closed,
            "today": day,
            "fees": due(its, words) if its.fees else [],
            "looks": looked.count(its),
            "beside": beside.links(its, held),
            "may_empower": any(p.person and not p.represents and p.party == file.law.procedure.person for p in held),
            "remedies": [words.name("remedies", name) for name in file.law.procedure.remedies],
        },
    )


def _own_part(request: HttpRequest, its: Case) -> Part:
    part = next(iter(parts(principal(request), its)), None)
    if part is None:
        raise Http404
    return part


def _person_part(request: HttpRequest, its: Case) -> Part:
    """The part of the person themselves: nobody else gives a power, since its holder reads the whole file."""
    person = law.shown(f"{its.procedure}@{its.version}").procedure.person
    held = parts(principal(request), its)
    part = next((p for p in held if p.person and not p.represents and p.party == person), None)
    if part is None:
        raise Http404
    return part


@require_http_methods(["GET", "HEAD", "POST"])
@needs(FOLLOW, one="number")
@once
def message(request: HttpRequest, its: Case) -> HttpResponse:
    """Write to the office; it is an entry of the file and gives an acknowledgement."""
    form = MessageForm(request.POST or None, initial={"seen": its.entries})
    if request.method == "POST" and form.is_valid():
        return _add(request, its, verbs.WRITES, Said(text=form.cleaned_data["text"]))
    return _form(request, its, form, gettext("Write to the office"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(FOLLOW, one="number")
@once
def add_papers(request: HttpRequest, its: Case) -> HttpResponse:
    """Send papers."""
    evidence = law.shown(f"{its.procedure}@{its.version}")
    form = PapersForm(
        request.POST or None,
        request.FILES or None,
        evidence=[(name, evidence.words.name("evidence", name)) for name in evidence.procedure.evidence],
        initial={"seen": its.entries},
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            handed_in = papers.stored(typed["papers"], its, clock.current, typed["evidence"])
        except papers.NotTaken as refused:
            form.add_error("papers", str(refused))
        else:
            return _add(request, its, verbs.ADDS_PAPERS, Said(papers=tuple(handed_in), text=typed["text"]))
    return _form(request, its, form, gettext("Send papers"), showing.place_in(its))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(FOLLOW, one="number")
@once
def representative(request: HttpRequest, its: Case) -> HttpResponse:
    """Give somebody a power of attorney: letters then go to them, and periods start there."""
    part = _person_part(request, its)
    if request.method == "POST" and "revoke" in request.POST:
        return _revoked(request, its, part, request.POST["revoke"])
    form = PowerForm(request.POST or None, initial={"seen": its.entries, "since": today()})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        holder = Person.objects.filter(account__email__iexact=typed["email"]).first()
        if holder is None:
            form.add_error("email", gettext("Nobody with this address has an account here. Ask them to make one."))
        elif typed["since"] > today():
            form.add_error("since", gettext("This day has not come yet."))
        elif holder.pk in {part.person, *persons(principal(request))}:
            form.add_error("email", gettext("Nobody stands in for themselves. Choose somebody else."))
        else:
            power = Power(
                str(holder.pk), part.person, "power of attorney", typed["scope"], typed["since"], typed["until"]
            )
            return _add(request, its, verbs.EMPOWERS, Said(power=power))
    return render(request, "cases/representative.html", _given(its, part, form))


def _given(its: Case, part: Part, form: PowerForm) -> dict[str, object]:
    file = store.file_of(its.pk.bytes)
    called = names_for(file)
    held = [(p, called(p.holder)) for p in powers(file) if p.represented == part.person]
    title = gettext("Let a lawyer or helper act for you")
    return {"case": its, "form": form, "title": title, "powers": held, "problems": problems_of(form)}


def _revoked(request: HttpRequest, its: Case, part: Part, holder: str) -> HttpResponse:
    """Take a power back: from now on letters go to the person again."""
    held = powers(store.file_of(its.pk.bytes))
    power = next((p for p in held if p.holder == holder and p.represented == part.person), None)
    if power is None:
        raise Http404
    return _add(request, its, verbs.REVOKES, Said(power=power))


def _form(request: HttpRequest, its: Case, form: object, title: str, wallet: str = "") -> HttpResponse:
    shown = {"case": its, "form": form, "title": title, "problems": problems_of(form), "wallet": wallet}  # type: ignore[arg-type]
    return render(request, "cases/form.html", shown)


def _add(request: HttpRequest, its: Case, verb: str, said: Said) -> HttpResponse:
    part = _own_part(request, its)
    by = author(principal(request), part, "portal")
    order = Order(
        its.id.bytes, None, by, verb, uuid4().hex if verb == verbs.WRITES else "", today(), part.party, said=said
    )
    try:
        done = actions.act(order, clock.current)
    except Stale as stale:
        return overtaken(request, its, stale)
    messages.success(request, gettext("Received. Keep the acknowledgement."))
    return redirect("cases:receipt", its.number, done.file.version)


@require_safe
@needs(FOLLOW, one="number")
def readings(request: HttpRequest, its: Case) -> HttpResponse:
    """Show who of the offices looked at the file, when and why."""
    procedure, held = law.shown(f"{its.procedure}@{its.version}").procedure, parts(principal(request), its)
    found = list(looked.of_case(its)[:200])
    if not any(reads_all(procedure, part.party) for part in held):
        # Why an office looked may say something of the person, which an employer does not read.
        for reading in found:
            reading.why = ""
    return render(request, "cases/readings.html", {"case": its, "readings": found})


@require_safe
@needs(FOLLOW, one="number")
def receipt(request: HttpRequest, its: Case, entry: int) -> HttpResponse:
    """Show the acknowledgement of one entry, to be printed and kept."""
    return render(request, "cases/receipt.html", {"case": its, "ack": _acknowledged(request, its, entry)})


@require_safe
@needs(FOLLOW, one="number")
def receipt_file(request: HttpRequest, its: Case, entry: int) -> HttpResponse:
    """Give the acknowledgement as a file that verifies offline."""
    found = _acknowledged(request, its, entry)
    if found.receipt is None:
        return HttpResponse(status=503, headers={"Retry-After": "1"})
    data = receipts.to_file(found.receipt)
    name = f"acknowledgement-{found.letters[:8]}.json"
    return HttpResponse(
        data, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_safe
@needs(FOLLOW, one="number")
def receipt_sheet(request: HttpRequest, its: Case, entry: int) -> HttpResponse:
    """Give the acknowledgement as a sheet to be printed, in the language of the page."""
    file, line, parties = _entry(request, its, entry)
    return acknowledgement_of(request, its, file, line, parties, get_language() or settings.LANGUAGE_CODE)


def _acknowledged(request: HttpRequest, its: Case, entry: int) -> Acknowledged:
    file, line, parties = _entry(request, its, entry)
    return acknowledged(words_of(its), file, line, sealing.receipt_of(line.link), parties)


def _entry(request: HttpRequest, its: Case, entry: int) -> tuple[File, Line, list[str]]:
    file = store.file_of(its.id.bytes)
    found = file.line(entry, own=True)
    if found is None:
        raise Http404
    return file, found, [part.party for part in parts(principal(request), its)]
