"""What officers and people do in the register, one verb each: every act is an entry in the journal of the person."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from msgspec.structs import replace

from safeconduct.journal import payload
from safeconduct.journal.entry import Act
from safeconduct.journal.payload import key_number
from safeconduct.journal.web import keys, reading, writing
from safeconduct.journal.web.writing import Addition
from safeconduct.people import acts, consent, functioning, representation
from safeconduct.people import person as records
from safeconduct.people.web import actions, models
from safeconduct.people.web.actions import Draw, Erased, NoReason
from safeconduct.people.web.models import Person
from safeconduct.people.web.reading import records_of
from safeconduct.shell.clock import Clock, day_of
from safeconduct.shell.models import Account

REGISTER, VERSION = "register of people", "1"


@dataclass(frozen=True, slots=True)
class By:
    """Who acts and why; ``role`` is "office" or "person", ``source`` how it came."""

    account: Account
    why: str
    role: str = "office"
    source: str = "counter"
    written: datetime | None = None
    """By the clock of a device without a network, which may be wrong: it stands beside the time of the entry."""

    @property
    def number(self) -> str:
        """The number under which the journal knows the account."""
        return key_number(keys.secret(settings.PURPOSE), f"account {self.account.pk}")


class Stale(RuntimeError):
    """The record was changed since it was read: nothing was written."""

    def __init__(self) -> None:
        super().__init__("This record was changed meanwhile. Read it again; nothing was written.")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the journal of a person; ``told`` is nothing where its key was destroyed."""

    number: int
    at: datetime
    who: str
    role: str
    verb: str
    what: str
    told: acts.Told | None


def enter(
    record: records.Person, by: By, clock: Clock, draw: Draw = os.urandom, account: Account | None = None
) -> Person:
    """Register somebody, with an entry that holds the record as it was first said; the account signs in as them."""
    return enter_all([(record, account)], by, clock, draw)[0]


def enter_all(
    entries: Sequence[tuple[records.Person, Account | None]], by: By, clock: Clock, draw: Draw = os.urandom
) -> list[Person]:
    """Register many, all of them or none.

    Every registration goes through here: at the counter, by the interface, from a device that was without a network,
    by filing a case, and from a file. What must happen on each registration has its place here, and only here.
    """
    if not entries:
        return []
    _need_a_reason(by)
    act = _act(acts.REGISTERS, "", by, clock)
    with transaction.atomic():
        made = actions.register_all(entries, draw)
        told = [acts.written(_told(by, acts.changes(None, record))) for record, _ in entries]
        writing.append(
            [Addition(bytes.fromhex(p.pk), 0, act, p.key, said) for p, said in zip(made, told, strict=True)], clock
        )
    return made


def correct(
    person: Person, record: records.Person, by: By, seen: int, clock: Clock, about: Mapping[str, str] | None = None
) -> Person:
    """Change a record; the entry keeps each former value, who changed it and why, and what else it is about.

    Raises:
        Stale: somebody changed it since ``seen`` (``Person.changed`` as it was read).

    """
    with transaction.atomic():
        now = Person.objects.select_for_update().get(pk=person.pk)
        if now.changed != seen:
            raise Stale
        before = records_of([now]).get(now.pk)
        if before is None:
            raise Erased(now.pk)
        changed = acts.changes(before, record)
        if changed:
            actions.change(now, record)
            what = ", ".join(change.field for change in changed)
            _note(now, acts.CORRECTS, what, _told(by, changed, about), by, clock)
    return now


# ---- representation --------------------------------------------------------------------------------------------------


def empower(said: representation.Representation, by: By, clock: Clock) -> models.Representation:
    """Enter that somebody represents somebody, as a paper or decision shows."""
    with transaction.atomic():
        made = actions.represent(said)
        about = {"representative": said.representative, "kind": said.kind, "scope": said.scope, "proof": said.proof}
        told = _told(by, about=about | {"since": said.since.isoformat()})
        _note(made.represented, acts.EMPOWERS, str(made.pk), told, by, clock)
    return made


def revoke(row: models.Representation, on: date, by: By, clock: Clock) -> None:
    """Note from which day on a representation holds no more."""
    with transaction.atomic():
        actions.revoke(row, on)
        told = _told(by, about={"revoked": on.isoformat(), "representative": row.representative_id})
        _note(row.represented, acts.REVOKES, str(row.pk), told, by, clock)


# ---- consent ---------------------------------------------------------------------------------------------------------


def consents_of(person: Person) -> dict[int, consent.Consent]:
    """Every consent of somebody by its number, the latest first."""
    key = keys.key_of([person.key]).get(person.key)
    rows = models.Consent.objects.filter(person=person).order_by("-pk") if key else ()
    return {row.pk: consent.read(payload.open_sealed(key or b"", person.key, bytes(row.sealed))) for row in rows}


