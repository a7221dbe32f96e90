"""How long credentials are kept, by the schedule of the library, and what goes when their person was erased.

Two officials erase a person. Why a credential was taken away cannot be read from that moment on, since the key is gone;
its rows follow. One that was revoked and has not run out yet keeps its place in the status list until it has, so that
nobody takes it for valid.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.cases import retention
from safeconduct.identity.acts import REPLACES, REVOKED, REVOKES
from safeconduct.identity.web.actions import history_of
from safeconduct.identity.web.models import Concern, Copy, Credential, Wallet
from safeconduct.procedures.periods import Calendar
from safeconduct.shell.clock import Clock, day_of

CATEGORY = "credentials"


def kept(key: str, day: date, calendar: Calendar) -> bool:
    """Whether a credential of the person of a key is in force on a day, or was not over for long enough."""
    category = retention.schedule().categories[CATEGORY]
    held = Credential.objects.filter(person__key=key).select_related("person")
    return any(retention.last_day(category, over(one), calendar).end >= day for one in held)


def over(credential: Credential) -> date:
    """The last day on which it was good for anything: that of its revocation, else that until which it is valid."""
    if credential.state != REVOKED:
        return credential.valid_until
    ended = [line.on for line in history_of(credential) if line.verb in {REVOKES, REPLACES}]
    return min([*map(date.fromisoformat, ended), credential.valid_until])


def forget_erased(clock: Clock) -> int:
    """Delete the credentials of people who were erased, with copies and wallets, once they have run out."""
    gone = list(
        Credential.objects.filter(person__sealed=None, valid_until__lt=day_of(clock())).values_list("pk", flat=True)
    )
    if not gone:
        return 0
    with transaction.atomic():
        Copy.objects.filter(credential__in=gone).delete()
        Wallet.objects.filter(copies=None).delete()
        Concern.objects.filter(credential__in=gone).delete()
        Credential.objects.filter(replaces__in=gone).update(replaces=None)
        Credential.objects.filter(pk__in=gone).delete()
    return len(gone)
