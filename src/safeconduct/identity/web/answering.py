"""What the machine end points of both protocols share: errors as the protocols write them, limits, no caches."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.crypto import salted_hmac
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from safeconduct.identity.openid.errors import ProtocolError
from safeconduct.identity.openid.nonce import make_nonce
from safeconduct.identity.openid.token import Form
from safeconduct.shell import clock
from safeconduct.shell.access import public

PROOF = "DPoP"
Answering = Callable[..., HttpResponseBase]


def machine(why: str, *methods: str) -> Callable[[Answering], Answering]:
    """Declare an end point for wallets: open to all, since it asks for no session but for a secret or nothing at all.

    No cookie is read, so a forged request can do nothing that the forger could not do; the token against forgery would
    only keep wallets out. Errors are answered as RFC 6749 and RFC 6750 write them, and no answer is kept by a cache.
    """

    def declare(view: Answering) -> Answering:
        @csrf_exempt
        @require_http_methods(list(methods))
        @public(why)
        @wraps(view)
        def answered(request: HttpRequest, *args: object, **parts: object) -> HttpResponseBase:
            try:
                limited(request)
                answer = view(request, *args, **parts)
            except ProtocolError as problem:
                answer = error_response(problem)
            answer.headers["Cache-Control"] = "no-store"
            if PROOF in request.headers:
                answer.headers["DPoP-Nonce"] = fresh_nonce()
            return answer

        return answered

    return declare


def error_response(problem: ProtocolError) -> HttpResponse:
    """An error as it is sent."""
    answer: HttpResponse = JsonResponse(problem.body() if problem.error else {}, status=problem.status)
    if problem.challenge:
        answer.headers["WWW-Authenticate"] = problem.challenge
    return answer


def limited(request: HttpRequest) -> None:
    """Refuse whoever asks too often."""
    if not ratelimit.consume(request, action="wallet"):
        raise ProtocolError(
            "temporarily_unavailable", "Too many requests. Wait a minute.", HTTPStatus.TOO_MANY_REQUESTS
        )


def form_of(request: HttpRequest) -> Form:
    """The form of a request, and nothing that stands in its address (RFC 6749, section 3.2)."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise ProtocolError("invalid_request", "Send the parameters as application/x-www-form-urlencoded.")
    return dict(request.POST.lists())


def fresh_nonce() -> str:
    """The nonce for the next proof of a key (RFC 9449, section 8); nothing is kept of it."""
    return make_nonce(secret("dpop"), int(clock.current().timestamp()), os.urandom(16))


def secret(use: str, *parts: str) -> bytes:
    """Thirty-two bytes that only this instance knows, for one use."""
    digest: bytes = salted_hmac(f"openid {use}", "\x00".join(parts), settings.SECRET_KEY, algorithm="sha256").digest()
    return digest
