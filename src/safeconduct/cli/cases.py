"""`safeconduct cases`: hold the rows of cases against the journal, and make them again from it."""

from __future__ import annotations

import typer

from safeconduct.cli import data
from safeconduct.cli.output import AsJson, plainly, report_differences, say

app = typer.Typer(help="Hold rows of cases against the journal, or make them again.", no_args_is_help=True)


@app.command()
def check(as_json: AsJson = False) -> None:
    """Say of each row that differs from what the journal makes of it, in which columns. Exit 0 none, 1 some."""
    with plainly(as_json):
        data.start_django()
        from safeconduct.cases.web.rebuild import differences  # noqa: PLC0415 - needs Django to be ready

        cure, agreed = "Run: safeconduct cases rebuild", "Every row is what the journal makes of it."
        report_differences(differences(), cure, agreed, as_json)


@app.command()
def rebuild(as_json: AsJson = False) -> None:
    """Make every row of cases again from the journal alone; the journal itself is not touched."""
    with plainly(as_json):
        data.start_django()
        from safeconduct.cases.web import rebuild as rebuilding  # noqa: PLC0415

        made = rebuilding.rebuild()
    say(f"{made} rows were made again.", {"cases": made}, as_json)
