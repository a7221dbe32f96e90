"""CSV (RFC 4180) that spreadsheets open right, and that does nothing when they do.

A byte order mark tells them that it is UTF-8. Text that a spreadsheet would take for a formula is given an apostrophe
before it, as OWASP advises (CSV Injection); so is text that begins with an apostrophe before such a sign, so that what
was really there can be told. Dates are written as ISO 8601, moments in UTC.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from io import TextIOWrapper
from typing import IO, Any

from safeconduct.shell.exporting.table import Kind, Row, Table, batches

BATCH = 1_000
BYTE_ORDER_MARK = "\ufeff"
FORMULA_SIGNS = frozenset("=+-@\t\r\n＝＋－＠")
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
Cells = Sequence[Any]


def write(table: Table, rows: Iterator[Row], announced: int, target: IO[bytes], separator: str = ",") -> None:
    """Write the table."""
    text = TextIOWrapper(target, encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    text.write(BYTE_ORDER_MARK)
    writer.writerow([harmless(str(column.title)) for column in table.columns])
    for batch in batches(rows, BATCH, announced):
        # Column by column: what a kind needs is decided once for a thousand cells.
        found = zip(*batch, strict=True)
        cells = [_WAYS[column.kind](some) for column, some in zip(table.columns, found, strict=True)]
        writer.writerows(zip(*cells, strict=True))
    text.detach()


def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip("'")[:1] in FORMULA_SIGNS else text


def _texts(cells: Cells) -> Cells:
    suspicious = FORMULA_SIGNS | {"'"}
    return [cell if cell is None or cell[:1] not in suspicious else harmless(cell) for cell in cells]


def _as_they_are(cells: Cells) -> Cells:
    return cells


def _decimals(cells: Cells) -> Cells:
    return [f"{cell:f}" if isinstance(cell, Decimal) else cell for cell in cells]


def _booleans(cells: Cells) -> Cells:
    return [None if cell is None else "true" if cell else "false" for cell in cells]


def _moments(cells: Cells) -> Cells:
    return [cell and f"{in_utc(cell).isoformat(timespec='seconds')[:19]}Z" for cell in cells]


def in_utc(moment: datetime) -> datetime:
    """Return a moment in UTC; those of the database are already."""
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


_WAYS: dict[Kind, Callable[[Cells], Cells]] = {
    Kind.TEXT: _texts,
    Kind.INTEGER: _as_they_are,
    Kind.DATE: _as_they_are,
    Kind.DECIMAL: _decimals,
    Kind.BOOLEAN: _booleans,
    Kind.DATETIME: _moments,
}
