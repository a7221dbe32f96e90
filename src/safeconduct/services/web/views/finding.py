"""Finding help: anyone searches, and a caseworker with somebody's record open. Nothing that is searched for is kept."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.people.person import UNKNOWN
from safeconduct.people.person import Person as Record
from safeconduct.people.web import reading
from safeconduct.people.web.access import WORK
from safeconduct.people.web.models import Person
from safeconduct.people.web.views.record import has_looked, today
from safeconduct.services.directory import SITES
from safeconduct.services.eligibility import Asker, judge, rules_of
from safeconduct.services.web import presenting, searching
from safeconduct.services.web.access import KEEP
from safeconduct.services.web.forms import SearchForm, known_age
from safeconduct.services.web.models import Location, Service, Town
from safeconduct.services.web.searching import PAGE
from safeconduct.shell.access import needs, public
from safeconduct.shell.principals import principal

MOST_TOWNS = 500
FURTHEST = 2_000


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public("The directory of services is for everybody, and nobody says who they are to search it.")
def find(request: HttpRequest) -> HttpResponse:
    """Search the directory. A form is posted, so that no address in a history or log says what somebody needs."""
    asked = request.POST or request.GET
    typed = {"km": str(searching.USUAL_KM), **asked.dict()} if asked else None
    form = SearchForm(typed, initial={"km": searching.USUAL_KM})
    return render(request, "services/find.html", _answered(request, form, None))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(WORK, one={"id": "number"})
def for_person(request: HttpRequest, person: Person) -> HttpResponse:
    """Search for somebody whose record is open: age, sex and nationality are taken from it, the rest is asked."""
    if not has_looked(person, request):
        return redirect("people:record", person.pk)
    record = reading.records_of([person])[person.pk]
    form = SearchForm(request.POST or None, initial={"km": searching.USUAL_KM})
    for name in ("age", "sex", "nationality"):
        del form.fields[name]
    context = _answered(request, form, record)
    return render(request, "services/find.html", context | {"person": person, "called": record.called})


@require_safe
@public("The directory of services is for everybody, and nobody says who they are to read it.")
def service(request: HttpRequest, number: str) -> HttpResponse:
    """Show one entry; one that is no longer given says so, one that nobody assured lately as well."""
    found = Service.objects.select_related("organisation").filter(number=number[:64]).first()
    if found is None:
        raise Http404
    numbers = [one["location_id"] for one in found.row.get(SITES, []) if "location_id" in one]
    locations = dict(Location.objects.filter(pk__in=numbers).values_list("id", "row"))
    context = presenting.told_of(found, locations, today())
    rules = presenting.rules_in_words(judge(rules_of(found.row), Asker()).findings)
    return render(
        request, "services/service.html", context | {"rules": rules, "keeps": KEEP.may(principal(request), found)}
    )


def _answered(request: HttpRequest, form: SearchForm, record: Record | None) -> dict[str, Any]:
    context: dict[str, Any] = {"form": form, "towns": Town.objects.order_by("-sites", "name")[:MOST_TOWNS]}
    if not (form.is_bound and form.is_valid()):
        return context
    skip = _number(request.POST.get("skip", ""))
    wanted = form.wanted(_asker(record, form) if record else None)
    hits, more = searching.search(wanted, today(), skip)
    following = skip + PAGE if more and skip < FURTHEST else 0
    return context | {"hits": [presenting.shown(hit) for hit in hits], "skip": skip, "following": following}


def asker_of(record: Record, status: str = "", areas: tuple[str, ...] = ()) -> Asker:
    """What a record says of whoever asks; their situation and where they live it does not say."""
    sex = record.sex if record.sex in ("female", "male") else ""
    nationalities = tuple(code for code in record.nationalities if code != UNKNOWN)
    return Asker(known_age(record.born, today()), sex, status, nationalities, areas)


def _asker(record: Record, form: SearchForm) -> Asker:
    return asker_of(record, form.cleaned_data["status"], tuple(form.found.areas) if form.found else ())


def _number(text: str) -> int:
    return min(int(text), FURTHEST) if text.isdecimal() and len(text) < 6 else 0  # noqa: PLR2004 - more is no page
