"""What a file beside the table says of it: how many rows, which columns, what each is for, and when it was made."""

from __future__ import annotations

import json
from datetime import datetime

from safeconduct.shell.exporting.table import Table


def manifest(table: Table, rows: int, made: datetime, language: str) -> bytes:
    """Write the manifest as JSON. The purposes go with the data: they are not given away for any other."""
    told = {
        "table": table.name,
        "rows": rows,
        "made": made.isoformat(timespec="seconds"),
        "language": language,
        "columns": [
            {
                "key": column.key,
                "title": str(column.title),
                "kind": str(column.kind),
                "purpose": str(column.purpose),
            }
            for column in table.columns
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode()
