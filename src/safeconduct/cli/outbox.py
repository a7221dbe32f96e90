"""`safeconduct outbox`: letters that wait, and letters that could not be sent. Their content is shown to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from safeconduct.cli import data
from safeconduct.cli.output import AsJson, Trouble, plainly, say
from safeconduct.cli.serve import check_tables

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from safeconduct.shell.outbox.models import Letter

app = typer.Typer(help="Letters that wait to be sent or could not be.", no_args_is_help=True)
Numbers = Annotated[list[int] | None, typer.Argument(help="Numbers of letters, as `outbox list` shows them.")]
MOST = 100


@app.callback()
def outbox() -> None:
    """Letters that wait to be sent or could not be."""


@app.command("list")
def show(
    given_up: Annotated[bool, typer.Option("--given-up", help="Only those that are tried no more.")] = False,
    as_json: AsJson = False,
) -> None:
    """List letters that are not sent, the oldest first."""
    with plainly(as_json):
        start()
        found = unsent().filter(given_up__isnull=False) if given_up else unsent()
        number = found.count()
        lines = [facts_of(letter) for letter in found.order_by("written", "pk")[:MOST]]
    heading = f"{number} letters are not sent{f'; the oldest {MOST} are shown' if number > MOST else ''}."
    say("\n".join([heading, *map(sentence, lines)]), {"number": number, "letters": lines}, as_json)


@app.command()
def retry(
    numbers: Numbers = None,
    everything: Annotated[bool, typer.Option("--all", help="Every letter that was given up.")] = False,
    as_json: AsJson = False,
) -> None:
    """Have letters that were given up tried again."""
    with plainly(as_json):
        if bool(numbers) == everything:
            raise Trouble("It is not said which letters are meant.", "Give their numbers, or --all.")
        start()
        from safeconduct.shell import clock  # noqa: PLC0415 - needs Django to be ready
        from safeconduct.shell.outbox.sending import retry as again  # noqa: PLC0415

        number = again(unsent() if everything else unsent().filter(pk__in=numbers or []), clock.current())
    say(f"{number} letters will be tried again.", {"letters": number}, as_json)


def start() -> None:
    """Make Django ready, with tables that can be read."""
    data.start_django()
    check_tables()


def unsent() -> QuerySet[Letter]:
    """Letters that are not sent."""
    from safeconduct.shell.outbox.models import Letter  # noqa: PLC0415 - needs Django to be ready

    return Letter.objects.filter(sent=None)


def facts_of(letter: Letter) -> dict[str, object]:
    """Say of a letter what names nobody."""
    return {
        "number": letter.pk,
        "kind": letter.kind,
        "written": letter.written.isoformat(timespec="seconds"),
        "tries": letter.tries,
        "trouble": letter.trouble,
        "given_up": letter.given_up.isoformat(timespec="seconds") if letter.given_up else None,
        "next_try": None if letter.given_up else letter.due.isoformat(timespec="seconds"),
    }


def sentence(facts: dict[str, object]) -> str:
    """Say it in a line."""
    state = "given up" if facts["given_up"] else f"next try {facts['next_try']}"
    told = f"{facts['number']:>6}  {facts['kind']:8} written {facts['written']}, {state}, {facts['tries']} tries."
    return f"{told} {facts['trouble']}".rstrip()
