"""Keys of persons: made, read, destroyed; kept wrapped in a database apart.

Which keys were destroyed stands in the journal too, in a chain of its own: a backup of keys that is older than an
erasure must not bring the erased person back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from django.conf import settings
from django.db import connection, connections, transaction

from safeconduct.journal import payload
from safeconduct.journal.entry import Act
from safeconduct.journal.web import reading, secret_files
from safeconduct.journal.web.models import Key
from safeconduct.journal.web.routing import KEYS
from safeconduct.journal.web.statements import INSERT_KEY, LOCK, statements
from safeconduct.shell import planned
from safeconduct.shell.clock import Clock

CHAIN = b"safeconduct keys"
"""The chain of sixteen bytes in which destroyed keys are listed."""
LOCK_NUMBER = 0x6B657973


class UnknownKey(KeyError):
    """There is no key with this number."""


class KeyDestroyed(PermissionError):
    """The key of a person was destroyed: nothing can be sealed for them any more."""

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(f"Key {number} was destroyed. The person is erased: file for them anew, under a new number.")


def secret(purpose: str = "") -> bytes:
    """Return the secret of a purpose, by default that of this instance."""
    return _secret(secret_files.root_secret(), purpose or settings.PURPOSE)


@lru_cache(maxsize=8)
def _secret(root: bytes, purpose: str) -> bytes:
    return payload.purpose_secret(root, purpose)


def keys_for(purpose: str, persons: Sequence[str], draw: Callable[[int], bytes] = os.urandom) -> dict[str, str]:
    """Return the number of the key of each person for a purpose; draw those that are missing."""
    held = secret(purpose)
    numbers = {person: payload.key_number(held, person) for person in persons}
    there = set(_rows(numbers.values()))
    missing = [number for number in dict.fromkeys(numbers.values()) if number not in there]
    if missing:
        drawn = [(n, purpose, payload.wrap(held, n, draw(payload.KEY), draw(payload.NONCE))) for n in missing]
        with transaction.atomic(using=KEYS), connections[KEYS].cursor() as cursor:
            cursor.executemany(INSERT_KEY, drawn)
    return numbers


def key_of(numbers: Iterable[str]) -> dict[str, bytes]:
    """Return the keys with these numbers; destroyed and unknown ones are left out."""
    return _unwrapped({n: row for n, row in _rows(numbers).items() if row[1]})


def keys_to_seal(numbers: Iterable[str]) -> dict[str, bytes]:
    """Return the keys with these numbers, or say which one cannot be used."""
    wanted = list(dict.fromkeys(numbers))
    rows = _rows(wanted)
    for number in wanted:
        if number not in rows:
            raise UnknownKey(number)
        if not rows[number][1]:
            raise KeyDestroyed(number)
    return _unwrapped(rows)


def _unwrapped(rows: dict[str, tuple[str, bytes]]) -> dict[str, bytes]:
    secrets = {purpose: secret(purpose) for purpose in {purpose for purpose, _ in rows.values()}}
    return {number: payload.unwrap(secrets[purpose], number, wrapped) for number, (purpose, wrapped) in rows.items()}


def destroy(number: str, clock: Clock, who: str = "office", role: str = "controller") -> None:
    """Destroy a key for good, which erases what it sealed; first the journal says so, then the key goes.

    Inside a transaction of the caller the key goes when that is committed. Destroying twice changes nothing.
    """
    from safeconduct.journal.web.writing import Addition, append  # noqa: PLC0415 - which seals with keys

    act = Act(
        who=who, role=role, purpose=settings.PURPOSE, verb="destroy key", what=number,
        legal_time=clock().isoformat(), clock=settings.JOURNAL_ORIGIN, procedure="journal", version="1",
    )  # fmt: skip
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(LOCK, [LOCK_NUMBER])
        if number not in listed():
            after = reading.heads([CHAIN]).get(CHAIN, (0, b""))[0]
            append([Addition(CHAIN, after, act)], clock)
    transaction.on_commit(lambda: _overwrite([number], clock))


def listed() -> set[str]:
    """Return the numbers of all keys that the journal says were destroyed."""
    return {kept.entry.act.what for kept in reading.entries([CHAIN]).get(CHAIN, [])}


def destroy_listed(clock: Clock) -> int:
    """Destroy what the journal lists and the database of keys still holds; return how many that were."""
    back = [number for number, (_, wrapped) in _rows(listed()).items() if wrapped]
    _overwrite(back, clock)
    return len(back)


def _overwrite(numbers: Sequence[str], clock: Clock) -> None:
    if numbers:
        Key.objects.filter(number__in=numbers, destroyed=None).update(wrapped=b"", destroyed=clock())
        database = connections[KEYS]
        if database.vendor == "sqlite" and not database.in_atomic_block:
            # The log of SQLite still holds the row as it was.
            with database.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _rows(numbers: Iterable[str]) -> dict[str, tuple[str, bytes]]:
    wanted = list(numbers)
    if not wanted:
        return {}
    database = connections[KEYS]
    with planned.cursor(database) as cursor:
        given = wanted if database.vendor == "postgresql" else json.dumps(wanted)
        cursor.execute(statements(database.vendor).keys, [given])
        return {number: (purpose, bytes(wrapped)) for number, purpose, wrapped in cursor.fetchall()}
