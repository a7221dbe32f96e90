"""People who may stand in the register already: searched by what was typed, chosen by an officer.

A likeness of names never decides who somebody is: whoever is found is only offered, and "nobody of these" always is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext

from safeconduct.people.person import Person as Record
from safeconduct.people.web import actions as register
from safeconduct.people.web import searching
from safeconduct.people.web.models import Person
from safeconduct.shell.clock import Clock
from safeconduct.shell.models import Account

ANEW = "anew"
"""The choice of an officer to whom nobody of those who were offered is the one."""
LIKE_ENOUGH = 0.8
"""From here on somebody is offered: below, two names have too little in common to be read."""
MOST = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is offered: what the form sends back, and what tells them from a namesake."""

    number: str
    value: str
    called: str
    told: str


def candidates(record: Record, account: Account, why: str, clock: Clock, page: str) -> list[Candidate]:
    """Who in the register may be the one that was typed; search and reading are logged with the reason.

    Raises:
        NoReason: nothing says why.

    """
    hits = searching.search(record.registered_as or record.called, account, why, clock, record.born)
    if record.registered_as:
        hits += searching.search(record.called, account, why, clock)
    found = {h.person: h for h in hits if h.record.kind == record.kind and h.likeness >= LIKE_ENOUGH}
    shown = list(found.values())[:MOST]
    register.note_reading(Person.objects.filter(pk__in=[h.person for h in shown]), account, why, page, clock)
    return [Candidate(h.person, _signer(account).sign_object(h.person), h.called, _told(h.record)) for h in shown]


def chosen(value: str, account: Account) -> str:
    """The number of whoever was chosen, empty for nobody or for a choice that this officer was never offered."""
    try:
        return str(_signer(account).unsign_object(value)) if value not in ("", ANEW) else ""
    except signing.BadSignature:
        return ""


def asked(posted: Mapping[str, str], party: str) -> str:
    """What the form says of a party: empty where nobody was offered yet."""
    return posted.get(f"{party}-known", "")


def _signer(account: Account) -> signing.Signer:
    """What an officer sends back was offered to this officer: nobody brings any number of the register into a case."""
    return signing.Signer(salt=f"known person {account.pk}")


def _told(record: Record) -> str:
    """Birth, nationality, numbers: what an officer compares with the paper in hand."""
    told = []
    if record.born:
        told.append(gettext("born %(born)s") % {"born": record.born})
    told += [", ".join(record.nationalities), record.registered_as, ", ".join(record.old_numbers)]
    others = [name.whole for name in record.names if name.whole != record.called]
    return " · ".join(part for part in [*others, *told] if part)
