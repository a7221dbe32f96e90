"""A case as officials see it, and what they do in it: acts of the law, proposals, notes, appointments, assignment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeconduct.cases import verbs
from safeconduct.cases.file import File
from safeconduct.cases.said import Appointment, Assignment, Record, Said
from safeconduct.cases.service import person_of
from safeconduct.cases.signatures import NotAlone, waiting
from safeconduct.cases.web import access, acting, actions, law, notes, papers, readings, showing, store
from safeconduct.cases.web.access import ACT, ASSIGN, HANDLE, LONGEST_NUMBER, READ, WORK, Part, author, parts, today
from safeconduct.cases.web.actions import Order, Stale
from safeconduct.cases.web.forms import ActForm, AppointmentForm, NoteForm, RecordForm
from safeconduct.cases.web.models import Case, Post
from safeconduct.cases.web.names import names_for
from safeconduct.cases.web.presenting.keeping import page_of
from safeconduct.cases.web.presenting.page import VERBS
from safeconduct.cases.web.presenting.served import age_known_by, why
from safeconduct.cases.web.presenting.timeline import items, what
from safeconduct.cases.web.retaining import ERASES
from safeconduct.cases.web.serving import addressee_of, childhood
from safeconduct.people.web.models import Person
from safeconduct.people.web.reading import records_of
from safeconduct.procedures.refusals import Refused
from safeconduct.procedures.web.presenting.counting import first_large
from safeconduct.procedures.web.presenting.words import Words
from safeconduct.shell import clock
from safeconduct.shell.access import needs, principal
from safeconduct.shell.idempotency.forms import once


def words_of(case: Case) -> Words:
    """The words of a case's procedure in the reader's language."""
    return law.words(case.procedure, case.version)


@require_safe
@needs(READ, one="number", related=("office", "officer"))
def case(request: HttpRequest, its: Case) -> HttpResponse:
    """Show a case; who has no post in it is led to the page for those who take part."""
    who = principal(request)
    held = parts(who, its)
    officials = access.posts(who)
    if not officials:
        return redirect("cases:mine", its.number)
    readings.record(who, its, officials[0].office, request.GET.get("why", ""), clock.current())
    return shown(request, its, store.file_of(its.id.bytes), held)


def shown(
    request: HttpRequest, its: Case, file: File, held: list[Part], status: int = 200, problem: str = ""
) -> HttpResponse:
    """The page of a case, with what went wrong where something did."""
    words, who = words_of(its), principal(request)
    its_page, made_of = page_of(words, file, held, today())
    deciding = any(part.office and part.office.pk == its.office_id for part in held)
    may_assign = ASSIGN.may(who, its)
    context = {
        "case": its,
        "file": file,
        "words": words,
        "page": its_page,
        "made_of": (made_of, deciding, may_assign),
        "today": today(),
        "notes": notes.of_case(its, who) if deciding else [],
        "note_form": NoteForm,
        "readings": readings.latest(its),
        "may_act": bool(held),
        "may_assign": may_assign,
        "problem": problem,
        "deciding": deciding,
    }
    return render(request, "cases/case.html", context, status=status)


# ---- acts of the law -------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ACT, one="number")
@once
def act(request: HttpRequest, its: Case) -> HttpResponse:
    """Ask what an act needs, and do it."""
    who = principal(request)
    held, file, day = parts(who, its), store.file_of(its.id.bytes), today()
    asked = {key: request.GET.get(key, "") for key in ("verb", "what", "member", "by")}
    choice = acting.find(acting.choices(file, held, day), asked)
    if choice is None:
        return _gone(request, its, file, held)
    office = next((part for part in held if part.office), None)
    if acting.part_for(choice, held, its.office_id) is None:
        raise Http404
    keep = acting.fields_for(file, choice, day, for_office=office is not None)
    form = ActForm(
        request.POST or None,
        request.FILES or None,
        keep=keep,
        initial={"seen": file.version, "on": day, "source": "post" if not choice.is_ours else "portal"},
    )
    if request.method == "POST" and form.is_valid():
        done = _carried_out(request, its, file, choice, form)
        if done is not None:
            return done
    return render(request, "cases/act.html", _asked(its, file, choice, form))


def _asked(its: Case, file: File, choice: acting.Choice, form: Form) -> dict[str, object]:
    words, offer = words_of(its), choice.offer
    name = VERBS[offer.verb]() % {"what": what(words, offer.what)}
    grounds = {g.name: words.name("grounds", g.name) for g in choice.step.grounds} if choice.step else {}
    if "grounds" in form.fields:
        form.fields["grounds"].choices = [(key, grounds[key]) for key, _ in form.fields["grounds"].choices]  # type: ignore[attr-defined]
    return {
        "case": its,
        "words": words,
        "form": form,
        "choice": choice,
        "served": _served(file, choice),
        "name": first_large(name),
        "actor": words.party(offer.party) if offer.party else gettext("the post"),
        "law": words.law(offer.law) if offer.law else "",
        "problems": problems_of(form),
        "wallet": showing.place_in(its, choice.query) if choice.part and choice.part.person else "",
    }


def _served(file: File, choice: acting.Choice) -> dict[str, str] | None:
    """On whom it is served and why; None for what is no service."""
    to = addressee_of(file, today()) if acting.is_service(choice) else None
    if to is None:
        return None
    record = records_of(Person.objects.filter(pk=to.person)).get(to.person)
    age = age_known_by(childhood(file, today()))
    return {"name": record.called if record else "", "why": first_large(why(to)), "age": age}


def problems_of(form: Form) -> list[tuple[str, str]]:
    """What must be mended, with the id of the field."""
    fields = [
        (form[n].id_for_label, str(said)) for n, found in form.errors.items() if n in form.fields for said in found
    ]
    return fields + [("main", str(said)) for said in form.non_field_errors()]


def _carried_out(
    request: HttpRequest, its: Case, file: File, choice: acting.Choice, form: ActForm
) -> HttpResponse | None:
    """Do it, and say what came of it; None where the form must be shown again with what is wrong."""
    who = principal(request)
    by = acting.part_for(choice, parts(who, its), its.office_id)
    if by is None:
        raise Http404
    cleaned = form.cleaned_data
    typed_for = "" if choice.is_ours else person_of(file, choice.offer.party)
    its_author = author(who, by, cleaned.get("source", "portal"), typed_for)
    try:
        handed_in = papers.stored(cleaned.get("papers", []), its, clock.current)
        order = acting.order_for(file, choice, its_author, cleaned["seen"], cleaned, handed_in, today())
        actions.act(order, clock.current)
    except Stale as stale:
        return overtaken(request, its, stale)
    except (Refused, NotAlone, actions.InTheFuture, papers.NotTaken, acting.NoGuardian) as refused:
        form.add_error(None, str(refused))
        return None
    said = (
        gettext("Proposed. A second official must sign.") if choice.second else gettext("Done. The entry is written.")
    )
    messages.success(request, said)
    # Whoever only answered a question does not see the case any longer.
    return redirect("cases:case", its.number) if READ.may(who, its) else redirect("cases:desk")


def overtaken(request: HttpRequest, its: Case, stale: Stale) -> HttpResponse:
    """Somebody else acted meanwhile: nothing was written, and here is what is new."""
    words = words_of(its)
    new = {line.number for line in stale.unseen}
    story = [
        item for item in items(words, stale.file, _parties(request, its), names_for(stale.file)) if item.number in new
    ]
    return render(request, "cases/stale.html", {"case": its, "items": story}, status=409)


def _parties(request: HttpRequest, its: Case) -> set[str]:
    return {part.party for part in parts(principal(request), its)}


def _gone(request: HttpRequest, its: Case, file: File, held: list[Part]) -> HttpResponse:
    problem = gettext("This is not offered now: somebody acted meanwhile, or a time limit has ended.")
    return shown(request, its, file, held, status=409, problem=problem)


# ---- four eyes -------------------------------------------------------------------------------------------------------


@require_POST
@needs(WORK, one="number")
@once
def sign(request: HttpRequest, its: Case) -> HttpResponse:
    """Sign or discard what a colleague proposed."""
    who, file = principal(request), store.file_of(its.id.bytes)
    proposal, typed = request.POST.get("proposal", ""), request.POST.get("seen", "")
    seen = int(typed) if typed.isdecimal() and len(typed) < LONGEST_NUMBER else 0
    its_waiting = next((w for w in waiting(file) if w.proposal.id == proposal), None)
    part = next((p for p in parts(who, its) if its_waiting and p.party == its_waiting.line.role), None)
    if part is None or part.role == Post.Role.REGISTRY:
        return _gone(request, its, file, parts(who, its))
    if its_waiting is not None and its_waiting.proposal.verb == ERASES:
        return redirect("cases:retention")
    by = author(who, part, "portal")
    done: Callable[..., object] = actions.discard if "discard" in request.POST else actions.sign
    try:
        done(its.id.bytes, seen, proposal, by, clock.current)
    except Stale as stale:
        return overtaken(request, its, stale)
    except (Refused, NotAlone, actions.Unknown) as refused:
        return shown(request, its, file, parts(who, its), status=409, problem=str(refused))
    messages.success(request, gettext("Done. The entry is written."))
    return redirect("cases:case", its.number)


# ---- what belongs to the file and changes nothing in law -------------------------------------------------------------


@require_POST
@needs(WORK, one="number")
def note(request: HttpRequest, its: Case) -> HttpResponse:
    """Keep an internal note, apart from the file."""
    form = NoteForm(request.POST)
    if form.is_valid():
        notes.keep(its, principal(request), form.cleaned_data["text"], clock.current())
    return redirect("cases:case", its.number)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(HANDLE, one="number")
@once
def appoint(request: HttpRequest, its: Case) -> HttpResponse:
    """Invite the person: when, where, about what, with which interpreter, and what they need there."""
    file = store.file_of(its.id.bytes)
    form = AppointmentForm(request.POST or None, initial={"seen": file.version, "day": today()})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        at = datetime.combine(typed["day"], typed["time"], ZoneInfo(settings.OFFICE_TIME_ZONE))
        made = Appointment(
            uuid4().hex,
            at.isoformat(),
            typed["place"],
            typed["about"],
            typed["minutes"],
            typed["interpreter"],
            typed["needs"],
        )
        return _office_act(request, its, verbs.APPOINTS, made.id, Said(appointment=made), typed["seen"])
    title = gettext("Make an appointment")
    return render(
        request, "cases/form.html", {"case": its, "form": form, "title": title, "problems": problems_of(form)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(HANDLE, one={"number": "number"})
@once
def record(request: HttpRequest, its: Case, appointment: str) -> HttpResponse:
    """Write the record of an appointment, which is read back to the person."""
    file = store.file_of(its.id.bytes)
    form = RecordForm(request.POST or None, initial={"seen": file.version})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        made = Record(
            appointment, typed["text"], typed["read_back"], typed["corrections"], typed["interpreter"], typed["present"]
        )
        return _office_act(
            request, its, verbs.RECORDS, appointment, Said(record=made, text=typed["text"]), typed["seen"]
        )
    title = gettext("Record of the appointment")
    return render(
        request, "cases/form.html", {"case": its, "form": form, "title": title, "problems": problems_of(form)}
    )


@require_POST
@needs(ASSIGN, one="number")
def assign(request: HttpRequest, its: Case) -> HttpResponse:
    """Let another official of the office deal with the case."""
    official = request.POST.get("official", "")
    held = (
        access.serving(its.office_id).filter(account_id=int(official)).select_related("office").first()
        if official.isdecimal() and len(official) < LONGEST_NUMBER
        else None
    )
    if held is None:
        raise Http404
    said = Said(assignment=Assignment(held.office.name, official, request.POST.get("why", "")[:300]))
    return _office_act(request, its, verbs.ASSIGNS, "", said, None)


def _office_act(request: HttpRequest, its: Case, verb: str, about: str, said: Said, seen: int | None) -> HttpResponse:
    who = principal(request)
    part = next((p for p in parts(who, its) if p.office and p.office.pk == its.office_id), None)
    if part is None:
        raise Http404
    order = Order(its.id.bytes, seen, author(who, part, "portal"), verb, about, today(), part.party, said=said)
    try:
        actions.act(order, clock.current)
    except Stale as stale:
        return overtaken(request, its, stale)
    messages.success(request, gettext("Done. The entry is written."))
    return redirect("cases:case", its.number)
