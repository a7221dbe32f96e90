"""Headers that keep a page to itself: own scripts, own styles, no frames, nothing told to others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


def policy(forms_lead_to: Sequence[str]) -> str:
    """Return the content security policy; a form may lead to the sign-in pages of providers, nowhere else."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            " ".join(["form-action 'self'", *forms_lead_to]),
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ]
    )


HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


class SecurityHeaders:
    """Adds the headers to each answer, static files and errors included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.headers = HEADERS | {"Content-Security-Policy": policy(settings.FORMS_LEAD_TO)}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then add each header that the answer does not set itself."""
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response
