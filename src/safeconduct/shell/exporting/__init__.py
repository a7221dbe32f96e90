"""Tables to take away: CSV, XLSX and Parquet of any size in little memory, whole or not at all.

A room describes a table once, and every format is made from that::

    COLUMNS = (
        Column("number", _("Number"), purpose=_("to name the case")),
        Column("due", _("Due"), Kind.DATE, _("to see what is late")),
    )

    @needs(INSPECT, many=True)
    def export(request, cases, form):
        return export_response(request, table_of("cases", COLUMNS, cases.values_list("number", "due")), form)

All rows are read in one snapshot of the database. Their number is announced (header X-Row-Count, and in the manifest)
and counted while the file is made; if they differ nothing is sent, so that a short file is never taken for a whole one.
"""

from __future__ import annotations

from safeconduct.shell.exporting.response import FORMATS, export_response, number_of_rows
from safeconduct.shell.exporting.snapshot import Snapshot
from safeconduct.shell.exporting.table import Column, Kind, Row, Table, table_of

__all__ = [
    "FORMATS",
    "Column",
    "Kind",
    "Row",
    "Snapshot",
    "Table",
    "export_response",
    "number_of_rows",
    "table_of",
]
