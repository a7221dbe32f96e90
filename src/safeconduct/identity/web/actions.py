"""Every change of a credential, one verb each, written as an entry into its own chain in the transaction of the change.

A credential is conferred by an act of a case, or by an official on what the register holds. What takes it away is a
decision with its reason and remedy: an act of a case, or here one official proposes and a second one signs. Suspending
can be undone and needs one; so does replacing, which takes nothing away.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction

from safeconduct.cases.recording import Author
from safeconduct.identity import acts, ulid
from safeconduct.identity.acts import NotPossible, Told
from safeconduct.identity.kinds import kinds
from safeconduct.identity.web import lists
from safeconduct.identity.web.models import Concern, Credential
from safeconduct.journal.entry import Act
from safeconduct.journal.web import reading
from safeconduct.journal.web.writing import Addition, append
from safeconduct.people.web.models import Person
from safeconduct.shell.clock import Clock, day_of

Draw = Callable[[int], bytes]
CREDENTIALS, VERSION = "credentials", "1"
NUMBER, HALF = 10, 5


class NotAlone(ValueError):
    """Whoever proposed it signs it too: a revocation needs two."""


class NoReason(ValueError):
    """Nothing is taken from anybody without saying why."""


class Stale(RuntimeError):
    """Somebody acted on the credential since it was read: nothing was written."""


@dataclass(frozen=True, slots=True)
class Conferral:
    """What is conferred: which kind on whom, by which act of which authority, from and until when.

    ``link`` is the entry of the case that conferred it, empty where there was no case.
    """

    kind: str
    person: Person
    authority: str
    act: str
    author: Author
    on: date
    valid_until: date
    case: UUID | None = None
    link: bytes = b""
    procedure: str = ""
    only_year: bool = False
    replaces: Credential | None = None
    told: Told = field(default=Told())


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a credential's chain; ``told`` is nothing where the key of the person was destroyed."""

    number: int
    on: str
    who: str
    role: str
    verb: str
    what: str
    link: bytes
    told: Told | None


# ---- conferring ------------------------------------------------------------------------------------------------------


def confer(conferral: Conferral, clock: Clock, draw: Draw = os.urandom) -> Credential:
    """Confer one credential."""
    return confer_all([conferral], clock, draw)[0]


def confer_all(conferrals: Sequence[Conferral], clock: Clock, draw: Draw = os.urandom) -> list[Credential]:
    """Confer credentials, all of them or none: an entry each, and what they replace ends in the same moment."""
    if not conferrals:
        return []
    made = [_row(one, clock, draw) for one in conferrals]
    with transaction.atomic():
        for one, row in zip(conferrals, made, strict=True):
            if one.replaces is not None:
                about = Told(one.told.why, one.told.remedy, {"by": row.number})
                _write(one.replaces.pk, acts.REPLACES, about, one.author, clock)
        links = append([_conferring(one, row) for one, row in zip(conferrals, made, strict=True)], clock, draw)
        for one, row, link in zip(conferrals, made, links, strict=True):
            row.entry = one.link or link
        return Credential.objects.bulk_create(made)


def _row(one: Conferral, clock: Clock, draw: Draw) -> Credential:
    made = ulid.new(clock(), draw)
    number = f"{made[-NUMBER:-HALF]}-{made[-HALF:]}"
    return Credential(
        id=made,
        number=number,
        kind=one.kind,
        person=one.person,
        case_id=one.case,
        procedure=one.procedure,
        act=one.act,
        authority=one.authority,
        only_year=one.only_year,
        conferred=one.on,
        valid_until=one.valid_until,
        replaces=one.replaces,
    )


def _conferring(one: Conferral, row: Credential) -> Addition:
    about = {"number": row.number, "authority": one.authority, "act": one.act, "until": one.valid_until.isoformat()}
    if one.case is not None:
        about |= {"case": one.case.hex, "entry": one.link.hex()}
    if one.replaces is not None:
        about["replaces"] = one.replaces.number
    told = Told(one.told.why, one.told.remedy, about)
    act = _entry(acts.CONFERS, one.kind, one.author, one.on.isoformat())
    return Addition(ulid.read(row.pk), 0, act, one.person.key, acts.written(told))


# ---- changing --------------------------------------------------------------------------------------------------------


def suspend(
    credential: Credential, told: Told, author: Author, clock: Clock, case: UUID | None = None, seen: int | None = None
) -> Credential:
    """Suspend it: nothing is lost, and it comes back to life when the suspension ends."""
    return _changed(credential, acts.SUSPENDS, told, author, clock, seen, suspended_in_id=case)


def end_suspension(
    credential: Credential, told: Told, author: Author, clock: Clock, seen: int | None = None
) -> Credential:
    """Let it be valid again."""
    return _changed(credential, acts.RESTORES, told, author, clock, seen, suspended_in_id=None)


def revoke(credential: Credential, told: Told, author: Author, clock: Clock, seen: int | None = None) -> Credential:
    """Revoke it for good, as an act of a case decided; elsewhere :func:`propose` and :func:`sign` lead here."""
    return _changed(credential, acts.REVOKES, told, author, clock, seen, proposed=False)


def propose(credential: Credential, told: Told, author: Author, clock: Clock, seen: int | None = None) -> Credential:
    """Propose that it be revoked, with the reason and the remedy that its holder will read."""
    if credential.proposed:
        raise NotPossible("Its revocation is proposed already: another official signs it, or it is discarded.")
    return _changed(credential, acts.PROPOSES, told, author, clock, seen, proposed=True)


