"""Every change of a referral, one verb each: with an entry in the journal of the person, under their own key."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import F, Q

from safeconduct.journal import payload
from safeconduct.journal.web import keys
from safeconduct.people.consent import Consent
from safeconduct.people.web import reading, registry
from safeconduct.people.web.actions import Erased
from safeconduct.people.web.models import Person
from safeconduct.people.web.registry import By
from safeconduct.services import referral
from safeconduct.services.eligibility import Verdict
from safeconduct.services.referral import Step, Terms, Told
from safeconduct.services.web.models import Referral, Service
from safeconduct.shell.clock import Clock, day_of

NUMBER = 16
KEPT = timedelta(days=365)
"""How long a referral stays after its end; category `referrals` of ``library/retention.yaml``."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A referral with what is sealed of it; ``packet`` is nothing where it may no longer be opened."""

    row: Referral
    told: Told
    packet: dict[str, Any] | None


class Changed(RuntimeError):
    """Somebody else answered meanwhile: nothing was written."""

    def __init__(self) -> None:
        super().__init__("This referral was answered meanwhile. Read it again; nothing was written.")


def refer(
    person: Person, service: Service, terms: Terms, verdict: Verdict, office: str, by: By, clock: Clock,
) -> Referral:  # fmt: skip
    """Refer somebody who agreed: the consent is entered, the packet made of what it names, and the receiver told.

    Raises:
        NotAReferral: the service does not take the person and nothing says why it all the same; or it may never be.

    """
    referral.check_choice(verdict, service.organisation.row, terms)
    today, receiver = day_of(clock()), service.organisation.name[:200]
    said = Consent(terms.purpose, receiver, terms.fields, today, terms.until, f"{terms.explained} ({terms.language})")
    with transaction.atomic():
        consent = registry.agree(person, said, by, clock)
        record = reading.records_of([person])[person.pk]
        held = registry.consents_of(person)
        packet = referral.packet(record, terms, receiver, [held[consent]], today)
        row = Referral.objects.create(
            id=os.urandom(NUMBER).hex(),
            person=person,
            service=service,
            organisation=service.organisation,
            office=office,
            consent=consent,
            sealed=_sealed(person, referral.written(Told(terms))),
            packet=_sealed(person, msgspec.json.encode(packet)),
            sent=today,
            until=terms.until,
        )
        registry.note(person, referral.REFERS, row.pk, _about(row, terms), by, clock)
    return row


def decline(person: Person, service: Service, by: By, clock: Clock) -> None:
    """Note that somebody did not agree. Nothing else follows from it, anywhere."""
    about = {"service": service.name, "organisation": service.organisation.name}
    registry.note(person, referral.DECLINES, service.number, about, by, clock)


def answer(
    row: Referral, step: Step, by: By, seen: int, clock: Clock, words: str = "", day: date | None = None,
) -> Referral:  # fmt: skip
    """Write what the receiver answers.

    Raises:
        NotAReferral: it does not fit where the referral stands, or lacks its reason.
        Changed: somebody answered since ``seen`` (``Referral.changed`` as it was read).

    """
    today = day_of(clock())
    event = referral.Event(step, today, words.strip(), day)
    with transaction.atomic():
        now = Referral.objects.select_for_update().select_related("person", "service", "organisation").get(pk=row.pk)
        if now.changed != seen:
            raise Changed
        told = opened([now])[now.pk].told
        now.state = referral.after(now.state, step, now.withdrawn is not None, event)  # type: ignore[arg-type]
        now.sealed = _sealed(now.person, referral.written(msgspec.structs.replace(told, events=(*told.events, event))))
        if now.state in (Referral.State.REFUSED, Referral.State.CLOSED) and now.ended is None:
            now.ended, now.packet = today, None
        if step in ("destroyed", "kept"):
            now.confirmed = today
        now.changed += 1
        now.save()
        about = {"service": now.service.name, "words": event.words, "day": day.isoformat() if day else ""}
        registry.note(now.person, referral.VERBS[step], now.pk, {k: v for k, v in about.items() if v}, by, clock)
    return now


