"""Makes the rows of cases again from the journal alone, and says where the kept ones differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction

from safeconduct.cases.file import File
from safeconduct.cases.numbers import case_number
from safeconduct.cases.verbs import ASSIGNS
from safeconduct.cases.web import rows, store
from safeconduct.cases.web.models import Asked, Case, LateDuty, Participant
from safeconduct.cases.web.old_numbers import hash_of
from safeconduct.journal.web import keys, reading

NOT_MADE = {"troubled", "erased"}
"""Columns that say how the instance fares, and nothing about the case."""


def rebuild() -> int:
    """Make every row anew; return how many cases there are. Rows of erased cases stay as they are."""
    made = 0
    for some in reading.cases():
        with transaction.atomic():
            made += _rebuild(some)
    return made


def differences() -> Iterator[str]:
    """Say of each row that differs from what the journal makes of it, in which columns; changes nothing."""
    for some in reading.cases():
        with transaction.atomic():
            before = _kept(some)
            _rebuild(some)
            after = _kept(some)
            transaction.set_rollback(True)
        for case, its in after.items():
            differing = [name for name, value in its.items() if before.get(case, {}).get(name) != value]
            if differing:
                yield f"{its['number']}: {', '.join(differing)}"


def _rebuild(cases: list[bytes]) -> int:
    files = store.files_of(cases)
    ids = [UUID(bytes=case) for case in files]
    for table in (Participant, Asked, LateDuty):
        table._default_manager.filter(case_id__in=ids).delete()
    secret = keys.secret()
    fresh = [_row(file, secret) for file in files.values()]
    known = set(Case.objects.filter(pk__in=ids).values_list("pk", flat=True))
    Case.objects.bulk_create([row for row in fresh if row.pk not in known])
    Case.objects.bulk_update([row for row in fresh if row.pk in known], ["number", "key", "old_number"])
    Case.objects.filter(pk__in=[i for i in ids if not _is_assigned(files[i.bytes])]).update(office=None, officer=None)
    rows.write([rows.Change(None, file) for file in files.values()])
    return len(files)


def _is_assigned(file: File) -> bool:
    return any(line.verb == ASSIGNS for line in file.lines)


def _row(file: File, secret: bytes) -> Case:
    first = file.lines[file.inherited - 1 if file.inherited else 0]
    number, old = case_number(secret, file.id), hash_of(first.words.old_number)
    return rows.create(file.id, file.law, file.case, number, first.key, old)


def _kept(cases: list[bytes]) -> dict[UUID, dict[str, Any]]:
    names = [f.attname for f in Case._meta.concrete_fields if f.name not in NOT_MADE]
    kept = {row["id"]: row for row in Case.objects.filter(pk__in=[UUID(bytes=c) for c in cases]).values(*names)}
    for row in kept.values():
        row["head"] = bytes(row["head"])
    for name, table in (("participants", Participant), ("asked", Asked), ("late duties", LateDuty)):
        columns = [f.attname for f in table._meta.concrete_fields if f.name != "id"]
        for row in table._default_manager.filter(case_id__in=kept).values(*columns):
            its = kept[row["case_id"]].setdefault(name, set())
            its.add(tuple(sorted((key, str(value)) for key, value in row.items())))
    return kept
