"""Queries that pages ask at each request: Django writes their SQL once, and afterwards only their values change.

    _POSTS = Prepared(lambda: Post.objects.filter(account=given("account", NUMBER), since__lte=given("day", DAY)))

    _POSTS(account=account.pk, day=today)

Writing the SQL takes Django longer than the database takes to answer it. The shape of such a query must not depend on
its values: a list of any length, or a filter that may be left out, is asked as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BigIntegerField, CharField, DateField, DateTimeField, Field, QuerySet, UUIDField, Value
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
NUMBER, TEXT, DAY, MOMENT, UUID = BigIntegerField(), CharField(), DateField(), DateTimeField(), UUIDField()
"""Kinds of values, as a field of a table hands them over."""


class Given(Value):
    """The place of a value in a query that is written before the value is known."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:  # noqa: ANN401 - as Django has it
        """Leave the place open."""
        return "%s", [self]


def given(name: str, kind: Field[Any, Any]) -> Given:
    """Return the place of the value called ``name``."""
    return Given(name, output_field=kind)


class Prepared(Generic[Row]):
    """A query that is written at its first use, once for each connection to the database."""

    def __init__(self, query: Callable[[], QuerySet[Any, Row]]) -> None:
        self._query = query
        self._database: str | None = None

    def __call__(self, **values: object) -> list[Row]:
        """Ask it with these values, and return every row."""
        if self._database is None:
            self._database = self._query().db
        # A connection is one thread's, so what is kept on it is as well.
        kept = vars(connections[self._database]).setdefault("_prepared", WeakKeyDictionary())
        written: _Written | None = kept.get(self)
        if written is None:
            written = kept[self] = _Written(self._query())
        return written.rows(values)


class _Written:
    """A query with its SQL; the rows are made by Django's own classes, which ask it for its compiler."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self.db, self.model, self.query = queryset.db, queryset.model, self
        self._known_related_objects: dict[Any, Any] = {}
        self._rows_of: Any = queryset._iterable_class
        self._compiler: SQLCompiler = queryset.query.get_compiler(using=self.db)
        try:
            self._sql, self._places = self._compiler.as_sql()
        except EmptyResultSet:
            self._sql, self._places = "", ()
        converters = self._compiler.get_converters([column[0] for column in self._compiler.select])
        vars(self._compiler)["get_converters"] = lambda columns: converters

    def rows(self, values: dict[str, object]) -> list[Any]:
        """Make the rows as the queryset would; none where the query holds for nothing."""
        if not self._sql:
            return []
        filled = tuple(self._filled(place, values) for place in self._places)
        vars(self._compiler)["as_sql"] = lambda *_, **__: (self._sql, filled)
        return list(self._rows_of(self))

    def get_compiler(self, using: str) -> SQLCompiler:
        """Return the compiler that has written."""
        return self._compiler

    def _filled(self, place: object, values: dict[str, object]) -> object:
        if not isinstance(place, Given):
            return place
        return place.output_field.get_db_prep_value(values[place.value], self._compiler.connection)
