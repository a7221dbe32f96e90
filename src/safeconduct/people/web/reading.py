"""Reads records and representations, many at once: a constant number of queries however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet, Value

from safeconduct.journal import payload
from safeconduct.journal.web import keys
from safeconduct.people import person as records
from safeconduct.people import representation
from safeconduct.people.web.models import Person, Reading, Representation
from safeconduct.shell import planned

ON_REGISTER = (
    "SELECT p.id, p.key, p.sealed, EXISTS (SELECT 1 FROM people_representation r WHERE r.represented_id = p.id)"
    " FROM people_person p WHERE p.id "
)
"""Written once and planned once, since each act of a case asks it."""


def records_of(rows: Iterable[Person]) -> dict[str, records.Person]:
    """The records of these people by their numbers; those that were erased are left out. Two queries."""
    found = [row for row in rows if row.sealed is not None]
    opened = keys.key_of(row.key for row in found)
    return {
        row.id: records.read(payload.open_sealed(opened[row.key], row.key, bytes(row.sealed or b"")))
        for row in found
        if row.key in opened
    }


def on_register(people: Iterable[str]) -> tuple[list[Person], set[str]]:
    """Those of these people who stand in the register, and whom of them anybody ever represented. One query."""
    wanted = sorted(people)
    if not wanted:
        return [], set()
    among = "= ANY(%s::text[])" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    with planned.cursor(connection) as cursor:
        cursor.execute(ON_REGISTER + among, [wanted if connection.vendor == "postgresql" else json.dumps(wanted)])
        found = cursor.fetchall()
    rows = [Person(id=number, key=key, sealed=sealed) for number, key, sealed, _ in found]
    return rows, {number for number, _, _, represented in found if represented}


def representations_of(people: Iterable[str], case: bytes = b"") -> tuple[representation.Representation, ...]:
    """Who represents these people: for all cases and, where one is named, in that case. One query."""
    rows = Representation.objects.filter(represented__in=list(people)).filter(Q(case=b"") | Q(case=case))
    return tuple(map(representation_of, rows.order_by("pk")))


def on_day(on: date | Value) -> Q:
    """Rows that hold on a day: both ``since`` and ``until`` are included, and nothing ends where none is said."""
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))


def in_force(on: date | Value) -> Q:
    """Representations that hold on a day, in whichever case (as :meth:`Representation.holds` says of one)."""
    return on_day(on) & (Q(revoked__isnull=True) | Q(revoked__gt=on))


def mandates_of(representative: str) -> tuple[representation.Representation, ...]:
    """Whom somebody represents, in all cases of theirs or in one. One query."""
    return tuple(map(representation_of, Representation.objects.filter(representative=representative).order_by("pk")))


def representation_of(row: Representation) -> representation.Representation:
    """A representation as it was noted."""
    return representation.Representation(
        row.represented_id,
        row.representative_id,
        row.kind,  # type: ignore[arg-type]
        row.scope,  # type: ignore[arg-type]
        row.since,
        bytes(row.case).hex(),
        row.until,
        row.revoked,
        row.proof,
    )


def readings_of(person: Person) -> QuerySet[Reading]:
    """Who looked at the record of somebody, the latest first."""
    return Reading.objects.filter(person=person).select_related("account").order_by("-at", "-pk")
