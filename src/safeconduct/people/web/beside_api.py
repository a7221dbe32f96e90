"""The interface for machines, beside a record: the household, who represents somebody, and what they agreed to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from http import HTTPStatus
from typing import Literal

from django.db import transaction
from django.http import HttpRequest
from ninja import Field, Router, Schema

from safeconduct.people import consent as consents_
from safeconduct.people import representation as powers_
from safeconduct.people.household import NotAHousehold
from safeconduct.people.web import actions, households, registry
from safeconduct.people.web.access import READ, WORK
from safeconduct.people.web.models import Membership, Person, Representation
from safeconduct.people.web.registry import By
from safeconduct.shell import clock
from safeconduct.shell.access import needs
from safeconduct.shell.api import Refused
from safeconduct.shell.etags import not_modified_if_known, require_match, tag_of
from safeconduct.shell.idempotency.operations import idempotent
from safeconduct.shell.principals import account_of
from safeconduct.shell.problems import Problem

router = Router(tags=["People"])
PAGE, SOURCE = "interface", "another system"
WHY = Field(min_length=3, max_length=300, description="Why; logged, and shown to the person.")
LARGEST = 2**63 - 1
Row = int


class Because(Schema):
    """Why something is done."""

    why: str = WHY


class Until(Because):
    """Until which day something holds; for a power, the first day on which it holds no more."""

    on: date


class MemberOut(Schema):
    """Somebody in a household: the number of the membership, who, how they stand to the head, from when until when."""

    id: int
    household: str
    person: str
    relationship: str
    since: date
    until: date | None


class NewMember(Because):
    """Somebody who enters the household of the person of the address, who is its head."""

    person: str = Field(max_length=32)
    relationship: str = Field(max_length=20, description="A code of library/people/codes/relationships.yaml.")
    since: date


class PowerOut(Schema):
    """Somebody who represents the person."""

    id: int
    representative: str
    kind: str
    scope: str
    since: date
    until: date | None
    revoked: date | None
    proof: str
    in_one_case: bool = Field(description="It was shown in one case and holds in that alone.")


class NewPower(Because):
    """A power of attorney or guardianship for all cases of the person."""

    representative: str = Field(max_length=32)
    kind: powers_.Kind
    scope: powers_.Scope
    since: date
    until: date | None = None
    proof: str = Field(min_length=1, max_length=100, description="Where the paper or decision is.")


ConsentField = Literal[
    "names", "born", "born_by", "born_in", "born_at", "sex", "gender", "nationalities", "languages", "reads",
    "literacy", "needs", "support", "contact", "old_numbers", "documents",
]  # fmt: skip


class ConsentOut(Schema):
    """A consent."""

    id: int
    purpose: str
    receiver: str
    fields: list[str]
    since: date
    until: date
    given: str
    withdrawn: date | None


class NewConsent(Because):
    """What somebody agreed to, from today on."""

    purpose: str = Field(min_length=1, max_length=consents_.LONGEST)
    receiver: str = Field(min_length=1, max_length=consents_.LONGEST)
    fields: list[ConsentField] = Field(min_length=1)
    until: date
    given: str = Field(min_length=1, max_length=consents_.LONGEST, description="How it was given.")


# ---- household -------------------------------------------------------------------------------------------------------


@router.get("/people/{number}/household", response=list[MemberOut], summary="Who lives and lived with somebody")
@needs(READ, one={"id": "number"})
def household(request: HttpRequest, its: Person, why: str = "") -> list[dict[str, object]]:
    """List the memberships of every household that somebody ever belonged to. The person sees their own alone."""
    return _read(request, its, why, "household", _members(its, request))


@router.post("/people/{number}/household", response={HTTPStatus.CREATED: MemberOut}, summary="Enter a member")
@needs(WORK, one={"id": "number"})
@idempotent()
def enter_member(request: HttpRequest, its: Person, body: NewMember) -> tuple[int, dict[str, object]]:
    """Enter somebody into the household of the person, which is made where there is none yet."""
    other = _other(body.person)
    try:
        households.house(its, other, body.relationship, body.since, _by(request, body.why), clock.current)
    except NotAHousehold as refused:
        raise _wrong(refused, "wrong-household") from None
    return HTTPStatus.CREATED, _member(Membership.objects.filter(person=other).latest("pk"))


@router.post("/people/{number}/household/{row}/end", response=MemberOut, summary="End a membership")
@needs(WORK, one={"id": "number"})
@idempotent()
def end_member(request: HttpRequest, its: Person, row: Row, body: Until) -> dict[str, object]:
    """Say until which day, itself included, somebody belongs to the household."""
    found = _membership(its, row)
    try:
        households.end(found, body.on, _by(request, body.why), clock.current)
    except NotAHousehold as refused:
        raise _wrong(refused, "wrong-household") from None
    return _member(found)


@router.post(
    "/people/{number}/household/{row}/strike", response=list[MemberOut], summary="Strike out a wrong membership"
)
@needs(WORK, one={"id": "number"})
@idempotent()
def strike_member(request: HttpRequest, its: Person, row: Row, body: Because) -> list[dict[str, object]]:
    """Take out a membership that never was; the journal keeps what it said. Send the ETag of the list in If-Match."""
    with transaction.atomic():
        require_match(request, _tag(its, "household", _members(its, request)))
        try:
            households.strike(_membership(its, row), _by(request, body.why), clock.current)
        except NotAHousehold as refused:
            raise _wrong(refused, "wrong-household") from None
    return _members(its, request)


def _members(its: Person, request: HttpRequest) -> list[dict[str, object]]:
    rows = households.ever_with(its)
    if its.account_id == account_of(request).pk:
        rows = rows.filter(person=its)
    return [_member(row) for row in rows]


def _member(row: Membership) -> dict[str, object]:
    return {
        "id": row.pk,
        "household": row.household_id,
        "person": row.person_id,
        "relationship": row.relationship,
        "since": row.since,
        "until": row.until,
    }


def _membership(its: Person, row: Row) -> Membership:
    found = households.ever_with(its).filter(pk=row).select_related("person").first() if row <= LARGEST else None
    if found is None:
        raise _missing(f"This person's households have no membership {row}.")
    return found


# ---- representation --------------------------------------------------------------------------------------------------


@router.get("/people/{number}/representations", response=list[PowerOut], summary="Who represents somebody")
@needs(READ, one={"id": "number"})
def representations(request: HttpRequest, its: Person, why: str = "") -> list[dict[str, object]]:
    """List powers of attorney and guardianships, those that ended too."""
    return _read(request, its, why, "representations", _powers(its))


@router.post(
    "/people/{number}/representations", response={HTTPStatus.CREATED: PowerOut}, summary="Enter a representative"
)
@needs(WORK, one={"id": "number"})
@idempotent()
def empower(request: HttpRequest, its: Person, body: NewPower) -> tuple[int, dict[str, object]]:
    """Enter who represents the person in all their cases: decisions are served on them from that day."""
    other = _other(body.representative)
    try:
        said = powers_.Representation(
            its.pk, other.pk, body.kind, body.scope, body.since, until=body.until, proof=body.proof
        )
    except powers_.NotARepresentation as refused:
        raise _wrong(refused, "wrong-representation") from None
    return HTTPStatus.CREATED, _power(registry.empower(said, _by(request, body.why), clock.current))


@router.post("/people/{number}/representations/{row}/revoke", response=PowerOut, summary="Revoke a representation")
@needs(WORK, one={"id": "number"})
@idempotent()
def revoke(request: HttpRequest, its: Person, row: Row, body: Until) -> dict[str, object]:
    """Say from which day on it holds no more; of two days the earlier counts."""
    found = its.representations.filter(pk=row).first() if row <= LARGEST else None
    if found is None:
        raise _missing(f"This person has no representation {row}.")
    registry.revoke(found, body.on, _by(request, body.why), clock.current)
    return _power(found)


def _powers(its: Person) -> list[dict[str, object]]:
    return [_power(row) for row in its.representations.order_by("pk")]


def _power(row: Representation) -> dict[str, object]:
    return {
        "id": row.pk,
        "representative": row.representative_id,
        "kind": row.kind,
        "scope": row.scope,
        "since": row.since,
        "until": row.until,
        "revoked": row.revoked,
        "proof": row.proof,
        "in_one_case": bool(row.case),
    }


# ---- consent ---------------------------------------------------------------------------------------------------------


@router.get("/people/{number}/consents", response=list[ConsentOut], summary="What somebody agreed to")
@needs(READ, one={"id": "number"})
def consents(request: HttpRequest, its: Person, why: str = "") -> list[dict[str, object]]:
    """List consents, the latest first; those that ended or were withdrawn too."""
    return _read(request, its, why, "consents", list(_consents(its)))


@router.post("/people/{number}/consents", response={HTTPStatus.CREATED: ConsentOut}, summary="Note a consent")
@needs(WORK, one={"id": "number"})
@idempotent()
def agree(request: HttpRequest, its: Person, body: NewConsent) -> tuple[int, dict[str, object]]:
    """Note what the person agreed to: for what, to whom, which fields, until when."""
    today = clock.day_of(clock.current())
    try:
        said = consents_.Consent(body.purpose, body.receiver, tuple(body.fields), today, body.until, body.given)
    except consents_.NotAConsent as refused:
        raise _wrong(refused, "wrong-consent") from None
    made = registry.agree(its, said, _by(request, body.why), clock.current)
    return HTTPStatus.CREATED, _consent(made, said)


@router.post("/people/{number}/consents/{row}/withdraw", response=ConsentOut, summary="Withdraw a consent")
@needs(READ, one={"id": "number"})
@idempotent()
def withdraw(request: HttpRequest, its: Person, row: Row) -> dict[str, object]:
    """Withdraw a consent from today on: one step without a reason, open to the person themselves."""
    role = "person" if its.account_id == account_of(request).pk else "office"
    try:
        registry.withdraw(its, row, By(account_of(request), "", role, SOURCE), clock.current)
    except KeyError:
        raise _missing(f"This person has no consent {row}.") from None
    return _consent(row, registry.consents_of(its)[row])


def _consents(its: Person) -> Iterator[dict[str, object]]:
    for number, said in registry.consents_of(its).items():
        yield _consent(number, said)


def _consent(number: int, said: consents_.Consent) -> dict[str, object]:
    return {
        "id": number,
        "purpose": said.purpose,
        "receiver": said.receiver,
        "fields": list(said.fields),
        "since": said.since,
        "until": said.until,
        "given": said.given,
        "withdrawn": said.withdrawn,
    }


# ---- what they share -------------------------------------------------------------------------------------------------


def _read(
    request: HttpRequest, its: Person, why: str, what: str, found: list[dict[str, object]]
) -> list[dict[str, object]]:
    """Give a list with its tag; whoever reads what is of somebody else says why."""
    account = account_of(request)
    if its.account_id != account.pk:
        try:
            actions.note_reading([its], account, why, PAGE, clock.current)
        except actions.NoReason as refused:
            raise _wrong(refused, "no-reason") from None
    not_modified_if_known(request, _tag(its, what, found))
    return found


def _tag(its: Person, what: str, found: list[dict[str, object]]) -> str:
    return tag_of(what, its.pk, *(str(sorted(one.items())) for one in found))


def _other(number: str) -> Person:
    found = Person.objects.filter(pk=number, sealed__isnull=False).first()
    if found is None:
        text = f"Nobody is registered as {number}. Register them first."
        raise Refused(Problem(HTTPStatus.UNPROCESSABLE_ENTITY, text, "nobody-registered"))
    return found


def _wrong(refused: Exception, kind: str) -> Refused:
    return Refused(Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(refused), kind))


def _missing(text: str) -> Refused:
    return Refused(Problem(HTTPStatus.NOT_FOUND, text, "not-found"))


def _by(request: HttpRequest, why: str) -> By:
    return By(account_of(request), why, source=SOURCE)
