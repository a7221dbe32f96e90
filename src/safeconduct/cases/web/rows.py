"""Writes the rows of cases: what a desk shows, made of the files alone. Constant SQL, whatever the number of cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import reduce
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
from safeconduct.shell import planned

COLUMNS = (
    *("procedure", "version", "entries", "head", "filed", "closed", "stage", "kind", "outcome", "holder"),
    *("due", "due_limit", "person_due", "decision_due", "still", "overdue", "silent_on", "last_day"),
    *("decided", "days_late", "proposed", "fees"),
)
UPDATE = f"UPDATE cases_case SET {', '.join(f'{c} = %s' for c in COLUMNS)} WHERE id = %s"  # noqa: S608 - constant names
ASKED = (
    "INSERT INTO cases_asked (case_id, party, reviews, open, due) VALUES (%s, %s, %s, %s, %s)"
    " ON CONFLICT (case_id, party) DO UPDATE SET open = excluded.open, due = excluded.due"
)


class Change(NamedTuple):
    """A file before and after: nothing before where it is new."""

    before: File | None
    file: File


class _Rows:
    """The rows that were made last, by the hash of the last entry of their files, which names all of a file."""

    def __init__(self, most: int) -> None:
        self._most, self._rows = most, dict[bytes, Row]()

    def of(self, file: File) -> Row:
        """The row of a file, made once for each last entry."""
        found = self._rows.get(file.head)
        if found is None:
            if len(self._rows) >= self._most:
                self._rows.pop(next(iter(self._rows)), None)
            found = self._rows[file.head] = row_of(file.case)
        return found


_ROWS = _Rows(10_000)
row = _ROWS.of


def write(changes: Sequence[Change]) -> None:
    """Bring the rows of these cases up to date, in the transaction that wrote their entries."""
    named = case_names()
    filled = [
        [v.isoformat() if type(v) is date else v for v in _values(change.file)] + [named(change.file.id)]
        for change in changes
    ]
    with planned.cursor(connection) as cursor:
        planned.execute_each(cursor, UPDATE, filled)
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
    return [
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


def case_names() -> Callable[[bytes], Any]:
    """How the database keeps the identity of a case, for plain SQL: as uuid on PostgreSQL, as text on SQLite."""
    return _uuid if connection.features.has_native_uuid_field else bytes.hex


def _uuid(case: bytes) -> UUID:
    return UUID(bytes=case)


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
    people = {j.person for j in participants(file) if j.party == file.law.procedure.person}
    for power in powers(file):
        # Whoever represents the person reads the whole file; a power of anybody else opens nothing.
        if power.represented not in people:
            continue
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
    if not moved:
        return
    named = case_names()
    filled = [
        (named(change.file.id), one.party, one.reviews, one.open, one.due.isoformat() if one.due else None)
        for change in moved
        for one in row(change.file).asked
    ]
    with planned.cursor(connection) as cursor:
        planned.execute_each(cursor, ASKED, filled)
    gone = [gone for change in moved for gone in _no_longer_asked(change)]
    if gone:
        Asked.objects.filter(reduce(or_, gone)).delete()


def _no_longer_asked(change: Change) -> Iterator[Q]:
    """Who was asked and did not answer before the question was closed need not see the case any more."""
    kept = {one.party for one in row(change.file).asked}
    gone = [one.party for one in (row(change.before).asked if change.before else ()) if one.party not in kept]
    if gone:
        yield Q(case_id=UUID(bytes=change.file.id), party__in=gone)


def _write_late(changes: Iterable[Change]) -> None:
    late = [(change.file.id, one) for change in changes for one in _late_since(change)]
    if late:
        LateDuty.objects.bulk_create(
            LateDuty(
                case_id=UUID(bytes=case),
                limit=one.limit,
                member=one.member,
                party=one.answers_for_it,
                due=one.due,
                days=one.days,
            )
            for case, one in late
        )


def _late_since(change: Change) -> Sequence[state.Late]:
    """What was kept too late since the file before."""
    known = len(change.before.case.history) if change.before else 0
    return [late for entry in change.file.case.history[known:] for late in entry.late]


def _write_assigned(changes: Iterable[Change]) -> None:
    for change in changes:
        if ASSIGNS in _fresh(change):
            last = [line for line in change.file.lines if line.verb == ASSIGNS][-1].words.assignment
            if last is not None:
                office = Office.objects.filter(name=last.office).first()
                official = int(last.official) if last.official else None
                Case.objects.filter(id=UUID(bytes=change.file.id)).update(office=office, officer_id=official)
