"""What everybody may know of the journal: its public key and its newest checkpoint, as plain text."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from safeconduct.journal.web import sealing
from safeconduct.shell.access import public
from safeconduct.shell.problems import Problem, problem_response

PLAIN = "text/plain; charset=utf-8"


@public("Whoever holds an acknowledgement verifies it with this key.")
def key(request: HttpRequest) -> HttpResponseBase:
    """Give the public key."""
    return HttpResponse(f"{sealing.public_key()}\n", content_type=PLAIN)


@public("Who keeps a checkpoint elsewhere can show that the journal was rewritten since.")
def checkpoint(request: HttpRequest) -> HttpResponseBase:
    """Give the newest checkpoint."""
    note = sealing.newest_note()
    if not note:
        return problem_response(Problem(HTTPStatus.NOT_FOUND, "Nothing was sealed yet.", kind="nothing-sealed"))
    return HttpResponse(note, content_type=PLAIN)
