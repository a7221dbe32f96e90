"""`safeconduct serve` and `safeconduct migrate`: production."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from safeconduct.cli import data, serving
from safeconduct.cli.output import AsJson, Trouble, plainly, say
from safeconduct.procedures.signatures import EXAMPLE, UnreadableSignatures


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes; the embedded database allows one.")] = 1,
    work: Annotated[
        bool | None,
        typer.Option("--work/--no-work", help="Send letters and watch limits here too; by default on SQLite only."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Serve the pages to the public, behind a proxy that speaks HTTPS; refuse whatever is not ready."""
    os.environ.pop("SAFECONDUCT_DEMO", None)
    with plainly(as_json):
        server = serving.Server(host, port, workers, works=is_embedded() if work is None else work)
        check_settings(server)
        data.start_django()
        check_tables()
        check_signatures()
        with serving.hold_folder(data.data_folder(), server.address):
            serving.check_port(server)
            facts: dict[str, object] = {"address": server.address}
            serving.serve(server, lambda: say(f"Serving at {server.address}", facts, as_json))


def migrate(as_json: AsJson = False) -> None:
    """Bring the tables of the database up to this version."""
    with plainly(as_json):
        data.make_folder(data.data_folder())
        data.start_django()
        changes = data.migrate()
    say(f"{changes} changes made; the tables are up to date.", {"changes": changes}, as_json)


def is_embedded() -> bool:
    """Tell whether the data are in the embedded database, which one process serves."""
    return "sqlite3" in data.read_settings().DATABASES["default"]["ENGINE"]


def check_settings(server: serving.Server) -> None:
    """See that key and host names are given and that the database bears so many processes."""
    settings = data.read_settings()
    if not settings.SECRET_KEY:
        cure = "Set SAFECONDUCT_SECRET_KEY to at least 50 random characters and keep it with your backups."
        raise Trouble("There is no secret key, so nothing could be signed.", cure)
    if not os.environ.get("SAFECONDUCT_HOSTS"):
        cure = "Set SAFECONDUCT_HOSTS to the names of your site, for example permits.example.org."
        raise Trouble("It is not said under which names the site is reached.", cure)
    if server.workers > 1 and is_embedded():
        cure = "Use --workers 1, or set SAFECONDUCT_DATABASE_URL to a PostgreSQL database."
        raise Trouble("The embedded database serves one process only.", cure)


def check_tables() -> None:
    """See that the database answers and has the tables of this version."""
    from safeconduct.shell.health import database_trouble  # noqa: PLC0415 - needs Django to be ready

    trouble = database_trouble()
    if trouble:
        raise Trouble("The database is not ready.", trouble)


def check_signatures() -> None:
    """See that whatever was assumed in a published procedure carries a lawyer's signature."""
    from safeconduct.procedures.web import publishing  # noqa: PLC0415 - needs Django to be ready

    file = data.read_settings().SIGNATURES
    try:
        unsigned = publishing.unsigned()
    except UnreadableSignatures as error:
        raise Trouble(f"{file} is no list of signatures.", str(error)) from None
    if unsigned:
        parts = "\n".join(f"  {line}" for line in unsigned)
        cure = (
            f"Let a named lawyer sign for each text in {file}, in blocks like this, "
            f"or leave the procedure out of the library:\n{EXAMPLE}"
        )
        raise Trouble(f"These parts of procedures are assumed, and no lawyer has signed for them:\n{parts}", cure)
