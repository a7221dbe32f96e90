"""Parquet: typed columns in groups of rows, so that memory holds one group at a time.

The titles and purposes of columns stand in the metadata of the fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

import pyarrow as pa
from pyarrow import parquet

from safeconduct.shell.exporting.table import Column, Kind, Row, Table, batches

ROWS_OF_A_GROUP = 32_768
DIGITS = 38

_TYPES: dict[Kind, Callable[[Column], Any]] = {
    Kind.TEXT: lambda column: pa.string(),
    Kind.INTEGER: lambda column: pa.int64(),
    Kind.DECIMAL: lambda column: pa.decimal128(DIGITS, column.scale),
    Kind.BOOLEAN: lambda column: pa.bool_(),
    Kind.DATE: lambda column: pa.date32(),
    Kind.DATETIME: lambda column: pa.timestamp("us", tz="UTC"),
}


def schema_of(table: Table) -> pa.Schema:
    """Return the types of the columns, with what they are called and what they are for."""
    return pa.schema([_field(column) for column in table.columns], metadata={"table": table.name})


def _field(column: Column) -> pa.Field:
    told = {"title": str(column.title), "purpose": str(column.purpose)}
    return pa.field(column.key, _TYPES[column.kind](column), metadata=told)


def write(table: Table, rows: Iterator[Row], announced: int, target: IO[bytes]) -> None:
    """Write the table, group by group."""
    schema = schema_of(table)
    with parquet.ParquetWriter(target, schema, compression="zstd") as writer:
        for batch in batches(rows, ROWS_OF_A_GROUP, announced):
            cells = zip(*batch, strict=True)
            columns = [_array(some, kind) for some, kind in zip(cells, schema.types, strict=True)]
            writer.write_table(pa.table(columns, schema=schema), row_group_size=ROWS_OF_A_GROUP)


def _array(cells: Sequence[Any], kind: pa.DataType) -> pa.Array:
    # A text may be one that is translated only when it is read.
    return pa.array(
        [None if cell is None else str(cell) for cell in cells] if pa.types.is_string(kind) else cells, kind
    )
