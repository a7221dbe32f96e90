"""Stands before every view: what declares no rule is refused, and officials show a second factor first."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from ninja.operation import Operation, PathView
from ninja.utils import check_csrf

from safeconduct.shell.access import Access, View, access_of, admit
from safeconduct.shell.accounts.declared import DECLARED
from safeconduct.shell.accounts.officials import lacks_second_factor
from safeconduct.shell.principals import Principal, principal
from safeconduct.shell.problems import Problem, problem_response

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
_LOG = logging.getLogger(__name__)
_SECOND_FACTOR = Problem(
    HTTPStatus.FORBIDDEN,
    "Whoever holds a post signs in with a second factor. Set it up on the page of your account.",
    "second-factor-missing",
    "A second factor is missing",
)


def operations_of(view: View) -> list[Operation]:
    """Return the operations of the interface that share an address, or none for a page."""
    owner = inspect.getclosurevars(view).nonlocals.get("self") if inspect.isfunction(view) else None
    return list(owner.operations) if isinstance(owner, PathView) else []


def declaration(view: View, name: str, method: str) -> Access | None:
    """Return what a view declares for a method, itself or, where others wrote it, in our table under its name."""
    operations = operations_of(view)
    if operations:
        asked = [operation for operation in operations if method in operation.methods]
        return access_of(asked[0].view_func) if asked else access_of(operations[0].view_func)
    return access_of(view) or DECLARED.get(name)


class Guard:
    """Refuses what is not declared, and holds each rule before anything of the request is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as the view does."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: list[Any], parts: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Let the request pass, or answer in place of the view."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        access = declaration(view, name, request.method or "")
        if access is None:
            _LOG.error("A view declares no access rule, so nobody may see it: say @needs or @public.")
            raise PermissionDenied
        return None if access.is_public else self.hold(request, access, parts)

    def hold(self, request: HttpRequest, access: Access, parts: dict[str, Any]) -> HttpResponseBase | None:
        """Ask for the second factor, for the token against forgery, and then hold the rule."""
        who = principal(request)
        asked_first = not (access.before_second_factor or who.by_key)
        if asked_first and who.account and lacks_second_factor(request, who.account):
            return self.ask_second_factor(request)
        if forged(request, who):
            return problem_response(Problem(HTTPStatus.FORBIDDEN, "Send the token against forgery in X-CSRFToken."))
        return admit(request, access, parts)

    def ask_second_factor(self, request: HttpRequest) -> HttpResponseBase:
        """Send an official to the page where a second factor is set up."""
        if request.path_info.startswith("/api/"):
            return problem_response(_SECOND_FACTOR)
        return redirect("shell:second-factor")


def forged(request: HttpRequest, who: Principal) -> bool:
    """Tell whether a change through the interface comes with a session's cookie, but not from our own page.

    Django asks this of every page; the interface is exempt, since programs come with a key, which no browser sends.
    """
    if not request.path_info.startswith("/api/") or request.method in SAFE or who.by_key or who.is_nobody:
        return False
    return check_csrf(request) is not None
