"""Keeps answers, finds them again, and tells requests apart."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from threading import Lock

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from safeconduct.shell.clock import Clock
from safeconduct.shell.idempotency.models import KeptAnswer
from safeconduct.shell.principals import principal
from safeconduct.shell.sealing import seal, unseal

KEPT_FOR = timedelta(hours=24)
HEADERS = ("Content-Type", "Content-Language", "Location", "ETag", "Link")
NOT_PART_OF_THE_REQUEST = ("csrfmiddlewaretoken", "once")
Keeps = Callable[[HttpResponse], bool]
"""Tells whether an answer is kept; one that is not leaves its key free."""
NOBODY = "nobody"
_USE = "kept answer"


class OtherRequest(Exception):
    """The key was used before, for a request with other content. `first` is what was answered then."""

    def __init__(self, first: Answer) -> None:
        super().__init__("The key was used before for another request.")
        self.first = first


class StillRunning(Exception):
    """The first request with this key is still being done."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be done once: whose key, which key, and the hash of the request."""

    owner: str
    key: str
    content: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that can be given again."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""

    def again(self) -> HttpResponse:
        """Give it again, saying so."""
        response = HttpResponse(b64decode(self.body), status=self.status)
        del response.headers["Content-Type"]
        for name, value in self.headers.items():
            response.headers[name] = value
        response.headers["Idempotency-Replayed"] = "true"
        return response


def answer_of(response: HttpResponse) -> Answer:
    """Keep what says what was done; cookies belong to one browser and are not kept."""
    headers = {name: response.headers[name] for name in HEADERS if name in response.headers}
    return Answer(response.status_code, headers, b64encode(response.content).decode())


def request_of(request: HttpRequest, key: str) -> Request:
    """Say what is to be done once."""
    return Request(owner_of(request), key, hash_of(request))


def owner_of(request: HttpRequest) -> str:
    """Say whose keys come with this request; a key that is drawn by chance protects who has no session."""
    who = principal(request)
    if who.account is not None:
        return f"account {who.account.pk}"
    if who.reference:
        return f"slip {sha256(who.reference.encode()).hexdigest()}"
    session = getattr(getattr(request, "session", None), "session_key", None)
    return f"session {sha256(session.encode()).hexdigest()}" if session else NOBODY


def hash_of(request: HttpRequest) -> str:
    """Tell requests apart by method, address and content."""
    content = _form_parts(request) if _is_form(request) else iter([request.body])
    hashed = sha256()
    for part in (f"{request.method} {request.get_full_path()}".encode(), *content):
        hashed.update(len(part).to_bytes(8) + part)
    return hashed.hexdigest()


def _is_form(request: HttpRequest) -> bool:
    return request.content_type in ("multipart/form-data", "application/x-www-form-urlencoded")


def _form_parts(request: HttpRequest) -> Iterator[bytes]:
    """Fields and files one by one: the boundaries between them are another in each sending of the same form."""
    for name, values in sorted(request.POST.lists()):
        if name not in NOT_PART_OF_THE_REQUEST:
            yield json.dumps([name, values]).encode()
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield json.dumps([name, file.name, _hash_of_file(file)]).encode()


def _hash_of_file(file: UploadedFile[bytes]) -> str:
    hashed = sha256()
    for chunk in file.chunks():
        hashed.update(chunk)
    file.seek(0)
    return hashed.hexdigest()


def is_no_refusal(response: HttpResponse) -> bool:
    """Tell whether something was done."""
    return response.status_code < HTTPStatus.BAD_REQUEST


def do_once(
    asked: Request, act: Callable[[], HttpResponseBase], clock: Clock, keeps: Keeps = is_no_refusal
) -> HttpResponseBase:
    """Do the act and keep its answer, or give the answer that is kept.

    Whoever comes second while the first is at work waits for the database: SQLite has one writer, and PostgreSQL holds
    up a second row of the same key. An act that is refused (4xx, 5xx, an exception) leaves nothing behind, the key
    neither: what was wrong may be mended and asked for again.
    """
    with transaction.atomic():
        known = _claim(asked, clock)
        if known is not None:
            return known.again()
        response = act()
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            transaction.set_rollback(True)
        elif isinstance(response, HttpResponse) and keeps(response):
            _keep(asked, answer_of(response))
        else:
            _row(asked).delete()
    return response


def _row(asked: Request) -> QuerySet[KeptAnswer]:
    return KeptAnswer.objects.filter(owner=asked.owner, key=asked.key)


def _claim(asked: Request, clock: Clock) -> Answer | None:
    row = KeptAnswer(owner=asked.owner, key=asked.key, request_hash=asked.content, made=clock())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return _known(asked)
    return None


def _known(asked: Request) -> Answer:
    row = _row(asked).get()
    found = Answer(**json.loads(unseal(bytes(row.answer or b""), _USE)))
    if row.request_hash != asked.content:
        raise OtherRequest(found)
    return found


def _keep(asked: Request, answer: Answer) -> None:
    _row(asked).update(answer=seal(json.dumps(asdict(answer)).encode(), _USE))


def forget_old(clock: Clock) -> int:
    """Remove what was kept for a day; a task of the worker."""
    removed, _ = KeptAnswer.objects.filter(made__lt=clock() - KEPT_FOR).delete()
    return removed


_AT_WORK: set[tuple[str, str]] = set()
_AT_WORK_LOCK = Lock()


@contextmanager
def alone(asked: Request) -> Iterator[None]:
    """Be the only request with this key, or end at once: in this process, and on PostgreSQL in all of them."""
    mark = (asked.owner, asked.key)
    with _AT_WORK_LOCK:
        if mark in _AT_WORK:
            raise StillRunning
        _AT_WORK.add(mark)
    try:
        with transaction.atomic():
            _take_lock(mark)
            yield
    finally:
        with _AT_WORK_LOCK:
            _AT_WORK.discard(mark)


def _take_lock(mark: tuple[str, str]) -> None:
    if connection.vendor != "postgresql":
        return
    number = int.from_bytes(sha256("\x1f".join(mark).encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise StillRunning
