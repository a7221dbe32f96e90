"""Writes the rows of cases: what a desk shows, made of the files alone. Constant SQL, whatever the number of cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache, reduce
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q

from safeconduct.cases.file import File, Law
from safeconduct.cases.service import participants, powers
from safeconduct.cases.signatures import waiting
from safeconduct.cases.standing import Row, row_of
from safeconduct.cases.verbs import ASSIGNS, CHARGES, EMPOWERS, JOINS, REVOKES
from safeconduct.cases.web.models import Asked, Case, LateDuty, Office, Participant
from safeconduct.procedures import state

COLUMNS = (
    *("procedure", "version", "entries", "head", "filed", "closed", "stage", "kind", "outcome", "holder"),
    *("due", "due_limit", "person_due", "decision_due", "still", "overdue", "silent_on", "last_day"),
    *("decided", "days_late", "proposed", "fees"),
)
UPDATE = f"UPDATE cases_case SET {', '.join(f'{c} = %s' for c in COLUMNS)} WHERE id = %s"  # noqa: S608 - constant names


class Change(NamedTuple):
    """A file before and after: nothing before where it is new."""

    before: File | None
    file: File


class _Seen:
    """A file that is the same as another where both end with the same entry."""

    def __init__(self, file: File) -> None:
        self.file = file

    def __hash__(self) -> int:
        return hash(self.file.head)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Seen) and other.file.head == self.file.head


@lru_cache(maxsize=4_000)
def _row(seen: _Seen) -> Row:
    return row_of(seen.file.case)


def row(file: File) -> Row:
    """The row of a file, made once for each last entry."""
    return _row(_Seen(file))


def write(changes: Sequence[Change]) -> None:
    """Bring the rows of these cases up to date, in the transaction that wrote their entries."""
    with connection.cursor() as cursor:
        cursor.executemany(UPDATE, [_values(change.file) for change in changes])
    _write_participants(changes)
    _write_asked(changes)
    _write_late(changes)
    _write_assigned(changes)


def create(case: bytes, law: Law, its: state.Case, number: str, key: str, old_number: str = "") -> Case:
    """The row of a new case, not written yet; :func:`write` fills it."""
    return Case(
        id=UUID(bytes=case),
        number=number,
        key=key,
        old_number=old_number,
        procedure=law.procedure.id,
        version=law.procedure.version.isoformat(),
        head=b"",
        filed=its.opening.on,
        stage=its.stage,
        kind=its.standing.kind,
        last_day=its.last_day,
    )


def _values(file: File) -> list[Any]:
    its, procedure = row(file), file.law.procedure
    values = [
        procedure.id,
        procedure.version.isoformat(),
        file.version,
        file.head,
        file.case.opening.on,
        its.closed,
        its.stage,
        its.kind,
        its.outcome,
        its.holder,
        its.due,
        its.due_limit,
        its.person_due,
        its.decision_due,
        its.still,
        its.overdue,
        its.silent_on,
        its.last_day,
        its.decided,
        its.days_late,
        bool(waiting(file)),
        any(line.verb == CHARGES for line in file.lines),
    ]
    return [_adapted(v) for v in values] + [key_of(file.id)]


def _adapted(value: Any) -> Any:  # noqa: ANN401 - a column of any kind
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def key_of(case: bytes) -> Any:  # noqa: ANN401 - text on SQLite, uuid on PostgreSQL
    """The identity of a case as the database keeps it, for plain SQL."""
    uuid = UUID(bytes=case)
    return uuid if connection.features.has_native_uuid_field else uuid.hex


def _fresh(change: Change) -> set[str]:
    known = len(change.before.lines) if change.before else 0
    return {line.verb for line in change.file.lines[known:]}


def _write_participants(changes: Iterable[Change]) -> None:
    moved = [c.file for c in changes if not {JOINS, EMPOWERS, REVOKES}.isdisjoint(_fresh(c))]
    if moved:
        Participant.objects.filter(case_id__in=[UUID(bytes=f.id) for f in moved]).delete()
        Participant.objects.bulk_create([p for f in moved for p in _participants(f)])


def _participants(file: File) -> Iterator[Participant]:
    case = UUID(bytes=file.id)
    for joined in participants(file):
        yield Participant(case_id=case, party=joined.party, member=joined.member, person=joined.person)
    party = next((p.name for p in file.law.procedure.parties.values() if p.represents), "representative")
    for power in powers(file):
        yield Participant(
            case_id=case,
            party=party,
            person=power.holder,
            represents=power.represented,
            kind=power.kind,
            scope=power.scope,
            until=power.until,
        )


def _write_asked(changes: Iterable[Change]) -> None:
    moved = [c for c in changes if row(c.file).asked != (row(c.before).asked if c.before else ())]
    if moved:
        Asked.objects.bulk_create(
            [asked for change in moved for asked in _asked(change)],
            update_conflicts=True,
            unique_fields=["case", "party"],
            update_fields=["open", "due"],
        )

    gone = [gone for change in moved for gone in _no_longer_asked(change)]
    if gone:
        Asked.objects.filter(reduce(or_, gone)).delete()


def _asked(change: Change) -> Iterator[Asked]:
    for one in row(change.file).asked:
        case = UUID(bytes=change.file.id)
        yield Asked(case_id=case, party=one.party, reviews=one.reviews, open=one.open, due=one.due)


def _no_longer_asked(change: Change) -> Iterator[Q]:
    """Who was asked and did not answer before the question was closed need not see the case any more."""
    kept = {one.party for one in row(change.file).asked}
    gone = [one.party for one in (row(change.before).asked if change.before else ()) if one.party not in kept]
    if gone:
        yield Q(case_id=UUID(bytes=change.file.id), party__in=gone)


def _write_late(changes: Iterable[Change]) -> None:
    LateDuty.objects.bulk_create(
        LateDuty(
            case_id=UUID(bytes=change.file.id),
            limit=late.limit,
            member=late.member,
            party=late.answers_for_it,
            due=late.due,
            days=late.days,
        )
        for change in changes
        for late in change.file.case.late[len(change.before.case.late) if change.before else 0 :]
    )


def _write_assigned(changes: Iterable[Change]) -> None:
    for change in changes:
        if ASSIGNS in _fresh(change):
            last = [line for line in change.file.lines if line.verb == ASSIGNS][-1].words.assignment
            if last is not None:
                office = Office.objects.filter(name=last.office).first()
                official = int(last.official) if last.official else None
                Case.objects.filter(id=UUID(bytes=change.file.id)).update(office=office, officer_id=official)
