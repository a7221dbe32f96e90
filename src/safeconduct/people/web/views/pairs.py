"""Pages on which an adjudicator decides whether two records are of one person, and undoes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.people import acts
from safeconduct.people.linkage.adjudication import NotADecision, Verdict
from safeconduct.people.linkage.undoing import Correction, Place
from safeconduct.people.person import Person as Record
from safeconduct.people.web import actions, adjudicating, households, reading, registry, waiting
from safeconduct.people.web.access import ADJUDICATE, ADJUDICATORS, adjudicates_for
from safeconduct.people.web.adjudicating import AlreadyJoined, Overtaken
from safeconduct.people.web.models import Pair, Person
from safeconduct.people.web.presenting import label, shown
from safeconduct.people.web.registry import By
from safeconduct.people.web.templatetags.people import isolated, plain, word
from safeconduct.people.web.views.record import SHORT, has_looked, today, verbs
from safeconduct.people.web.views.register import WhyForm
from safeconduct.shell import clock
from safeconduct.shell.access import needs
from safeconduct.shell.idempotency.forms import once
from safeconduct.shell.principals import account_of, principal

PAGE = "people:pair"
RECORDS = ("one", "other")


class DecisionForm(forms.Form):
    """What an officer decides about a pair, and why."""

    verdict = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        choices=[
            ("same", _("They are one person: join the two records")),
            ("not the same", _("They are two people: keep the records apart")),
            ("needs more", _("More is needed: it stays in the queue")),
        ],
    )
    why = forms.CharField(
        label=_("Why?"),
        min_length=3,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you compared, besides the name. Both records keep your reason, and the person can read it."),
    )


class UndoForm(forms.Form):
    """Why a merge is undone, and whose each correction is that was made on the person as one."""

    why = forms.CharField(
        label=_("Why are they separated?"),
        min_length=3,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Both records keep your reason, and the person can read it."),
    )

    def __init__(self, data: Any, made: list[Correction], called: dict[str, str], target: dict[str, str]) -> None:  # noqa: ANN401 - Django's own
        super().__init__(data)
        self.made = made
        for each in made:
            choices = [("here", called[each.record]), ("there", called[target[each.record]])]
            choices = [*sorted(choices, key=lambda one: one[1]), ("neither", gettext("to neither of them"))]
            self.fields[f"place-{each.at}"] = forms.ChoiceField(
                label=gettext("To whom belongs: %(what)s") % {"what": _told(each)},
                choices=choices,
                widget=forms.RadioSelect,
            )
        self.order_fields([name for name in self.fields if name != "why"])

    @property
    def placed(self) -> dict[int, Place]:
        """Where each correction belongs."""
        return {each.at: cast(Place, self.cleaned_data[f"place-{each.at}"]) for each in self.made}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is known of either record; ``how`` says whether they agree."""

    name: str
    one: str
    other: str
    how: str

    @property
    def word(self) -> str:
        """Whether they agree, in words."""
        words = {"same": gettext("the same"), "differs": gettext("differs"), "one": gettext("known in one only")}
        return words[self.how]


