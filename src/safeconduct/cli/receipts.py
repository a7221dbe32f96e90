"""`safeconduct receipt`: verify an acknowledgement of receipt offline, or against the journal itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safeconduct.cli import data
from safeconduct.cli.output import AsJson, Trouble, plainly, say
from safeconduct.cli.serve import check_tables
from safeconduct.journal.checkpoint import Key, NotVerified, read_key
from safeconduct.journal.receipt import Receipt, from_file
from safeconduct.journal.receipt import verify as verify_receipt

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
    data.start_django()
    check_tables()
    from django.db import connection  # noqa: PLC0415 - needs Django to be ready

    from safeconduct.journal.verify import contradiction  # noqa: PLC0415
    from safeconduct.journal.web.rows import Rows  # noqa: PLC0415

    finding = contradiction(found, Rows(connection), size)
    if finding:
        problem = f"The acknowledgement is good, and the journal contradicts it: {finding.kind}, {finding.what}."
        raise Trouble(problem, "Keep both as they are: the journal was changed after it was signed.")


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
