"""The interface for machines: the library, the report of each procedure, and a check of a text. Errors are RFC 9457."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Router, Schema

from safeconduct.procedures.messages import Mistake
from safeconduct.procedures.report_data import report_data
from safeconduct.procedures.web import shelf
from safeconduct.procedures.web.checking import BENCH, MOST_BYTES, TooLong
from safeconduct.shell.access import public
from safeconduct.shell.api import Refused
from safeconduct.shell.problems import Problem, problem_response

YAML = "application/yaml"


_TOO_LARGE = Problem(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "The text is larger than 256 kB. Shorten it and send it again.",
    "too-large",
    "The text is too large",
)
_TOO_LONG = Problem(
    HTTPStatus.UNPROCESSABLE_ENTITY,
    "The check was stopped after ten seconds. Make the file simpler: fewer time limits that run at once.",
    "check-too-long",
    "The check takes too long",
)

router = Router(tags=["Procedures"])


class Published(Schema):
    """A procedure of the library."""

    id: str
    version: str
    title: str
    status: str
    lawful_days: int | None
    enforced_days: int | None
    report: str


@router.get("/procedures", response=list[Published], summary="Every published procedure, with its one-line answer")
@public("Published law is for everyone.")
def procedures(request: HttpRequest) -> list[dict[str, object]]:
    """List the newest version of each procedure. `null` days: the law sets no end."""
    return [_published(entry.identity) for entry in shelf.library().newest()]


def _published(identity: str) -> dict[str, object]:
    shown = shelf.shown(identity, "en")
    report = shelf.report_of(shown.procedure)
    return {
        "id": shown.procedure.id,
        "version": shown.procedure.version.isoformat(),
        "title": shown.words.title,
        "status": report.status,
        "lawful_days": report.lawful.days,
        "enforced_days": report.enforced.days,
        "report": f"/api/v1/procedures/{identity}/report",
    }


@router.get("/procedures/{path:name}/report", response=dict[str, Any], summary="The report of one procedure")
@public("Published law is for everyone.")
def report(request: HttpRequest, name: Path[str]) -> dict[str, Any]:
    """Give the twelve promises, both worst cases and every finding; `name` is an id, or an id with @version."""
    try:
        return report_data(shelf.report_of(shelf.shown(name, "en").procedure))
    except Http404 as missing:
        problem = Problem(HTTPStatus.NOT_FOUND, str(missing), "unknown-procedure", "No such procedure")
        raise Refused(problem) from None


_CHECK = {"requestBody": {"required": True, "content": {YAML: {"schema": {"type": "string"}}}}}


@router.post("/check", response=dict[str, Any], summary="Check a procedure that you wrote", openapi_extra=_CHECK)
@public("A check stores nothing and knows nobody.")
def check(request: HttpRequest) -> HttpResponse | dict[str, Any]:
    """Read the YAML of the body and check it; nothing is stored. Mistakes come back as a problem, with lines."""
    if len(request.body) > MOST_BYTES:
        return problem_response(_TOO_LARGE)
    try:
        checked = BENCH.check(request.body.decode("utf-8", "replace"))
    except TooLong:
        return problem_response(_TOO_LONG)
    if checked.report is None:
        return problem_response(_unreadable(checked.mistakes))
    return report_data(checked.report)


def _unreadable(mistakes: tuple[Mistake, ...]) -> Problem:
    found = [{"code": m.code, "line": m.place.line, "cause": m.cause, "cure": m.cure} for m in mistakes]
    detail = "The text cannot be read as a procedure. Each mistake has its line and what mends it."
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        detail,
        "unreadable-procedure",
        "The procedure is unreadable",
        {"mistakes": found},
    )
