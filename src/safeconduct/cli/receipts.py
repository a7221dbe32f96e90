"""`safeconduct receipt`: verify an acknowledgement of receipt offline, or against the journal itself."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safeconduct.cli import data
from safeconduct.cli.output import AsJson, Trouble, plainly, say
from safeconduct.journal.checkpoint import Key, NotVerified, read_key
from safeconduct.journal.receipt import Receipt, from_file
from safeconduct.journal.receipt import verify as verify_receipt

if TYPE_CHECKING:
    from safeconduct.journal.web.rows import Rows

app = typer.Typer(help="Verify acknowledgements of receipt.", no_args_is_help=True)

File = Annotated[
    Path, typer.Argument(help="The acknowledgement: its JSON file, or a file with the text of its QR code.")
]
KeyText = Annotated[str, typer.Option("--key", help="The public key of the journal, or a file that holds it.")]
Against = Annotated[
    bool, typer.Option("--journal", help="Also hold it against the journal in the data folder of this machine.")
]
CURE = "Ask the office for a new acknowledgement, and keep this one: it may show what was changed."


@app.callback()
def receipt() -> None:
    """Verify acknowledgements of receipt."""


@app.command()
def verify(file: File, key: KeyText, journal: Against = False, as_json: AsJson = False) -> None:
    """Say what an acknowledgement proves, with nothing but the public key. Exit 0 good, 1 not."""
    with plainly(as_json):
        public = read_public_key(key)
        try:
            found = from_file(read_bytes(file))
            seal = verify_receipt(found, public)
        except NotVerified as error:
            raise Trouble(str(error), CURE) from None
        if journal:
            hold_against_journal(found, seal.size)
    say(
        f"Good: entry {found.position} of {seal.origin} was there on {seal.time:%Y-%m-%d at %H:%M:%S} UTC, "
        f"among {seal.size} entries.",
        {
            "entry": found.link.hex(),
            "index": found.position,
            "origin": seal.origin,
            "size": seal.size,
            "time": seal.time.isoformat(),
        },
        as_json,
    )


def hold_against_journal(found: Receipt, size: int) -> None:
    """Say whether the journal of this instance contradicts an acknowledgement."""
    rows = open_journal()
    from safeconduct.journal.verify import contradiction  # noqa: PLC0415 - needed only here

    finding = contradiction(found, rows, size)
    if finding:
        problem = f"The acknowledgement is good, and the journal contradicts it: {finding.kind}, {finding.what}."
        raise Trouble(problem, "Keep both as they are: the journal was changed after it was signed.")


def open_journal() -> Rows:
    """Open the journal of this machine, or say that there is none."""
    data.use_databases()
    # Django warns of what its rooms would do when they start; none does here.
    warnings.filterwarnings("ignore", "Accessing the database during app initialization", RuntimeWarning)
    from django.db import DatabaseError, connection  # noqa: PLC0415 - needs the settings

    from safeconduct.journal.web.rows import Rows  # noqa: PLC0415

    try:
        return Rows(connection)
    except DatabaseError as error:
        cure = "See that it is there and runs (SAFECONDUCT_DATA, SAFECONDUCT_DATABASE_URL), or run: safeconduct migrate"
        raise Trouble(f"The database is not ready: {error}.", cure) from None


def read_public_key(text: str) -> Key:
    """Read a key from a text, or from a file that holds it."""
    is_text = "+" in text
    try:
        return read_key(text if is_text else read_bytes(Path(text)).decode("utf-8", "replace"))
    except NotVerified as error:
        raise Trouble(str(error), "Give the key as the office publishes it.") from None


def read_bytes(file: Path) -> bytes:
    """Read a file, or say why it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise Trouble(f"{file} cannot be read: {error.strerror}.", "Check its name and place.") from None
