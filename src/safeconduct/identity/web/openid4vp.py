"""OpenID4VP 1.0: the end points at which wallets fetch a request and send their answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from safeconduct.identity.openid.request import MEDIA_TYPE
from safeconduct.identity.web import asking
from safeconduct.identity.web.answering import form_of, machine
from safeconduct.shell import clock


@machine("A wallet fetches what it was asked by a number that nobody can guess.", "GET", "POST")
def request_object(request: HttpRequest, number: str) -> HttpResponseBase:
    """Give the signed request, with the wallet's nonce where it sent one (section 5.10)."""
    nonce = form_of(request).get("wallet_nonce", ("",))[0] if request.method == "POST" else ""
    return HttpResponse(asking.signed(number, nonce, clock.current()), content_type=MEDIA_TYPE)


@machine("A wallet sends its answer under a number that nobody can guess, and proves what it shows.", "POST")
def answer(request: HttpRequest, number: str) -> HttpResponseBase:
    """Take an answer; where the person goes on, on the same device, is said to the wallet (section 8.2)."""
    moment = clock.current()
    return JsonResponse(asking.take(number, form_of(request), asking.back_of(number, moment), moment))
