"""Each format holds every row and cell, and does nothing when it is opened."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from safeconduct.shell.exporting import Column, Kind, Row, Table, csv_format, parquet_format, xlsx_format
from safeconduct.shell.exporting.table import NotWhole, batches
from tests.shell.exporting.reading import csv_rows, xlsx_formulas, xlsx_sheets

PRAGUE = timezone(timedelta(hours=1))
COLUMNS = (
    Column("number", "Number", purpose="to name the case"),
    Column("due", "Due", Kind.DATE),
    Column("days", "Days", Kind.INTEGER),
    Column("filed", "Filed", Kind.DATETIME),
    Column("late", "Late", Kind.BOOLEAN),
    Column("fee", "Fee", Kind.DECIMAL),
)
ROW: Row = ("CZ-1", date(2027, 3, 30), 60, datetime(2027, 1, 11, 9, 30, tzinfo=PRAGUE), False, Decimal("12.50"))
EMPTY: Row = (None, None, None, None, None, None)
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", '=HYPERLINK("http://x")', "-2+3+cmd|' /C calc'!A0"]

Write = Callable[[Table, list[Row]], bytes]


def table_with(columns: tuple[Column, ...], rows: list[Row]) -> Table:
    return Table("cases", columns, lambda snapshot: len(rows), lambda snapshot: iter(rows))


def made(write: Callable[..., None], columns: tuple[Column, ...], rows: list[Row], *more: object) -> bytes:
    target = BytesIO()
    write(table_with(columns, rows), iter(rows), len(rows), target, *more)
    return target.getvalue()


def as_xlsx(columns: tuple[Column, ...], rows: list[Row], folder: Path, **layout: bool | int) -> bytes:
    return made(xlsx_format.write, columns, rows, xlsx_format.Layout(folder, **layout))  # type: ignore[arg-type]


def test_csv_is_what_spreadsheets_open_right() -> None:
    content = made(csv_format.write, COLUMNS, [ROW, EMPTY])
    assert content.startswith(b"\xef\xbb\xbfNumber,Due,")
    assert content.count(b"\r\n") == content.count(b"\n") == 3
    assert csv_rows(content) == [
        ["Number", "Due", "Days", "Filed", "Late", "Fee"],
        ["CZ-1", "2027-03-30", "60", "2027-01-11T08:30:00Z", "false", "12.50"],
        ["", "", "", "", "", ""],
    ]


def test_csv_knows_other_separators() -> None:
    content = made(csv_format.write, COLUMNS[:2], [("a;b", date(2027, 1, 1))], ";")
    assert csv_rows(content, ";")[1] == ["a;b", "2027-01-01"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_is_never_a_formula(text: str, tmp_path: Path) -> None:
    columns = (Column("a", "A"), Column("n", "N", Kind.INTEGER))
    [_, [cell, number]] = csv_rows(made(csv_format.write, columns, [(text, -5)]))
    assert (cell, number) == (f"'{text}", "-5")
    workbook = as_xlsx(columns, [(text, -5)], tmp_path)
    assert xlsx_formulas(workbook) == 0
    [_, [shown, negative]] = xlsx_sheets(workbook)["cases 1"]
    assert shown.replace("_x000D_", "\r") == text
    assert negative == "-5"


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=5))
def test_what_was_there_can_be_told_from_what_csv_shows(texts: list[str]) -> None:
    shown = [csv_format.harmless(text) for text in texts]
    assert all(cell[:1] not in csv_format.FORMULA_SIGNS for cell in shown)
    back = [
        cell[1:] if cell[:1] == "'" and cell.lstrip("'")[:1] in csv_format.FORMULA_SIGNS else cell for cell in shown
    ]
    assert back == texts


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.none() | st.integers()))
)
def test_csv_gives_back_every_row(rows: list[tuple[str | None, int | None]]) -> None:
    columns = (Column("a", "A"), Column("n", "N", Kind.INTEGER))
    back = csv_rows(made(csv_format.write, columns, list(rows)))[1:]
    wanted = [[csv_format.harmless(text or ""), "" if number is None else str(number)] for text, number in rows]
    assert back == wanted


def test_xlsx_holds_dates_as_dates_and_long_numbers_whole(tmp_path: Path) -> None:
    columns = (Column("d", "D", Kind.DATE), Column("at", "At", Kind.DATETIME), Column("n", "N", Kind.INTEGER),
               Column("f", "F", Kind.DECIMAL))  # fmt: skip
    moment = datetime(2027, 1, 11, 12, 0, tzinfo=UTC)
    rows: list[Row] = [(date(2027, 1, 11), moment, 10**16 + 1, Decimal("0.1")), (date(1880, 5, 1), None, 7, None)]
    sheet = xlsx_sheets(as_xlsx(columns, rows, tmp_path))["cases 1"]
    # Day 46398 of the spreadsheets' calendar is 11 January 2027 (days from 30 December 1899).
    assert sheet[1] == ["46398", "46398.5", "10000000000000001", "0.1"]
    assert sheet[2][0] == "1880-05-01"


def test_xlsx_goes_on_to_further_sheets(tmp_path: Path) -> None:
    rows: list[Row] = [(f"CZ-{number}",) for number in range(25)]
    sheets = xlsx_sheets(as_xlsx(COLUMNS[:1], rows, tmp_path, rows_of_a_sheet=10))
    assert [len(sheet) for sheet in sheets.values()] == [11, 11, 6]
    assert [row for sheet in sheets.values() for row in sheet if row != ["Number"]] == [list(row) for row in rows]
    assert list(tmp_path.iterdir()) == []


def test_xlsx_reads_from_the_right_where_the_reader_does(tmp_path: Path) -> None:
    assert as_xlsx(COLUMNS, [], tmp_path, from_the_right=True) != as_xlsx(COLUMNS, [], tmp_path)


def test_a_text_that_no_cell_can_hold_is_refused_and_never_cut(tmp_path: Path) -> None:
    as_xlsx(COLUMNS[:1], [("x" * xlsx_format.LONGEST_CELL,)], tmp_path)
    with pytest.raises(xlsx_format.TooLongForACell, match=r"Row 1 .* Choose CSV or Parquet"):
        as_xlsx(COLUMNS[:1], [("x" * (xlsx_format.LONGEST_CELL + 1),)], tmp_path)


def test_parquet_is_typed_and_says_what_each_column_is_for() -> None:
    read = parquet.read_table(BytesIO(made(parquet_format.write, COLUMNS, [ROW, EMPTY])))
    assert read.to_pylist() == [dict(zip(read.column_names, row, strict=True)) for row in (ROW, EMPTY)]
    assert [str(field.type) for field in read.schema] == [
        "string", "date32[day]", "int64", "timestamp[us, tz=UTC]", "bool", "decimal128(38, 2)",
    ]  # fmt: skip
    assert read.schema.field("number").metadata[b"purpose"] == b"to name the case"


def test_parquet_refuses_what_it_would_round() -> None:
    with pytest.raises(ValueError, match="would cause data loss"):
        made(parquet_format.write, COLUMNS[5:], [(Decimal("0.125"),)])


@pytest.mark.parametrize("write", [csv_format.write, parquet_format.write])
@pytest.mark.parametrize("announced", [0, 2, 4])
def test_a_number_that_was_announced_wrongly_is_found(write: Callable[..., None], announced: int) -> None:
    rows: list[Row] = [("a",)] * 3
    with pytest.raises(NotWhole, match=f"{announced} rows were announced, and 3 came"):
        write(table_with(COLUMNS[:1], rows), iter(rows), announced, BytesIO())


@settings(deadline=None)
@given(st.integers(0, 50), st.integers(1, 12))
def test_batches_hold_every_row_once(number: int, size: int) -> None:
    rows: list[Row] = [(place,) for place in range(number)]
    found = list(batches(iter(rows), size, number))
    assert [row for batch in found for row in batch] == rows
    assert all(len(batch) == size for batch in found[:-1])


def test_rows_are_taken_as_they_are_written() -> None:
    taken = 0

    def rows() -> Iterator[Row]:
        nonlocal taken
        for taken in range(1, 5_001):
            yield (str(taken),)

    class Watched(BytesIO):
        first_written_after = 0

        def write(self, part: bytes) -> int:
            self.first_written_after = self.first_written_after or taken
            return super().write(part)

    target = Watched()
    csv_format.write(table_with(COLUMNS[:1], []), rows(), 5_000, target)
    assert 0 < target.first_written_after < 5_000
    assert list(csv.reader(target.getvalue().decode("utf-8-sig").splitlines()))[-1] == ["5000"]
