"""Internal notes: apart from the file, sealed with the key of the case's person, read by the office that wrote them."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from safeconduct.cases.web.access import posts
from safeconduct.cases.web.models import Case, Note
from safeconduct.journal import payload
from safeconduct.journal.web import keys
from safeconduct.shell.access import Principal
from safeconduct.shell.prepared import UUID, Prepared, given


@dataclass(frozen=True, slots=True)
class Shown:
    """A note as it is read."""

    text: str
    by: str
    written: datetime


def keep(case: Case, who: Principal, text: str, now: datetime, draw: Callable[[int], bytes] = os.urandom) -> None:
    """Keep a note for the office of the writer."""
    held = posts(who)
    key = keys.key_of([case.key]).get(case.key)
    if not held or key is None or who.account is None:
        return
    sealed = payload.seal(key, case.key, text.encode(), draw(payload.NONCE))
    Note.objects.create(case=case, account=who.account, office=held[0].office, written=now, sealed=sealed)


def of_case(case: Case, who: Principal) -> list[Shown]:
    """The notes of a case that the reader's office wrote, the latest first."""
    offices = {post.office_id for post in posts(who)}
    found = [note for note in _NOTES(case=case.pk) if note.office_id in offices]
    key = keys.key_of([case.key]).get(case.key) if found else None
    if key is None:
        return []
    return [
        Shown(payload.open_sealed(key, case.key, bytes(n.sealed)).decode(), str(n.account), n.written) for n in found
    ]


_NOTES = Prepared(lambda: Note.objects.filter(case=given("case", UUID)).select_related("account").order_by("-written"))