@require_safe
@needs(ADJUDICATORS)
def pairs(request: HttpRequest) -> HttpResponse:
    """Show the queue: without names, since whoever looks through it opens no record yet."""
    everything, state, order = Pair.objects.all(), request.GET.get("show", "open"), request.GET.get("order", "")
    text, why = request.GET.get("q", "").strip(), request.GET.get("why", "").strip()
    if text and why:
        found = waiting.of_name(everything, text, account_of(request), why, clock.current)
    else:
        found = Pair.objects.none() if text else waiting.shown(everything, state, order)
    page, words = Paginator(found, waiting.PAGE).get_page(request.GET.get("page")), waiting.states()
    context = {
        "rows": [waiting.row(pair, today()) for pair in page.object_list],
        "page": page,
        "counts": waiting.counts(everything),
        "states": [(state.value, words[state]) for state in waiting.STATES],
        "show": state if state in waiting.STATES else "open",
        "order": order,
        "text": text,
        "why": why,
        "asks_why": bool(text and not why),
    }
    return render(request, "people/pairs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ADJUDICATE, one={"pk": "pair"}, related=RECORDS)
@once
def pair(request: HttpRequest, its: Pair) -> HttpResponse:
    """Show both records side by side to whoever says why; take the decision."""
    asks = _asks_why(request, its)
    if asks is not None:
        return asks
    form, problem = DecisionForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        verdict, by = cast(Verdict, form.cleaned_data["verdict"]), By(account_of(request), form.cleaned_data["why"])
        try:
            adjudicating.decide(its, verdict, by, _office(request), request.POST.get("seen", ""), clock.current)
        except NotADecision as refused:
            form.add_error(None, str(refused))
        except (Overtaken, AlreadyJoined) as refused:
            problem, its = str(refused), Pair.objects.select_related(*RECORDS).get(pk=its.pk)
        else:
            messages.success(request, _done()[verdict])
            return redirect("people:pair", its.pk)
    return render(request, "people/pair.html", _told_of(its, form, problem), status=409 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ADJUDICATE, one={"pk": "pair"}, related=RECORDS)
@once
def undo(request: HttpRequest, its: Pair) -> HttpResponse:
    """Show where everything goes when two records part, ask about what has no side, and part them."""
    asks = _asks_why(request, its)
    if asks is not None or its.state != Pair.State.MERGED:
        return asks or redirect("people:pair", its.pk)
    made, called, problem = adjudicating.corrections(its), _called(its), ""
    target = adjudicating.targets(its)
    form = UndoForm(request.POST or None, [each for each in made if each.as_one], called, target)
    if request.method == "POST" and form.is_valid():
        by, seen = By(account_of(request), form.cleaned_data["why"]), request.POST.get("seen", "")
        try:
            adjudicating.undo(its, form.placed, by, _office(request), seen, clock.current)
        except NotADecision as refused:
            form.add_error(None, str(refused))
        except Overtaken as refused:
            problem, its = str(refused), Pair.objects.select_related(*RECORDS).get(pk=its.pk)
        else:
            messages.success(request, gettext("Separated. Each record has what was written on it."))
            return redirect("people:pair", its.pk)
    stays = [(called[each.record], _told(each)) for each in made if not each.as_one]
    context = {
        "pair": its,
        "seen": adjudicating.version_of(its),
        "form": form,
        "stays": stays,
        "problem": problem,
        "sides": _sides(its, called),
    }
    return render(request, "people/undo.html", context, status=409 if problem else 200)


# ---- reading for a reason --------------------------------------------------------------------------------------------


def _asks_why(request: HttpRequest, its: Pair) -> HttpResponse | None:
    """Ask why somebody opens both records, unless they said so a little while ago; log it."""
    both, account = [its.one, its.other], account_of(request)
    form = WhyForm(request.GET if "why" in request.GET else None)
    if form.is_bound and form.is_valid():
        actions.note_reading(both, account, form.cleaned_data["why"], PAGE, clock.current)
        return None
    if all(has_looked(person, request) for person in both):
        return None
    return render(request, "people/why.html", {"form": form, "person": its.one})


def _office(request: HttpRequest) -> str:
    return ", ".join(adjudicates_for(principal(request)))


def _done() -> dict[Verdict, str]:
    return {
        "same": gettext("Joined. Both numbers stay, cases keep theirs, and it can be undone."),
        "not the same": gettext("Kept apart. The pair is proposed no more."),
        "needs more": gettext("Noted. The pair stays in the queue."),
    }


# ---- two records side by side ----------------------------------------------------------------------------------------


def _told_of(its: Pair, form: DecisionForm, problem: str) -> dict[str, Any]:
    its_records = reading.records_of([its.one, its.other])
    one, other = its_records[its.one_id], its_records[its.other_id]
    reasons = {each[0]: each[1] for each in its.reasons}
    return {
        "pair": its,
        "row": waiting.row(its, today()),
        "reasons": waiting.reasons_of(its),
        "shares_telephone": reasons.get("phone") == "same",
        "sides": _sides(its, {its.one_id: one.called, its.other_id: other.called}),
        "parts": compared((its.one, one), (its.other, other), today()),
        "changed_since": max(its.one.changed, its.other.changed) > its.weighed,
        "decisions": [(each, verbs().get(each.verb, each.verb)) for each in adjudicating.told_of(its)],
        "form": form,
        "problem": problem,
        "may_decide": its.state not in (Pair.State.MERGED, Pair.State.SETTLED),
    }


def _sides(its: Pair, called: dict[str, str]) -> list[dict[str, str]]:
    """Both records as they are headed."""
    return [{"number": n, "short": n[:SHORT], "called": called[n]} for n in (its.one_id, its.other_id)]


def _called(its: Pair) -> dict[str, str]:
    return {number: f"{name} · {number[:SHORT]}" for number, name in registry.called(adjudicating.targets(its)).items()}


def compared(one: tuple[Person, Record], other: tuple[Person, Record], on: date) -> list[tuple[str, list[Row]]]:
    """Everything that either record says, part by part, with whether they agree."""
    parts = []
    for left, right in zip(shown(one[1], on), shown(other[1], on), strict=True):
        here, there = _gathered(left.rows), _gathered(right.rows)
        rows = [_row(name, here.get(name, ""), there.get(name, "")) for name in dict.fromkeys(chain(here, there))]
        parts.append((left.title, rows))
    around = [_row(name, *values) for name, *values in _around(one[0], other[0], on) if any(values)]
    return [part for part in [*parts, (gettext("Household and registration"), around)] if part[1]]


def _row(name: str, one: str, other: str) -> Row:
    return Row(name, one, other, "same" if one == other else "differs" if one and other else "one")


def _gathered(rows: list[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name, value in rows:
        found.setdefault(name, []).append(value)
    return {name: "; ".join(values) for name, values in found.items()}


def _around(one: Person, other: Person, on: date) -> list[tuple[str, str, str]]:
    return [
        (gettext("Household"), _household(one, on), _household(other, on)),
        (gettext("Registered"), _registered(one), _registered(other)),
    ]


def _household(person: Person, on: date) -> str:
    home = households.household_of(person, on)
    members = [each for each in home[1].on(on) if each.person != person.pk] if home else []
    called = registry.called(each.person for each in members)
    return ", ".join(
        f"{called.get(each.person, gettext('name not shown'))} ({label('relationships', each.relationship)})"
        for each in members
    )


def _registered(person: Person) -> str:
    first = next((line for line in reversed(registry.history_of(person)) if line.verb == acts.REGISTERS), None)
    return clock.day_of(first.at).isoformat() if first else gettext("came with a case")


def _told(each: Correction) -> str:
    said = (
        (word(one.field), isolated(plain(one.before) or "–"), isolated(plain(one.after) or "–")) for one in each.changes
    )
    return "; ".join(f"{name}: {before} → {after}" for name, before, after in said)
