"""``safeconduct services``: take in, give out and check a directory of services (Open Referral HSDS 3.0)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from safeconduct.cli import data
from safeconduct.cli.output import AsJson, Trouble, plainly, say
from safeconduct.services.directory import Reading, read_json, write_json
from safeconduct.services.hsds import Problem
from safeconduct.services.package import DESCRIPTION, read_package, write_package

app = typer.Typer(help="A directory of services, as Open Referral HSDS 3.0 has it.", no_args_is_help=True)
Source = Annotated[Path, typer.Argument(help="JSON, or the CSV package as a folder or .zip.", exists=True)]
SHOWN = 50


@app.command()
def check(source: Source, as_json: AsJson = False) -> None:
    """Say what is wrong in a directory: file, row and field, and what to write."""
    with plainly(as_json):
        reading = read(source)
        _tell(reading.problems)
        if reading.wrong:
            raise Trouble(f"{source} has {len(reading.wrong)} mistakes.", "Correct what is listed and check it again.")
    told = _counts(reading)
    say(f"{source} is right: {told['services']} services of {told['organizations']} organisations.", told, as_json)


@app.command("import")
def take(
    source: Source,
    leave_out: Annotated[
        bool, typer.Option("--leave-out", help="Take what is right, leave out what is wrong.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take a directory in. Nothing is taken while anything is wrong, unless you leave that out."""
    with plainly(as_json):
        reading = read(source)
        _tell(reading.problems)
        if reading.wrong and not leave_out:
            raise Trouble(
                f"{source} has {len(reading.wrong)} mistakes, and nothing was taken.", "Correct it, or add --leave-out."
            )
        data.start_django()
        from safeconduct.services.web import actions  # noqa: PLC0415 - needs Django to be ready

        done = actions.take(reading.directory)
    told: dict[str, object] = {
        "new": done.new,
        "changed": done.changed,
        "same": done.same,
        "left_out": len(reading.wrong),
    }
    say(f"{done.new} services are new, {done.changed} changed, {done.same} came as they stood.", told, as_json)


@app.command()
def export(
    to: Annotated[Path, typer.Argument(help="A file .json, a file .zip with the CSV package, or a new folder for it.")],
    as_json: AsJson = False,
) -> None:
    """Give the whole directory out."""
    with plainly(as_json):
        data.start_django()
        from safeconduct.services.web import actions  # noqa: PLC0415

        directory = actions.directory()
        if to.suffix == ".json":
            to.write_bytes(write_json(directory))
        else:
            _write_files(to, write_package(directory))
    say(
        f"{len(directory.services)} services are in {to}.",
        {"services": len(directory.services), "to": str(to)},
        as_json,
    )


@app.command()
def keeper(
    organisation: Annotated[str, typer.Argument(help="Id of the organisation in the directory.")],
    email: Annotated[str, typer.Argument(help="E-mail address of the account.")],
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day.")] = None,
    as_json: AsJson = False,
) -> None:
    """Let an account answer for the entries of an organisation, and for what is referred to it."""
    with plainly(as_json):
        data.start_django()
        from safeconduct.services.web.models import Keeper, Organisation  # noqa: PLC0415
        from safeconduct.shell import clock  # noqa: PLC0415
        from safeconduct.shell.models import Account  # noqa: PLC0415

        of = Organisation.objects.filter(pk=organisation).first()
        account = Account.objects.filter(email__iexact=email).first()
        if of is None:
            raise Trouble(f"The directory has no organisation {organisation}.", "Its ids stand in the export.")
        if account is None:
            raise Trouble(f"There is no account {email}.", "Make one: safeconduct accounts add.")
        told = {"since": clock.day_of(clock.current()), "until": until.date() if until else None}
        Keeper.objects.update_or_create(organisation=of, account=account, defaults=told)
    say(f"{email} answers for {of.name}.", {"organisation": of.pk, "account": email}, as_json)


def read(source: Path) -> Reading:
    """Read a directory from whichever form it has."""
    if source.suffix == ".json":
        return read_json(source.read_bytes(), source.name)
    if source.is_dir():
        return read_package({file.name: file.read_text("utf-8") for file in source.glob("*.csv")})
    try:
        with zipfile.ZipFile(source) as package:
            names = [name for name in package.namelist() if name.endswith(".csv")]
            return read_package({Path(name).name: package.read(name).decode("utf-8") for name in names})
    except zipfile.BadZipFile:
        raise Trouble(f"{source} is neither JSON nor a package of CSV.", "Name it .json, or give a .zip.") from None


def _write_files(to: Path, files: dict[str, str]) -> None:
    if to.suffix == ".zip":
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as package:
            for name, text in files.items():
                package.writestr(name, text)
        return
    to.mkdir(parents=True, exist_ok=True)
    if any(to.iterdir()) and not (to / DESCRIPTION).exists():
        raise Trouble(f"{to} holds other files.", "Name a new folder.")
    for name, text in files.items():
        (to / name).write_text(text, encoding="utf-8", newline="")


def _tell(problems: Iterable[Problem]) -> None:
    told = list(problems)
    for one in told[:SHOWN]:
        typer.echo(str(one), err=True)
    if len(told) > SHOWN:
        typer.echo(f"… and {len(told) - SHOWN} more.", err=True)


def _counts(reading: Reading) -> dict[str, object]:
    its = reading.directory
    return {
        "organizations": len(its.organizations),
        "services": len(its.services),
        "locations": len(its.locations),
        "doubts": len(reading.problems) - len(reading.wrong),
    }
