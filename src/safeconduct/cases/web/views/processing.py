"""The record of processing activities, made from the files that the instance runs on, to be read and taken away."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from safeconduct.cases import processing
from safeconduct.cases.web import my_data
from safeconduct.cases.web.access import OFFICIAL
from safeconduct.shell.access import needs
from safeconduct.shell.exporting import Column, Table, export_response

TITLES = {
    "activity": _("Activity"),
    "purpose": _("Purpose"),
    "legal basis": _("Legal basis"),
    "data": _("Data"),
    "special": _("Special category"),
    "of whom": _("Of whom"),
    "recipients": _("Recipients"),
    "transfers": _("Transfers"),
    "kept": _("How long"),
    "source": _("Where it stands"),
}


@require_safe
@needs(OFFICIAL)
def record(request: HttpRequest) -> HttpResponse:
    """Show the record; where a file lacks something it says which, and there is no record."""
    try:
        found, fault = my_data.record_of_instance(), ""
    except my_data.NotARecord as wrong:
        found, fault = None, str(wrong)
    return render(request, "cases/processing.html", {"record": found, "fault": fault}, status=500 if fault else 200)


@require_safe
@needs(OFFICIAL)
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the record as a table."""
    try:
        rows = list(processing.table(my_data.record_of_instance()))[1:]
    except my_data.NotARecord as wrong:
        raise Http404(str(wrong)) from None
    columns = tuple(Column(key.replace(" ", "_"), TITLES[key]) for key in processing.COLUMNS)
    return export_response(request, Table("processing", columns, lambda _: len(rows), lambda _: iter(rows)), form)
