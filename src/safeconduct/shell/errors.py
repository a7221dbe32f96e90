"""Pages for what went wrong, as problem details where an interface asked."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader

from safeconduct.shell import uploads
from safeconduct.shell.problems import Problem, problem_response

View = Callable[[HttpRequest], HttpResponseBase]
"""How Django calls a page for errors, further arguments aside."""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Answer a request that cannot be read, or is too large to be."""
    if isinstance(exception, RequestDataTooBig):
        return answer(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return answer(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Answer a request for what this person may not see."""
    return answer(request, HTTPStatus.FORBIDDEN)


def forgery(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a form that did not come from one of our pages, or whose page was too old."""
    return answer(request, HTTPStatus.FORBIDDEN, page="forgery")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Answer a request for what is not there."""
    return answer(request, HTTPStatus.NOT_FOUND)


def too_many(request: HttpRequest) -> HttpResponseBase:
    """Answer who tries too often."""
    return answer(request, HTTPStatus.TOO_MANY_REQUESTS)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Answer when we are at fault."""
    return answer(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def answer(request: HttpRequest, status: HTTPStatus, page: str = "") -> HttpResponseBase:
    """Answer with a problem for interfaces and with a page in the reader's language for people."""
    if request.path_info.startswith(("/api/", "/health/")):
        too_large = status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return problem_response(uploads.problem() if too_large else Problem(status))
    template = loader.get_template(f"shell/{page or int(status)}.html")
    shown = {"most_megabytes": uploads.most_megabytes()}
    return HttpResponse(template.render(shown, request), status=int(status))
