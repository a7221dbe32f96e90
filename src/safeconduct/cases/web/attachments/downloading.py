"""Hands a file to a browser, which is to save it and do nothing else with it."""

from __future__ import annotations

from urllib.parse import quote

from django.http import StreamingHttpResponse

from safeconduct.cases.attachments.content import kinds
from safeconduct.cases.said import Paper
from safeconduct.cases.web.attachments.storing import open_for

SANDBOX = "default-src 'none'; sandbox"


def download(paper: Paper) -> StreamingHttpResponse:
    """Stream a paper under its own name, from the sealed file to the socket; who may have it the caller has asked.

    Raises:
        Locked, Erased, Missing, Unreadable: before the first byte is sent, see :func:`.storing.open_for`.

    """
    kind = kinds().kinds[paper.kind]
    response = StreamingHttpResponse(open_for(paper), content_type=kind.media_type)
    for header, value in headers(paper.name or f"{paper.id[:8]}.{kind.extension}", paper.size).items():
        response[header] = value
    return response


def headers(name: str, size: int) -> dict[str, str]:
    """What keeps a browser from guessing, showing, running, or keeping a file (RFC 6266 for its name)."""
    plain = "".join(
        letter if letter.isascii() and letter.isprintable() and letter not in '"\\%' else "_" for letter in name
    )
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Length": str(size),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Content-Security-Policy": SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin",
    }
