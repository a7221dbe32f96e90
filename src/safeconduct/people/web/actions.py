"""Every change in the register of people, one verb each."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import F

from safeconduct.journal import payload
from safeconduct.journal.web import keys
from safeconduct.people import person as records
from safeconduct.people.web.models import Counter, Person
from safeconduct.shell.clock import Clock
from safeconduct.shell.models import Account

Draw = Callable[[int], bytes]
NUMBER = 16


def register(record: records.Person, account: Account | None = None, draw: Draw = os.urandom) -> Person:
    """Enter somebody in the register."""
    return register_all([(record, account)], draw)[0]


def register_all(entries: Sequence[tuple[records.Person, Account | None]], draw: Draw = os.urandom) -> list[Person]:
    """Enter many, all of them or none."""
    ids = [draw(NUMBER).hex() for _ in entries]
    numbers = keys.keys_for(settings.PURPOSE, ids, draw)
    opened = keys.key_of(numbers.values())
    with transaction.atomic():
        change = _count(1)
        rows = [
            Person(
                id=number,
                key=numbers[number],
                kind=record.kind,
                account=account,
                sealed=_sealed(opened[numbers[number]], numbers[number], record, draw),
                changed=change,
            )
            for number, (record, account) in zip(ids, entries, strict=True)
        ]
        return Person.objects.bulk_create(rows)


def change(person: Person, record: records.Person, draw: Draw = os.urandom) -> None:
    """Write a changed record."""
    key = keys.key_of([person.key])[person.key]
    with transaction.atomic():
        person.sealed, person.changed = _sealed(key, person.key, record, draw), _count(1)
        person.save(update_fields=["sealed", "changed"])


def erase(person: Person, clock: Clock) -> None:
    """Destroy the key and the record: nothing that was sealed with it can be read any more, here or in the journal."""
    with transaction.atomic():
        person.sealed, person.account, person.changed = None, None, _count(1)
        person.save(update_fields=["sealed", "account", "changed"])
        keys.destroy(person.key, clock)


def _count(number: int) -> int:
    Counter.objects.get_or_create(pk=1)
    Counter.objects.filter(pk=1).update(changes=F("changes") + number)
    return Counter.objects.get(pk=1).changes


def _sealed(key: bytes, number: str, record: records.Person, draw: Draw) -> bytes:
    return payload.seal(key, number, records.written(record), draw(payload.NONCE))