def agree(person: Person, said: consent.Consent, by: By, clock: Clock, draw: Draw = os.urandom) -> int:
    """Note a consent; returns its number."""
    with transaction.atomic():
        row = models.Consent.objects.create(person=person, sealed=_sealed(person, consent.written(said), draw))
        about = {"purpose": said.purpose, "receiver": said.receiver, "fields": ", ".join(said.fields)}
        _note(person, acts.CONSENTS, str(row.pk), _told(by, about=about), by, clock)
    return row.pk


_WITHDRAWN: list[Callable[[Person, int, Clock], None]] = []


def register_withdrawal(follows: Callable[[Person, int, Clock], None]) -> None:
    """Say what follows from a withdrawal, in its transaction; called by the AppConfig of another room."""
    if follows not in _WITHDRAWN:
        _WITHDRAWN.append(follows)


def withdraw(person: Person, number: int, by: By, clock: Clock, draw: Draw = os.urandom) -> None:
    """Withdraw a consent from today on: one step, no reason needed; withdrawing twice changes nothing.

    Raises:
        KeyError: there is no such consent of this person.

    """
    with transaction.atomic():
        said = consents_of(person)[number]
        if said.withdrawn is None:
            withdrawn = replace(said, withdrawn=day_of(clock()))
            models.Consent.objects.filter(pk=number).update(sealed=_sealed(person, consent.written(withdrawn), draw))
            _note(person, acts.WITHDRAWS, str(number), _told(by), by, clock, needs_reason=False)
            for follows in _WITHDRAWN:
                follows(person, number, clock)


def _sealed(person: Person, plain: bytes, draw: Draw) -> bytes:
    key = keys.key_of([person.key]).get(person.key)
    if key is None:
        raise Erased(person.pk)
    return payload.seal(key, person.key, plain, draw(payload.NONCE))


# ---- functioning -----------------------------------------------------------------------------------------------------


def assess(
    person: Person, said: functioning.Assessment, by: By, clock: Clock, draw: Draw = os.urandom
) -> models.Assessment:
    """Keep answers about functioning, sealed with a key of their own; the entry says only that somebody asked."""
    with transaction.atomic():
        number = actions.functioning_key(person, draw)
        sealed = payload.seal(keys.key_of([number])[number], number, functioning.written(said), draw(payload.NONCE))
        made = models.Assessment.objects.create(person=person, sealed=sealed)
        _note(person, acts.ASKS, said.questions, _told(by), by, clock)
    return made


def assessments_of(person: Person) -> list[functioning.Assessment]:
    """Every set of answers, the latest first."""
    rows = list(models.Assessment.objects.filter(person=person).order_by("-pk"))
    if not rows:
        return []
    number = actions.functioning_key(person)
    key = keys.key_of([number]).get(number)
    return [functioning.read(payload.open_sealed(key, number, bytes(row.sealed))) for row in rows] if key else []


# ---- journal ---------------------------------------------------------------------------------------------------------


def history_of(person: Person) -> list[Line]:
    """What was done about somebody in the register, the latest first."""
    chain = bytes.fromhex(person.pk)
    kept = reading.entries([chain]).get(chain, [])
    return [
        Line(
            one.number,
            one.entry.written,
            one.entry.act.who,
            one.entry.act.role,
            one.entry.act.verb,
            one.entry.act.what,
            acts.read(plain) if plain else None,
        )
        for one, plain in reversed(list(zip(kept, reading.opened(kept), strict=True)))
    ]


def note(person: Person, verb: str, what: str, about: Mapping[str, str], by: By, clock: Clock) -> None:
    """Write an entry that changes nothing of the record itself, in the transaction of the caller."""
    _note(person, verb, what, _told(by, about=about), by, clock)


def called(numbers: Iterable[str]) -> dict[str, str]:
    """The names of people by their numbers; those who were erased are left out."""
    found = records_of(Person.objects.filter(pk__in=set(numbers)))
    return {number: record.called for number, record in found.items()}


def _note(
    person: Person, verb: str, what: str, told: acts.Told, by: By, clock: Clock, *, needs_reason: bool = True
) -> None:
    if needs_reason:
        _need_a_reason(by)
    chain = bytes.fromhex(person.pk)
    after = reading.heads([chain]).get(chain, (0, b""))[0]
    addition = Addition(chain, after, _act(verb, what, by, clock), person.key, acts.written(told))
    writing.append([addition], clock)


def _need_a_reason(by: By) -> None:
    if not by.why.strip():
        raise NoReason


def _told(by: By, changes: tuple[acts.Change, ...] = (), about: Mapping[str, str] | None = None) -> acts.Told:
    written = {"written on the device": by.written.isoformat()} if by.written else {}
    return acts.Told(by.why, changes, {**(about or {}), **written})


def _act(verb: str, what: str, by: By, clock: Clock) -> Act:
    return Act(
        who=by.number, role=by.role, purpose=settings.PURPOSE, verb=verb, what=what, source=by.source,
        legal_time=clock().isoformat(), clock=settings.JOURNAL_ORIGIN, procedure=REGISTER, version=VERSION,
    )  # fmt: skip
