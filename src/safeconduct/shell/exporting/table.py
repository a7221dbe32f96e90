"""What a table is: its name, its columns, and how its rows are counted and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from safeconduct.shell.exporting.snapshot import Snapshot

Row = tuple[Any, ...]


class Kind(StrEnum):
    """What stands in the cells of a column. A cell of any kind may be empty (None)."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    """A moment with its time zone; it is written in UTC."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key (the same in each language), its title, its kind, and why it is given away."""

    key: str
    title: Any
    kind: Kind = Kind.TEXT
    purpose: Any = ""
    scale: int = 2
    """Digits after the point of a decimal number; one with more is refused by Parquet rather than rounded."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table. The name, of letters a-z, digits and hyphens, becomes that of the file: it names nobody."""

    name: str
    columns: tuple[Column, ...]
    count: Callable[[Snapshot], int]
    rows: Callable[[Snapshot], Iterator[Row]]


def table_of(
    name: str,
    columns: tuple[Column, ...],
    query: QuerySet[Any, Any],
    read: Callable[[Row], Row] = tuple,
) -> Table:
    """Describe a table whose rows are those of a query made with values_list; `read` turns each into cells.

    The query says its order; `read` may look things up, but asks the database nothing, a million times over.
    """

    def rows(snapshot: Snapshot) -> Iterator[Row]:
        found = snapshot.rows(query)
        return found if read is tuple else map(read, found)

    return Table(name, columns, lambda snapshot: snapshot.count(query), rows)


class NotWhole(RuntimeError):
    """The rows that came are not as many as were announced."""


def batches(rows: Iterator[Row], size: int, announced: int) -> Iterator[list[Row]]:
    """Give the rows in lists, and fail at the end unless there were as many as announced."""
    found = 0
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            found += size
            yield batch
            batch = []
    found += len(batch)
    if found != announced:
        raise NotWhole(f"{announced} rows were announced, and {found} came.")
    if batch:
        yield batch
