"""The record of somebody: read for a reason, corrected with each former value kept; and the person's own view of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeconduct.people import acts
from safeconduct.people.person import Person as Record
from safeconduct.people.web import actions, adjudicating, households, reading, registry, waiting
from safeconduct.people.web.access import OWN, WORK, adjudicates
from safeconduct.people.web.amending import amended
from safeconduct.people.web.forms import PARTS, Part
from safeconduct.people.web.models import Person, Reading
from safeconduct.people.web.presenting import label, shown
from safeconduct.people.web.registry import By, Stale
from safeconduct.people.web.views.register import WhyForm
from safeconduct.shell import clock
from safeconduct.shell.access import needs
from safeconduct.shell.idempotency.forms import once
from safeconduct.shell.principals import account_of, principal

PAGE = "people:record"
LONGEST_NUMBER = 18
SHORT = 8
"""So many digits of a number are enough to tell two records apart on a page."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the history in words."""

    at: datetime
    what: str
    why: str
    changes: tuple[acts.Change, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One decision about this record and another one: by which office, why, and the number of the other."""

    at: datetime
    verb: str
    office: str
    why: str
    other: str

    @property
    def short(self) -> str:
        """So many digits of the other number as are shown elsewhere."""
        return self.other[:SHORT]


class SideForm(forms.Form):
    """Whose a correction is where a record is joined with another one."""

    whose = forms.ChoiceField(
        label=_("This person has several records. On which one do you correct?"),
        widget=forms.RadioSelect,
        choices=[
            ("record", _("On this record: what you saw belongs to it")),
            ("person", _("On the person as one: I cannot say to which record it belongs")),
        ],
    )


@require_safe
@needs(WORK, one={"id": "number"})
def record(request: HttpRequest, person: Person) -> HttpResponse:
    """Show a record to whoever says why; the reading is logged and shown to the person."""
    account, form = account_of(request), WhyForm(request.GET if "why" in request.GET else None)
    its = [person, *_joined(person)]
    if form.is_bound and form.is_valid():
        actions.note_reading(its, account, form.cleaned_data["why"], PAGE, clock.current)
    elif not all(has_looked(each, request) for each in its):
        return render(request, "people/why.html", {"form": form, "person": person})
    others = [(each.pk, record, shown(record, today())) for each, record in _with_records(its[1:])]
    waits = list(waiting.of_person(person.pk).order_by("pk"))
    about_pairs = {"others": others, "waits": waits, "decides": adjudicates(principal(request))}
    return render(request, "people/record.html", told_of(person, today()) | about_pairs)


def _joined(person: Person) -> list[Person]:
    """The other records that are one person's with this one."""
    numbers = adjudicating.joined_with(person.pk) - {person.pk}
    return list(Person.objects.filter(pk__in=numbers).order_by("pk")) if numbers else []


def _with_records(people: list[Person]) -> list[tuple[Person, Record]]:
    known = reading.records_of(people) if people else {}
    return [(each, known[each.pk]) for each in people if each.pk in known]


@require_safe
@needs(OWN, many=True)
def mine(request: HttpRequest, people: QuerySet[Person]) -> HttpResponse:
    """What is kept about whoever signed in, who looked and why, and the consents that they may withdraw."""
    told = [told_of(person, today()) for person in people]
    return render(request, "people/mine.html", {"people": told})


def told_of(person: Person, on: date) -> dict[str, Any]:
    """Everything that a page says of somebody."""
    its = reading.records_of([person])[person.pk]
    members = households.members_with(person, on)
    held = reading.representations_of([person.pk])
    called = registry.called([*(m.person_id for m in members), *(r.representative for r in held)])
    return {
        "person": person,
        "record": its,
        "parts": shown(its, on),
        "members": [(m, called.get(m.person_id, ""), label("relationships", m.relationship)) for m in members],
        "representatives": [
            (row.pk, reading.representation_of(row), called.get(row.representative_id, ""))
            for row in person.representations.order_by("pk")
        ],
        "consents": [(number, one, one.holds(on)) for number, one in registry.consents_of(person).items()],
        "asked": person.assessments.count(),
        "history": list(_history(person)),
        "compared": _compared(person),
        "readings": list(reading.readings_of(person)[:50]),
    }


def has_looked(person: Person, request: HttpRequest) -> bool:
    """Whether this officer said a little while ago why they look at this record."""
    since = clock.current() - timedelta(hours=1)
    return Reading.objects.filter(person=person, account=account_of(request), at__gt=since).exists()


def today() -> date:
    """The day, where the office stands."""
    return clock.day_of(clock.current())


def _history(person: Person) -> Iterator[Entry]:
    words = verbs()
    for line in registry.history_of(person):
        told = line.told or acts.Told("")
        yield Entry(
            line.at, words.get(line.verb, line.verb), told.why, told.changes if line.verb == acts.CORRECTS else ()
        )


def _compared(person: Person) -> list[Compared]:
    """What was decided about this record and another one, the latest first."""
    office = gettext("an office")
    return [
        Compared(line.at, line.verb, line.told.about.get("office") or office, line.told.why, line.what)
        for line in registry.history_of(person)
        if line.verb in (acts.JOINS, acts.SEPARATES, acts.KEEPS_APART) and line.told
    ]


_VERBS: list[Callable[[], dict[str, str]]] = []


def register_verbs(words: Callable[[], dict[str, str]]) -> None:
    """Add words for what another room writes into the history of a record; called by its AppConfig."""
    if words not in _VERBS:
        _VERBS.append(words)


def verbs() -> dict[str, str]:
    """What an entry says was done."""
    others = {verb: said for words in _VERBS for verb, said in words().items()}
    return others | {
        acts.REGISTERS: gettext("registered"),
        acts.CORRECTS: gettext("corrected"),
        acts.HOUSES: gettext("entered into a household"),
        acts.LEAVES: gettext("taken out of a household"),
        acts.STRIKES: gettext("a wrong household was struck out"),
        acts.EMPOWERS: gettext("a representative was entered"),
        acts.REVOKES: gettext("a representation was ended"),
        acts.CONSENTS: gettext("consent was given"),
        acts.WITHDRAWS: gettext("consent was withdrawn"),
        acts.ASKS: gettext("asked about difficulties in daily life"),
        acts.PROPOSES: gettext("proposed as one person’s with another record"),
        acts.JOINS: gettext("joined with another record, as one person’s"),
        acts.KEEPS_APART: gettext("compared with another record, and found to be another person’s"),
        acts.DEFERS: gettext("compared with another record; more is needed to decide"),
        acts.SEPARATES: gettext("separated from another record"),
    }


# ---- correcting ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@needs(WORK, one={"id": "number"})
@once
def correct(request: HttpRequest, person: Person, part: str) -> HttpResponse:
    """Correct one part of a record: who, why, and each former value stand in the journal."""
    if part not in PARTS:
        raise Http404
    if not has_looked(person, request):
        return redirect("people:record", person.pk)
    its, (title, kind) = reading.records_of([person])[person.pk], PARTS[part]
    form, why, problem = _form(kind, its, request.POST or None), WhyForm(request.POST or None), ""
    numbers = adjudicating.joined_with(person.pk)
    side = SideForm(request.POST or None) if len(numbers) > 1 else None
    asked = [each for each in (form, side, why) if each is not None]
    if request.method == "POST" and all([each.is_valid() for each in asked]):
        fresh, by = amended(its, part, form.of(form.cleaned_data)), By(account_of(request), why.cleaned_data["why"])
        as_one = side is not None and side.cleaned_data["whose"] == "person"
        about = {"joined": " ".join(sorted(numbers))} if as_one else None
        try:
            registry.correct(person, fresh, by, _number(request.POST.get("seen", "")), clock.current, about)
        except Stale:
            problem = gettext("Somebody changed this record meanwhile. Below is what stands there now.")
            form = _form(kind, its, None)
        else:
            messages.success(request, gettext("Corrected. The former value stays in the journal."))
            return redirect("people:record", person.pk)
    context = {"title": title, "form": form, "side": side, "why": why, "person": person, "called": its.called}
    return render(request, "people/correct.html", context | {"problem": problem}, status=409 if problem else 200)


def _form(kind: type[Part], its: Record, data: QueryDict | None) -> Part:
    """The form of a part with what the record says."""
    form = kind(data)
    form.initial = form.told(its)
    return form


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < LONGEST_NUMBER else 0


# ---- consent of one's own --------------------------------------------------------------------------------------------


@require_POST
@needs(OWN, one={"id": "number"})
def withdraw_mine(request: HttpRequest, person: Person, consent: int) -> HttpResponse:
    """Withdraw a consent: one step, without a reason."""
    try:
        registry.withdraw(person, consent, By(account_of(request), "", "person", "portal"), clock.current)
    except KeyError:
        raise Http404 from None
    messages.success(request, gettext("Withdrawn. From today nobody receives this any more."))
    return redirect("people:mine")
