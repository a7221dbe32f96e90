"""Every change in the register of people, one verb each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from safeconduct.journal import payload
from safeconduct.journal.web import keys
from safeconduct.people import person as records
from safeconduct.people import representation
from safeconduct.people.web.models import (
    Assessment,
    Consent,
    Counter,
    Membership,
    Pair,
    Person,
    Reading,
    Representation,
)
from safeconduct.shell.clock import Clock
from safeconduct.shell.models import Account

Draw = Callable[[int], bytes]
NUMBER = 16
AGAIN_AFTER = timedelta(minutes=15)
"""Pages about one person that somebody opens one after the other are one reading."""


class Erased(LookupError):
    """Somebody was erased: nothing can be written about them any more."""

    def __init__(self, number: str) -> None:
        super().__init__(f"The record {number} was erased. Register the person anew, under a new number.")


class NoReason(ValueError):
    """Records are read, and people searched for, only for a reason."""

    def __init__(self) -> None:
        super().__init__("Say why you look: the reason is shown to the person.")


def register(record: records.Person, account: Account | None = None, draw: Draw = os.urandom) -> Person:
    """Enter somebody in the register; the account signs in as this person, or for this organisation."""
    return register_all([(record, account)], draw)[0]


def register_all(entries: Sequence[tuple[records.Person, Account | None]], draw: Draw = os.urandom) -> list[Person]:
    """Enter many, all of them or none."""
    ids = [draw(NUMBER).hex() for _ in entries]
    numbers = keys.keys_for(settings.PURPOSE, ids, draw)
    opened = keys.key_of(numbers.values())
    with transaction.atomic():
        turn = _turn(draw)
        rows = [
            Person(
                id=number,
                key=numbers[number],
                kind=record.kind,
                account=account,
                sealed=_sealed(opened[numbers[number]], numbers[number], record, draw),
                changed=turn,
            )
            for number, (record, account) in zip(ids, entries, strict=True)
        ]
        return Person.objects.bulk_create(rows, batch_size=1000)


def change(person: Person, record: records.Person, draw: Draw = os.urandom) -> None:
    """Write a changed record in place of the former."""
    key = keys.key_of([person.key]).get(person.key)
    with transaction.atomic():
        turn = _turn(draw)
        kept = Person.objects.filter(pk=person.pk, sealed__isnull=False)
        if key is None or not kept.update(
            sealed=(sealed := _sealed(key, person.key, record, draw)), kind=record.kind, changed=turn
        ):
            raise Erased(person.pk)
    person.sealed, person.kind, person.changed = sealed, record.kind, turn


def open_to(person: Person, account: Account | None, draw: Draw = os.urandom) -> None:
    """Say which account signs in as this person, or that none does."""
    with transaction.atomic():
        turn = _turn(draw)
        if not Person.objects.filter(pk=person.pk, sealed__isnull=False).update(account=account, changed=turn):
            raise Erased(person.pk)
    person.account, person.changed = account, turn


_ERASED: list[Callable[[Person], None]] = []


def register_erasure(follows: Callable[[Person], None]) -> None:
    """Say what goes with a person who is erased; called by the AppConfig of a room that keeps something of people."""
    if follows not in _ERASED:
        _ERASED.append(follows)


def erase(person: Person, clock: Clock, draw: Draw = os.urandom) -> None:
    """Destroy the key and the record: nothing that was sealed with it can be read any more, here or in the journal.

    Who represented them or was represented, and who looked, goes too. The number stays, so that the journal holds.
    """
    with transaction.atomic():
        turn = _turn(draw)
        Person.objects.filter(pk=person.pk).update(sealed=None, account=None, changed=turn)
        Representation.objects.filter(Q(represented=person) | Q(representative=person)).delete()
        Pair.objects.filter(Q(one=person) | Q(other=person)).delete()
        for table in (Reading, Membership, Consent):
            table._default_manager.filter(person=person).delete()
        if Assessment.objects.filter(person=person).delete()[0]:
            keys.destroy(functioning_key(person), clock)
        for follows in _ERASED:
            follows(person)
        keys.destroy(person.key, clock)
    person.sealed, person.account, person.changed = None, None, turn


def functioning_key(person: Person, draw: Draw = os.urandom) -> str:
    """The number of the key for answers about functioning: a purpose of its own, which no other key opens."""
    return keys.keys_for(f"{settings.PURPOSE} functioning", [person.pk], draw)[person.pk]


def represent(said: representation.Representation) -> Representation:
    """Note that somebody represents somebody, as a paper or decision shows."""
    number = {person.pk for person in Person.objects.filter(pk__in=[said.represented, said.representative])}
    for person in (said.represented, said.representative):
        if person not in number:
            message = f"Nobody is registered as {person}. Register them first."
            raise Person.DoesNotExist(message)
    return Representation.objects.create(
        represented_id=said.represented,
        representative_id=said.representative,
        kind=said.kind,
        scope=said.scope,
        case=bytes.fromhex(said.case),
        since=said.since,
        until=said.until,
        revoked=said.revoked,
        proof=said.proof,
    )


def revoke(row: Representation, on: date) -> None:
    """Note from which day on a representation holds no more; of two days the earlier counts."""
    earlier = Q(revoked__isnull=True) | Q(revoked__gt=on)
    Representation.objects.filter(earlier, pk=row.pk).update(revoked=max(on, row.since))
    row.refresh_from_db()


def note_reading(people: Iterable[Person], account: Account, why: str, page: str, clock: Clock) -> int:
    """Log that somebody looks at records, for which reason and on which page; return how many readings are new.

    People who look at their own record are not logged.
    """
    if not why.strip():
        raise NoReason
    now = clock()
    others = {person.pk for person in people if person.account_id != account.pk}
    recent = Reading.objects.filter(person__in=others, account=account, at__gt=now - AGAIN_AFTER, page=page[:100])
    fresh = others - set(recent.values_list("person_id", flat=True))
    Reading.objects.bulk_create(
        [Reading(person_id=each, account=account, at=now, why=why[:300], page=page[:100]) for each in sorted(fresh)]
    )
    return len(fresh)


def _turn(draw: Draw) -> int:
    """Take the next number of a change. Until the transaction ends nobody else takes one, so they commit in order."""
    Counter.objects.get_or_create(pk=1, defaults={"era": draw(NUMBER).hex()})
    Counter.objects.filter(pk=1).update(changes=F("changes") + 1)
    return Counter.objects.get(pk=1).changes


def _sealed(key: bytes, number: str, record: records.Person, draw: Draw) -> bytes:
    return payload.seal(key, number, records.written(record), draw(payload.NONCE))
