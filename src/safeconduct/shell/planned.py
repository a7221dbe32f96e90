"""Cursors for texts of SQL that never change: PostgreSQL plans each text once, and is then sent its values alone.

Django's own cursors write the values into the text. Each text is then new to the server, which reads and plans it anew:
for an entry of the journal that took four times as long as writing it. SQLite keeps what it planned in any case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper


@contextmanager
def cursor(database: BaseDatabaseWrapper) -> Iterator[CursorWrapper]:
    """Open a cursor for constant texts; where a value may be of any kind, its type stands in the text."""
    with database.cursor() as wrapped:
        # A text that was planned before cannot be told any more to whoever writes down queries.
        if database.vendor == "postgresql" and not database.queries_logged:
            from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415 - needs its driver

            wrapped.cursor = ServerBindingCursor(database.connection)  # type: ignore[call-arg]  # stubs know psycopg2
        yield wrapped


def execute_each(opened: CursorWrapper, text: str, rows: Sequence[Sequence[Any]]) -> None:
    """Execute a text for each row. For one row ``executemany`` costs PostgreSQL a round trip more."""
    if len(rows) == 1:
        opened.execute(text, rows[0])
    elif rows:
        opened.executemany(text, rows)
