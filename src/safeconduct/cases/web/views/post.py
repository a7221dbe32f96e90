"""Post on paper: scanned in one batch or in several files, each paper with its day, what it is, and who sent it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from msgspec import convert, structs, to_builtins

from safeconduct.cases import verbs
from safeconduct.cases.attachments.batches import split
from safeconduct.cases.attachments.content import kinds
from safeconduct.cases.attachments.refusal import Refused, too_large
from safeconduct.cases.file import File
from safeconduct.cases.said import Paper, Said
from safeconduct.cases.service import participants
from safeconduct.cases.web import actions, papers, store
from safeconduct.cases.web.access import HANDLE, LONGEST_NUMBER, author, parts, today
from safeconduct.cases.web.actions import Order, Stale
from safeconduct.cases.web.attachments.folder import Missing
from safeconduct.cases.web.forms import DayField, FilesField, sizes
from safeconduct.cases.web.models import Case
from safeconduct.cases.web.names import names_for
from safeconduct.cases.web.views.case import overtaken, problems_of, words_of
from safeconduct.cases.web.views.desk import line, searched
from safeconduct.procedures.web.presenting.counting import day as day_in_words
from safeconduct.procedures.web.presenting.words import Words
from safeconduct.shell import clock
from safeconduct.shell.access import needs, principal
from safeconduct.shell.idempotency.forms import once

GOOD_FOR = 20 * 3600
"""Seconds for which papers that were scanned may be entered; what nobody entered is removed a day later."""
MOST = 50


class ScanForm(forms.Form):
    """The scanned papers: one batch with the pages on which its papers begin, or several files."""

    papers = FilesField(label=_("Scanned files"), required=False, help_text=sizes())
    batch = forms.FileField(label=_("Or all post of the day in one PDF"), required=False)
    pages = forms.CharField(
        label=_("Pages of that PDF on which a paper begins"),
        max_length=300,
        required=False,
        help_text=_("For example 1, 4, 11. Without any it is one paper."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for something to enter."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("papers") and not cleaned.get("batch"):
            self.add_error("papers", gettext("Choose the scanned files, or one PDF."))
        return cleaned


class StampForm(forms.Form):
    """One paper: the day that is stamped on it, what it is, who sent it."""

    leave_out = forms.BooleanField(label=_("Leave this one out"), required=False)
    on = DayField(label=_("Day of the stamp"))
    evidence = forms.ChoiceField(label=_("What is it?"), required=False)
    sender = forms.ChoiceField(label=_("Who sent it?"))

    def __init__(
        self, data: QueryDict | None, prefix: str, evidence: list[tuple[str, str]], senders: list[tuple[str, str]]
    ) -> None:
        super().__init__(data, prefix=prefix, initial={"on": today()})
        self.fields["evidence"].choices = [*evidence, ("", _("something else"))]  # type: ignore[attr-defined]
        self.fields["sender"].choices = senders  # type: ignore[attr-defined]

    def clean_on(self) -> Any:  # noqa: ANN401 - a date
        """Refuse a day that has not come."""
        if self.cleaned_data["on"] and self.cleaned_data["on"] > today():
            raise forms.ValidationError(_("This day has not come yet."))
        return self.cleaned_data["on"]

    def full_clean(self) -> None:
        """Ask nothing of a paper that is left out."""
        super().full_clean()
        if self.is_bound and self.cleaned_data.get("leave_out"):
            self._errors = forms.utils.ErrorDict()


@require_http_methods(["GET", "HEAD", "POST"])
@needs(HANDLE, one="number")
@once
def post(request: HttpRequest, its: Case) -> HttpResponse:
    """Take scanned papers in; then ask of each its day, what it is and who sent it; then enter them together."""
    if "kept" in request.POST:
        return _entered(request, its)
    if "found" in request.POST:
        return _asked(request, its, store.file_of(its.pk.bytes), _unsigned(its, request.POST["found"]))
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = papers.stored(_files(form.cleaned_data), its, clock.current)
        except Refused as refused:
            form.add_error("batch", refused.sentence(get_language() or "en"))
        except papers.NotTaken as refused:
            form.add_error(None, str(refused))
        else:
            return _asked(request, its, store.file_of(its.pk.bytes), kept)
    return render(request, "cases/post.html", {"case": its, "form": form, "problems": _problems(form)})


def _files(typed: dict[str, Any]) -> list[UploadedFile[bytes]]:
    found: list[Any] = list(typed["papers"])
    batch = typed["batch"]
    if batch:
        if batch.size > kinds().most_bytes:
            raise too_large("pdf")
        cut = split(batch.read(), typed["pages"])
        found += [_named(data, batch.name, at) for at, data in enumerate(cut, 1)]
    return found[:MOST]


def _named(data: bytes, batch: str, at: int) -> UploadedFile[bytes]:
    return SimpleUploadedFile(f"{batch.rpartition('.')[0] or batch}-{at}.pdf", data, "application/pdf")


# ---- each paper ------------------------------------------------------------------------------------------------------


def _asked(request: HttpRequest, its: Case, file: File, kept: list[Paper], bound: bool = False) -> HttpResponse:
    forms_ = _stamps(request, its, file, kept, bound)
    problems = [problem for form in forms_ for problem in _problems(form)]
    said = {
        "case": its,
        "stamps": list(zip(kept, forms_, strict=True)),
        "kept": signed(its, kept),
        "problems": problems,
        "last_day": file.case.last_day,
        "seen": file.version,
    }
    return render(request, "cases/stamps.html", said)


def _stamps(request: HttpRequest, its: Case, file: File, kept: list[Paper], bound: bool) -> list[StampForm]:
    words = words_of(its)
    evidence = [(name, words.name("evidence", name)) for name in file.law.procedure.evidence]
    data, senders = request.POST if bound else None, _senders(file, words)
    return [StampForm(data, f"paper{at}", evidence, senders) for at in range(len(kept))]


def _senders(file: File, words: Words) -> list[tuple[str, str]]:
    names = names_for(file)
    people = {joined.party: joined.person for joined in participants(file)}
    order = [file.law.procedure.person, *people, *file.law.procedure.parties]
    called = {party: names(person) for party, person in people.items()}
    return [(p, f"{words.party(p)}: {called[p]}" if called.get(p) else words.party(p)) for p in dict.fromkeys(order)]


def signed(its: Case, kept: Iterable[Paper]) -> str:
    """The papers as the page carries them to its answer; they cannot be exchanged for those of another case."""
    return signing.dumps([to_builtins(paper) for paper in kept], salt=f"post {its.number}", compress=True)


def _unsigned(its: Case, text: str) -> list[Paper]:
    try:
        found = signing.loads(text, salt=f"post {its.number}", max_age=GOOD_FOR)
    except signing.BadSignature:
        raise Http404 from None
    return [convert(paper, Paper) for paper in found]


def _entered(request: HttpRequest, its: Case) -> HttpResponse:
    kept, file = _unsigned(its, request.POST["kept"]), store.file_of(its.pk.bytes)
    forms_ = _stamps(request, its, file, kept, bound=True)
    if not all([form.is_valid() for form in forms_]):
        return _asked(request, its, file, kept, bound=True)
    orders = list(_orders(request, its, file, zip(kept, forms_, strict=True)))
    try:
        if orders:
            actions.carry_out(orders, clock.current)
    except Stale as stale:
        return overtaken(request, its, stale)
    except Missing:
        messages.warning(request, gettext("The scanned files are gone, since a day has passed. Scan them anew."))
        return redirect("cases:post", its.number)
    messages.success(request, gettext("%(number)s papers were entered.") % {"number": len(orders)})
    return redirect("cases:case", its.number)


def _orders(request: HttpRequest, its: Case, file: File, stamped: Iterable[tuple[Paper, StampForm]]) -> Iterator[Order]:
    who = principal(request)
    office = next((part for part in parts(who, its) if part.office and part.office.pk == its.office_id), None)
    if office is None:
        raise Http404
    people = {joined.party: joined.person for joined in participants(file)}
    seen = request.POST.get("seen", "")
    for paper, form in stamped:
        typed = form.cleaned_data
        if typed.get("leave_out"):
            continue
        sender = typed["sender"]
        by = author(who, office, "post", people.get(sender, ""))
        said = Said(papers=(structs.replace(paper, evidence=typed["evidence"]),), text=_late(typed["on"], file))
        on = max(typed["on"], file.case.last_day)
        yield Order(
            its.pk.bytes,
            int(seen) if seen.isdecimal() and len(seen) < LONGEST_NUMBER else 0,
            by,
            verbs.ADDS_PAPERS,
            "",
            on,
            sender,
            said=said,
        )


def _late(stamp: Any, file: File) -> str:  # noqa: ANN401 - a date
    """What the entry says of a paper that was stamped before the last entry of the file: its day is not lost."""
    if stamp >= file.case.last_day:
        return ""
    return gettext("The stamp says %(day)s. The file already went further when it was entered.") % {
        "day": day_in_words(stamp)
    }


def _problems(form: forms.Form) -> list[tuple[str, str]]:
    return problems_of(form) if form.is_bound else []


# ---- without a number ------------------------------------------------------------------------------------------------


@require_safe
@needs(HANDLE, many=True)
def unnumbered(request: HttpRequest, cases: QuerySet[Case]) -> HttpResponse:
    """Search the case to which a letter belongs that bears no number; only then it is entered."""
    who = principal(request)
    text, why = request.GET.get("q", "").strip(), request.GET.get("why", "").strip()
    found, asks_why = searched(cases, text, why, who) if text else (cases.none(), False)
    shown = {"lines": [line(case, today()) for case in found[:MOST]], "text": text, "why": why, "asks_why": asks_why}
    return render(request, "cases/unnumbered.html", shown)
