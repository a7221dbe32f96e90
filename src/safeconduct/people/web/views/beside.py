"""What stands beside a record: household, representatives, consent, and answers about difficulties in daily life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from safeconduct.people import consent, functioning, household
from safeconduct.people.born import age
from safeconduct.people.codes import HEAD, codes
from safeconduct.people.person import Person as Record
from safeconduct.people.representation import NotARepresentation, Representation
from safeconduct.people.web import adjudicating, households, reading, registry, searching
from safeconduct.people.web.access import WORK
from safeconduct.people.web.adjudicating import AlreadyJoined
from safeconduct.people.web.models import Person
from safeconduct.people.web.presenting import POWERS
from safeconduct.people.web.registry import By
from safeconduct.people.web.views.record import has_looked, today
from safeconduct.people.web.views.register import WhyForm
from safeconduct.shell import clock
from safeconduct.shell.access import needs
from safeconduct.shell.idempotency.forms import once
from safeconduct.shell.principals import account_of

Said = Callable[[dict[str, Any], By], object]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Beside(WhyForm):
    """A form that ends with why."""

    field_order: Any = None


class OtherPerson(Beside):
    """A form that names somebody else of the register: searched by name, then chosen."""

    other = forms.ChoiceField(label=_("Who?"), widget=forms.RadioSelect)
    since = forms.DateField(label=_("From which day"), widget=_day())


class MemberForm(OtherPerson):
    """Somebody enters the household."""

    relationship = forms.ChoiceField(label=_("How do they stand to the person of this record?"))
    field_order = ("other", "relationship", "since", "why")

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **named)
        choices = codes("relationships").choices(get_language() or "en")
        self.fields["relationship"].choices = [c for c in choices if c[0] != HEAD]  # type: ignore[attr-defined]


class PowerForm(OtherPerson):
    """Somebody represents the person, in all their cases."""

    kind = forms.ChoiceField(
        label=_("On what does it rest?"),
        choices=list(POWERS.items()),
    )
    scope = forms.ChoiceField(
        label=_("What may they do?"),
        choices=[
            ("both", _("receive and act")),
            ("service", _("receive letters and decisions")),
            ("act", _("act")),
        ],
    )
    until = forms.DateField(label=_("Until which day, if it ends"), widget=_day(), required=False)
    proof = forms.CharField(label=_("Where is the paper or decision?"), max_length=100)
    field_order = ("other", "kind", "scope", "since", "until", "proof", "why")


class SamePersonForm(OtherPerson):
    """Another record is of the same person."""

    since = None  # type: ignore[assignment]
    field_order = ("other", "why")


class ConsentForm(Beside):
    """A consent of the person."""

    purpose = forms.CharField(label=_("For what?"), max_length=consent.LONGEST)
    receiver = forms.CharField(label=_("Who receives it?"), max_length=consent.LONGEST)
    fields_given = forms.MultipleChoiceField(
        label=_("What do they receive?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("names", _("Names")),
            ("born", _("Birth")),
            ("born_in", _("Country of birth")),
            ("born_at", _("Place of birth")),
            ("nationalities", _("Nationality")),
            ("languages", _("Languages")),
            ("contact", _("How the person is reached")),
            ("support", _("What the person asks for")),
            ("documents", _("Documents")),
        ],
    )
    until = forms.DateField(label=_("Until which day"), widget=_day())
    given = forms.CharField(
        label=_("How was it given?"),
        max_length=consent.LONGEST,
        help_text=_("On paper, or by word of mouth with an interpreter. The person may refuse without harm."),
    )
    field_order = ("purpose", "receiver", "fields_given", "until", "given", "why")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(WORK, one={"id": "number"})
@once
def add_member(request: HttpRequest, person: Person) -> HttpResponse:
    """Enter somebody into the household of the person, who is its head."""

    def do(typed: dict[str, Any], by: By) -> None:
        other = Person.objects.get(pk=typed["other"])
        households.house(person, other, typed["relationship"], typed["since"], by, clock.current)

    return _with_other(request, person, MemberForm, gettext("Who lives with the person?"), do)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(WORK, one={"id": "number"})
@once
def add_representative(request: HttpRequest, person: Person) -> HttpResponse:
    """Enter who represents the person in all their cases: decisions are served on them from that day."""

    def do(typed: dict[str, Any], by: By) -> object:
        since, until = typed["since"], typed["until"]
        said = Representation(
            person.pk, typed["other"], typed["kind"], typed["scope"], since, until=until, proof=typed["proof"]
        )
        return registry.empower(said, by, clock.current)

    return _with_other(request, person, PowerForm, gettext("Who represents the person?"), do)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(WORK, one={"id": "number"})
@once
def propose(request: HttpRequest, person: Person) -> HttpResponse:
    """Say that another record is of the same person: an adjudicator compares them and decides."""

    def do(typed: dict[str, Any], by: By) -> object:
        return adjudicating.propose(person, Person.objects.get(pk=typed["other"]), by, clock.current)

    return _with_other(request, person, SamePersonForm, gettext("Which record is of the same person?"), do)


def _with_other(request: HttpRequest, person: Person, kind: type[OtherPerson], title: str, do: Said) -> HttpResponse:
    """Search somebody first, for the reason that was given; then ask the rest and do it."""
    if not has_looked(person, request):
        return redirect("people:record", person.pk)
    text, why = request.GET.get("q", "").strip(), request.GET.get("why", "").strip()
    context = {"person": person, "title": title, "q": text, "searched_why": why, "form": None}
    if not text or not why:
        return render(request, "people/other.html", context)
    hits = [h for h in searching.search(text, account_of(request), why, clock.current) if h.person != person.pk]
    form = kind(request.POST or None, initial={"why": why, "since": today()})
    form.fields["other"].choices = [(h.person, _named(h.record)) for h in hits]  # type: ignore[attr-defined]
    return _done(request, person, form, do, "people/other.html", context | {"hits": hits})


def _named(record: Record) -> str:
    return " · ".join(part for part in (record.called, record.born, ", ".join(record.nationalities)) if part)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(WORK, one={"id": "number"})
@once
def add_consent(request: HttpRequest, person: Person) -> HttpResponse:
    """Note what the person agreed to: for what, to whom, which fields, until when."""
    if not has_looked(person, request):
        return redirect("people:record", person.pk)

    def do(typed: dict[str, Any], by: By) -> object:
        said = consent.Consent(
            typed["purpose"],
            typed["receiver"],
            tuple(typed["fields_given"]),
            today(),
            typed["until"],
            typed["given"],
        )
        return registry.agree(person, said, by, clock.current)

    context = {"person": person, "title": gettext("What does the person agree to?")}
    return _done(request, person, ConsentForm(request.POST or None), do, "people/beside.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(WORK, one={"id": "number"})
@once
def ask_functioning(request: HttpRequest, person: Person) -> HttpResponse:
    """Ask the questions for the person's age; nobody must answer, and nothing is decided by the answers."""
    if not has_looked(person, request):
        return redirect("people:record", person.pk)
    name = functioning.set_for(age(reading.records_of([person])[person.pk].born, today()))
    if not name:
        messages.info(request, gettext("These questions are asked from two years on."))
        return redirect("people:record", person.pk)
    its, form = functioning.question_set(name), _questions(name, request)

    def do(typed: dict[str, Any], by: By) -> object:
        answers = {key: typed[key] for key in its.questions if typed.get(key)}
        asked = its.asked(answers)
        kept = {key: answer for key, answer in answers.items() if key in asked}
        said = functioning.Assessment(name, today(), kept, typed["by"])  # type: ignore[arg-type]
        return registry.assess(person, said, by, clock.current)

    context = {
        "person": person,
        "title": gettext("Difficulties in daily life"),
        "lead": gettext("Read each question as it stands. Nobody must answer, and no answer lessens any help."),
        "source": its.sources[0],
    }
    return _done(request, person, form, do, "people/beside.html", context)


