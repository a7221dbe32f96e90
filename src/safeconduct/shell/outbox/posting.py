"""Writes letters, in the transaction of the act that they tell of.

Used so::

    with transaction.atomic():
        record_the_decision(...)
        post(Text(Kind.EMAIL, address, subject, body, "cs"), key=f"served {number} {entry}", now=clock())
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import connection

from safeconduct.shell.outbox.letters import Kind, Text
from safeconduct.shell.outbox.models import Letter
from safeconduct.shell.sealing import seal, unseal

_USE = "outbox"


class NotInATransaction(RuntimeError):
    """A letter was posted outside a transaction: it could then tell of what was never recorded."""


def post(text: Text, key: str, now: datetime) -> bool:
    """Write a letter to be sent; tell whether it is new. One with the same key is not written again."""
    return post_all([(text, key)], now) == 1


def post_all(letters: Iterable[tuple[Text, str]], now: datetime) -> int:
    """Write many letters, each with its key; return how many are new."""
    if not connection.in_atomic_block:
        raise NotInATransaction("Post a letter inside the transaction of the act that it tells of.")
    wanted = {key: text for text, key in letters}
    known = set(Letter.objects.filter(key__in=wanted).values_list("key", flat=True))
    rows = [_row(text, key, now) for key, text in wanted.items() if key not in known]
    # Another process may have written the same letter since: its row then stands.
    Letter.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def _row(text: Text, key: str, now: datetime) -> Letter:
    return Letter(kind=text.kind, key=key, language=text.language, sealed=sealed(text), written=now, due=now)


def sealed(text: Text) -> bytes:
    """Encrypt a letter for as long as it waits."""
    return seal(json.dumps(asdict(text)).encode(), _USE)


def text_of(letter: Letter) -> Text:
    """Decrypt a letter that waits."""
    found = json.loads(unseal(bytes(letter.sealed), _USE))
    return Text(**{**found, "kind": Kind(found["kind"])})
