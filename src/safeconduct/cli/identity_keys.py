"""`safeconduct identity keys`: the keys that sign credentials, and the trust list that others verify with."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from safeconduct.cli import data
from safeconduct.cli.identity import moment_of
from safeconduct.cli.output import AsJson, Trouble, plainly, say
from safeconduct.identity.device import DeviceTrouble
from safeconduct.identity.refusal import Refused

app = typer.Typer(help="Keys that sign credentials.", no_args_is_help=True)

From = Annotated[
    str, typer.Option("--from", help="When the new key begins to sign, such as 2027-07-01; now if left out.")
]

InDevice = Annotated[
    str,
    typer.Option("--device-key", help="Label of a key that was made in the device; a new key is drawn if left out."),
]


@app.callback()
def keys() -> None:
    """Keys that sign credentials."""


@app.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """Say which keys sign, from when to when, and until when their signatures count."""
    with plainly(as_json):
        data.start_django()
        from safeconduct.identity.web import signing  # noqa: PLC0415 - needs Django to be ready

        found = [
            {
                "key": one.key.id,
                "from": one.start.isoformat(),
                "signs until": one.signs_until.isoformat(),
                "counts until": one.counts_until.isoformat(),
                "revoked": one.revoked.isoformat() if one.revoked else "",
            }
            for one in signing.every()
        ]
    lines = [
        ", ".join(f"{name} {value if name == 'key' else value[:10]}" for name, value in one.items() if value)
        for one in found
    ]
    say("\n".join(lines) or "There is no key yet. Run: safeconduct identity keys rotate", {"keys": found}, as_json)


@app.command()
def rotate(start: From = "", device_key: InDevice = "", as_json: AsJson = False) -> None:
    """Let a successor sign from its day on: a new key, or one in a device. What the former signed still counts."""
    with plainly(as_json):
        data.start_django()
        from safeconduct.identity.web import signing  # noqa: PLC0415
        from safeconduct.shell.clock import current  # noqa: PLC0415

        moment = moment_of(start) if start else current()
        if moment < current() and start:
            raise Trouble(f"{start} is over.", "Let the key begin today or later.")
        try:
            made = signing.begin_in_device(device_key, moment) if device_key else signing.begin(moment)
        except (DeviceTrouble, Refused) as problem:
            raise Trouble(str(problem), "See: safeconduct identity keys list") from None
        from safeconduct.identity.web import roots  # noqa: PLC0415

        is_beneath = roots.newest() is not None
    certify = "Certify it: safeconduct identity root certify. " if is_beneath else ""
    cure = f"{certify}Publish the trust list anew: safeconduct identity keys trust-list"
    sentence = f"Key {made.pk} signs from {made.start:%Y-%m-%d} on. {cure}"
    say(sentence, {"key": made.pk, "from": made.start.isoformat()}, as_json)


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(help="The name of the key, as `list` says.")], as_json: AsJson = False
) -> None:
    """Say that a key was lost or stolen: nothing that it signed counts any more."""
    with plainly(as_json):
        data.start_django()
        from safeconduct.identity.web import signing  # noqa: PLC0415
        from safeconduct.shell.clock import current  # noqa: PLC0415

        try:
            signing.revoke(key, current())
        except Refused as refused:
            raise Trouble(refused.reason.sentence, "Choose one of those.") from None
        from safeconduct.identity.web import roots  # noqa: PLC0415

        is_beneath = roots.newest() is not None
    told = " Then certify it and publish the revocation: safeconduct identity root certify" if is_beneath else ""
    cure = f"Draw a successor: safeconduct identity keys rotate{told and '.'}{told}"
    say(f"Key {key} counts no more. {cure}", {"revoked": key}, as_json)


@app.command("trust-list")
def trust_list(
    until: Annotated[
        str, typer.Option(help="Until when the list holds, such as 2027-07-01; 30 days if left out.")
    ] = "",
) -> None:
    """Print a trust list with this issuer alone, for `safeconduct identity verify --trust`."""
    with plainly(False):
        data.start_django()
        from safeconduct.identity.web import signing  # noqa: PLC0415
        from safeconduct.shell.clock import current  # noqa: PLC0415

        try:
            made = signing.trust_list(current(), moment_of(until) if until else None)
        except Refused as refused:
            raise Trouble(refused.reason.sentence, "Draw one: safeconduct identity keys rotate") from None
    print(json.dumps(made, indent=1))
