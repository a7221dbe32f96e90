"""Problem details (RFC 9457): how an interface says what is wrong, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus

from django.http import JsonResponse

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem.

    `kind` is a short name of our own (empty: the status says it all), `title` the same for every
    occurrence, `detail` what is wrong with this one and what to do, `extra` further members.
    """

    status: HTTPStatus
    detail: str = ""
    kind: str = ""
    title: str = ""
    extra: dict[str, object] = field(default_factory=dict)


def problem_response(problem: Problem) -> JsonResponse:
    """Return the answer that carries the problem."""
    members: dict[str, object] = {
        "type": f"urn:safeconduct:problem:{problem.kind}" if problem.kind else "about:blank",
        "title": problem.title or problem.status.phrase,
        "status": int(problem.status),
    }
    if problem.detail:
        members["detail"] = problem.detail
    return JsonResponse(problem.extra | members, status=int(problem.status), content_type=MEDIA_TYPE)
