"""The interface for machines of a receiver: what was referred to it, opened while consent lasts, and answered."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from safeconduct.people.web import actions as register
from safeconduct.people.web.registry import By
from safeconduct.people.web.views.record import today
from safeconduct.services.referral import NotAReferral
from safeconduct.services.web import referrals
from safeconduct.services.web.access import RECEIVE
from safeconduct.services.web.models import Referral
from safeconduct.shell import clock
from safeconduct.shell.access import needs
from safeconduct.shell.api import Refused
from safeconduct.shell.etags import not_modified_if_known, require_match, tag_of
from safeconduct.shell.idempotency.operations import idempotent
from safeconduct.shell.pagination import Asked, Part, part_of
from safeconduct.shell.principals import account_of
from safeconduct.shell.problems import Problem

router = Router(tags=["Referrals"])
ORDER = ("-sent", "id")
PAGE = "interface"
RELATED = ("person", "service", "organisation")


class ReferralRow(Schema):
    """A referral in a list: nothing of it says who is referred."""

    id: str
    state: str
    office: str
    service: str = Field(description="Its id in the directory.")
    sent: date
    until: date
    withdrawn: date | None
    confirmed: date | None

    @staticmethod
    def resolve_service(row: Any) -> str:  # noqa: ANN401 - a row, or what was told of one
        """The id of the service."""
        return str(row["service"] if isinstance(row, dict) else row.service.number)


class ReferralOut(ReferralRow):
    """A referral: what was agreed to, what was handed over while consent lasts, and every answer."""

    terms: dict[str, Any]
    packet: dict[str, Any] | None = Field(description="null: consent is withdrawn or over, or the referral has ended.")
    events: list[dict[str, Any]]


class AnswerIn(Schema):
    """An answer of the receiver."""

    step: Literal["accept", "refuse", "tell", "close", "destroyed", "kept"]
    words: str = Field("", max_length=1000, description="Reason, place, or what came of it. The person reads it.")
    day: date | None = Field(None, description="On which the person is awaited.")


@router.get("/referrals", response=Part[ReferralRow], summary="What was referred to your organisations")
@needs(RECEIVE, many=True)
def received(
    request: HttpRequest, found: QuerySet[Referral], asked: Query[Asked], state: str = ""
) -> dict[str, object]:
    """List referrals, the latest first."""
    rows = found.select_related("service")
    return part_of(request, rows.filter(state=state) if state else rows, ORDER, asked)


@router.get("/referrals/{number}", response=ReferralOut, summary="One referral, opened")
@needs(RECEIVE, one={"id": "number"}, related=RELATED)
def received_one(request: HttpRequest, row: Referral) -> dict[str, object]:
    """Open a referral; that is logged and shown to the person."""
    told = _told(row)
    if told["packet"] is not None:
        register.note_reading([row.person], account_of(request), "opened a referral", PAGE, clock.current)
    not_modified_if_known(request, _tag(row))
    return told


@router.post("/referrals/{number}/answers", response=ReferralOut, summary="Answer a referral")
@needs(RECEIVE, one={"id": "number"}, related=RELATED)
@idempotent()
def answer(request: HttpRequest, row: Referral, body: AnswerIn) -> dict[str, object]:
    """Accept, refuse with a reason, tell what came of it, close, or answer to a withdrawal. Needs If-Match."""
    require_match(request, _tag(row))
    by = By(account_of(request), "answers a referral", "receiver", "another system")
    try:
        return _told(referrals.answer(row, body.step, by, row.changed, clock.current, body.words, body.day))
    except NotAReferral as refused:
        raise Refused(Problem(HTTPStatus.CONFLICT, str(refused), "wrong-answer")) from None
    except referrals.Changed as stale:
        raise Refused(Problem(HTTPStatus.PRECONDITION_FAILED, str(stale), "stale")) from None


def _told(row: Referral) -> dict[str, object]:
    one = referrals.opened([row], today()).get(row.pk)
    if one is None:
        raise Http404
    return {
        "id": row.pk, "state": row.state, "office": row.office, "service": row.service.number,
        "sent": row.sent, "until": row.until, "withdrawn": row.withdrawn, "confirmed": row.confirmed,
        "terms": referrals.plain(one.told.terms), "packet": one.packet,
        "events": [referrals.plain(event) for event in one.told.events],
    }  # fmt: skip


def _tag(row: Referral) -> str:
    return tag_of("referral", row.pk, row.changed, today())
