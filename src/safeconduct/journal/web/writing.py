"""The only writer of the journal: always set-wise, a few constant texts of SQL, no object for each row.

On SQLite there is one writer at a time, so entries are counted into the tree in the same transaction. On PostgreSQL
many write at once and :mod:`.sealing` counts what they committed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from django.db import connection, transaction

from safeconduct.journal.entry import NO_LINK, Act, Entry, encode, link_of, microseconds
from safeconduct.journal.naming import PLACE, TOLERANCE
from safeconduct.journal.payload import NONCE, commitment, seal
from safeconduct.journal.tree import extend
from safeconduct.journal.web import reading, statements
from safeconduct.journal.web.keys import KeyDestroyed, keys_to_seal
from safeconduct.shell import planned
from safeconduct.shell.clock import Clock

Draw = Callable[[int], bytes]


class Addition(NamedTuple):
    """An act to be written: in which case, after which of its entries, with which payload under which key.

    `after` is the number of the last entry that the writer has seen before the call, 0 for a new case; several
    additions of one case follow one another and all say the same.
    """

    case: bytes
    after: int
    act: Act
    key: str = ""
    payload: bytes = b""
    previous: bytes = b""
    """The link of that last entry, `NO_LINK` for a new case, where the writer has read it in this very transaction; it
    is then not read again. A link that is no longer the last one is refused by the database: its place is taken."""


class Overtaken(Exception):
    """Somebody else wrote into the case meanwhile: nothing was written."""

    def __init__(self, case: bytes, after: int, now: int) -> None:
        self.case, self.after, self.now = case, after, now
        super().__init__(f"The case has {now} entries and not {after}: somebody acted meanwhile. Read it again.")


class ClockSetBack(RuntimeError):
    """The clock lies before what was written already: nothing was written."""


class _Row(NamedTuple):
    place: bytes
    link: bytes
    data: bytes
    key: str
    sealed: bytes


def append(additions: Sequence[Addition], clock: Clock, draw: Draw = os.urandom) -> list[bytes]:
    """Write acts, all of them or none, in the transaction of the caller; return their links in order.

    Raises:
        Overtaken: a case has other entries than the writer has seen.
        ClockSetBack: the clock lies more than a minute before what was written.
        KeyDestroyed: the key that a payload is for was destroyed.

    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("append() is called inside transaction.atomic() of its caller.")
    if not additions:
        return []
    heads = {addition.case: (addition.after, addition.previous) for addition in additions if addition.previous}
    heads |= reading.heads(list(dict.fromkeys(a.case for a in additions if not a.previous)))
    for addition in additions:
        now = heads.get(addition.case, (0, NO_LINK))[0]
        if now != addition.after:
            raise Overtaken(addition.case, addition.after, now)
    write = _write_postgresql if connection.vendor == "postgresql" else _write_sqlite
    return write(additions, heads, clock, draw)


def _write_sqlite(
    additions: Sequence[Addition], heads: dict[bytes, tuple[int, bytes]], clock: Clock, draw: Draw
) -> list[bytes]:
    with planned.cursor(connection) as cursor:
        cursor.execute(statements.READ_EDGE)
        edge, latest = statements.edge_of(cursor.fetchone())
        moment = checked(clock(), latest)
        rows = list(_rows(additions, heads, moment, draw))
        links = [row.link for row in rows]
        placed = [(edge.size + i, r.place, r.link, r.data) for i, r in enumerate(rows)]
        planned.execute_each(cursor, statements.INSERT_ENTRY, placed)
        sealed = [(row.place, row.key, row.sealed) for row in rows if row.sealed]
        planned.execute_each(cursor, statements.INSERT_PAYLOAD, sealed)
        grown = extend(edge, links)
        cursor.execute(statements.WRITE_EDGE, [grown.size, b"".join(grown.roots), max(latest, microseconds(moment))])
    return links


def _write_postgresql(
    additions: Sequence[Addition], heads: dict[bytes, tuple[int, bytes]], clock: Clock, draw: Draw
) -> list[bytes]:
    moment = clock()
    rows = list(_rows(additions, heads, moment, draw))
    sealed = [row for row in rows if row.sealed]
    with planned.cursor(connection) as cursor:
        cursor.execute(
            statements.INSERT_ALL,
            [[r.place for r in rows], [r.link for r in rows], [r.data for r in rows], microseconds(moment) + TOLERANCE,
             [r.place for r in sealed], [r.key for r in sealed], [r.sealed for r in sealed]],
        )  # fmt: skip
        written, latest = cursor.fetchone()
        if written != len(rows):
            checked(moment, latest)
            # Another writer committed at one of our places after we had read its case: what we wrote must go.
            transaction.set_rollback(True)
            raise Overtaken(additions[0].case, additions[0].after, additions[0].after + 1)
    return [row.link for row in rows]


def _rows(
    additions: Sequence[Addition], heads: dict[bytes, tuple[int, bytes]], moment: datetime, draw: Draw
) -> Iterator[_Row]:
    held = keys_to_seal(addition.key for addition in additions if addition.key)
    ends = dict(heads)
    for addition in additions:
        number, previous = ends.get(addition.case, (0, NO_LINK))
        act, sealed = addition.act, b""
        if addition.key:
            sealed = seal(held[addition.key], addition.key, addition.payload, draw(NONCE))
            act = msgspec.structs.replace(act, commitment=commitment(sealed))
        data = encode(Entry(previous, addition.case, number + 1, moment, act))
        link = link_of(data)
        ends[addition.case] = (number + 1, link)
        yield _Row(data[PLACE], link, data, addition.key, sealed)


def checked(moment: datetime, latest: int) -> datetime:
    """Return the moment, unless the journal already holds what is later by more than clocks of two machines differ."""
    if microseconds(moment) < latest - TOLERANCE:
        raise ClockSetBack(
            f"The clock says {moment.isoformat()}, and the journal already holds later entries: nothing was written. "
            "Set the clock of the machine right."
        )
    return moment


__all__ = ["Addition", "ClockSetBack", "KeyDestroyed", "Overtaken", "append", "checked"]
