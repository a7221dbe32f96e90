"""What somebody began to write: sealed, theirs alone, gone thirty days after the last change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from safeconduct.cases.web.models import Draft, DraftFile
from safeconduct.shell import prepared
from safeconduct.shell.clock import Clock
from safeconduct.shell.models import Account
from safeconduct.shell.prepared import NUMBER, Prepared, given
from safeconduct.shell.sealing import seal, unseal

_USE = "drafts"
KEPT = timedelta(days=30)


def begin(account: Account, procedure: str, answers: dict[str, str], now: datetime) -> Draft:
    """A new draft of a filing."""
    return Draft.objects.create(account=account, procedure=procedure, sealed=_sealed(answers), changed=now)


def own(account: Account, draft: UUID) -> Draft | None:
    """The draft of that number, if it is the account's own."""
    return next(iter(_OWN(account=account.pk, draft=draft)), None)


_OWN = Prepared(lambda: Draft.objects.filter(account=given("account", NUMBER), pk=given("draft", prepared.UUID)))


def answers_of(draft: Draft) -> dict[str, str]:
    """What was answered so far."""
    found: dict[str, str] = json.loads(unseal(bytes(draft.sealed), _USE))
    return found


def change(draft: Draft, answers: dict[str, str], now: datetime) -> None:
    """Keep the answers as they are now."""
    draft.sealed, draft.changed = _sealed(answers), now
    draft.save(update_fields=["sealed", "changed"])


def keep_files(draft: Draft, question: str, files: Iterable[UploadedFile[bytes]]) -> None:
    """Keep the files of a question in place of those that were kept before."""
    with transaction.atomic():
        DraftFile.objects.filter(draft=draft, question=question).delete()
        DraftFile.objects.bulk_create(
            DraftFile(
                draft=draft,
                question=question,
                sealed_name=seal((file.name or "").encode(), _USE),
                sealed=seal(file.read(), _USE),
            )
            for file in files
        )


def files_of(draft: Draft) -> Iterator[tuple[str, str, bytes]]:
    """The files of a draft: question, name, bytes; one after the other, so that only one is in memory."""
    for file in DraftFile.objects.filter(draft=draft).order_by("pk").iterator(chunk_size=1):
        yield file.question, unseal(bytes(file.sealed_name), _USE).decode(), unseal(bytes(file.sealed), _USE)


def forget_old(clock: Clock) -> int:
    """Delete drafts that nobody touched for thirty days."""
    deleted, _ = Draft.objects.filter(changed__lt=clock() - KEPT).delete()
    return deleted


def _sealed(answers: dict[str, str]) -> bytes:
    return seal(json.dumps(answers, sort_keys=True).encode(), _USE)
