"""`safeconduct identity root`: the root that certifies signing keys, whose own key is kept apart."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric import ec

from safeconduct.cli import data
from safeconduct.cli.output import AsJson, Trouble, plainly, say
from safeconduct.identity.device import DeviceTrouble
from safeconduct.identity.key_file import read_key, write_key
from safeconduct.identity.keys import Escrow, Signer
from safeconduct.identity.refusal import Refused

app = typer.Typer(help="The root that certifies signing keys.", no_args_is_help=True)

KeyFile = Annotated[
    Path | None, typer.Option("--key-file", help="The file with the key of the root, on a medium that is taken away.")
]
DeviceKey = Annotated[str, typer.Option("--device-key", help="Label of the key of the root in the device.")]
PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="Where the passphrase of the key file stands; else it is asked."),
]
CURE = "See: safeconduct identity root --help"


@app.callback()
def root() -> None:
    """Let a root certify the keys that sign, so that strict readers of mobile documents take what they signed."""


@app.command()
def begin(  # noqa: PLR0913, PLR0917 - what is said once, when a root begins
    country: Annotated[str, typer.Option(help="The country of the authority, two letters (ISO 3166-1), such as ES.")],
    name: Annotated[str, typer.Option(help="The name of the authority, as readers show it.")],
    key_file: KeyFile = None,
    device_key: DeviceKey = "",
    passphrase_file: PassphraseFile = None,
    held_by: Annotated[
        list[str] | None, typer.Option(help="Who holds a part of a copy of the key; several times.")
    ] = None,
    needed: Annotated[int, typer.Option(help="How many of them must come together.")] = 2,
    kept_at: Annotated[str, typer.Option(help="Where the parts are kept, in a sentence.")] = "",
    as_json: AsJson = False,
) -> None:
    """Begin a root: with a new key in an encrypted file, or with one in a device. It certifies the keys that sign."""
    with plainly(as_json):
        data.start_django()
        from safeconduct.identity.web import roots  # noqa: PLC0415 - needs Django to be ready
        from safeconduct.shell.clock import current  # noqa: PLC0415

        try:
            escrow = Escrow(tuple(held_by), needed, kept_at) if held_by else None
            signer = _new(key_file, device_key, passphrase_file)
            made = roots.begin(signer, (country, name), current(), label=device_key, escrow=escrow)
        except (DeviceTrouble, Refused, ValueError) as problem:
            if key_file is not None and isinstance(problem, Refused) and problem.reason.code in UNUSED:
                key_file.unlink(missing_ok=True)
            raise Trouble(str(problem), CURE) from None
        address = roots.revocations_at(made.pk).removesuffix(".crl") + ".cer"
    where = f" Take {key_file} away now, and keep a copy elsewhere." if key_file else ""
    cure = "Publish the trust list anew: safeconduct identity keys trust-list"
    sentence = f"Root {made.pk} certifies until {made.until:%Y-%m-%d}. Readers fetch it from {address}.{where} {cure}"
    say(sentence, {"root": made.pk, "until": made.until.isoformat(), "certificate": address}, as_json)


UNUSED = frozenset({"country-unknown", "name-too-long"})
"""Refusals after which the key that was just written serves for nothing."""


@app.command()
def certify(
    key_file: KeyFile = None,
    device_key: DeviceKey = "",
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Certify each key that signs and is not certified yet, and renew the list of revocations (90 days)."""
    with plainly(as_json):
        data.start_django()
        from safeconduct.identity.web import roots  # noqa: PLC0415
        from safeconduct.shell.clock import current  # noqa: PLC0415

        its = roots.newest()
        if its is None:
            raise Trouble(roots.NONE, CURE)
        try:
            signer = _kept(key_file, device_key or its.label, passphrase_file)
            done = [row.pk for row in roots.certify(signer, current())]
        except (DeviceTrouble, Refused) as problem:
            raise Trouble(str(problem), CURE) from None
        until: datetime = roots.every()[-1].revocations_until
    certified = f"Certified: {', '.join(done)}." if done else "All keys that sign were certified before."
    sentence = f"{certified} The list of revocations is good until {until:%Y-%m-%d}."
    say(sentence, {"certified": done, "revocations until": until.isoformat()}, as_json)


@app.command("list")
def list_roots(as_json: AsJson = False) -> None:
    """Say which roots there are, until when, where their keys are, and until when their revocations are listed."""
    with plainly(as_json):
        data.start_django()
        from safeconduct.identity.web import roots  # noqa: PLC0415

        found = []
        for one in roots.every():
            escrow = roots.escrow_of(one)
            shares = f"{escrow.needed} of {', '.join(escrow.shares)}. {escrow.where}".strip() if escrow else ""
            found.append(
                {
                    "root": one.pk,
                    "from": one.start.isoformat(),
                    "until": one.until.isoformat(),
                    "key": f"in the device: {one.label}" if one.label else "in a file that is kept apart",
                    "revocations until": one.revocations_until.isoformat(),
                    "copy in parts": shares,
                }
            )
    dates = {"from", "until", "revocations until"}
    lines = [
        ", ".join(f"{name} {value[:10] if name in dates else value}" for name, value in one.items() if value)
        for one in found
    ]
    nothing = "There is no root: each key certifies itself. Run: safeconduct identity root begin"
    say("\n".join(lines) or nothing, {"roots": found}, as_json)


def _new(file: Path | None, label: str, passphrase_file: Path | None) -> Signer:
    """The signer of a new root: a key that was made in the device, or one that is made now and written to a file."""
    _check_one(file, label)
    if file is None:
        return _in_device(label)
    passphrase = _passphrase(passphrase_file, confirm=True)
    private = ec.generate_private_key(ec.SECP256R1())
    written = write_key(private, passphrase)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(written)
    except FileExistsError:
        raise Trouble(f"{file} is there already.", "Name a new file: no key is overwritten.") from None
    except OSError as error:
        raise Trouble(f"{file} cannot be written: {error.strerror}.", "Name another place.") from None
    return read_key(written, passphrase)


def _kept(file: Path | None, label: str, passphrase_file: Path | None) -> Signer:
    if file is None and not label:
        raise Trouble("The key of the root is in a file.", "Bring it, and name it: --key-file FILE")
    if file is None:
        return _in_device(label)
    try:
        written = file.read_bytes()
    except OSError as error:
        raise Trouble(f"{file} cannot be read: {error.strerror}.", "Bring the medium with the key.") from None
    return read_key(written, _passphrase(passphrase_file))


def _check_one(file: Path | None, label: str) -> None:
    if (file is None) == (not label):
        raise Trouble(
            "The key of a root is in a file or in a device.", "Name one: --key-file FILE or --device-key LABEL"
        )


def _in_device(label: str) -> Signer:
    from safeconduct.identity.web import devices  # noqa: PLC0415

    return devices.opened().signer(label)


def _passphrase(file: Path | None, *, confirm: bool = False) -> str:
    if file is None:
        asked: str = typer.prompt("Passphrase of the key file", hide_input=True, confirmation_prompt=confirm)
        return asked
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Trouble(f"{file} cannot be read: {error.strerror}.", "Name the file with the passphrase.") from None
