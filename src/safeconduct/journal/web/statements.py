"""The constant texts of SQL that the journal is read and written with, for each database.

Sets are handed over whole. PostgreSQL takes arrays. SQLite has none: there many keys of one length are handed over as
one string of bytes, which :data:`EACH` counts through, and texts as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from safeconduct.journal.tree import Edge

HASH = 32
EACH = "WITH RECURSIVE n(i) AS (VALUES(0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %s) "
KEPT = "e.place, e.link, e.data, p.key, p.sealed"


@dataclass(frozen=True, slots=True)
class Statements:
    """What is asked of a database."""

    last: str
    """Place, link of the last entry of each case (from its lowest to its highest possible place)."""
    all: str
    """All entries of each case with their payloads."""
    keys: str
    """Number, purpose, wrapped key of each number."""


SQLITE = Statements(
    last=EACH + "SELECT e.place, e.link FROM n JOIN journal_entry e ON e.place = (SELECT place FROM journal_entry"  # noqa: S608
    " WHERE place BETWEEN substr(%s, i * 20 + 1, 20) AND substr(%s, i * 20 + 1, 20) ORDER BY place DESC LIMIT 1)",
    all=EACH + f"SELECT {KEPT} FROM n CROSS JOIN journal_entry e ON e.place"  # noqa: S608 - constants
    " BETWEEN substr(%s, i * 20 + 1, 20) AND substr(%s, i * 20 + 1, 20)"
    " LEFT JOIN journal_payload p ON p.place = e.place ORDER BY e.place",
    keys="SELECT k.number, k.purpose, k.wrapped FROM json_each(%s) j JOIN journal_key k ON k.number = j.value",
)
POSTGRESQL = Statements(
    last="SELECT e.place, e.link FROM unnest(%s::bytea[], %s::bytea[]) AS r(low, high) CROSS JOIN LATERAL"
    " (SELECT place, link FROM journal_entry WHERE place BETWEEN low AND high ORDER BY place DESC LIMIT 1) e",
    all=f"SELECT {KEPT} FROM unnest(%s::bytea[], %s::bytea[]) AS r(low, high)"  # noqa: S608 - constants
    " JOIN journal_entry e ON e.place BETWEEN r.low AND r.high"
    " LEFT JOIN journal_payload p ON p.place = e.place ORDER BY e.place",
    keys="SELECT number, purpose, wrapped FROM journal_key WHERE number = ANY(%s::text[])",
)
CASES = "SELECT place FROM journal_entry WHERE place > %s AND substr(place, 17, 4) = %s ORDER BY place LIMIT %s"
"""A page of cases, each by the place of its first entry."""
# Written on SQLite, where one writer counts its entries into the tree at once.
READ_EDGE = "SELECT size, roots, latest FROM journal_edge WHERE id = 1"
INSERT_ENTRY = "INSERT INTO journal_entry (position, place, link, data) VALUES (%s, %s, %s, %s)"
INSERT_PAYLOAD = "INSERT INTO journal_payload (place, key, sealed) VALUES (%s, %s, %s)"
WRITE_EDGE = (
    "INSERT INTO journal_edge (id, size, roots, latest) VALUES (1, %s, %s, %s) ON CONFLICT (id) DO UPDATE"
    " SET size = excluded.size, roots = excluded.roots, latest = excluded.latest"
)
# Written on PostgreSQL, where many write and one counts later. Who comes second at a place writes nothing, also
# with the same bytes to the microsecond, and so the same link.
INSERT_ALL = (
    "WITH t AS (SELECT greatest((SELECT latest FROM journal_edge WHERE id = 1), (SELECT"
    " ('x' || encode(substring(data from 54 for 8), 'hex'))::bit(64)::bigint"
    " FROM journal_entry WHERE position < 0 ORDER BY position LIMIT 1)) AS latest),"
    " e AS (INSERT INTO journal_entry (position, place, link, data)"
    " SELECT -nextval('journal_turn'), p, l, d FROM unnest(%s::bytea[], %s::bytea[], %s::bytea[]) AS r(p, l, d)"
    " WHERE coalesce((SELECT latest FROM t), 0) <= %s::bigint ON CONFLICT DO NOTHING RETURNING place),"
    " s AS (INSERT INTO journal_payload (place, key, sealed) SELECT r.p, r.k, r.s"
    " FROM unnest(%s::bytea[], %s::text[], %s::bytea[]) AS r(p, k, s) JOIN e ON e.place = r.p)"
    " SELECT (SELECT count(*) FROM e), coalesce((SELECT latest FROM t), 0)"
)
"""Writes nothing where the journal already holds what is later than the last time that is given."""
INSERT_KEY = "INSERT INTO journal_key (number, purpose, wrapped) VALUES (%s, %s, %s) ON CONFLICT (number) DO NOTHING"
LOCK = "SELECT pg_advisory_xact_lock(%s)"
NOT_COUNTED = (
    "SELECT position, link, ('x' || encode(substring(data from 54 for 8), 'hex'))::bit(64)::bigint"
    " FROM journal_entry WHERE position < 0 ORDER BY position DESC LIMIT %s"
)
COUNT = (
    "UPDATE journal_entry e SET position = r.new FROM unnest(%s::bigint[], %s::bigint[]) AS r(old, new)"
    " WHERE e.position = r.old"
)


def statements(vendor: str) -> Statements:
    """Return the texts for a database."""
    return POSTGRESQL if vendor == "postgresql" else SQLITE


def edge_of(row: tuple[Any, ...] | None) -> tuple[Edge, int]:
    """Return the edge of the tree and the latest time in it, from its row."""
    if row is None:
        return Edge(), 0
    size, roots, latest = row
    return Edge(size, tuple(bytes(roots[at : at + HASH]) for at in range(0, len(roots), HASH))), latest
