"""The page on which whoever signed in says whether a wallet gets a document of theirs."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from safeconduct.identity.openid.errors import ProtocolError
from safeconduct.identity.web import codes
from safeconduct.identity.web.access import HOLDER
from safeconduct.shell import clock
from safeconduct.shell.access import needs, principal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(HOLDER)
def consent(request: HttpRequest) -> HttpResponse:
    """Say which wallet asks for what, and where it leads back to; then lead back with a code, or a no."""
    who, moment = principal(request), clock.current()
    said = request.POST if request.method == "POST" else request.GET
    client, request_uri = said.get("client_id", ""), said.get("request_uri", "")
    try:
        pushed = codes.find(request_uri, client, moment)
        if request.method == "POST":
            subject = request.POST.get("subject", "") if "yes" in request.POST else ""
            return _led_back(request, codes.agree(request_uri, client, subject, who, moment))
    except ProtocolError:
        return render(request, "identity/wallet_consent_over.html", status=400)
    back = urlsplit(pushed.redirect_uri)
    shown = {"client": client, "request_uri": request_uri, "back": back.netloc or f"{back.scheme}:"}
    return render(request, "identity/wallet_consent.html", shown | {"choices": codes.choices(pushed, who, moment)})


def _led_back(request: HttpRequest, address: str) -> HttpResponse:
    """A page with the way back. A redirection after a form would be stopped by the policy of forms."""
    answer = render(request, "identity/wallet_led_back.html", {"address": address})
    answer.headers["Refresh"] = f"0; url={address}"
    # The code must not be told to anybody whom the page of the wallet links to.
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
