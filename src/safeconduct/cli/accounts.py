"""`safeconduct accounts`: make accounts, list them, shut them, help whoever lost a second factor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from safeconduct.cli import data
from safeconduct.cli.output import AsJson, Trouble, plainly, say

if TYPE_CHECKING:
    from safeconduct.shell.models import Account

app = typer.Typer(help="Make accounts, list and shut them, take off a lost second factor.", no_args_is_help=True)
Email = Annotated[str, typer.Argument(help="E-mail address of the account.")]
CURE = "List the accounts with: safeconduct accounts list"


@app.callback()
def accounts() -> None:
    """Make accounts, list and shut them, take off a lost second factor."""


@contextmanager
def ready(as_json: bool) -> Iterator[None]:
    """Make the database ready, and end plainly with what is wrong with an account."""
    with plainly(as_json):
        data.start_django()
        from safeconduct.shell.accounts.keeping import AccountTrouble  # noqa: PLC0415 - needs Django to be ready
        from safeconduct.shell.health import database_trouble  # noqa: PLC0415

        trouble = database_trouble()
        if trouble:
            raise Trouble("The database is not ready.", trouble)
        try:
            yield
        except AccountTrouble as error:
            raise Trouble(str(error), CURE) from None


@app.command()
def add(
    email: Email,
    name: Annotated[str, typer.Option(help="What its bearer is called.")] = "",
    language: Annotated[str, typer.Option(help="Language to write to them in: en, fr, ar or cs.")] = "",
    password: Annotated[bool, typer.Option(help="Give a first password; none for identity providers.")] = True,
    as_json: AsJson = False,
) -> None:
    """Make an account and print its first password, which is shown only here."""
    with ready(as_json):
        from safeconduct.shell.accounts import keeping  # noqa: PLC0415

        check_language(language)
        account, first = keeping.make(email, name, language, password)
    told = f"Its first password is {first}" if first else "It signs in by an identity provider."
    say(f"There is an account for {account.email}. {told}", {"email": account.email, "password": first}, as_json)


def check_language(language: str) -> None:
    """See that the site has the language."""
    known = [code for code, _ in data.read_settings().LANGUAGES]
    if language and language not in known:
        raise Trouble(f"The site has no language {language!r}.", f"Choose one of {', '.join(known)}.")


@app.command("list")
def list_accounts(as_json: AsJson = False) -> None:
    """List accounts: address, name, whether it can sign in, whether it has a second factor."""
    with ready(as_json):
        from safeconduct.shell.accounts.officials import with_second_factor  # noqa: PLC0415
        from safeconduct.shell.models import Account  # noqa: PLC0415

        rows = [row(account) for account in with_second_factor(Account.objects.order_by("email"))]
    lines = [f"{one['email']}  {one['name']}  {one['state']}  second factor: {one['second_factor']}" for one in rows]
    say("\n".join(lines) or "There is no account.", {"accounts": rows}, as_json)


def row(account: Account) -> dict[str, object]:
    """Say what is listed of an account."""
    return {
        "email": account.email,
        "name": account.name,
        "state": "open" if account.is_active else "shut",
        "second_factor": bool(getattr(account, "second_factor", False)),
    }


@app.command()
def disable(email: Email, as_json: AsJson = False) -> None:
    """Shut an account: nobody signs in with it, whoever is in is out, its keys are withdrawn."""
    with ready(as_json):
        from safeconduct.shell.accounts import keeping  # noqa: PLC0415

        keeping.shut(keeping.find(email))
    say(f"{email} cannot sign in any more. What it did stays.", {"email": email, "state": "shut"}, as_json)


@app.command()
def enable(email: Email, as_json: AsJson = False) -> None:
    """Let an account that was disabled sign in again; its keys stay withdrawn."""
    with ready(as_json):
        from safeconduct.shell.accounts import keeping  # noqa: PLC0415

        keeping.reopen(keeping.find(email))
    say(f"{email} can sign in again.", {"email": email, "state": "open"}, as_json)


@app.command("reset-second-factor")
def reset_second_factor(email: Email, as_json: AsJson = False) -> None:
    """Take a lost second factor off. See first, in person or by telephone, that it is them who asks."""
    with ready(as_json):
        from safeconduct.shell.accounts import keeping  # noqa: PLC0415

        gone = keeping.take_off_second_factor(keeping.find(email))
    words = f"{gone} second factors of {email} are gone. Whoever holds a post sets up a new one at the next sign-in."
    say(words, {"email": email, "taken_off": gone}, as_json)


@app.command()
def key(
    email: Email,
    name: Annotated[str, typer.Option(help="What the key is for.")],
    days: Annotated[int, typer.Option(min=1, max=366, help="Days until it ends.")] = 90,
    as_json: AsJson = False,
) -> None:
    """Make a key with which a program uses the interface for an account; it is shown only here."""
    with ready(as_json):
        from safeconduct.shell import clock  # noqa: PLC0415
        from safeconduct.shell.accounts import keeping, keys  # noqa: PLC0415

        until = clock.current() + timedelta(days=days)
        made = keys.issue(keeping.find(email), name, until, clock.current)
    facts: dict[str, object] = {"key": made, "until": until.isoformat()}
    say(f"{made}\nSend it as “Authorization: Bearer …”. It ends on {until:%Y-%m-%d}.", facts, as_json)