def _questions(name: str, request: HttpRequest) -> Beside:
    its, language = functioning.question_set(name), (get_language() or "en").partition("-")[0]
    form = Beside(request.POST or None)
    none = [("refused", gettext("does not want to answer")), ("not known", gettext("does not know"))]
    for key, question in its.questions.items():
        scale = [(code, texts[language]) for code, texts in its.scales[question.scale].answers.items()]
        form.fields[key] = forms.ChoiceField(
            label=question.text[language], choices=[*scale, *none], widget=forms.RadioSelect, required=False
        )
    by = [
        ("the person", gettext("the person")),
        ("the caregiver", gettext("mother, father or who cares for the child")),
        ("somebody else", gettext("somebody else")),
    ]
    form.fields["by"] = forms.ChoiceField(label=gettext("Who answered?"), choices=by, initial=its.answered_by)
    form.order_fields([*its.questions, "by", "why"])
    return form


def _done(
    request: HttpRequest, person: Person, form: Beside, do: Said, template: str, context: dict[str, Any]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data, By(account_of(request), form.cleaned_data["why"]))
        except (household.NotAHousehold, consent.NotAConsent, NotARepresentation, AlreadyJoined) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, gettext("Done. The entry is written."))
            return redirect("people:record", person.pk)
    return render(request, template, context | {"form": form})


# ---- ending ----------------------------------------------------------------------------------------------------------


@require_POST
@needs(WORK, one={"id": "number"})
@once
def end(request: HttpRequest, person: Person, kind: str, row: str) -> HttpResponse:
    """End a membership, a representation or a consent today, or strike out a membership that never was."""
    found = _ENDED.get(kind)
    if found is None or not (row.isdecimal() or row == "-"):
        raise Http404
    why, done = found
    by = By(account_of(request), request.POST.get("why", "").strip() or str(why))
    try:
        done(person, 0 if row == "-" else int(row[:18]), by)
    except household.NotAHousehold as refused:
        messages.error(request, str(refused))
    except (KeyError, ObjectDoesNotExist):
        raise Http404 from None
    else:
        ended, struck = (
            gettext("Ended today. The entry is written."),
            gettext("Struck out. The entry says what it was."),
        )
        messages.success(request, struck if kind == "mistake" else ended)
    return redirect("people:record", person.pk)


def _leave(person: Person, row: int, by: By) -> None:
    households.leave(person, today(), by, clock.current)


def _end_membership(person: Person, row: int, by: By) -> None:
    households.end(households.ever_with(person).get(pk=row), today(), by, clock.current)


def _strike(person: Person, row: int, by: By) -> None:
    households.strike(households.ever_with(person).get(pk=row), by, clock.current)


def _revoke(person: Person, row: int, by: By) -> None:
    registry.revoke(person.representations.get(pk=row), today(), by, clock.current)


def _withdraw(person: Person, row: int, by: By) -> None:
    registry.withdraw(person, row, by, clock.current)


_ENDED: dict[str, tuple[Any, Callable[[Person, int, By], None]]] = {
    "household": (_("the person asks for it"), _leave),
    "member": (_("the person asks for it"), _end_membership),
    "mistake": (_("it was entered by mistake"), _strike),
    "representation": (_("the person asks for it"), _revoke),
    "consent": (_("the person asks for it"), _withdraw),
}
"""What a button ends: why, where nobody wrote a reason, and the verb."""
