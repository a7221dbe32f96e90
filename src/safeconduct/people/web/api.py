"""The interface for machines: people in the register, read for a reason, entered once, corrected never unseen."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec
from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from safeconduct.people import nationalities
from safeconduct.people.born import NotADateOfBirth
from safeconduct.people.person import Person as Record
from safeconduct.people.web import actions, adjudicating, reading, registry
from safeconduct.people.web.access import READ, STAFF, WORK
from safeconduct.people.web.known_people import candidates
from safeconduct.people.web.models import Person
from safeconduct.people.web.registry import By
from safeconduct.shell import clock
from safeconduct.shell.access import needs
from safeconduct.shell.api import Refused
from safeconduct.shell.etags import not_modified_if_known, require_match, tag_of
from safeconduct.shell.idempotency.operations import idempotent
from safeconduct.shell.pagination import Asked, part_of
from safeconduct.shell.pagination import Part as ListPart
from safeconduct.shell.principals import account_of
from safeconduct.shell.problems import Problem

router = Router(tags=["People"])
ORDER = ("id",)
PAGE = "interface"
WHY = Field(min_length=3, max_length=300, description="Why; logged, and shown to the person.")


class PersonRow(Schema):
    """Somebody in a list: a number, and nothing that says who they are."""

    id: str
    kind: str
    changed: int = Field(description="Grows with every change in the register.")


class PersonOut(PersonRow):
    """A record; its fields are those of docs/reference/people.md."""

    record: dict[str, Any]
    same_person: list[str] = Field(description="Numbers of other records that an officer joined with this one.")


class PersonIn(Schema):
    """A record to be entered, or to take the place of the former one."""

    record: dict[str, Any] = Field(description="As a record is read; `kind` and `names` are needed.")
    why: str = WHY


class NewPerson(PersonIn):
    """Somebody to be registered."""

    nobody_known: bool = Field(
        False, description="An officer compared and says that it is none of those whom the register proposed."
    )


@router.get("/people", response=ListPart[PersonRow], summary="Numbers of the people whom you may read")
@needs(READ, many=True)
def people(request: HttpRequest, found: QuerySet[Person], asked: Query[Asked], kind: str = "") -> dict[str, object]:
    """List numbers. Names are given one record at a time, for a reason."""
    return part_of(request, found.filter(kind=kind) if kind else found, ORDER, asked)


@router.get("/people/{number}", response=PersonOut, summary="One record")
@needs(READ, one={"id": "number"})
def person(request: HttpRequest, its: Person, why: str = "") -> dict[str, object]:
    """Give a record. Whoever reads that of somebody else says why in `why`."""
    account = account_of(request)
    if its.account_id != account.pk:
        try:
            actions.note_reading([its], account, why, PAGE, clock.current)
        except actions.NoReason as refused:
            raise Refused(Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(refused), "no-reason")) from None
    not_modified_if_known(request, _tag(its))
    return _told(its)


@router.post("/people", response={HTTPStatus.CREATED: PersonOut}, summary="Register somebody")
@needs(STAFF)
@idempotent()
def register(request: HttpRequest, body: NewPerson) -> tuple[int, dict[str, object]]:
    """Enter a person or organisation. Where people with such names are known, an officer compares first."""
    record, account = _record(body.record), account_of(request)
    known = [] if body.nobody_known else candidates(record, account, body.why, clock.current, PAGE)
    if known:
        detail = "The register knows people with such names: compare, and send `nobody_known` if it is none of them."
        told: dict[str, object] = {"known": [{"id": one.number, "called": one.called} for one in known]}
        raise Refused(Problem(HTTPStatus.CONFLICT, detail, "known-already", "Perhaps known already", told))
    return HTTPStatus.CREATED, _told(registry.enter(record, _by(request, body.why), clock.current))


@router.put("/people/{number}", response=PersonOut, summary="Correct a record")
@needs(WORK, one={"id": "number"})
@idempotent()
def correct(request: HttpRequest, its: Person, body: PersonIn) -> dict[str, object]:
    """Put a record in place of the former one, whose values the journal keeps. Send its ETag in If-Match."""
    require_match(request, _tag(its))
    record = _record(body.record)
    try:
        fresh = registry.correct(its, record, _by(request, body.why), its.changed, clock.current)
    except registry.Stale as stale:
        raise Refused(Problem(HTTPStatus.PRECONDITION_FAILED, str(stale), "stale")) from None
    return _told(fresh)


def _record(said: dict[str, Any]) -> Record:
    try:
        record = msgspec.convert(said, Record)
        nationalities.check(record.nationalities)
    except (msgspec.ValidationError, NotADateOfBirth, nationalities.NotANationality) as error:
        raise Refused(Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), "wrong-record")) from None
    return record


def _told(its: Person) -> dict[str, object]:
    record = reading.records_of([its])[its.pk]
    others = sorted(adjudicating.joined_with(its.pk) - {its.pk})
    told = {"id": its.pk, "kind": its.kind, "changed": its.changed, "same_person": others}
    return told | {"record": msgspec.to_builtins(record)}


def _tag(its: Person) -> str:
    return tag_of("person", its.pk, its.changed)


def _by(request: HttpRequest, why: str) -> By:
    return By(account_of(request), why, source="another system")
