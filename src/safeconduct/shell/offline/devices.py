"""Devices: enrolled by who signed in on them, revoked when they are lost."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from safeconduct.shell.accounts.hashing import hash_of
from safeconduct.shell.clock import Clock
from safeconduct.shell.models import Account
from safeconduct.shell.offline.kinds import Item, Kind
from safeconduct.shell.offline.models import Arrived, Device, Taken

PURPOSE, BYTES = "device", 32
KEPT = timedelta(days=365)
"""How long a device is remembered after it was revoked or was last in contact."""


def enrol(
    account: Account, name: str, session: str, clock: Clock, random: Callable[[int], str] = secrets.token_urlsafe
) -> tuple[Device, str]:
    """Remember a device; return its token, which cannot be read again."""
    token, now = random(BYTES), clock()
    made = Device.objects.create(
        account=account, name=name, token_hash=hash_of(PURPOSE, token), since=now, last_contact=now, session=session
    )
    return made, token


def of_token(token: str) -> Device | None:
    """Find a device by its token, revoked or not."""
    return Device.objects.filter(token_hash=hash_of(PURPOSE, token)).first() if token else None


def note_contact(device: Device, session: str, clock: Clock) -> None:
    """Note when a device was in contact and in which session, which is what a thief could use."""
    Device.objects.filter(pk=device.pk).update(last_contact=clock(), session=session)


def note_taken(device: Device, kind: Kind, items: Iterable[Item], clock: Clock) -> None:
    """Note what a device now holds of a kind; what it no longer takes along is no longer on it."""
    now, numbers = clock(), [one.item for one in items]
    with transaction.atomic():
        Taken.objects.filter(device=device, kind=kind.name).exclude(item__in=numbers).delete()
        rows = [Taken(device=device, kind=kind.name, item=number, at=now) for number in numbers]
        Taken.objects.bulk_create(rows, ignore_conflicts=True)


def note_kept(device: Device, kind: Kind, item: str, clock: Clock) -> None:
    """Note that what was written on a device and sent is still on it."""
    Taken.objects.get_or_create(device=device, kind=kind.name, item=item, defaults={"at": clock()})


def brought(account: Account, kind: str, since: datetime) -> set[str]:
    """The items of a kind that somebody wrote or changed on their devices since a moment."""
    found = Arrived.objects.filter(device__account=account, kind=kind, at__gt=since)
    return set(found.exclude(item="").values_list("item", flat=True))


def revoke(device: Device, why: str, clock: Clock) -> None:
    """End the session of a lost device and answer it no more; at its next contact it destroys what it holds."""
    with transaction.atomic():
        Device.objects.filter(pk=device.pk, revoked__isnull=True).update(revoked=clock(), why=why)
        Session.objects.filter(session_key=device.session).exclude(session_key="").delete()
    device.refresh_from_db()


def forget_old(clock: Clock) -> int:
    """Forget devices that nobody can still have a question about; return how many."""
    before = clock() - KEPT
    return Device.objects.filter(Q(revoked__lt=before) | Q(last_contact__lt=before)).delete()[0]
