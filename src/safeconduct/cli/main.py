"""The command `safeconduct`: mounts each group of commands."""

from __future__ import annotations

from typing import Annotated

import typer

from safeconduct import __version__
from safeconduct.cli import (
    accounts,
    cases,
    climate,
    documents,
    identity,
    identity_keys,
    identity_root,
    journal,
    offices,
    outbox,
    people,
    procedures,
    receipts,
    services,
)
from safeconduct.cli.backup import backup, restore
from safeconduct.cli.credentials import check as check_credentials
from safeconduct.cli.demo import demo
from safeconduct.cli.doctor import doctor
from safeconduct.cli.serve import migrate, serve
from safeconduct.cli.work import work

app = typer.Typer(name="safeconduct", no_args_is_help=True, pretty_exceptions_enable=False)
for command in (demo, serve, work, migrate, backup, restore, doctor):
    app.command()(command)
app.add_typer(accounts.app, name="accounts")
app.add_typer(procedures.app, name="procedures")
app.add_typer(receipts.app, name="receipt")
app.add_typer(journal.app, name="journal")
identity.app.add_typer(identity_keys.app, name="keys")
identity.app.add_typer(identity_root.app, name="root")
identity.app.command("check")(check_credentials)
app.add_typer(identity.app, name="identity")
app.add_typer(cases.app, name="cases")
app.add_typer(climate.app, name="climate")
app.add_typer(documents.app, name="documents")
app.add_typer(offices.app, name="offices")
app.add_typer(outbox.app, name="outbox")
app.add_typer(people.app, name="people")
app.add_typer(services.app, name="services")


@app.callback(invoke_without_command=True)
def main(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """Migration procedures written as law, proven before anyone is subject to them."""
    if version:
        print(__version__)
        raise typer.Exit
