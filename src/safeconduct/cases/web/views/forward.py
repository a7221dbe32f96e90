"""Pages on which officers bring a case forward: which law and stage, what is known, and which last days follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.cases.questions import MOST_PEOPLE, NO, UNSURE, YES
from safeconduct.cases.web import forwarding, law
from safeconduct.cases.web.access import OFFICER, WORKING, posts, today
from safeconduct.cases.web.forms import DayField
from safeconduct.cases.web.forwarding import Forward, HereAlready
from safeconduct.cases.web.models import Case, Office
from safeconduct.cases.web.presenting.sums import limit_name, limits
from safeconduct.cases.web.presenting.timeline import what
from safeconduct.cases.web.question_forms import OrganisationForm, PersonForm
from safeconduct.cases.web.registering import organisation_of, person_of
from safeconduct.cases.web.views.case import problems_of
from safeconduct.people.web.known_people import ANEW, Candidate, asked, candidates, chosen
from safeconduct.procedures import run
from safeconduct.procedures.library import Library
from safeconduct.procedures.messages import Unreadable
from safeconduct.procedures.state import Finding, Start
from safeconduct.procedures.web.presenting.words import Words
from safeconduct.shell import clock
from safeconduct.shell.access import needs, principal
from safeconduct.shell.idempotency.forms import once

PAGE = "cases:bring-forward"


class KnownForm(forms.Form):
    """What is known of the case: its number elsewhere, what is so, how many people, and when limits began."""

    old_number = forms.CharField(
        label=_("Its number in the earlier system or register"),
        max_length=60,
        required=False,
        help_text=_("The case is found by it."),
    )

    why = forms.CharField(
        label=_("Why do you look for them in the register?"),
        max_length=300,
        initial=_("A case is brought forward: is this person known already?"),
        help_text=_("Your reason is logged, and the people who are found can read it."),
    )

    def __init__(self, data: Any, words: Words) -> None:  # noqa: ANN401 - Django's own
        """Ask what this procedure knows, and nothing else."""
        super().__init__(data, prefix="known")
        self.words, self.procedure = words, words.procedure
        answers = [(YES, _("Yes")), (NO, _("No")), (UNSURE, _("not known: doubt goes the way the law says"))]
        for at, name in enumerate(self.procedure.circumstances):
            label = gettext("Is this so: %(what)s?") % {"what": words.name("circumstances", name)}
            self.fields[f"so{at}"] = forms.ChoiceField(label=label, choices=answers, initial=UNSURE)
        for at, name in enumerate(self.procedure.people):
            label = gettext("How many: %(what)s?") % {"what": words.name("people", name)}
            self.fields[f"many{at}"] = forms.IntegerField(label=label, min_value=0, max_value=MOST_PEOPLE, initial=1)
        for at, name in enumerate(forwarding.limits(self.procedure)):
            values = {"limit": limit_name(words, name)}
            earliest, latest = gettext("%(limit)s: began on"), gettext("%(limit)s: or between that day and")
            self.fields[f"from{at}"] = DayField(label=earliest % values, required=False)
            self.fields[f"to{at}"] = DayField(label=latest % values, required=False)
        for at, name in enumerate(forwarding.findings(self.procedure)):
            label = gettext("Established since: %(what)s") % {"what": what(words, name)}
            self.fields[f"found{at}"] = DayField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse days that have not come, and an interval that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name, value in list(cleaned.items()):
            if name.startswith(("from", "to", "found")) and value and value > today():
                self.add_error(name, gettext("This day has not come yet."))
        for at, _name in enumerate(forwarding.limits(self.procedure)):
            earliest, latest = cleaned.get(f"from{at}"), cleaned.get(f"to{at}")
            if latest and (not earliest or latest < earliest):
                self.add_error(f"to{at}", gettext("Give the earlier day first."))
        return cleaned

    def circumstances(self) -> Iterator[tuple[str, bool]]:
        """What was said to be so or not so."""
        for at, name in enumerate(self.procedure.circumstances):
            if self.cleaned_data[f"so{at}"] != UNSURE:
                yield name, self.cleaned_data[f"so{at}"] == YES

    def starts(self) -> Iterator[Start]:
        """When limits began, on a day or between two."""
        for at, name in enumerate(forwarding.limits(self.procedure)):
            earliest = self.cleaned_data.get(f"from{at}")
            if earliest:
                yield Start(name, earliest, self.cleaned_data.get(f"to{at}") or earliest)

    def findings(self) -> Iterator[Finding]:
        """What is established."""
        for at, name in enumerate(forwarding.findings(self.procedure)):
            if self.cleaned_data.get(f"found{at}"):
                yield Finding(name, "", self.cleaned_data[f"found{at}"])


@require_safe
@needs(OFFICER)
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the law and the stage in which the case stands."""
    taken = {name for post in posts(principal(request), *WORKING) for name in post.office.procedures}
    found = [law.shown(entry.identity) for entry in reversed(Library.default().procedures()) if entry.id in taken]
    shown = [(its, [(name, _stage(its.words, name)) for name in forwarding.stages(its.procedure)]) for its in found]
    return render(request, "cases/forward_choose.html", {"procedures": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(OFFICER)
@once
def bring_forward(request: HttpRequest, procedure: str) -> HttpResponse:
    """Ask what is known, show which last days follow, and begin the case."""
    words, office, stage = _opened(request, procedure)
    known = KnownForm(request.POST or None, words)
    people = _people_forms(request, words)
    preview, problem = None, ""
    offered: dict[str, list[Candidate]] = {}
    every = [known, *people.values()]
    if request.method == "POST" and all([form.is_valid() for form in every]):
        made = _made(request, words, office, stage, known, people)
        try:
            case = forwarding.begun(made, today())
            forwarding.check_number(made)
            preview = {"limits": limits(words, run.due(case), case.clocks, today())}
            offered = _offered(request, made, known.cleaned_data["why"])
            if "bring" in request.POST and not any(_open(request, party) for party in offered):
                return _brought(request, made)
        except HereAlready as here:
            problem = gettext("This earlier number is that of case %(number)s.") % {"number": here.number}
        except ValueError as refused:
            problem = str(refused)
    problems = [p for form in every if form.is_bound for p in problems_of(form)]
    shown = {
        "words": words,
        "stage": _stage(words, stage),
        "known": known,
        "people": [(p, f, offered.get(p, []), asked(request.POST, p)) for p, f in people.items()],
        "to_choose": "bring" in request.POST and bool(preview),
        "page": preview,
        "problems": [("main", problem)] if problem else problems,
    }
    return render(request, "cases/forward.html", shown, status=409 if problem else 200)


def _opened(request: HttpRequest, procedure: str) -> tuple[Words, Office, str]:
    try:
        its = law.shown(procedure)
    except Unreadable:
        raise Http404 from None
    office = forwarding.office_for(principal(request), its.procedure.id)
    stage = request.GET.get("stage", "")
    if office is None or stage not in forwarding.stages(its.procedure):
        raise Http404
    return its.words, office, stage


def _people_forms(request: HttpRequest, words: Words) -> dict[str, forms.Form]:
    data, parties = request.POST or None, words.procedure.parties
    found: dict[str, forms.Form] = {words.procedure.person: PersonForm(data, prefix="person")}
    if "employer" in parties:
        found["employer"] = OrganisationForm(data, prefix="employer")
        found["employer"].fields["name"].required = False
    return found


def _offered(request: HttpRequest, made: Forward, why: str) -> dict[str, list[Candidate]]:
    """For each party those in the register who may be the one."""
    account = principal(request).account
    if account is None:
        return {}
    found = {party: candidates(record, account, why, clock.current, PAGE) for party, record in made.registered}
    return {party: its for party, its in found.items() if its}


def _open(request: HttpRequest, party: str) -> bool:
    """Whether an officer still has to say who of those who were offered it is, or that it is nobody of them."""
    said, account = asked(request.POST, party), principal(request).account
    return said != ANEW and (account is None or not chosen(said, account))


def _made(
    request: HttpRequest,
    words: Words,
    office: Office,
    stage: str,
    known: KnownForm,
    people: Mapping[str, forms.Form],
) -> Forward:
    procedure, typed, account = words.procedure, known.cleaned_data, principal(request).account
    counted = {name: typed[f"many{at}"] for at, name in enumerate(procedure.people)}
    registered = []
    for party, form in people.items():
        answers = {f"of.{key}": str(value) for key, value in form.cleaned_data.items() if value}
        if answers.get("of.name"):
            is_person = isinstance(form, PersonForm)
            registered.append((party, (person_of if is_person else organisation_of)("of", answers)))
    return Forward(
        procedure,
        office,
        stage,
        typed["old_number"],
        dict(known.circumstances()),
        counted,
        tuple(known.starts()),
        tuple(known.findings()),
        tuple(registered),
        {p: its for p in people if account and (its := chosen(asked(request.POST, p), account))},
    )


def _brought(request: HttpRequest, made: Forward) -> HttpResponse:
    done = forwarding.bring(made, principal(request), clock.current)
    number = Case.objects.values_list("number", flat=True).get(pk=UUID(bytes=done.file.id))
    messages.success(
        request, gettext("The case is brought forward. Its new number is %(number)s.") % {"number": number}
    )
    return redirect("cases:case", number)


def _stage(words: Words, name: str) -> str:
    """A stage, or one that stands in no file, in the reader's words."""
    if name in words.procedure.stages:
        return words.stage(name)
    for start, told in _HIDDEN.items():
        if name.startswith(start):
            return told() % {"what": what(words, name.removeprefix(start))}
    return what(words, name)


_HIDDEN: dict[str, Callable[[], str]] = {
    "service of ": lambda: gettext("waiting for service: %(what)s"),
    "time for ": lambda: gettext("time in which it can be filed: %(what)s"),
}
