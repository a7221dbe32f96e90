"""The interface for machines: services near a place, by need; one service and one organisation as HSDS 3.0 has them."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from safeconduct.people.web.views.record import today
from safeconduct.services.directory import SITES, Directory, whole_organizations, whole_service
from safeconduct.services.eligibility import Asker
from safeconduct.services.terms import needs, terms
from safeconduct.services.web import actions, searching
from safeconduct.services.web.models import Location, Organisation, Service
from safeconduct.services.web.searching import MOST_KM, USUAL_KM, Wanted
from safeconduct.shell.access import public
from safeconduct.shell.api import Refused
from safeconduct.shell.etags import not_modified_if_known, tag_of
from safeconduct.shell.pagination import Asked, Part, part_of
from safeconduct.shell.problems import Problem

router = Router(tags=["Services"])
OPEN = "The directory of services is for everybody, people and machines."
MOST = 100
ORDER = ("name", "number")


class Search(Schema):
    """What is looked for."""

    need: str = Field("", description="A code of the needs, such as `health`.")
    words: str = Field("", max_length=100)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    km: float = Field(USUAL_KM, gt=0, le=MOST_KM)
    language: str = Field("", max_length=12, description="Spoken there; a code of BCP 47.")
    on: date | None = Field(None, description="Open on this day.")
    free: bool = False
    access: str = Field("", description="How one gets in, such as `step-free`.")
    age: int | None = Field(None, ge=0, le=120)
    sex: Literal["", "female", "male"] = ""
    status: str = ""
    nationality: list[str] = Field(default_factory=list, max_length=5)
    areas: list[str] = Field(default_factory=list, max_length=5, description="Town, region and state of residence.")
    everybody: bool = Field(False, description="Give too what does not take such a person.")
    skip: int = Field(0, ge=0, le=10_000)
    limit: int = Field(20, ge=1, le=MOST)


class FindingOut(Schema):
    """One rule of an entry, and how it is answered."""

    about: str
    answer: str
    wanted: list[str]


class HitOut(Schema):
    """A service at a place."""

    id: str
    name: str
    organization: str
    location_id: str
    latitude: float | None
    longitude: float | None
    km: float | None = Field(description="As the crow flies; null without a place.")
    takes: str = Field(description="yes, no, or ask; from the structured fields of the entry alone.")
    findings: list[FindingOut]
    open: bool | None = Field(description="Open on the day asked for; null: the entry does not say.")


class Hits(Schema):
    """A part of what was found."""

    items: list[HitOut]
    more: bool


class ServiceRow(Schema):
    """A service in a list."""

    number: str
    name: str
    status: str
    changed: int


@router.post("/services/search", response=Hits, summary="Services near a place, by need")
@public(OPEN)
def search(request: HttpRequest, body: Search) -> dict[str, object]:
    """Search. What is asked stands in the body, so that no log of addresses says what somebody needs."""
    _known(body)
    asker = Asker(body.age, body.sex, body.status, tuple(body.nationality), tuple(body.areas))
    wanted = Wanted(
        need=body.need, words=body.words, latitude=body.latitude, longitude=body.longitude, km=body.km,
        language=body.language, on=body.on, free=body.free, access=body.access, asker=asker, everybody=body.everybody,
    )  # fmt: skip
    hits, more = searching.search(wanted, today(), body.skip, body.limit)
    return {"items": [_hit(one) for one in hits], "more": more}


@router.get("/services", response=Part[ServiceRow], summary="All services that searches may show")
@public(OPEN)
def services(request: HttpRequest, asked: Query[Asked]) -> dict[str, object]:
    """List services, by name."""
    return part_of(request, Service.objects.filter(status=actions.ACTIVE, hidden__gt=today()), ORDER, asked)


@router.get("/services/{number}", response=dict[str, Any], summary="One service as HSDS 3.0 has it")
@public(OPEN)
def service(request: HttpRequest, number: str) -> dict[str, Any]:
    """Give a service with its organisation and locations inside."""
    found = Service.objects.select_related("organisation").filter(number=number[:64]).first()
    if found is None:
        raise Http404
    not_modified_if_known(request, tag_of("service", found.number, found.changed))
    return {**whole_service(found.row, _locations([found])), "organization": found.organisation.row}


@router.get("/organizations/{number}", response=dict[str, Any], summary="One organisation as HSDS 3.0 has it")
@public(OPEN)
def organization(request: HttpRequest, number: str) -> dict[str, Any]:
    """Give an organisation with its services inside."""
    found = Organisation.objects.filter(pk=number[:64]).first()
    if found is None:
        raise Http404
    its = list(found.services.order_by("number"))
    not_modified_if_known(request, tag_of("organisation", found.pk, found.row, *(one.changed for one in its)))
    told = Directory({found.pk: found.row}, {one.number: one.row for one in its}, _locations(its))
    return next(iter(whole_organizations(told)))


def _locations(services: list[Service]) -> dict[str, Any]:
    numbers = {one["location_id"] for its in services for one in its.row.get(SITES, []) if "location_id" in one}
    return dict(Location.objects.filter(pk__in=numbers).values_list("id", "row"))


def _known(body: Search) -> None:
    for name, code, codes in (
        ("need", body.need, needs()),
        ("status", body.status, terms().statuses),
        ("access", body.access, terms().access),
    ):
        if code and code not in codes:
            errors: dict[str, object] = {"errors": [{"pointer": f"#/{name}", "detail": f"One of {', '.join(codes)}."}]}
            detail = f"The {name} {code!r} is not known."
            problem = Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, "invalid-request", "Unknown code", errors)
            raise Refused(problem)
    if (body.latitude is None) != (body.longitude is None):
        detail = "A place has a latitude and a longitude. Send both or none."
        raise Refused(Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, "invalid-request", "Half a place"))


def _hit(one: searching.Hit) -> dict[str, object]:
    return {
        "id": one.service.number,
        "name": one.service.name,
        "organization": one.service.organisation.name,
        "location_id": one.site.location,
        "latitude": one.site.latitude,
        "longitude": one.site.longitude,
        "km": None if one.km is None else round(one.km, 3),
        "takes": one.verdict.answer,
        "findings": [
            {"about": f.about, "answer": f.answer, "wanted": list(f.wanted)} for f in one.verdict.findings
        ],
        "open": one.open,
    }  # fmt: skip
