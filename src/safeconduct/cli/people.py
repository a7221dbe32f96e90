"""``safeconduct people``: find records of one person in a table, and weigh those of an instance by a new model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safeconduct.cli import data
from safeconduct.cli.output import AsJson, plainly, say
from safeconduct.people.linkage.model import LEAST

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
    from safeconduct.people.linkage import tables  # noqa: PLC0415 - Arrow and DuckDB, which no other command waits for

    try:
        found = tables.pairs_of(source, least, language)
    except tables.UNUSABLE as error:
        typer.echo(f"{source}: {error}", err=True)
        raise typer.Exit(1) from None
    tables.write(found, to)
    typer.echo(f"{found.num_rows} pairs that may be of one person are in {to}. An officer decides about each.")


@app.command("weigh-again")
def weigh_again(as_json: AsJson = False) -> None:
    """Weigh the pairs that wait by the model that runs now, where an older one weighed them. Decisions stay."""
    with plainly(as_json):
        data.start_django()
        from safeconduct.people.web import comparing  # noqa: PLC0415 - needs Django to be ready
        from safeconduct.shell import clock  # noqa: PLC0415

        number = 0
        while done := comparing.weigh_again(clock.current):
            number += done
        say(f"{number} pairs that wait were weighed again. What was decided stays.", {"weighed": number}, as_json)
