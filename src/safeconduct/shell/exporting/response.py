"""The answer that carries a table away.

The file is made whole before the first byte of it is sent, in a file without a name: memory stays flat, the rows are
counted, and the answer says how many bytes are to come. Sent while it is made, a file that fails in its midst would
look whole: our server ends such an answer as if nothing had happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from safeconduct.shell import clock
from safeconduct.shell.exporting import csv_format, parquet_format, xlsx_format
from safeconduct.shell.exporting.leftovers import temporary_folder
from safeconduct.shell.exporting.manifest import manifest
from safeconduct.shell.exporting.snapshot import Snapshot
from safeconduct.shell.exporting.table import Row, Table
from safeconduct.shell.exporting.xlsx_format import TooLongForACell
from safeconduct.shell.problems import Problem, problem_response

ROW_COUNT = "X-Row-Count"
Write = Callable[[HttpRequest, Table, Iterator[Row], int, IO[bytes]], None]


def _csv(request: HttpRequest, table: Table, rows: Iterator[Row], announced: int, target: IO[bytes]) -> None:
    csv_format.write(table, rows, announced, target, separator_of(request))


def _xlsx(request: HttpRequest, table: Table, rows: Iterator[Row], announced: int, target: IO[bytes]) -> None:
    layout = xlsx_format.Layout(temporary_folder(), translation.get_language_bidi())
    xlsx_format.write(table, rows, announced, target, layout)


def _parquet(request: HttpRequest, table: Table, rows: Iterator[Row], announced: int, target: IO[bytes]) -> None:
    parquet_format.write(table, rows, announced, target)


_WRITERS: dict[str, tuple[str, Write]] = {
    "csv": ("text/csv; charset=utf-8; header=present", _csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "parquet": ("application/vnd.apache.parquet", _parquet),
}
MANIFEST = "manifest"
FORMATS = (*_WRITERS, MANIFEST)
"""Formats as they stand in an address."""


def separator_of(request: HttpRequest) -> str:
    """Return the separator of CSV that an address asks for: ?separator=semicolon for many European spreadsheets."""
    separator = csv_format.SEPARATORS.get(request.GET.get("separator", "comma"))
    if separator is None:
        raise Http404("A separator is comma, semicolon or tab.")
    return separator


def number_of_rows(table: Table) -> int:
    """Count the rows of a table now, for the page that offers it."""
    with Snapshot() as snapshot:
        return table.count(snapshot)


def export_response(request: HttpRequest, table: Table, form: str) -> HttpResponseBase:
    """Answer with the table in a format, or with its manifest; a format that is not known is not found."""
    if form not in FORMATS:
        raise Http404(f"There is no format {form}: choose one of {', '.join(FORMATS)}.")
    with Snapshot() as snapshot:
        announced = table.count(snapshot)
        try:
            response = _answer(request, table, form, snapshot, announced)
        except TooLongForACell as found:
            return problem_response(Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(found), "too-long-for-a-cell"))
    response.headers[ROW_COUNT] = str(announced)
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer(request: HttpRequest, table: Table, form: str, snapshot: Snapshot, announced: int) -> HttpResponseBase:
    made = clock.current()
    name = f"{table.name}-{clock.day_of(made).isoformat()}"
    if request.method == "HEAD":
        return HttpResponse()
    if form == MANIFEST:
        content = manifest(table, announced, made, translation.get_language() or settings.LANGUAGE_CODE)
        named = {"Content-Disposition": f'attachment; filename="{name}.manifest.json"'}
        return HttpResponse(content, content_type="application/json", headers=named)
    media_type, write = _WRITERS[form]
    target = TemporaryFile(dir=temporary_folder())  # noqa: SIM115 - closed by the answer when it was sent
    try:
        write(request, table, table.rows(snapshot), announced, target)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{name}.{form}", content_type=media_type)
