"""`safeconduct documents`: see whether an office's own templates of documents can be set."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safeconduct.cli import data
from safeconduct.cli.output import AsJson, Trouble, plainly, say

app = typer.Typer(help="Check templates of documents.", no_args_is_help=True)
Folder = Annotated[Path | None, typer.Argument(help="Folder with templates; otherwise that of the data folder.")]


@app.callback()
def documents() -> None:
    """Check templates of documents."""


@app.command()
def check(folder: Folder = None, as_json: AsJson = False) -> None:
    """Set every template with sample data and say what is wrong. Exit 0 none, 1 some."""
    from safeconduct.cases.documents.checking import check_templates  # noqa: PLC0415 - a native library
    from safeconduct.cases.documents.sources import TEMPLATES  # noqa: PLC0415 - a native library

    with plainly(as_json):
        place = folder or data.data_folder() / "templates"
        found = check_templates(place)
        if found:
            raise Trouble(
                "\n".join(str(fault) for fault in found),
                "Mend the templates; until then those that cannot be set print nothing.",
            )
    say(f"All {len(TEMPLATES)} templates can be set.", {"templates": list(TEMPLATES), "faults": []}, as_json)
