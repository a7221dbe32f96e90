"""The rows of the journal in a database, as verification reads them; any connection will do, also to a copy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from safeconduct.journal.entry import NO_LINK
from safeconduct.journal.naming import Row
from safeconduct.journal.tree import Edge
from safeconduct.journal.web.statements import edge_of

OF_BYTES = re.compile(r"\{([a-z.]+)\}")
# A text that somebody put into a column of SQLite never equals bytes, so that it is left out as well.
PLAIN = (
    "SELECT data, link FROM journal_entry"
    " WHERE position >= %s AND position < %s AND place = substr(data, 34, 20) ORDER BY position"
)
ROWS = "SELECT position, {place}, {link}, {data} FROM journal_entry WHERE "
BETWEEN = ROWS + "position >= %s AND position < %s ORDER BY position"
AT = ROWS + "place = %s AND position >= 0"
LINKED = ROWS + "link = %s AND position >= 0"
# One statement reads one moment: the edge is that of the entries even while others write.
EXTENT = (
    "SELECT (SELECT max(position) FROM journal_entry), e.size, e.roots, e.latest"
    " FROM (SELECT 1 AS one) o LEFT JOIN journal_edge e ON e.id = o.one"
)
BEFORE = (
    "SELECT link FROM journal_entry WHERE place BETWEEN %s AND %s AND position >= 0 AND position < %s"
    " ORDER BY place DESC LIMIT 1"
)


class Rows:
    """The source of entries, and of the edge that the database keeps, as they were when this was made."""

    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self.database = database
        last, size, roots, latest = self.ask(EXTENT)[0]
        self._size = 0 if last is None or last < 0 else last + 1
        self.edge: Edge | None = None if size is None else edge_of((size, roots, latest))[0]

    def size(self) -> int:
        """Return how many places of the tree were taken."""
        return self._size

    def plain(self, first: int, count: int) -> Sequence[tuple[bytes, bytes]] | None:
        """Return bytes and links, None if one is not there or stands where it should not."""
        try:
            found = self.ask(PLAIN, first, first + count)
        except DatabaseError:
            return None  # if it is the database that fails, reading its rows one by one says so
        return found if len(found) == count else None

    def rows(self, first: int, count: int) -> list[Row]:
        """Return entries with all that is stored."""
        return [Row(*row) for row in self.ask(BETWEEN, first, first + count)]

    def at(self, place: bytes) -> Row | None:
        """Return the entry of a case with a number."""
        return next((Row(*row) for row in self.ask(AT, place)), None)

    def linked(self, link: bytes) -> Row | None:
        """Return the entry with a link."""
        return next((Row(*row) for row in self.ask(LINKED, link)), None)

    def ask(self, statement: str, *values: int | bytes) -> Sequence[tuple[Any, ...]]:
        """Return what the database answers."""
        with self.database.cursor() as cursor:
            cursor.execute(self._asked(statement), list(values))
            found: Sequence[tuple[Any, ...]] = cursor.fetchall()
            return found

    def _asked(self, statement: str) -> str:
        """Name the columns of bytes. SQLite lets whoever owns the file put any type there: that is read as nothing."""
        found = r"CASE typeof(\1) WHEN 'blob' THEN \1 ELSE x'' END" if self.database.vendor == "sqlite" else r"\1"
        return OF_BYTES.sub(found, statement)


class HeadsBefore(dict[bytes, bytes]):
    """The last links of cases before a place in the tree, read when they are asked for."""

    def __init__(self, rows: Rows, position: int) -> None:
        super().__init__()
        self._rows, self._position = rows, position

    def get(self, case: bytes, default: Any = NO_LINK) -> Any:  # noqa: ANN401 - as the method of dict
        """Return the last link of a case."""
        if case not in self:
            found = self._rows.ask(BEFORE, case + bytes(4), case + bytes((255,)) * 4, self._position)
            self[case] = bytes(found[0][0]) if found else default
        return self[case]
