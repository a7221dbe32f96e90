"""What a device asks: whether it still stands, to be enrolled, what to take along, and to receive its acts."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import translation
from ninja import Field, Router, Schema

from safeconduct.shell import clock
from safeconduct.shell.access import needs, principal, public
from safeconduct.shell.api import Refused
from safeconduct.shell.models import Account
from safeconduct.shell.offline import devices, receiving
from safeconduct.shell.offline.access import OFFLINE
from safeconduct.shell.offline.kinds import Act, Content, kind_for
from safeconduct.shell.offline.models import Device
from safeconduct.shell.problems import Problem

router = Router(tags=["Work offline"])
HEADER = "X-Device"
MOST_ACTS = 50
LONGEST_REASON = 300
_UNKNOWN = Problem(
    HTTPStatus.FORBIDDEN,
    f"The header {HEADER} names no device of this account that still stands. Enrol the device again.",
    "device-unknown",
    "The device is not known",
)


class Standing(Schema):
    """Whether a device still stands, and whether somebody is signed in on it."""

    known: bool
    revoked: bool
    signed_in: bool
    token: str = Field(description="For X-CSRFToken.")


class Enrolling(Schema):
    """A device that is to be remembered."""

    name: Annotated[str, Field(min_length=1, max_length=100)]


class Enrolled(Schema):
    """The token by which the device tells itself apart from now on."""

    device: str


class Taking(Schema):
    """What a device takes along, and why somebody reads it."""

    kind: str
    why: Annotated[str, Field(min_length=1, max_length=LONGEST_REASON)]


class ItemOut(Schema):
    """Something taken along."""

    item: str
    version: str
    content: Content


class ActIn(Schema):
    """An act as it was written on the device; ``after`` is the key of one that it replaces."""

    key: Annotated[str, Field(min_length=8, max_length=64)]
    kind: Annotated[str, Field(max_length=60)]
    content: Content
    written: datetime
    item: Annotated[str, Field(max_length=64)] = ""
    seen: Annotated[str, Field(max_length=64)] = ""
    after: Annotated[str, Field(max_length=64)] = ""


class Sending(Schema):
    """Acts in the order in which they were written."""

    acts: Annotated[list[ActIn], Field(max_length=MOST_ACTS)]
    language: str = "en"


class AnswerOut(Schema):
    """What came of an act."""

    key: str
    state: str
    item: str
    version: str
    theirs: Content
    errors: dict[str, list[str]]


@router.post("/offline/standing", response=Standing)
@public("A device that was revoked must learn so without signing in; whether it stands is all that is said.")
def standing(request: HttpRequest) -> dict[str, object]:
    """Say whether the device still stands."""
    found = devices.of_token(request.headers.get(HEADER, ""))
    return {
        "known": found is not None,
        "revoked": found is not None and found.revoked is not None,
        "signed_in": principal(request).account is not None,
        "token": get_token(request),
    }


@router.post("/offline/devices", response=Enrolled)
@needs(OFFLINE)
def enrol(request: HttpRequest, asked: Enrolling) -> dict[str, object]:
    """Remember the device on which somebody is signed in."""
    _, token = devices.enrol(_account(request), asked.name, _session(request), clock.current)
    return {"device": token}


@router.post("/offline/items", response=list[ItemOut])
@needs(OFFLINE)
def take_along(request: HttpRequest, asked: Taking) -> list[dict[str, object]]:
    """Give what the device takes along of a kind of work."""
    device, kind = _device(request), kind_for(principal(request), asked.kind)
    items = list(kind.taken_along(principal(request), asked.why)) if kind else []
    if kind:
        devices.note_taken(device, kind, items, clock.current)
    return [{"item": one.item, "version": one.version, "content": one.content} for one in items]


@router.post("/offline/acts", response=list[AnswerOut])
@needs(OFFLINE)
def send(request: HttpRequest, sent: Sending) -> list[receiving.Answer]:
    """Receive acts; each is carried out once and answered by itself."""
    device, who = _device(request), principal(request)
    devices.note_contact(device, _session(request), clock.current)
    with translation.override(sent.language):
        return [receiving.receive(device, who, _act(one), one.after, clock.current) for one in sent.acts]


def _act(one: ActIn) -> Act:
    return Act(one.key, one.kind, one.content, one.written, one.item, one.seen)


def _device(request: HttpRequest) -> Device:
    found = devices.of_token(request.headers.get(HEADER, ""))
    if found is None or found.revoked is not None or found.account_id != _account(request).pk:
        raise Refused(_UNKNOWN)
    return found


def _account(request: HttpRequest) -> Account:
    account = principal(request).account
    if account is None:
        raise Refused(_UNKNOWN)
    return account


def _session(request: HttpRequest) -> str:
    return request.session.session_key or ""
