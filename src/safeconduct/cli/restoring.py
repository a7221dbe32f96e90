"""What must fit before a backup is restored, and what must not come back with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from safeconduct.cli.output import Trouble

NUMBER = 32
NOTE = "SELECT note FROM journal_checkpoint ORDER BY size DESC LIMIT 1"
WRAPPED = "SELECT number, purpose, wrapped FROM journal_key WHERE length(wrapped) > 0 LIMIT 1"


def destroy_again(numbers: Sequence[str]) -> int:
    """Destroy the keys that the journal or a list says were destroyed, and which an older backup brought back."""
    from safeconduct.journal.web import keys  # noqa: PLC0415 - needs Django to be ready
    from safeconduct.shell.clock import current  # noqa: PLC0415

    there = keys.key_of(numbers)
    for number in numbers:
        keys.destroy(number, current)
    return len(there) + keys.destroy_listed(current)


def read_list(file: Path) -> list[str]:
    """Read numbers of keys, one a line."""
    cure = "Give a list that `safeconduct journal destroyed` printed."
    try:
        numbers = file.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"{file} cannot be read: {error}.", cure) from None
    for number in numbers:
        if len(number) != NUMBER or set(number) - set("0123456789abcdef"):
            raise Trouble(f"{file} is no list of keys: {number!r} is no number of a key.", cure)
    return numbers


def check_signing_key(file: Path) -> None:
    """See that the checkpoints in a backup of data were signed with the key that this instance has."""
    from safeconduct.journal import checkpoint  # noqa: PLC0415 - cryptography is needed only here
    from safeconduct.journal.web import secret_files  # noqa: PLC0415

    row = first_row(file, NOTE)
    if row:
        key = checkpoint.key_of(row[0].split("\n")[0], secret_of(secret_files.signing_key, "signing.key"))
        try:
            checkpoint.verify(row[0], key)
        except checkpoint.NotVerified:
            raise Trouble(f"The journal in {file} was signed with another key.", cure("signing.key")) from None


def check_root_secret(file: Path) -> None:
    """See that the keys in a backup were wrapped with the secret that this instance has."""
    from safeconduct.journal import payload  # noqa: PLC0415 - cryptography is needed only here
    from safeconduct.journal.web import secret_files  # noqa: PLC0415

    row = first_row(file, WRAPPED)
    if row:
        number, purpose, wrapped = row
        try:
            root = secret_of(secret_files.root_secret, "root.secret")
            payload.unwrap(payload.purpose_secret(root, purpose), number, wrapped)
        except payload.Unreadable:
            raise Trouble(f"The keys in {file} were wrapped with another secret.", cure("root.secret")) from None


def secret_of(read: Callable[[], bytes], name: str) -> bytes:
    """Return a secret of this instance, or say that it must be put back."""
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - needs Django to be ready

    try:
        return read()
    except ImproperlyConfigured:
        raise Trouble(f"The secret {name}, which is in no backup, is missing.", cure(name)) from None


def cure(name: str) -> str:
    """Say what to do about a secret."""
    return f"Put {name} back from where it is kept apart, into the data folder or the environment; then restore."


def first_row(file: Path, question: str) -> tuple[Any, ...] | None:
    """Ask a backup; one that was made before there was a journal has no such table."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
        try:
            found: tuple[Any, ...] | None = database.execute(question).fetchone()
        except sqlite3.OperationalError:
            return None
    return found
