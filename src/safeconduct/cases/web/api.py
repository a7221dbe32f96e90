"""The interface for machines: cases, what is offered in them, acts, the story, acknowledgements, exports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Field, Path, Query, Router, Schema
from pydantic import BaseModel

from safeconduct.cases.file import File, Line
from safeconduct.cases.questions import MOST_PEOPLE
from safeconduct.cases.said import NOTHING, Joined, Said
from safeconduct.cases.service import person_of
from safeconduct.cases.signatures import NotAlone
from safeconduct.cases.visibility import reads
from safeconduct.cases.web import acting, actions, filing, readings, store
from safeconduct.cases.web.access import (
    ACT,
    APPLICANT,
    INSPECT,
    READ,
    WORKING,
    Part,
    author,
    parts,
    persons,
    posts,
    today,
)
from safeconduct.cases.web.actions import Filing, Order, Stale
from safeconduct.cases.web.exporting import table
from safeconduct.cases.web.forms import SOURCES
from safeconduct.cases.web.models import Case
from safeconduct.cases.web.presenting.keeping import kept
from safeconduct.journal import receipt as receipts
from safeconduct.journal.web import sealing
from safeconduct.people.web.models import Person
from safeconduct.procedures import run
from safeconduct.procedures.brought_forward import sizes_of, true_of
from safeconduct.procedures.library import Library
from safeconduct.procedures.messages import Unreadable
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.periods import sentence
from safeconduct.procedures.refusals import Refused as NotInLaw
from safeconduct.procedures.state import Opening
from safeconduct.shell import clock
from safeconduct.shell.access import Principal, needs, principal
from safeconduct.shell.api import Refused
from safeconduct.shell.etags import not_modified_if_known, require_match, tag_of
from safeconduct.shell.exporting import export_response
from safeconduct.shell.idempotency.operations import idempotent
from safeconduct.shell.pagination import Asked, part_of
from safeconduct.shell.pagination import Part as ListPart
from safeconduct.shell.problems import Problem, problem_response

router = Router(tags=["Cases"])
ORDER = ("due", "id")
_NOT_OFFERED = "not-offered"
_OUTSIDE = "another system"


class CaseRow(BaseModel, from_attributes=True):
    """A case as a desk shows it."""

    # What answers is no ``Schema`` of Ninja: that looks each field up as templates do, which took a third of a list.
    number: str
    procedure: str
    version: str
    filed: date
    stage: str
    outcome: str
    holder: str = Field(description="The party that must act now.")
    due: date | None = Field(description="The next last day that an office answers for.")
    person_due: date | None = Field(description="The next last day of the person's side.")
    decision_due: date | None
    still: bool = Field(description="The clock of the decision stands still.")
    overdue: bool
    closed: bool
    entries: int


class LimitOut(BaseModel):
    """A running time limit."""

    limit: str
    member: str
    answers_for_it: str
    last_day: date | None = Field(description="null while the clock stands still")
    suspended: bool
    overdue: bool
    between: tuple[date, date] | None = Field(description="Both possible last days where the start is not known.")
    sum: str = Field(description="The sum behind the last day, in English.")
    rule: str
    calendar: str


class OfferOut(BaseModel):
    """Something that the law offers today."""

    party: str
    verb: str
    what: str
    member: str
    must: bool
    law: str
    yours: bool = Field(description="You may do it; otherwise an office enters what came on paper.")
    second_signature: bool


class EntryOut(BaseModel):
    """One entry of the file. What you may not read is empty."""

    number: int
    on: date = Field(description="When it counts in law.")
    written: datetime
    role: str
    verb: str
    what: str
    member: str
    source: str
    text: str
    reasons: str
    grounds: list[str]
    papers: list[str]
    shown: list[dict[str, Any]] = Field(description="Credentials shown from a wallet: facts, issuer, what was checked.")
    link: str = Field(description="Its hash in the journal.")


class CaseOut(CaseRow):
    """A case with everything that is known of its state today."""

    limits: list[LimitOut]
    offered: list[OfferOut]
    story: list[EntryOut]


class ActIn(Schema):
    """An act: as it is offered, with its words."""

    verb: str = Field(max_length=20)
    what: str = Field(max_length=200)
    member: str = Field("", max_length=80)
    by: str = Field("", max_length=80, description="The party; empty where the post brings something.")
    on: date | None = Field(None, description="When it counts in law; today if left out.")
    text: str = Field("", max_length=20_000)
    reasons: str = Field("", max_length=20_000)
    grounds: list[str] = Field(default_factory=list, max_length=20)
    source: str = Field(_OUTSIDE, max_length=20)
    proof: str = Field("", max_length=300)


class FilingIn(Schema):
    """A case that begins. The person and the others are numbers of the register that you may use."""

    procedure: str = Field(max_length=140)
    party: str = Field(max_length=80, description="Who files.")
    participants: dict[str, str] = Field(
        description="The number in the register of each party; the person's is needed."
    )
    circumstances: dict[str, bool] = Field(default_factory=dict)
    people: dict[str, Annotated[int, Field(ge=0, le=MOST_PEOPLE)]] = Field(default_factory=dict)
    answers: dict[str, str] = Field(default_factory=dict)


class FiledOut(Schema):
    """A case that began."""

    number: str
    receipt: str = Field(description="Address of the acknowledgement of receipt.")


@router.get("/cases", response=ListPart[CaseRow], summary="Cases that you may read, by last day")
@needs(READ, many=True)
def cases(
    request: HttpRequest, found: QuerySet[Case], asked: Query[Asked], closed: bool = False, procedure: str = ""
) -> dict[str, object]:
    """List cases, the earliest last day first. `procedure` is an id."""
    rows = found.filter(closed=closed)
    return part_of(request, rows.filter(procedure=procedure) if procedure else rows, ORDER, asked)


@router.get("/cases/{number}", response=CaseOut, summary="One case: limits with their sums, offers, story")
@needs(READ, one="number")
def case(request: HttpRequest, its: Case) -> dict[str, object]:
    """Give a case as it stands today; reading it by a post is logged and shown to the person."""
    who, day = principal(request), today()
    not_modified_if_known(request, _tag(its, day))
    held = posts(who)
    if held:
        readings.record(who, its, held[0].office, "interface", clock.current())
    return _told(its, store.file_of(its.pk.bytes), parts(who, its), day)


def _tag(its: Case, day: date) -> str:
    """Changes with each entry, and with the day: offers and lateness do."""
    return tag_of("case", its.number, its.entries, day)


def _told(its: Case, file: File, held: Sequence[Part], day: date) -> dict[str, object]:
    made = kept(file, ("interface", day, tuple(held)), lambda: _of_file(file, held, day))
    return {name: getattr(its, name) for name in CaseRow.model_fields} | made


def _of_file(file: File, held: Sequence[Part], day: date) -> dict[str, object]:
    case = run.pass_until(file.case, day) if day > file.case.last_day else file.case
    parties = {part.party for part in held}
    return {
        "limits": [_limit(due) for due in run.due(case)],
        "offered": [_offer(choice) for choice in acting.choices(file, held, day)],
        "story": [_entry(line, reads(file, line, parties)) for line in file.lines],
    }


def _limit(due: run.Due) -> dict[str, object]:
    return {
        "limit": due.limit,
        "member": due.member,
        "answers_for_it": due.answers_for_it,
        "last_day": due.date,
        "suspended": due.suspended,
        "overdue": due.overdue,
        "between": due.between,
        "sum": sentence(due.computed) if due.computed else "",
        "rule": due.computed.rule if due.computed else "",
        "calendar": due.computed.calendar_version if due.computed else "",
    }


def _offer(choice: acting.Choice) -> dict[str, object]:
    offer = choice.offer
    return {
        "party": offer.party,
        "verb": offer.verb,
        "what": offer.what,
        "member": offer.member,
        "must": offer.must,
        "law": offer.law,
        "yours": choice.is_ours,
        "second_signature": choice.second,
    }


def _entry(line: Line, may_read: bool) -> dict[str, object]:
    said = line.words if may_read else NOTHING
    return {
        "number": line.number,
        "on": line.on,
        "written": line.written,
        "role": line.role,
        "verb": line.verb,
        "what": line.what,
        "member": line.member,
        "source": line.source,
        "text": said.text,
        "reasons": said.reasons,
        "grounds": list(said.grounds),
        "papers": [paper.title for paper in said.papers],
        "shown": [msgspec.to_builtins(one) for one in said.shown],
        "link": line.link.hex(),
    }


@router.post("/cases/{number}/acts", response={HTTPStatus.CREATED: CaseOut}, summary="Act in a case")
@needs(ACT, one="number")
@idempotent()
def act(request: HttpRequest, its: Case, body: ActIn) -> tuple[int, dict[str, object]]:
    """Do what the law offers today. Send the ETag of the case in If-Match, and a key in Idempotency-Key.

    What goes against a person is only proposed, until a second official signs.
    """
    who, day = principal(request), today()
    held, file = parts(who, its), store.file_of(its.pk.bytes)
    require_match(request, _tag(its, day))
    choice = acting.find(
        acting.choices(file, held, day), {n: getattr(body, n) for n in ("verb", "what", "member", "by")}
    )
    by = acting.part_for(choice, held, its.office_id) if choice is not None else None
    if choice is None or by is None:
        raise Refused(_not_offered(file, held, day))
    _check(file, choice, by, body, day)
    typed_for = "" if choice.is_ours else person_of(file, choice.offer.party)
    its_author = author(who, by, body.source, typed_for)
    try:
        order = acting.order_for(file, choice, its_author, file.version, _cleaned(body, day), (), day)
    except acting.NoGuardian as refused:
        raise Refused(Problem(HTTPStatus.CONFLICT, str(refused), "no-guardian", "A child has no guardian")) from None
    done = _carried_out(order)
    fresh = Case.objects.get(pk=its.pk)
    return HTTPStatus.CREATED, _told(fresh, done, held, day)


def _check(file: File, choice: acting.Choice, by: Part, body: ActIn, day: date) -> None:
    """Ask of an act what its form asks: only offices say another day, or how it came; decisions have grounds."""
    wrong = ""
    if by.office is None and (body.on not in (None, day) or body.source != _OUTSIDE):
        wrong = "You act today, and from another system: leave out `on` and `source`."
    asked = acting.fields_for(file, choice, day, for_office=by.office is not None)
    known = {name for name, _ in asked.get("grounds", [])}  # type: ignore[attr-defined]
    if not set(body.grounds) <= known or (known and not body.grounds):
        wrong = f"Name grounds that are established: {', '.join(sorted(known)) or 'none here'}."
    elif "reasons" in asked and not body.reasons.strip():
        wrong = "Give reasons."
    if body.source not in dict(SOURCES):
        wrong = f"`source` is one of: {', '.join(dict(SOURCES))}."
    if wrong:
        raise Refused(Problem(HTTPStatus.UNPROCESSABLE_ENTITY, wrong, "wrong-act"))


def _cleaned(body: ActIn, day: date) -> dict[str, object]:
    return body.model_dump(include={"text", "reasons", "grounds", "proof"}) | {"on": body.on or day}


def _carried_out(order: Order) -> File:
    try:
        return actions.act(order, clock.current).file
    except Stale as stale:
        problem = Problem(HTTPStatus.PRECONDITION_FAILED, str(stale), "stale", "Somebody acted meanwhile")
        raise Refused(problem) from None
    except (NotInLaw, NotAlone, actions.InTheFuture) as refused:
        problem = Problem(HTTPStatus.CONFLICT, str(refused), _NOT_OFFERED, "The law does not offer this now")
        raise Refused(problem) from None


def _not_offered(file: File, held: Sequence[Part], day: date) -> Problem:
    offered = [_offer(choice) for choice in acting.choices(file, held, day)]
    detail = "This is not offered to you in this case today. `offered` lists what is."
    return Problem(HTTPStatus.CONFLICT, detail, _NOT_OFFERED, "The law does not offer this now", {"offered": offered})


@router.post("/cases", response={HTTPStatus.CREATED: FiledOut}, summary="File a case")
@needs(APPLICANT)
@idempotent()
def file(request: HttpRequest, body: FilingIn) -> tuple[int, dict[str, object]]:
    """Begin a case; the answer says where its acknowledgement is."""
    who = principal(request)
    try:
        procedure = Library.default().load(body.procedure)
    except Unreadable:
        raise Refused(
            Problem(HTTPStatus.NOT_FOUND, "The library has no such procedure.", "unknown-procedure")
        ) from None
    _may_file(who, procedure, body)
    try:
        opening = Opening(today(), true_of(procedure, body.circumstances), sizes_of(procedure, body.people))
    except ValueError as error:
        raise Refused(Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), "wrong-opening")) from None
    office = filing.office_for(procedure.id)
    law = filing.law_for(procedure, office.state if office else procedure.calendar.holidays_of[0], today())
    part = Part(body.party, body.participants[body.party])
    joined = tuple(Joined(party, person) for party, person in body.participants.items())
    begun = Filing(
        law,
        opening,
        author(who, part, "another system"),
        body.participants[procedure.person],
        joined,
        Said(answers=body.answers),
        filing.assigned(office),
    )
    number = filing.case_number_of(actions.file(begun, clock.current))
    return HTTPStatus.CREATED, {"number": number, "receipt": f"/api/v1/cases/{number}/receipts/1"}


def _may_file(who: Principal, procedure: Procedure, body: FilingIn) -> None:
    """Refuse to file for people who are not one's own, and to take the place of an authority.

    A number of the register opens the name and the key behind it: only whoever signs in as its person may bring it
    into a case, and an office whose cases these are. That a number is not there is told like that it is not yours.
    """
    mine, numbers = set(persons(who)), set(body.participants.values())
    takes = any(procedure.id in post.office.procedures for post in posts(who, *WORKING))
    usable = set(Person.objects.filter(id__in=numbers).values_list("id", flat=True)) if takes else mine
    if body.party not in body.participants or not numbers <= usable:
        detail = "Who files must be among the participants, and each be somebody for whom you sign in."
        raise Refused(Problem(HTTPStatus.FORBIDDEN, detail, "not-yours"))
    wrong = [name for name in body.participants if name not in filing.filers(procedure)]
    if wrong or procedure.person not in body.participants or body.party not in filing.filers(procedure):
        detail = f"The participants must hold '{procedure.person}', and only those who may file, never an authority."
        raise Refused(Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, "wrong-participants"))


@router.get("/cases/{number}/receipts/{int:entry}", summary="The acknowledgement of one entry")
@needs(READ, one="number")
def receipt(request: HttpRequest, its: Case, entry: Path[int]) -> HttpResponse:
    """Give the acknowledgement as a file that verifies offline; 503 for at most a second while it is being sealed."""
    line = store.file_of(its.pk.bytes).line(entry)
    if line is None:
        raise Refused(Problem(HTTPStatus.NOT_FOUND, "The case has no such entry."))
    found = sealing.receipt_of(line.link)
    if found is None:
        problem = Problem(HTTPStatus.SERVICE_UNAVAILABLE, "It is being sealed. Ask again in a second.", "being-sealed")
        answer = problem_response(problem)
        answer.headers["Retry-After"] = "1"
        return answer
    return HttpResponse(receipts.to_file(found), content_type="application/json")


@router.get("/exports/cases.{form}", summary="The cases that you may inspect, as CSV, XLSX or Parquet")
@needs(INSPECT, many=True)
def export(request: HttpRequest, found: QuerySet[Case], form: Path[str]) -> HttpResponseBase:
    """Export; the number of rows stands in the header X-Row-Count, and a file that is cut off breaks off visibly."""
    return export_response(request, table(found), form)
