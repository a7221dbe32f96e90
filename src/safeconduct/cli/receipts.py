"""`safeconduct receipt`: verify an acknowledgement of receipt offline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safeconduct.cli.output import AsJson, Trouble, plainly, say
from safeconduct.journal.checkpoint import Key, NotVerified, read_key
from safeconduct.journal.receipt import from_file
from safeconduct.journal.receipt import verify as verify_receipt

app = typer.Typer(help="Verify acknowledgements of receipt.", no_args_is_help=True)

File = Annotated[
    Path, typer.Argument(help="The acknowledgement: its JSON file, or a file with the text of its QR code.")
]
KeyText = Annotated[str, typer.Option("--key", help="The public key of the journal, or a file that holds it.")]
CURE = "Ask the office for a new acknowledgement, and keep this one: it may show what was changed."


@app.callback()
def receipt() -> None:
    """Verify acknowledgements of receipt."""


@app.command()
def verify(file: File, key: KeyText, as_json: AsJson = False) -> None:
    """Say what an acknowledgement proves, with nothing but the public key. Exit 0 good, 1 not."""
    with plainly(as_json):
        public = _key(key)
        try:
            found = from_file(_bytes(file))
            seal = verify_receipt(found, public)
        except NotVerified as error:
            raise Trouble(str(error), CURE) from None
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


def _key(text: str) -> Key:
    is_text = "+" in text
    try:
        return read_key(text if is_text else _bytes(Path(text)).decode("utf-8", "replace"))
    except NotVerified as error:
        raise Trouble(str(error), "Give the key as the office publishes it.") from None


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Trouble(f"{file} cannot be read: {error.strerror}.", "Check its name and place.") from None
