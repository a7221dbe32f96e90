"""`safeconduct journal`: verify the journal, give its key and its newest checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safeconduct.cli import data
from safeconduct.cli.output import AsJson, Trouble, plainly, say
from safeconduct.cli.receipts import open_journal, read_bytes, read_public_key
from safeconduct.cli.serve import check_tables
from safeconduct.journal.checkpoint import Key, NotVerified

if TYPE_CHECKING:
    from safeconduct.journal.web.checking import Report

app = typer.Typer(help="Verify the journal of this instance.", no_args_is_help=True)
MOST_SHOWN = 20
CURE = "Stop writing, keep a copy of the database as it is, and compare it with a backup."


@app.callback()
def journal() -> None:
    """Verify the journal of this instance."""


@app.command()
def verify(
    full: Annotated[bool, typer.Option("--full", help="From the first entry, not from where it was verified.")] = False,
    checkpoint: Annotated[list[Path] | None, typer.Option(help="A checkpoint that was kept elsewhere.")] = None,
    key: Annotated[str, typer.Option(help="The public key, or a file that holds it; that of this instance.")] = "",
    processes: Annotated[int, typer.Option(min=1, help="How many processes read at the same time.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Find entries that were changed, dropped, reordered, inserted or back-dated. Exit 0 sound, 1 not."""
    with plainly(as_json):
        rows = open_journal()
        from django.db import DatabaseError  # noqa: PLC0415 - needs the settings

        from safeconduct.journal.web import checking  # noqa: PLC0415

        kept = [read_bytes(file).decode("utf-8", "replace") for file in checkpoint or ()]
        file = data.data_folder() / checking.FILE
        try:
            report = checking.check(rows.database, public_key(key), file, full=full, kept=kept, processes=processes)
        except NotVerified as error:
            raise Trouble(str(error), "Take the checkpoint and the key from where they were kept.") from None
        except DatabaseError as error:
            cure = "Run: safeconduct migrate; if that does not help, the file is damaged: restore a backup."
            raise Trouble(f"The database cannot be read: {error}.", cure) from None
        facts = checking.as_facts(report, checking.describer(rows))
    say(told(report, facts["findings"]), facts, as_json)
    raise typer.Exit(1 if report.findings else 0)


@app.command("key")
def show_key(as_json: AsJson = False) -> None:
    """Print the public key that acknowledgements and checkpoints are verified with; publish it widely."""
    with plainly(as_json):
        data.use_databases()
        key = public_key("")
    say(str(key), {"key": str(key)}, as_json)


@app.command("checkpoint")
def show_checkpoint(as_json: AsJson = False) -> None:
    """Print the newest checkpoint, to be kept where this machine cannot write."""
    with plainly(as_json):
        start()
        from safeconduct.journal.web import sealing  # noqa: PLC0415 - needs Django to be ready

        note = sealing.newest_note()
        if not note:
            raise Trouble("Nothing was sealed yet.", "Wait until something was filed.")
    say(note.rstrip("\n"), {"checkpoint": note}, as_json)


@app.command("destroyed")
def show_destroyed(as_json: AsJson = False) -> None:
    """Print the numbers of destroyed keys, one a line; keep the list where backups are, for `safeconduct restore`."""
    with plainly(as_json):
        start()
        from safeconduct.journal.web import keys  # noqa: PLC0415 - needs Django to be ready

        numbers = sorted(keys.listed())
    say("\n".join(numbers), {"destroyed": numbers}, as_json)


def start() -> None:
    """Make Django ready, and see that there is a journal."""
    data.start_django()
    check_tables()


def public_key(text: str) -> Key:
    """Return the key that was given, or that of this instance."""
    if text:
        return read_public_key(text)
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - needs the settings

    from safeconduct.journal.web import secret_files  # noqa: PLC0415

    try:
        return secret_files.public_key()
    except ImproperlyConfigured as error:
        raise Trouble(str(error), "Or give the public key with --key.") from None


def told(report: Report, findings: list[dict[str, object]]) -> str:
    """Say what was found in sentences."""
    since = f"entries {report.first} to {report.size - 1}" if report.first else f"{report.size} entries"
    if not findings:
        seal = report.newest
        sealed = (
            f" The newest checkpoint covers {seal.size} of them, {seal.time:%Y-%m-%d %H:%M:%S} UTC." if seal else ""
        )
        return f"Sound: {since} are as they were written.{sealed}"
    lines = [f"{f['kind']}: place {f['index']}{f['entry']}: {f['what']}" for f in findings[:MOST_SHOWN]]
    more = len(findings) - len(lines)
    rest = [f"and {more} more (--json lists them all)"] if more else []
    return "\n".join([f"NOT sound: {len(findings)} findings in {since}.", *lines, *rest, CURE])
