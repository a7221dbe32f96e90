"""`safeconduct offices`: which offices an instance serves, in whose name they act, and who holds a post there."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from safeconduct.cli import data
from safeconduct.cli.output import AsJson, Trouble, plainly, say

if TYPE_CHECKING:
    from safeconduct.cases.web.models import Office
    from safeconduct.shell.models import Account

app = typer.Typer(help="Offices, and who holds a post there.", no_args_is_help=True)
ROLES = ("officer", "supervisor", "registry", "inspector", "adjudicator")
Name = Annotated[str, typer.Argument(help="Name of the office.")]
Email = Annotated[str, typer.Argument(help="E-mail address of the account.")]
Role = Annotated[str, typer.Argument(help=f"One of: {', '.join(ROLES)}.")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day of the post.")]


@app.command()
def add(
    name: Name,
    party: Annotated[list[str], typer.Option(help="A party in whose name it acts, such as 'permit authority'.")],
    procedure: Annotated[list[str] | None, typer.Option(help="Id of a procedure whose cases come to it first.")] = None,
    state: Annotated[str, typer.Option(help="Its State (ISO 3166-1), whose holidays count.")] = "CZ",
    language: Annotated[str, typer.Option(help="The official language of its decisions.")] = "en",
    address: Annotated[str, typer.Option(help="Address on its letters.")] = "",
    as_json: AsJson = False,
) -> None:
    """Add an office, or change one of this name."""
    with plainly(as_json):
        data.start_django()
        check_names(party, procedure or [])
        from safeconduct.cases.web.models import Office  # noqa: PLC0415 - needs Django to be ready

        told = {"parties": party, "procedures": procedure or [], "state": state.upper(), "language": language}
        Office.objects.update_or_create(name=name, defaults=told | {"address": address})
    say(f"{name} acts as {', '.join(party)}.", {"office": name, **told}, as_json)


def check_names(parties: list[str], procedures: list[str]) -> None:
    """See that the library knows these procedures and parties."""
    from safeconduct.procedures.library import Library  # noqa: PLC0415

    library = Library.default()
    known = {entry.id: library.load(entry.identity) for entry in library.newest()}
    strange = [name for name in procedures if name not in known]
    if strange:
        raise Trouble(f"The library has no procedure {strange[0]}.", f"It has: {', '.join(known)}.")
    named = {party for procedure in known.values() for party in procedure.parties}
    missing = [name for name in parties if name not in named]
    if missing:
        raise Trouble(f"No procedure has a party '{missing[0]}'.", f"There are: {', '.join(sorted(named))}.")


@app.command(name="list")
def list_(as_json: AsJson = False) -> None:
    """List offices with their posts."""
    with plainly(as_json):
        data.start_django()
        from safeconduct.cases.web.models import Office  # noqa: PLC0415

        found = [told(office) for office in Office.objects.order_by("name")]
    lines = [f"{one['office']}: {one['acts_as']}\n{one['posts']}" for one in found]
    say("\n".join(lines).rstrip() or "There is no office yet.", {"offices": found}, as_json)


def told(office: Office) -> dict[str, str]:
    """An office with who works there."""
    posts = office.posts.select_related("account").order_by("role", "account__email")
    return {
        "office": office.name,
        "acts_as": ", ".join(office.parties),
        "procedures": ", ".join(office.procedures),
        "posts": "\n".join(f"  {post.role} {post.account.email}" for post in posts),
    }


@app.command()
def appoint(email: Email, office: Name, role: Role, until: Until = None, as_json: AsJson = False) -> None:
    """Give an account a post from today on; they must set up a second factor before they can work."""
    with plainly(as_json):
        data.start_django()
        from safeconduct.cases.web.models import Post  # noqa: PLC0415
        from safeconduct.shell.clock import current, day_of  # noqa: PLC0415

        if role not in ROLES:
            raise Trouble(f"There is no role '{role}'.", f"Choose one of: {', '.join(ROLES)}.")
        account, its = account_of(email), office_of(office)
        last: date | None = until.date() if until else None
        Post.objects.update_or_create(
            account=account, office=its, role=role, defaults={"since": day_of(current()), "until": last}
        )
    say(f"{email} is {role} of {office}.", {"account": email, "office": office, "role": role}, as_json)


@app.command()
def dismiss(email: Email, office: Name, role: Role, as_json: AsJson = False) -> None:
    """End a post today."""
    with plainly(as_json):
        data.start_django()
        from safeconduct.cases.web.models import Post  # noqa: PLC0415

        ended = Post.objects.filter(account=account_of(email), office=office_of(office), role=role).delete()[0]
        if not ended:
            raise Trouble(f"{email} is not {role} of {office}.", "See: safeconduct offices list")
    say(f"{email} is no longer {role} of {office}.", {"account": email, "office": office, "role": role}, as_json)


def account_of(email: str) -> Account:
    """The account of this address."""
    from safeconduct.shell.models import Account  # noqa: PLC0415

    found = Account.objects.filter(email__iexact=email).first()
    if found is None:
        raise Trouble(f"There is no account {email}.", f"Make one: safeconduct accounts add {email} --name …")
    return found


def office_of(name: str) -> Office:
    """The office of this name."""
    from safeconduct.cases.web.models import Office  # noqa: PLC0415

    found = Office.objects.filter(name=name).first()
    if found is None:
        raise Trouble(f"There is no office '{name}'.", "See: safeconduct offices list")
    return found
