"""``safeconduct people``: find records of one person in a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import typer

from safeconduct.people.linkage.columns import columns
from safeconduct.people.linkage.entry import FIELDS, NotEntries, entries_of
from safeconduct.people.linkage.linking import pairs
from safeconduct.people.linkage.model import model
from safeconduct.people.linkage.proposing import LEAST, proposed
from safeconduct.people.linkage.words import told
from safeconduct.people.scorecards import NoCard

app = typer.Typer(name="people", no_args_is_help=True, help="Find records that may be of one person.")


@app.callback()
def people() -> None:
    """Find records that may be of one person."""


@app.command()
def link(
    source: Annotated[Path, typer.Argument(help="A CSV or Parquet file with the columns id, name or parts, born …")],
    to: Annotated[Path, typer.Option("--to", help="The file of pairs, .csv or .parquet.")],
    least: Annotated[float, typer.Option(help="The least probability of a pair, 0 to 1.")] = LEAST,
    language: Annotated[str, typer.Option(help="The language of the reasons: en, fr, ar or cs.")] = "en",
) -> None:
    """Write the pairs of records that may be of one person, with weights and reasons. Nothing is merged."""
    try:
        found = _pairs(_read(source), least, language)
    except (NotEntries, NoCard, OSError, pa.ArrowInvalid) as error:
        typer.echo(f"{source}: {error}", err=True)
        raise typer.Exit(1) from None
    _write(found, to)
    typer.echo(f"{found.num_rows} pairs that may be of one person are in {to}. An officer decides about each.")


def _pairs(rows: list[dict[str, Any]], least: float, language: str) -> pa.Table:
    using = model()
    found = proposed(pairs(columns(entries_of(rows)), using, least), using, least)
    found.sort(key=lambda each: (-each.probability, each.one, each.other))
    return pa.table(
        {
            "one": pa.array((each.one for each in found), pa.string()),
            "other": pa.array((each.other for each in found), pa.string()),
            "probability": pa.array((round(each.probability, 4) for each in found), pa.float64()),
            "reasons": pa.array(("; ".join(told(each.reasons, language)) for each in found), pa.string()),
        }
    )


def _read(source: Path) -> list[dict[str, Any]]:
    if source.suffix == ".parquet":
        table = pq.read_table(source)
    else:
        as_text = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys((*FIELDS, "name"), pa.string()))
        table = pyarrow.csv.read_csv(source, convert_options=as_text)
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def _write(found: pa.Table, to: Path) -> None:
    if to.suffix == ".parquet":
        pq.write_table(found, to)
    else:
        pyarrow.csv.write_csv(found, to)
