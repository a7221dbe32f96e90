"""Answers what no view can foresee: two who act at one moment, a clock set back, an erased person, a full disk.

In each of these nothing was written, since acts are one transaction; the page says so, and what to do. Whatever else
goes wrong stays our fault and is recorded as such.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader
from django.utils.translation import gettext, override

from safeconduct.cases.file import Erased
from safeconduct.cases.web.actions import Stale
from safeconduct.journal.web.keys import KeyDestroyed
from safeconduct.journal.web.writing import ClockSetBack, Overtaken
from safeconduct.shell.problems import Problem, problem_response

SECONDS = 5
"""After which it is worth trying again where a database is busy."""
BUSY, FULL = ("database is locked", "database table is locked"), ("disk is full", "No space left")
LOCKED_STATES, FULL_STATE = ("40001", "40P01", "55P03"), "53100"
"""SQLSTATE of PostgreSQL: serialization failure, deadlock, lock not available; disk full."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is answered: a status, a short name for programs, and words for people."""

    status: HTTPStatus
    kind: str
    title: Callable[[], str]
    words: Callable[[], str]
    retry: bool = False
    operator: bool = False
    """Somebody who runs the instance must look."""


MEANWHILE = Trouble(
    HTTPStatus.CONFLICT,
    "overtaken",
    lambda: gettext("Somebody acted at the same moment"),
    lambda: gettext("Nothing of yours was saved. Open the case again, look at what is new, and decide anew."),
)
SET_BACK = Trouble(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "clock-set-back",
    lambda: gettext("The clock of this server is wrong"),
    lambda: gettext(
        "It stands before what was written last, so nothing can be written now, and nothing was. "
        "Those who run it must set it right; your time limit is not shorter for it."
    ),
    operator=True,
)
GONE = Trouble(
    HTTPStatus.GONE,
    "erased",
    lambda: gettext("This case was erased"),
    lambda: gettext("The data of the person were erased, so nobody can read the case or act in it any more."),
)
LOCKED = Trouble(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "busy",
    lambda: gettext("Too many write at this moment"),
    lambda: gettext("Nothing of yours was saved. Send it again in a few seconds."),
    retry=True,
)
NO_ROOM = Trouble(
    HTTPStatus.INSUFFICIENT_STORAGE,
    "disk-full",
    lambda: gettext("There is no room left to keep this"),
    lambda: gettext(
        "Nothing of yours was saved, and nothing that was saved before is lost. "
        "Those who run this server must make room; try again later."
    ),
    operator=True,
)
_KNOWN: tuple[tuple[tuple[type[Exception], ...], Trouble], ...] = (
    ((Overtaken, Stale), MEANWHILE),
    ((ClockSetBack,), SET_BACK),
    ((KeyDestroyed, Erased), GONE),
)


def trouble_of(error: Exception) -> Trouble | None:
    """What an error means to whoever sent the request; None where it is a mistake of ours."""
    if isinstance(error, DatabaseError):
        return _of_database(error)
    return next((trouble for kinds, trouble in _KNOWN if isinstance(error, kinds)), None)


def _of_database(error: DatabaseError) -> Trouble | None:
    said, code = str(error), getattr(error.__cause__, "sqlstate", "") or ""
    if code == FULL_STATE or any(words in said for words in FULL):
        return NO_ROOM
    if code in LOCKED_STATES or any(words in said for words in BUSY):
        return LOCKED
    return None


class Troubles:
    """Stands around the views and turns such errors into answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as the view does."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer in place of a view that failed, or leave it to the page for our mistakes."""
        trouble = trouble_of(error)
        if trouble is None:
            return None
        if trouble.operator:
            _LOG.error("Nothing can be written: %s.", trouble.kind)
        found = _problem(trouble) if request.path_info.startswith("/api/") else _page(request, trouble)
        if trouble.retry:
            found.headers["Retry-After"] = str(SECONDS)
        return found


def _problem(trouble: Trouble) -> HttpResponse:
    with override("en"):
        return problem_response(Problem(trouble.status, trouble.words(), trouble.kind, trouble.title()))


def _page(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    shown = {"title": trouble.title(), "words": trouble.words(), "status": int(trouble.status)}
    return HttpResponse(loader.get_template("cases/trouble.html").render(shown, request), status=int(trouble.status))
