"""One moment of the database, read to the end while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

CHUNK = 2_000


class Snapshot:
    """A connection of its own, in one transaction that only reads.

    On SQLite such a transaction holds up nobody, where one of Django's would keep everyone else from writing; on
    PostgreSQL it sees one moment (REPEATABLE READ) and reads through a cursor of the server. Whoever is in a
    transaction already reads in that one, and so sees what was written there.
    """

    def __init__(self) -> None:
        self.is_own = not connection.in_atomic_block
        self.connection: BaseDatabaseWrapper = _begin() if self.is_own else connections["default"]

    def count(self, rows: QuerySet[Any, Any]) -> int:
        """Count the rows of a query."""
        compiler = rows.order_by().query.get_compiler(connection=self.connection)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return 0
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({sql}) counted", parameters)  # noqa: S608 - Django's own SQL
            number: int = cursor.fetchone()[0]
        return number

    def rows(self, rows: QuerySet[Any, Any]) -> Iterator[tuple[Any, ...]]:
        """Read the rows of a query made with values_list, a chunk at a time."""
        compiler = rows.query.get_compiler(connection=self.connection)
        found: Iterator[tuple[Any, ...]] = compiler.results_iter(
            tuple_expected=True, chunked_fetch=True, chunk_size=CHUNK
        )
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Let go of the moment."""
        if self.is_own:
            self.connection.close()


def _begin() -> BaseDatabaseWrapper:
    settings = deepcopy(connection.settings_dict)
    if connection.vendor == "postgresql":
        from psycopg import IsolationLevel  # noqa: PLC0415 - there only with PostgreSQL

        settings["OPTIONS"]["isolation_level"] = IsolationLevel.REPEATABLE_READ
    else:
        settings["OPTIONS"]["transaction_mode"] = "DEFERRED"
    own = type(connections["default"])(settings, "default")
    own.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    return own
