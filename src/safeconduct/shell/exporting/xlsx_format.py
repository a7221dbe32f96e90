"""XLSX (ISO/IEC 29500), written row by row, so that memory holds one at a time.

A sheet holds 1,048,576 rows; what is more goes on to further sheets, each with its heading. Text is written as text,
never as a formula or a link. Numbers beyond fifteen digits are written as text, since a spreadsheet would round them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from safeconduct.shell.exporting.table import Kind, Row, Table, batches

ROWS_OF_A_SHEET = 1_048_575
LONGEST_CELL = 32_767
DIGITS = 15
LARGEST_NUMBER: int = 10**DIGITS
FIRST_YEAR = 1900
BATCH = 1_000
WIDTHS = {Kind.TEXT: 24, Kind.DATETIME: 24}
FORMATS = {Kind.DATE: "yyyy-mm-dd", Kind.DATETIME: 'yyyy-mm-dd hh:mm:ss "UTC"'}


class TooLongForACell(ValueError):
    """A text is longer than a cell of this format can be."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file is laid out: where its parts lie while it is written, its direction, the rows of a sheet."""

    folder: Path
    from_the_right: bool = False
    rows_of_a_sheet: int = ROWS_OF_A_SHEET


def write(table: Table, rows: Iterator[Row], announced: int, target: IO[bytes], layout: Layout) -> None:
    """Write the table; its sheets lie in a folder of their own until they are packed, which goes with them."""
    with TemporaryDirectory(prefix="export-", dir=layout.folder) as parts:
        book = Book(table, target, parts, layout)
        for batch in batches(rows, BATCH, announced):
            book.add(batch)
        book.close()


class Book:
    """A workbook that is written once, from its first row to its last."""

    def __init__(self, table: Table, target: IO[bytes], parts: str, layout: Layout) -> None:
        self.table, self.layout = table, layout
        self.workbook = xlsxwriter.Workbook(target, {"constant_memory": True, "tmpdir": parts})
        self.workbook.use_zip64()
        self.bold = self.workbook.add_format({"bold": True})
        self.formats = {kind: self.workbook.add_format({"num_format": form}) for kind, form in FORMATS.items()}
        self.sheets = 0
        self.begin_sheet()

    def begin_sheet(self) -> None:
        """Begin a sheet with its heading, and hold the heading fast."""
        self.sheets += 1
        self.sheet: Worksheet = self.workbook.add_worksheet(f"{self.table.name[:24]} {self.sheets}")
        if self.layout.from_the_right:
            self.sheet.right_to_left()
        self.sheet.freeze_panes(1, 0)
        for place, column in enumerate(self.table.columns):
            self.sheet.set_column(place, place, WIDTHS.get(column.kind, 12))
            self.sheet.write_string(0, place, str(column.title), self.bold)
        self.ways = [_WAYS[column.kind](self.sheet, self.formats.get(column.kind)) for column in self.table.columns]
        self.line = 0

    def add(self, rows: list[Row]) -> None:
        """Write rows, on a further sheet where this one is full."""
        for row in rows:
            if self.line == self.layout.rows_of_a_sheet:
                self.begin_sheet()
            self.line += 1
            for place, (put, cell) in enumerate(zip(self.ways, row, strict=True)):
                if cell is not None:
                    put(self.line, place, cell)

    def close(self) -> None:
        """Write the file."""
        self.workbook.close()


Put = Callable[[int, int, Any], object]
Way = Callable[[Worksheet, Format | None], Put]


def _texts(sheet: Worksheet, form: Format | None) -> Put:
    def put(line: int, place: int, cell: object) -> None:
        text = str(cell)
        if len(text) > LONGEST_CELL:
            detail = f"Row {line} holds a text of {len(text)} characters, and a cell of XLSX {LONGEST_CELL} at most."
            raise TooLongForACell(f"{detail} Choose CSV or Parquet.")
        sheet.write_string(line, place, text)

    return put


def _numbers(sheet: Worksheet, form: Format | None) -> Put:
    def put(line: int, place: int, cell: int | Decimal) -> None:
        if _is_exact(cell):
            sheet.write_number(line, place, cell)
        else:
            sheet.write_string(line, place, f"{cell:f}" if isinstance(cell, Decimal) else str(cell))

    return put


def _is_exact(number: int | Decimal) -> bool:
    if isinstance(number, Decimal):
        return number.is_finite() and len(number.as_tuple().digits) <= DIGITS
    return -LARGEST_NUMBER < number < LARGEST_NUMBER


def _booleans(sheet: Worksheet, form: Format | None) -> Put:
    put: Put = sheet.write_boolean
    return put


def _dates(sheet: Worksheet, form: Format | None) -> Put:
    def put(line: int, place: int, cell: date) -> None:
        if cell.year < FIRST_YEAR:  # a spreadsheet knows no earlier day
            sheet.write_string(line, place, cell.isoformat())
        else:
            sheet.write_datetime(line, place, cell, form)

    return put


def _moments(sheet: Worksheet, form: Format | None) -> Put:
    put_date = _dates(sheet, form)

    def put(line: int, place: int, cell: datetime) -> None:
        put_date(line, place, cell.astimezone(UTC).replace(tzinfo=None))

    return put


_WAYS: dict[Kind, Way] = {
    Kind.TEXT: _texts,
    Kind.INTEGER: _numbers,
    Kind.DECIMAL: _numbers,
    Kind.BOOLEAN: _booleans,
    Kind.DATE: _dates,
    Kind.DATETIME: _moments,
}
