"""The interface for machines: pairs of records that may be of one person, decisions about them, and undoing."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from safeconduct.people.linkage.adjudication import NotADecision
from safeconduct.people.web import adjudicating
from safeconduct.people.web.access import ADJUDICATE, STAFF, WORK, adjudicates_for
from safeconduct.people.web.adjudicating import AlreadyJoined, Overtaken
from safeconduct.people.web.api import WHY
from safeconduct.people.web.models import Pair
from safeconduct.people.web.registry import By
from safeconduct.shell import clock
from safeconduct.shell.access import needs
from safeconduct.shell.api import Refused
from safeconduct.shell.etags import not_modified_if_known, require_match, tag_of
from safeconduct.shell.idempotency.operations import idempotent
from safeconduct.shell.pagination import Asked, part_of
from safeconduct.shell.pagination import Part as ListPart
from safeconduct.shell.principals import account_of, principal
from safeconduct.shell.problems import Problem

router = Router(tags=["People"])
ORDER = ("-probability", "pk")
RECORDS = ("one", "other")
States = Literal["open", "later", "merged", "apart", "undone", "settled"]


class PairRow(Schema):
    """Two records that may be of one person: numbers and codes, nothing that says who they are."""

    id: int
    one: str = Field(alias="one_id", description="Number of a record, to be read at /people/{number} for a reason.")
    other: str = Field(alias="other_id")
    state: States
    probability: float = Field(description="By the model; it ranks, and decides nothing.")
    came: str = Field(description="The way on which the later record came into the register.")
    arose: datetime
    decided: datetime | None


class ProposedOut(Schema):
    """A pair that was put before an adjudicator."""

    id: int
    state: States


class ReasonOut(Schema):
    """One comparison."""

    comparison: str
    case: str
    bits: float = Field(description="Weight: above 0 for one person, 1 for twice as likely.")


class DecidedOut(Schema):
    """One decision."""

    at: datetime
    verb: str
    office: str
    why: str


class CorrectionOut(Schema):
    """A correction since both were joined that was made on the person as one: undoing asks where it belongs."""

    number: int
    record: str = Field(description="Number of the record in which it stands.")
    fields: list[str]


class PairOut(PairRow):
    """A pair with its reasons, its decisions and what undoing would ask."""

    reasons: list[ReasonOut]
    model: str = Field(description="SHA-256 of the model.")
    card: str = Field(description="SHA-256 of its score card.")
    decisions: list[DecidedOut]
    asked: list[CorrectionOut]


class DecisionIn(Schema):
    """A decision about a pair."""

    verdict: Literal["same", "not the same", "needs more"]
    why: str = WHY


class ProposalIn(Schema):
    """Two records that somebody takes for one person's."""

    one: str
    other: str
    why: str = WHY


class PlaceIn(Schema):
    """Where a correction belongs: in the record where it stands, in the other one, or in neither."""

    number: int
    place: Literal["here", "there", "neither"]


class UndoIn(Schema):
    """Two records part again."""

    why: str = WHY
    placed: list[PlaceIn] = Field([], description="One for each of `asked`.")


@router.get("/pairs", response=ListPart[PairRow], summary="Pairs of records that may be of one person")
@needs(ADJUDICATE, many=True)
def pairs(
    request: HttpRequest, found: QuerySet[Pair], asked: Query[Asked], state: States = "open", person: str = ""
) -> dict[str, object]:
    """List pairs in a state, the likeliest first; with `person`, those of one record."""
    chosen = found.filter(state=state)
    if person:
        chosen = chosen.filter(Q(one=person) | Q(other=person))
    return part_of(request, chosen, ORDER, asked)


@router.get("/pairs/{pair}", response=PairOut, summary="One pair with its reasons")
@needs(ADJUDICATE, one={"pk": "pair"}, related=RECORDS)
def pair(request: HttpRequest, its: Pair) -> dict[str, object]:
    """Give the weights of a pair, what was decided about it, and what undoing would ask."""
    not_modified_if_known(request, _tag(its))
    return _told(its)


@router.post("/pairs", response={HTTPStatus.ACCEPTED: ProposedOut}, summary="Propose two records as one person's")
@needs(STAFF)
@idempotent()
def propose(request: HttpRequest, body: ProposalIn) -> tuple[int, Pair]:
    """Put two records before an adjudicator, whatever a comparison finds."""
    who, by = principal(request), By(account_of(request), body.why, source="another system")
    one, other = (WORK.one(who, pk=number) for number in (body.one, body.other))
    try:
        return HTTPStatus.ACCEPTED, adjudicating.propose(one, other, by, clock.current)
    except (NotADecision, AlreadyJoined) as refused:
        raise _refused(refused) from None


@router.post("/pairs/{pair}/decisions", response=PairOut, summary="Decide about a pair")
@needs(ADJUDICATE, one={"pk": "pair"}, related=RECORDS)
@idempotent()
def decide(request: HttpRequest, its: Pair, body: DecisionIn) -> dict[str, object]:
    """Join two records, keep them apart, or say that more is needed. Send the ETag of the pair in If-Match."""
    require_match(request, _tag(its))
    try:
        fresh = adjudicating.decide(its, body.verdict, *_by(request, body.why), its.version, clock.current)
    except (NotADecision, AlreadyJoined, Overtaken) as refused:
        raise _refused(refused) from None
    return _told(fresh)


@router.post("/pairs/{pair}/undo", response=PairOut, summary="Part two records again")
@needs(ADJUDICATE, one={"pk": "pair"}, related=RECORDS)
@idempotent()
def undo(request: HttpRequest, its: Pair, body: UndoIn) -> dict[str, object]:
    """Undo a merge: each record keeps what was written on it. Send the ETag of the pair in If-Match."""
    require_match(request, _tag(its))
    placed = {each.number: each.place for each in body.placed}
    try:
        fresh = adjudicating.undo(its, placed, *_by(request, body.why), adjudicating.version_of(its), clock.current)
    except (NotADecision, Overtaken) as refused:
        raise _refused(refused) from None
    return _told(fresh)


def _told(its: Pair) -> dict[str, Any]:
    row = {name: getattr(its, name) for name in ("id", "one_id", "other_id", "state", "probability", "came", "arose")}
    return row | {
        "decided": its.decided,
        "reasons": [dict(zip(("comparison", "case", "bits"), each, strict=True)) for each in its.reasons],
        "model": its.model,
        "card": its.card,
        "decisions": adjudicating.told_of(its),
        "asked": [
            {"number": each.at, "record": each.record, "fields": [change.field for change in each.changes]}
            for each in (adjudicating.without_side(its) if its.state == Pair.State.MERGED else [])
        ],
    }


def _tag(its: Pair) -> str:
    return tag_of("pair", its.pk, adjudicating.version_of(its))


def _by(request: HttpRequest, why: str) -> tuple[By, str]:
    offices = ", ".join(adjudicates_for(principal(request)))
    return By(account_of(request), why, source="another system"), offices


def _refused(refused: Exception) -> Refused:
    kinds: dict[type[Exception], tuple[HTTPStatus, str, str]] = {
        NotADecision: (HTTPStatus.UNPROCESSABLE_ENTITY, "not-a-decision", "This is no decision"),
        AlreadyJoined: (HTTPStatus.CONFLICT, "already-joined", "Both are joined already"),
        Overtaken: (HTTPStatus.CONFLICT, "overtaken", "Somebody decided meanwhile"),
    }
    status, kind, title = kinds[type(refused)]
    return Refused(Problem(status, str(refused), kind, title))
