"""Keeps the frozen data of the protocols between two requests: sealed, by the digest of a secret, until it expires."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

import msgspec
from django.db import IntegrityError, transaction

from safeconduct.identity.web.models import ProtocolState
from safeconduct.shell.clock import Clock
from safeconduct.shell.sealing import seal, unseal

T = TypeVar("T")
OFFER, GRANT, TOKEN, NONCE = "offer", "grant", "token", "nonce"
TRANSACTION, NOTIFICATION = "transaction", "notification"
PUSHED, CODE, OFFERED, PROOF = "pushed", "code", "offered", "proof"
REQUEST, ANSWER, LIST = "request", "answer", "list"


def keep(kind: str, key: str, value: object, expires: datetime) -> None:
    """Keep something, in place of what was kept under the same key."""
    kept = {"sealed": seal(msgspec.json.encode(value), _use(kind)), "expires": expires}
    ProtocolState.objects.update_or_create(kind=kind, key=key, defaults=kept)


def once(kind: str, key: str, expires: datetime) -> bool:
    """Note that something was used, and say whether it was the first time."""
    try:
        with transaction.atomic():
            ProtocolState.objects.create(kind=kind, key=key, sealed=b"", expires=expires)
    except IntegrityError:
        return False
    return True


def find(kind: str, key: str, shape: type[T], moment: datetime, *, lock: bool = False) -> T | None:
    """What is kept, or nothing. ``lock`` holds it for this transaction, so that two cannot use it at once."""
    rows = ProtocolState.objects.select_for_update() if lock else ProtocolState.objects
    row = rows.filter(kind=kind, key=key, expires__gt=moment).first()
    return msgspec.json.decode(unseal(bytes(row.sealed), _use(kind)), type=shape) if row else None


def drop(kind: str, key: str) -> None:
    """Forget what was used up."""
    ProtocolState.objects.filter(kind=kind, key=key).delete()


def forget_old(clock: Clock) -> int:
    """Delete what has expired."""
    deleted, _ = ProtocolState.objects.filter(expires__lte=clock()).delete()
    return deleted


def _use(kind: str) -> str:
    return f"openid {kind}"
