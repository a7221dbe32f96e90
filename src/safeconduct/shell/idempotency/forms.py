"""One-time tokens of forms: a double click or a page loaded again does the act once and shows what came of it.

    <form method="post">{% csrf_token %}{% once %} ...          {# {% load shell_once %} #}

    @needs(FILE)
    @once
    def file(request): ...            # answers a good form by a redirect, as forms should

An act ends in a redirect, and only that is kept. A page with what is to be mended keeps nothing: the token stays good.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from safeconduct.shell import clock
from safeconduct.shell.errors import bad_request
from safeconduct.shell.idempotency.keeping import OtherRequest, do_once, request_of

FIELD = "once"
LENGTH = 22
"""Characters of a token: 128 bits."""
View = Callable[..., HttpResponseBase]


def token_for(request: HttpRequest | None, random_text: Callable[[int], str] = secrets.token_urlsafe) -> str:
    """Return the token of a form: the one that was sent, while its act is not done, or a new one."""
    sent = request.POST.get(FIELD, "") if request is not None and request.method == "POST" else ""
    return sent if len(sent) == LENGTH else random_text(16)


def is_redirect(response: HttpResponse) -> bool:
    """Tell whether a form did what it asks for."""
    return HTTPStatus.MULTIPLE_CHOICES <= response.status_code < HTTPStatus.BAD_REQUEST


def once(view: View) -> View:
    """Have what a form asks for done once, in one transaction; reading the page is not touched."""

    @wraps(view)
    def held(request: HttpRequest, *args: object, **parts: object) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **parts)
        token = request.POST.get(FIELD, "")
        if len(token) != LENGTH:
            return bad_request(request)
        return _answer(request, token, lambda: view(request, *args, **parts))

    return held


def _answer(request: HttpRequest, token: str, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    try:
        return do_once(request_of(request, f"form {token}"), act, clock.current, keeps=is_redirect)
    except OtherRequest as other:
        shown = {"first": other.first.headers.get("Location", "")}
        return render(request, "shell/sent-before.html", shown, status=HTTPStatus.CONFLICT)
