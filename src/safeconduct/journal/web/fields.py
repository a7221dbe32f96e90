"""A field for places in the tree."""

from __future__ import annotations

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class Position(models.BigIntegerField):  # type: ignore[type-arg]
    """A number of eight bytes that SQLite keeps its rows in the order of, so that a walk reads them one after another.

    SQLite does so only for a primary key whose type is called integer, in which it keeps eight bytes as well.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """Name the type of the column."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)
