"""One's own data: what is kept and why, who looked, a copy to take away, and the procedures of the rights."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from safeconduct.cases.web import law, my_data, told_data
from safeconduct.cases.web.access import APPLICANT, persons, today
from safeconduct.cases.web.models import Reading
from safeconduct.people.web.models import Reading as ReadingOfPerson
from safeconduct.procedures.library import Library
from safeconduct.shell.access import needs, principal

RIGHTS = ("common/access-to-data", "common/rectification", "common/restriction")
MOST = 200


@never_cache
@require_safe
@needs(APPLICANT)
def data(request: HttpRequest) -> HttpResponse:
    """Show what is kept, for which purpose and until when, and who looked."""
    who = principal(request)
    cases = list(my_data.own_cases(who))
    ran = {case.procedure for case in cases}
    try:
        record, fault = my_data.record_of_instance(), ""
    except my_data.NotARecord as wrong:
        record, fault = None, str(wrong)
    ran_here = [a for a in record.activities if a.procedure in ran] if record else []
    looked = Reading.objects.filter(case__in=cases).select_related("case", "office").order_by("-at")[:MOST]
    of_person = ReadingOfPerson.objects.filter(person__in=persons(who)).order_by("-at")[:MOST]
    known = {entry.id for entry in Library.default().newest()}
    shown = {
        "records": [(its.called, list(told_data.filled(its))) for its in my_data.records(who)],
        "cases": cases,
        "activities": [told_data.of_procedure(activity) for activity in ran_here],
        "controller": record.controller if record else None,
        "fault": fault,
        "looked": looked,
        "of_person": of_person,
        "rights": [law.shown(name) for name in RIGHTS if name in known],
    }
    return render(request, "cases/my_data.html", shown)


@never_cache
@require_safe
@needs(APPLICANT)
def copy(request: HttpRequest) -> StreamingHttpResponse:
    """Give everything about whoever asks as a ZIP, streamed: memory stays flat however many papers there are."""
    day = today()
    response = StreamingHttpResponse(my_data.archive(principal(request), day), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="my-data-{day.isoformat()}.zip"'
    response["Cache-Control"] = "no-store"
    return response
