"""The answer to whoever asks for a table."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from django.http import Http404, HttpRequest
from django.test import RequestFactory
from django.utils import translation

from safeconduct.shell.exporting import (
    FORMATS,
    Column,
    Kind,
    Snapshot,
    Table,
    export_response,
    number_of_rows,
    table_of,
)
from safeconduct.shell.exporting.table import NotWhole
from safeconduct.shell.working.models import Beat
from tests.shell.exporting.reading import csv_rows, xlsx_sheets

MOMENT = datetime(2027, 1, 11, 12, tzinfo=UTC)
COLUMNS = (
    Column("worker", "Worker", purpose="to see who is alive"),
    Column("seen", "Seen", Kind.DATETIME),
    Column("number", "Number", Kind.INTEGER),
)
in_the_world = pytest.mark.django_db(transaction=True)


def table() -> Table:
    return table_of("workers", COLUMNS, Beat.objects.order_by("pk").values_list("worker", "seen", "pk"))


def beats(number: int, start: int = 0) -> None:
    Beat.objects.bulk_create(
        Beat(worker=f"w{place}", lane="test", began=MOMENT, seen=MOMENT) for place in range(start, start + number)
    )


def asked(query: str = "", method: str = "get") -> HttpRequest:
    request: HttpRequest = getattr(RequestFactory(), method)(f"/en/export/csv?{query}")
    return request


def content(form: str, query: str = "") -> bytes:
    response = export_response(asked(query), table(), form)
    assert hasattr(response, "streaming_content")
    whole = b"".join(response)
    response.close()
    assert int(response.headers["Content-Length"]) == len(whole)
    return whole


@in_the_world
@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_the_number_of_rows_is_announced_and_so_is_the_length(form: str) -> None:
    beats(3)
    response = export_response(asked(), table(), form)
    assert response.headers["X-Row-Count"] == "3"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="workers-20')
    response.close()
    assert content(form)


@in_the_world
def test_every_row_comes_in_its_order() -> None:
    beats(4_321)
    rows = csv_rows(content("csv"))
    assert [row[0] for row in rows[1:]] == [f"w{place}" for place in range(4_321)]
    assert rows[1][1] == "2027-01-11T12:00:00Z"
    assert len(xlsx_sheets(content("xlsx"))["workers 1"]) == 4_322


@pytest.mark.django_db
def test_whoever_is_in_a_transaction_reads_what_was_written_there() -> None:
    beats(2)
    assert number_of_rows(table()) == 2
    assert len(csv_rows(content("csv", "separator=tab"), "\t")) == 3


@in_the_world
def test_a_query_that_can_find_nothing_gives_an_empty_table() -> None:
    beats(2)
    empty = table_of("workers", COLUMNS, Beat.objects.filter(pk__in=[]).values_list("worker", "seen", "pk"))
    response = export_response(asked(), empty, "csv")
    assert response.headers["X-Row-Count"] == "0"
    assert len(csv_rows(b"".join(response))) == 1  # type: ignore[arg-type]


@in_the_world
def test_all_rows_are_of_one_moment_and_hold_up_nobody() -> None:
    beats(10)
    with Snapshot() as snapshot:
        before = snapshot.count(Beat.objects.values_list("pk"))
        in_another_thread(lambda: beats(5, start=10))
        rows = list(snapshot.rows(Beat.objects.values_list("pk")))
    assert (before, len(rows)) == (10, 10)
    assert Beat.objects.count() == 15


def in_another_thread(act: Callable[[], None]) -> None:
    failed: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert not failed


@in_the_world
def test_a_table_that_is_not_what_it_announced_is_not_sent_at_all() -> None:
    beats(2)
    short = Table("workers", COLUMNS, lambda snapshot: 3, table().rows)
    with pytest.raises(NotWhole):
        export_response(asked(), short, "csv")
    assert leftovers() == []


@in_the_world
@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_nothing_is_left_where_reading_breaks_off(form: str) -> None:
    def rows(snapshot: Snapshot) -> Iterator[tuple[object, ...]]:
        yield ("a", MOMENT, 1)
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        export_response(asked(), Table("workers", COLUMNS, lambda snapshot: 5, rows), form)
    assert leftovers() == []


def leftovers() -> list[Path]:
    folder = Path(settings.DATA) / "temporary"
    return list(folder.iterdir()) if folder.is_dir() else []


@in_the_world
def test_the_manifest_says_what_each_column_is_for() -> None:
    beats(2)
    with translation.override("fr"):
        told = json.loads(export_response(asked(), table(), "manifest").content)  # type: ignore[attr-defined]
    assert (told["rows"], told["language"]) == (2, "fr")
    assert told["columns"][0] == {
        "key": "worker", "title": "Worker", "kind": "text", "purpose": "to see who is alive",
    }  # fmt: skip


@pytest.mark.django_db
def test_asking_for_the_head_reads_no_row() -> None:
    beats(2)

    def rows(snapshot: Snapshot) -> Iterator[tuple[object, ...]]:
        raise AssertionError

    response = export_response(asked(method="head"), Table("workers", COLUMNS, table().count, rows), "csv")
    assert response.headers["X-Row-Count"] == "2"


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "query"), [("pdf", ""), ("../csv", ""), ("csv", "separator=x")])
def test_what_is_not_known_is_not_found(form: str, query: str) -> None:
    with pytest.raises(Http404):
        export_response(asked(query), table(), form)


@pytest.mark.django_db
def test_a_text_too_long_for_a_cell_is_a_problem_that_says_what_to_do() -> None:
    long = Table("workers", COLUMNS[:1], lambda snapshot: 1, lambda snapshot: iter([("x" * 40_000,)]))
    response = export_response(asked(), long, "xlsx")
    assert response.status_code == 422
    assert "Choose CSV or Parquet" in json.loads(response.content)["detail"]  # type: ignore[attr-defined]


@in_the_world
def test_a_snapshot_leaves_no_connection_behind() -> None:
    with Snapshot() as snapshot:
        assert snapshot.is_own
        assert snapshot.connection is not connections["default"]
    assert snapshot.connection.connection is None
    assert connection.connection is None or connection.is_usable()


def test_files_keep_their_length_also_for_a_reader_that_takes_compression() -> None:
    from django.http import FileResponse, HttpResponse

    from safeconduct.shell.compression import Compression

    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    file = FileResponse(iter([b"x" * 1000]), headers={"Content-Length": "1000"})
    assert Compression(lambda _: file)(request).headers["Content-Length"] == "1000"
    page = HttpResponse("x" * 1000)
    assert Compression(lambda _: page)(request).headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(("language", "separator"), [("en", ""), ("cs", "?separator=semicolon")])
def test_a_page_says_how_many_rows_there_are_and_leads_to_each_format(language: str, separator: str) -> None:
    from django.template import Context, Template

    with translation.override(language):
        page = Template('{% load shell_exports %}{% exports "cases:export" rows %}').render(Context({"rows": 12}))
    assert "12" in page
    assert f'csv{separator}"' in page.replace('/"', '"').replace("/?", "?")
    assert all(form in page for form in FORMATS)


def test_what_a_killed_process_left_is_removed_and_what_is_being_written_is_not() -> None:
    import os

    from safeconduct.shell.clock import system
    from safeconduct.shell.exporting.leftovers import LONGEST_WRITING, remove_leftovers, temporary_folder

    left, written = temporary_folder() / "export-left", temporary_folder() / "export-written"
    for folder in (left, written):
        folder.mkdir()
        (folder / "sheet1.xml").write_text("a row")
    long_ago = (system() - LONGEST_WRITING).timestamp() - 1
    os.utime(left, (long_ago, long_ago))
    assert remove_leftovers(system) == 1
    assert leftovers() == [written]
    (written / "sheet1.xml").unlink()
    written.rmdir()
