"""Idempotency keys of the interface for machines.

Used so::

    @router.post("/cases", response={201: CaseOut})
    @needs(FILE)
    @idempotent()
    def file_a_case(request: HttpRequest, filing: FilingIn) -> ...
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase
from ninja.decorators import decorate_view
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from safeconduct.shell import clock
from safeconduct.shell.idempotency.keeping import (
    NOBODY,
    OtherRequest,
    Request,
    StillRunning,
    alone,
    do_once,
    owner_of,
    request_of,
)
from safeconduct.shell.problems import Problem, problem_response

HEADER = "Idempotency-Key"
LONGEST = 255
F = TypeVar("F", bound=Callable[..., Any])
Run = Callable[..., HttpResponseBase]

_MISSING = Problem(
    HTTPStatus.BAD_REQUEST,
    f"Send a key of your own in the header {HEADER}, a new one for each new request, the same when you try again.",
    "idempotency-key-missing",
    "The idempotency key is missing",
)
_UNUSABLE = Problem(
    HTTPStatus.BAD_REQUEST,
    f"The header {HEADER} holds 1 to {LONGEST} printable characters of ASCII, for example a UUID.",
    "idempotency-key-unusable",
    "The idempotency key cannot be used",
)
_OTHER = Problem(
    HTTPStatus.UNPROCESSABLE_ENTITY,
    "This key was sent before with other content. Nothing was done now. Send a new key with a new request.",
    "idempotency-key-reused",
    "The idempotency key was used before",
)
_RUNNING = Problem(
    HTTPStatus.CONFLICT,
    "The first request with this key is still being done. Send it again in a moment to get its answer.",
    "idempotency-key-in-use",
    "The first request is still being done",
)
_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "description": "A key of the client's, kept with the answer for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST},
}


def idempotent(required: bool = True) -> Callable[[F], F]:
    """Have an operation done once for each key, in one transaction with its answer; placed below the route."""

    def declare(operation: F) -> F:
        contribute_operation_callback(operation, lambda found: _describe(found, required))
        return decorate_view(lambda run: _once(run, required))(operation)

    return declare


def _describe(operation: Operation, required: bool) -> None:
    extra = operation.openapi_extra = dict(operation.openapi_extra or {})
    extra["parameters"] = [*extra.get("parameters", []), {**_PARAMETER, "required": required}]


def _once(run: Run, required: bool) -> Run:
    @wraps(run)
    def once(request: HttpRequest, **parts: object) -> HttpResponseBase:
        key = request.headers.get(HEADER, "").strip().strip('"')
        if not key:
            return problem_response(_MISSING) if required else run(request, **parts)
        if len(key) > LONGEST or not (key.isascii() and key.isprintable()):
            return problem_response(_UNUSABLE)
        if owner_of(request) == NOBODY:
            # Strangers may choose the same key; the operation itself says whether they may come in at all.
            return run(request, **parts)
        return _answer(request_of(request, key), lambda: run(request, **parts))

    return once


def _answer(asked: Request, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    try:
        with alone(asked):
            return do_once(asked, act, clock.current)
    except OtherRequest:
        return problem_response(_OTHER)
    except StillRunning:
        response = problem_response(_RUNNING)
        response.headers["Retry-After"] = "1"
        return response