def withdrawn(person: Person, consent: int, clock: Clock) -> None:
    """Consent was withdrawn: the packet is gone from now on, and the receiver has to answer for its copies."""
    Referral.objects.filter(person=person, consent=consent, withdrawn__isnull=True).update(
        withdrawn=day_of(clock()), packet=None, changed=F("changed") + 1
    )


def erased(person: Person) -> None:
    """Somebody was erased: what they were referred to goes too."""
    Referral.objects.filter(person=person).delete()


def forget(clock: Clock) -> int:
    """Take away packets whose consent is over, and referrals a year after their end; returns how many rows."""
    today = day_of(clock())
    over = Referral.objects.filter(until__lt=today, packet__isnull=False).update(packet=None, changed=F("changed") + 1)
    answered = Q(withdrawn__isnull=True) | Q(confirmed__isnull=False)
    ended = Q(ended__lt=today - KEPT) | Q(ended__isnull=True, until__lt=today - KEPT)
    return over + Referral.objects.filter(answered, ended).delete()[0]


# ---- reading ---------------------------------------------------------------------------------------------------------


def opened(rows: Iterable[Referral], today: date | None = None) -> dict[str, Opened]:
    """Referrals with what is sealed of them, by number; those of people who were erased are left out. One query.

    Packets are opened only with ``today``, and only while consent lasts.
    """
    found = list(rows)
    secrets = keys.key_of(row.person.key for row in found)
    return {row.pk: _opened(row, secrets[row.person.key], today) for row in found if row.person.key in secrets}


def _opened(row: Referral, key: bytes, today: date | None) -> Opened:
    told = referral.read(payload.open_sealed(key, row.person.key, bytes(row.sealed)))
    may = today is not None and row.packet is not None and row.withdrawn is None and today <= row.until
    plain = payload.open_sealed(key, row.person.key, bytes(row.packet or b"")) if may else b""
    return Opened(row, told, msgspec.json.decode(plain) if may else None)


def plain(said: Terms | referral.Event) -> dict[str, Any]:
    """What was agreed to or answered, in plain values."""
    return dict(msgspec.to_builtins(said))


def of_person(person: Person) -> list[Opened]:
    """Every referral of somebody, the latest first."""
    rows = Referral.objects.filter(person=person).select_related("person", "service", "organisation")
    found = opened(rows.order_by("-sent", "-pk"))
    return list(found.values())


def in_copy(person: Person, on: date) -> list[dict[str, Any]]:
    """Every referral of somebody in plain values, for the copy of their data (Regulation (EU) 2016/679, Article 15)."""
    return [
        {
            "service": one.row.service.name,
            "organisation": one.row.organisation.name,
            "referred by": one.row.office,
            "state": one.row.state,
            "sent": one.row.sent.isoformat(),
            "withdrawn": one.row.withdrawn.isoformat() if one.row.withdrawn else "",
            "agreed to": plain(one.told.terms),
            "answers": [plain(event) for event in one.told.events],
        }
        for one in of_person(person)
    ]


def _about(row: Referral, terms: Terms) -> dict[str, str]:
    told = {
        "service": row.service.name,
        "organisation": row.organisation.name,
        "purpose": terms.purpose,
        "fields": ", ".join(terms.fields),
        "until": terms.until.isoformat(),
        "language": terms.language,
        "explained": terms.explained,
        "although": terms.although,
    }
    return {name: value for name, value in told.items() if value}


def _sealed(person: Person, plain: bytes) -> bytes:
    key = keys.key_of([person.key]).get(person.key)
    if key is None:
        raise Erased(person.pk)
    return payload.seal(key, person.key, plain, os.urandom(payload.NONCE))
