"""Another version of the law for a running case: first what would change, date by date, then the act itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safeconduct.cases.file import File
from safeconduct.cases.web import actions, law, store
from safeconduct.cases.web.access import ASSIGN, author, parts, today
from safeconduct.cases.web.actions import Stale
from safeconduct.cases.web.models import Case
from safeconduct.cases.web.presenting.sums import limit_name
from safeconduct.cases.web.presenting.timeline import what
from safeconduct.cases.web.views.case import overtaken, problems_of
from safeconduct.procedures import migration
from safeconduct.procedures.library import Library
from safeconduct.procedures.migration import CannotMigrate, Note
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.web.presenting.words import Words
from safeconduct.shell import clock
from safeconduct.shell.access import needs, principal
from safeconduct.shell.idempotency.forms import once


class MigrationForm(forms.Form):
    """To which version, and why."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.ChoiceField(label=_("To which version?"))
    why = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("For example the transitional provision. It stands in the file; the person reads it."),
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that another version would change: a last day before and after, or something that it does not know."""

    name: str
    told: str
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A later version, what it would change, or why the case has no place in it."""

    version: str
    changes: tuple[Change, ...]
    impossible: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ASSIGN, one="number")
@once
def migrate(request: HttpRequest, its: Case) -> HttpResponse:
    """Show what each later version would change; carry the case over to the chosen one."""
    file = store.file_of(its.pk.bytes)
    later = {p.version.isoformat(): p for p in _later(file)}
    found = [_candidate(file, procedure) for procedure in later.values()]
    possible = [(c.version, c.version) for c in found if not c.impossible]
    form = MigrationForm(request.POST or None, initial={"seen": file.version})
    form.fields["version"].choices = possible  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            return _moved(request, its, later[form.cleaned_data["version"]], form)
        except Stale as stale:
            return overtaken(request, its, stale)
        except CannotMigrate as refused:
            form.add_error("version", str(refused))
    shown = {"case": its, "form": form, "candidates": found, "possible": bool(possible), "now": its.version}
    return render(request, "cases/migrate.html", shown | {"problems": problems_of(form) if form.is_bound else []})


def _later(file: File) -> Iterator[Procedure]:
    now = file.law.procedure
    for entry in Library.default().versions(now.id):
        if entry.version > now.version:
            yield Library.default().load(entry.identity)


def _candidate(file: File, procedure: Procedure) -> Candidate:
    words = law.words(procedure.id, procedure.version.isoformat())
    try:
        moved = migration.migrate(file.case, procedure, today())
    except (CannotMigrate, ValueError) as refused:
        return Candidate(procedure.version.isoformat(), (), str(refused))
    return Candidate(procedure.version.isoformat(), tuple(_change(words, note) for note in moved.notes))


def _change(words: Words, note: Note) -> Change:
    told = {
        "kept the earlier day": gettext("The office keeps the earlier day."),
        "kept the later day": gettext("The person keeps the later day."),
        "took the new day": gettext("The day of the new text holds."),
        "unknown limit": gettext("The new text does not know this limit; it no longer runs."),
        "unknown finding": gettext("The new text does not know this finding; it no longer counts."),
    }[note.kind]
    name = what(words, note.name) if note.kind == "unknown finding" else limit_name(words, note.name)
    return Change(name, told, note.before, note.after)


def _moved(request: HttpRequest, its: Case, to: Procedure, form: MigrationForm) -> HttpResponse:
    who, typed = principal(request), form.cleaned_data
    part = next((p for p in parts(who, its) if p.office and p.office.pk == its.office_id), None)
    if part is None:
        raise Http404
    actions.migrate(its.pk.bytes, typed["seen"], to, author(who, part, "portal"), typed["why"], clock.current)
    messages.success(request, gettext("The case goes on under version %(version)s.") % {"version": to.version})
    return redirect("cases:case", its.number)
