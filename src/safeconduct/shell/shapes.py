"""Filters of access rules, written into SQL once for each shape: for as many offices or people as somebody has.

A filter is taken apart into its shape and its values, and a query is prepared for the shape with a place for each
value. So a rule stays one filter, and asking it costs no more than a query that is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Field, Model, Q, QuerySet

from safeconduct.shell import prepared
from safeconduct.shell.prepared import Given, Prepared, given

Row = TypeVar("Row")
MOST = 40
"""Filters with more values than this are written anew each time: hardly any two are alike."""
_KINDS: dict[type, Field[Any, Any]] = {
    str: prepared.TEXT, int: prepared.NUMBER, date: prepared.DAY, UUID: prepared.UUID,
}  # fmt: skip


class Shapeless(TypeError):
    """A filter holds something else than texts, numbers, days and lists of them, or too many."""


@dataclass(frozen=True, slots=True)
class Among:
    """The values of a column in the rows of another table for which a filter holds: ``Q(pk__in=Among(...))``."""

    model: type[Model]
    condition: Q
    column: str

    def resolve_expression(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as Django has it
        """Be a subquery to Django."""
        rows = self.model._default_manager.filter(self.condition).values(self.column)
        return rows.resolve_expression(*args, **options)


def ask(
    model: type[Model], condition: Q, query: Callable[[QuerySet[Any]], QuerySet[Any, Row]], **values: object
) -> list[Row]:
    """Return the rows that ``query``, whose own values are ``given``, makes of those for which the filter holds.

    ``query`` is known by its hash: it is a function of a module, or one that is made once.
    """
    found: list[object] = []
    try:
        shape = _shape(condition, found)
    except Shapeless:
        return Prepared(lambda: query(model._default_manager.filter(condition)))(**values)
    places = {str(at): value for at, value in enumerate(found)}
    return _written(model, shape, query)(**places, **values)


@lru_cache(maxsize=512)
def _written(model: type[Model], shape: _Shape, query: Callable[[QuerySet[Any]], QuerySet[Any, Row]]) -> Prepared[Row]:
    return Prepared(lambda: query(model._default_manager.filter(_filter(shape, map(str, range(MOST))))))


# ---- taking apart and putting together -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shape:
    """A filter without its values."""

    connector: str
    negated: bool
    parts: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class _One:
    """A column compared with a value of this kind."""

    lookup: str
    kind: type


@dataclass(frozen=True, slots=True)
class _Any:
    """A column that is one of so many values of these kinds."""

    column: str
    kinds: tuple[type, ...]


@dataclass(frozen=True, slots=True)
class _Among:
    """A column that stands among those of another table."""

    lookup: str
    model: type[Model]
    shape: _Shape
    column: str


@dataclass(frozen=True, slots=True)
class _Fixed:
    """A column compared with the same for everybody."""

    lookup: str
    value: Hashable


def _shape(condition: Q, found: list[object]) -> _Shape:
    parts = [_shape(part, found) if isinstance(part, Q) else _leaf(part, found) for part in condition.children]
    return _Shape(condition.connector, condition.negated, tuple(parts))


def _leaf(compared: Any, found: list[object]) -> Hashable:  # noqa: ANN401 - children of a filter are of any kind
    if not isinstance(compared, tuple):
        raise Shapeless(f"{type(compared)}, which is no column compared with a value")
    lookup, value = compared
    if isinstance(value, Among):
        return _Among(lookup, value.model, _shape(value.condition, found), value.column)
    if value is None or isinstance(value, bool | Given):
        return _Fixed(lookup, value)
    if isinstance(value, list | tuple | set | frozenset) and lookup.endswith("__in"):
        return _Any(lookup.removesuffix("__in"), tuple(_kind(one, found) for one in value))
    return _One(lookup, _kind(value, found))


def _kind(value: object, found: list[object]) -> type:
    if type(value) not in _KINDS or len(found) == MOST:
        raise Shapeless(f"{type(value)}, after {len(found)} others")
    found.append(value)
    return type(value)


def _filter(shape: _Shape, names: Iterator[str]) -> Q:
    parts = [_filter(part, names) if isinstance(part, _Shape) else _compared(part, names) for part in shape.parts]
    return Q(*parts, _connector=shape.connector, _negated=shape.negated)


def _compared(leaf: Hashable, names: Iterator[str]) -> Q:
    match leaf:
        case _One(lookup, kind):
            return Q(**{lookup: given(next(names), _KINDS[kind])})
        case _Any(column, kinds) if kinds:
            return Q(*((column, given(next(names), _KINDS[kind])) for kind in kinds), _connector=Q.OR)
        case _Any(column):
            return Q(**{f"{column}__in": []})
        case _Among(lookup, model, shape, column):
            return Q(**{lookup: Among(model, _filter(shape, names), column)})
        case _Fixed(lookup, value):
            return Q(**{lookup: value})
    raise AssertionError(leaf)
