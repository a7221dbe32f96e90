"""Tables of analysts: records in, pairs that may be of one person out, with weights and reasons. Nothing is merged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from safeconduct.people.linkage.columns import columns
from safeconduct.people.linkage.entry import FIELDS, NotEntries, entries_of
from safeconduct.people.linkage.linking import pairs
from safeconduct.people.linkage.model import model
from safeconduct.people.linkage.proposing import proposed
from safeconduct.people.linkage.words import told
from safeconduct.people.scorecards import NoCard

UNUSABLE = (NotEntries, NoCard, OSError, pa.ArrowInvalid)
"""What says that a table cannot be read, or that no model may run on it."""


def pairs_of(source: Path, least: float, language: str) -> pa.Table:
    """Return the pairs of a CSV or Parquet file whose probability is at least ``least``, the likeliest first."""
    using = model()
    found = proposed(pairs(columns(entries_of(_read(source))), using, least), using, least)
    found.sort(key=lambda each: (-each.probability, each.one, each.other))
    return pa.table(
        {
            "one": pa.array((each.one for each in found), pa.string()),
            "other": pa.array((each.other for each in found), pa.string()),
            "probability": pa.array((round(each.probability, 4) for each in found), pa.float64()),
            "reasons": pa.array(("; ".join(told(each.reasons, language)) for each in found), pa.string()),
        }
    )


def write(found: pa.Table, to: Path) -> None:
    """Write pairs as Parquet or CSV, by the name of the file."""
    if to.suffix == ".parquet":
        pq.write_table(found, to)
    else:
        pyarrow.csv.write_csv(found, to)


def _read(source: Path) -> list[dict[str, Any]]:
    if source.suffix == ".parquet":
        table = pq.read_table(source)
    else:
        as_text = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys((*FIELDS, "name"), pa.string()))
        table = pyarrow.csv.read_csv(source, convert_options=as_text)
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows
