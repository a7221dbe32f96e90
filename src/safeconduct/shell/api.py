"""Conventions of the interface for machines: who adds a router gets errors, headers and a description alike.

Every error is problem details (RFC 9457). Where the fields of a request are wrong, `errors` lists them: those of the
body by JSON Pointer (RFC 6901), others by the name of the parameter. What was sent is never repeated in an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError, ValidationErrorContext
from ninja.openapi.schema import OpenAPISchema

from safeconduct.shell import uploads
from safeconduct.shell.problems import MEDIA_TYPE, Problem, problem_response

BODY = ("body", "form", "file")
_HEADERS = "safeconduct_headers"
_OPERATIONS = ("get", "put", "post", "delete", "patch")


class Refused(Exception):
    """Ends an operation with a problem; a transaction around it is rolled back."""

    def __init__(self, problem: Problem, headers: dict[str, str] | None = None) -> None:
        super().__init__(problem.kind or problem.status.phrase)
        self.problem, self.headers = problem, headers or {}


class NotModified(Exception):
    """Ends an operation: what the client holds is still right (RFC 9110, section 15.4.5)."""


def add_header(request: HttpRequest, name: str, value: str) -> None:
    """Have the answer to this request carry a header, from an operation that returns data."""
    vars(request).setdefault(_HEADERS, {})[name] = value


class Interface(NinjaAPI):
    """The interface of the site."""

    def __init__(self, title: str, version: str, description: str) -> None:
        super().__init__(title=title, version=version, description=description, urls_namespace="api")
        for error, handler in _HANDLERS.items():
            self.add_exception_handler(error, handler)

    def create_response(self, request: HttpRequest, data: object, **told: Any) -> HttpResponse:  # noqa: ANN401 - Ninja's signature
        """Make the answer, with the headers that the operation added."""
        response = super().create_response(request, data, **told)
        _put_headers(request, response)
        return response

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """List what is wrong with a request, each where it stands."""
        return ValidationError([found for context in error_contexts for found in _found_in(context)])

    def get_openapi_schema(self, *args: Any, **told: Any) -> OpenAPISchema:  # noqa: ANN401 - Ninja's signature
        """Describe the interface, with what every operation answers when it refuses."""
        described = super().get_openapi_schema(*args, **told)
        described["components"].setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        for operation in _operations(described):
            operation["responses"].setdefault("default", _PROBLEM_ANSWER)
        return described


PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What is wrong this time, and what to do."},
        "errors": {
            "type": "array",
            "description": "What is wrong with the request, each where it stands.",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON Pointer into the body, as a URI fragment."},
                    "parameter": {"type": "string", "description": "Name of a parameter of the address or header."},
                    "in": {"enum": ["path", "query", "header", "cookie"]},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
_PROBLEM_ANSWER = {
    "description": "The request is refused.",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def _operations(described: dict[str, Any]) -> Iterable[dict[str, Any]]:
    for path in described["paths"].values():
        yield from (operation for method, operation in path.items() if method in _OPERATIONS)


def _found_in(context: ValidationErrorContext[Any]) -> Iterable[dict[str, str]]:
    source = context.model.__ninja_param_source__ or "body"
    single = getattr(context.model, "__read_from_single_attr__", None)
    for found in context.pydantic_validation_error.errors(
        include_url=False, include_input=False, include_context=False
    ):
        place = context.model.__ninja_flatten_map_reverse__.get(found["loc"], found["loc"])
        yield {**_place(source, single, place), "detail": found["msg"]}


def _place(source: str, single: str | None, place: tuple[int | str, ...]) -> dict[str, str]:
    """Say where something stands: in the body by pointer, elsewhere by name.

    A body that is read as one object has no level for the name of the operation's parameter.
    """
    if source not in BODY:
        return {"parameter": ".".join(str(part) for part in place), "in": source}
    within = place[1:] if single and place[:1] == (single,) else place
    return {"pointer": "#" + "".join(f"/{escaped(part)}" for part in within)}


def escaped(part: int | str) -> str:
    """Write one part of a JSON Pointer (RFC 6901, section 3)."""
    return str(part).replace("~", "~0").replace("/", "~1")


def _put_headers(request: HttpRequest, response: HttpResponse) -> None:
    for name, value in vars(request).get(_HEADERS, {}).items():
        response.headers[name] = value


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    response = problem_response(refused.problem)
    for name, value in refused.headers.items():
        response.headers[name] = value
    return response


def _not_modified(request: HttpRequest, found: NotModified) -> HttpResponse:
    response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    _put_headers(request, response)
    del response.headers["Content-Type"]
    return response


def _missing(request: HttpRequest, missing: Http404) -> HttpResponse:
    return problem_response(
        Problem(HTTPStatus.NOT_FOUND, "There is nothing at this address, or it is not open to you.")
    )


def _forbidden(request: HttpRequest, forbidden: PermissionDenied) -> HttpResponse:
    return problem_response(Problem(HTTPStatus.FORBIDDEN, "This account may not do this."))


def _too_large(request: HttpRequest, found: RequestDataTooBig) -> HttpResponse:
    return problem_response(uploads.problem())


def _invalid(request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    detail = "The request does not have the form that the description of this interface asks for."
    found: dict[str, object] = {"errors": invalid.errors}
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return problem_response(Problem(status, detail, "invalid-request", "The request is invalid", found))


def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem_response(Problem(HTTPStatus(error.status_code), error.message))


_HANDLERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    Refused: _refused,
    NotModified: _not_modified,
    Http404: _missing,
    PermissionDenied: _forbidden,
    RequestDataTooBig: _too_large,
    ValidationError: _invalid,
    HttpError: _other,
}
