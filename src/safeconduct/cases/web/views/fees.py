"""Pages of fees: those of one case, and the statements of the bank."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safeconduct.cases.fees.account import CannotBe, Event, Kind
from safeconduct.cases.fees.charging import MayNotBeCharged, read_cap
from safeconduct.cases.fees.filed import symbols
from safeconduct.cases.fees.money import Amount, NotMoney, nothing
from safeconduct.cases.fees.references import on_paper
from safeconduct.cases.fees.statement import NotAStatement
from safeconduct.cases.web import fees, store
from safeconduct.cases.web.access import HANDLE, author, parts, today
from safeconduct.cases.web.actions import Stale
from safeconduct.cases.web.models import Case
from safeconduct.cases.web.views.case import overtaken, problems_of, words_of
from safeconduct.procedures.web.presenting.words import Words
from safeconduct.shell import clock
from safeconduct.shell.access import needs, principal
from safeconduct.shell.idempotency.forms import once


class ChargeForm(forms.Form):
    """A fee to be charged."""

    fee = forms.ChoiceField(label=_("Fee"))
    amount = forms.DecimalField(label=_("Amount"), min_value=Decimal(0), decimal_places=2, max_digits=9)
    currency = forms.CharField(label=_("Currency"), max_length=3, initial="CZK")
    judged = forms.CharField(
        label=_("Why the amount keeps what the law allows"),
        max_length=300,
        required=False,
        help_text=_("Needed where the law gives the most in words and no number."),
    )


class EventForm(forms.Form):
    """Something that happens to a fee."""

    fee = forms.ChoiceField(label=_("Fee"))
    kind = forms.ChoiceField(
        label=_("What happens"),
        choices=[
            ("waived", _("it is waived")),
            ("refund ordered", _("it is to be paid back")),
            ("refunded", _("it was paid back")),
            ("paid", _("it was paid, found by hand")),
        ],
    )
    amount = forms.DecimalField(label=_("Amount"), min_value=Decimal(0), decimal_places=2, max_digits=9)
    why = forms.CharField(label=_("Reason"), max_length=300)
    key = forms.CharField(label=_("Reference of the bank"), max_length=100, required=False)


class StatementForm(forms.Form):
    """A statement of the bank."""

    statement = forms.FileField(label=_("Statement of the bank (ISO 20022, camt.053)"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(HANDLE, one="number")
@once
def of_case(request: HttpRequest, its: Case) -> HttpResponse:
    """Show the fees of a case; charge, waive, pay back."""
    words, file = words_of(its), store.file_of(its.pk.bytes)
    held, given = fees.of(its, file), symbols(file)
    charged = {account.fee for account in held}
    may_charge = [(name, words.name("fees", name)) for name in file.law.procedure.fees if name not in charged]
    charge, event = ChargeForm(prefix="charge"), EventForm(prefix="event")
    if request.method == "POST":
        charge = ChargeForm(request.POST, prefix="charge") if "charge" in request.POST else charge
        event = EventForm(request.POST, prefix="event") if "event" in request.POST else event
    charge.fields["fee"].choices = may_charge  # type: ignore[attr-defined]
    event.fields["fee"].choices = [(name, words.name("fees", name)) for name in charged]  # type: ignore[attr-defined]
    form: forms.Form = charge if charge.is_bound else event
    if form.is_bound and form.is_valid():
        done = _done(request, its, form)
        if done is not None:
            return done
    shown = {
        "case": its,
        "words": words,
        "accounts": [
            (words.name("fees", a.fee), a, on_paper(a.reference), words.party(a.payer), given.get(a.fee, ""))
            for a in held
        ],
        "charge": charge if may_charge else None,
        "caps": [(name, words.cap(key), read_cap(file.law.procedure.fees[key].cap)) for key, name in may_charge],
        "event": event if charged else None,
        "problems": problems_of(form) if form.is_bound else [],
    }
    return render(request, "cases/fees.html", shown)


def _done(request: HttpRequest, its: Case, form: forms.Form) -> HttpResponse | None:
    part = next((p for p in parts(principal(request), its) if p.office and p.office.pk == its.office_id), None)
    if part is None:
        raise Http404
    file, by, typed = store.file_of(its.pk.bytes), author(principal(request), part, "portal"), form.cleaned_data
    try:
        if isinstance(form, ChargeForm):
            amount = Amount(typed["amount"], typed["currency"].upper())
            fees.charge(its, file, by, typed["fee"], amount, typed["judged"], clock.current)
        else:
            fees.settle(its, file, by, _event(its, typed, by.who), typed["fee"], clock.current)
    except Stale as stale:
        return overtaken(request, its, stale)
    except (CannotBe, MayNotBeCharged, NotMoney) as refused:
        form.add_error(None, str(refused))
        return None
    messages.success(request, gettext("Done. The entry is written."))
    return redirect("cases:fees", its.number)


def _event(its: Case, typed: dict[str, object], who: str) -> Event:
    file = store.file_of(its.pk.bytes)
    currency = next(a.currency for a in fees.of(its, file) if a.fee == typed["fee"])
    kind: Kind = typed["kind"]  # type: ignore[assignment]
    key = str(typed["key"]) or (f"by hand {file.version}" if kind in ("paid", "refunded") else "")
    amount = Amount(typed["amount"], currency)  # type: ignore[arg-type]
    return Event(kind, today(), amount, who, str(typed["why"]), key)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(HANDLE, many=True)
@once
def statement(request: HttpRequest, cases: QuerySet[Case]) -> HttpResponse:
    """Match a statement of the bank with the fees of the office."""
    form = StatementForm(request.POST or None, request.FILES or None)
    settled = None
    if request.method == "POST" and form.is_valid():
        try:
            settled = fees.match_statement(form.cleaned_data["statement"].read(), cases, clock.current)
        except NotAStatement as refused:
            form.add_error("statement", str(refused))
    shown = {"form": form, "settled": settled, "problems": problems_of(form) if form.is_bound else []}
    return render(request, "cases/statement.html", shown)


def due(its: Case, words: Words) -> list[tuple[str, str, str, str, str]]:
    """What is still to be paid in a case: fee, amount, reference, who pays, variable symbol."""
    file = store.file_of(its.pk.bytes)
    found, given = fees.of(its, file), symbols(file)
    return [
        (
            words.name("fees", a.fee),
            str(a.outstanding),
            on_paper(a.reference),
            words.party(a.payer),
            given.get(a.fee, ""),
        )
        for a in found
        if a.outstanding != nothing(a.currency)
    ]