def sign(credential: Credential, author: Author, clock: Clock, seen: int | None = None) -> Credential:
    """Sign what another official proposed: it is revoked, for the reason that they wrote.

    Raises:
        NotAlone: they proposed it themselves.

    """
    proposal = _proposal(credential)
    if proposal.who == author.who:
        raise NotAlone("You proposed this. Another official of the office signs it.")
    return revoke(credential, proposal.told or Told(), author, clock, seen)


def discard(credential: Credential, author: Author, clock: Clock, seen: int | None = None) -> Credential:
    """Discard the proposal; nothing happens in law."""
    _proposal(credential)
    return _changed(credential, acts.DISCARDS, Told("-"), author, clock, seen, proposed=False)


def replace(
    credential: Credential, told: Told, author: Author, clock: Clock, *, as_before: bool, draw: Draw = os.urandom
) -> Credential:
    """Give another in its place, as long as the first had left or for the whole length; the first ends with it."""
    _demand_reason(told)
    on = day_of(clock())
    until = credential.valid_until if as_before else kinds().kinds[credential.kind].valid_until(on)
    conferral = Conferral(
        credential.kind,
        credential.person,
        credential.authority,
        credential.act,
        author,
        on,
        until,
        case=credential.case_id,
        procedure=credential.procedure,
        only_year=credential.only_year,
        replaces=credential,
        told=told,
    )
    return confer(conferral, clock, draw)


def note_issue(credential: Credential, form: str, author: Author, clock: Clock, wallet: str = "") -> None:
    """Note that a copy was issued, in which format, and into which wallet."""
    about = {"format": form} | ({"wallet": wallet} if wallet else {})
    _write(credential.pk, acts.ISSUES, Told(about=about), author, clock)


def note_of_wallet(credential: Credential, verb: str, told: Told, author: Author, clock: Clock) -> None:
    """Note what became of its copies in one wallet; the credential itself stays as it is."""
    _changed(credential, verb, told, author, clock, None)


def concern(case: UUID, credential: Credential) -> None:
    """Say that a case is about a credential: what its acts suspend or replace is this one."""
    Concern.objects.get_or_create(case_id=case, credential=credential)


# ---- reading ---------------------------------------------------------------------------------------------------------


def history_of(credential: Credential) -> list[Line]:
    """Every act, the first first."""
    chain = ulid.read(credential.pk)
    kept = reading.entries([chain]).get(chain, [])
    return [
        Line(
            one.number,
            one.entry.act.legal_time[:10],
            one.entry.act.who,
            one.entry.act.role,
            one.entry.act.verb,
            one.entry.act.what,
            one.link,
            acts.read(plain) if plain else None,
        )
        for one, plain in zip(kept, reading.opened(kept), strict=True)
    ]


def why_so(credential: Credential) -> Line | None:
    """The act that suspended or revoked it: its reason and remedy are the holder's to read. None where it is valid."""
    verbs = {acts.SUSPENDED: (acts.SUSPENDS,), acts.REVOKED: (acts.REVOKES, acts.REPLACES)}.get(credential.state)
    if verbs is None:
        return None
    return next((line for line in reversed(history_of(credential)) if line.verb in verbs), None)


def _proposal(credential: Credential) -> Line:
    if not credential.proposed:
        raise NotPossible("Nobody proposed it, or it was signed or discarded already.")
    return next(line for line in reversed(history_of(credential)) if line.verb == acts.PROPOSES)


# ---- writing ---------------------------------------------------------------------------------------------------------


def _changed(
    credential: Credential, verb: str, told: Told, author: Author, clock: Clock, seen: int | None, **fields: object
) -> Credential:
    _demand_reason(told)
    return _write(credential.pk, verb, told, author, clock, seen=seen, fields=fields)


def _write(
    pk: str,
    verb: str,
    told: Told,
    author: Author,
    clock: Clock,
    *,
    seen: int | None = None,
    fields: Mapping[str, object] = {},
) -> Credential:
    """Write one act of one credential: its row is locked, so that of two who act at once the second sees the first."""
    with transaction.atomic():
        row = Credential.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)
        if seen is not None and seen != row.entries:
            raise Stale("Somebody acted on it meanwhile. Read it again; nothing was written.")
        before, row.state = row.state, acts.after(row.state, verb)
        entry = _entry(verb, "", author, day_of(clock()).isoformat())
        payload = acts.written(told) if told != Told() else b""
        addition = Addition(ulid.read(pk), row.entries, entry, row.person.key if payload else "", payload)
        append([addition], clock)
        row.entries += 1
        for name, value in fields.items():
            setattr(row, name, value)
        row.save(update_fields=["state", "entries", *fields])
        if row.state != before:
            lists.changed(credential=pk)
    return row


def _entry(verb: str, what: str, author: Author, on: str) -> Act:
    return Act(
        who=author.who,
        role=author.role,
        purpose=settings.PURPOSE,
        verb=verb,
        what=what,
        legal_time=on,
        clock=settings.JOURNAL_ORIGIN,
        procedure=CREDENTIALS,
        version=VERSION,
        source=author.source,
        typed_by=author.typed_by,
    )


def _demand_reason(told: Told) -> None:
    if not told.why.strip():
        raise NoReason("Say why: its holder reads the reason, and what can be done against it.")
