"""What acts of cases do to credentials: the library says which act of which procedure does what, and it is done here.

It happens in the transaction that writes the act. A case that names a credential changes that one; otherwise what the
case itself conferred, and failing that what its person holds of the kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from safeconduct.cases.file import File, Line
from safeconduct.cases.recording import Author
from safeconduct.cases.service import participants
from safeconduct.cases.verbs import ASSIGNS
from safeconduct.cases.web.following import Grown
from safeconduct.identity.acts import REVOKED, SEPARATOR, SUSPENDED, VALID, Told
from safeconduct.identity.kinds import Change, events, kinds
from safeconduct.identity.web import actions
from safeconduct.identity.web.actions import Conferral
from safeconduct.identity.web.models import Credential
from safeconduct.people.web.models import Person
from safeconduct.procedures.model import Event
from safeconduct.shell.clock import Clock


@dataclass(frozen=True, slots=True)
class Heard:
    """An event of a case that changes credentials of a kind of one person."""

    file: File
    line: Line
    event: str
    kind: str
    change: Change
    person: str

    @property
    def case(self) -> UUID:
        """The row of the case."""
        return UUID(bytes=self.file.id)

    @property
    def author(self) -> Author:
        """Who did what conferred or took away."""
        return Author(self.line.who, self.line.role, self.line.source, self.line.typed_by)

    @property
    def told(self) -> Told:
        """Why, in the officer's words where there are any, and what can be done against it."""
        said = self.line.words
        why = said.reasons or said.text or self.event
        remedies = self.file.law.procedure.remedies.values()
        against = [one.name for one in remedies if any(_names(e) == self.event for e in one.against)]
        return Told(why, SEPARATOR.join(against), {"case": self.case.hex, "act": self.event})


def _names(event: Event) -> str:
    """An event as a history tells it."""
    return event.name if event.kind == "step" else f"{event.kind} {event.name}"


def hear(grown: Sequence[Grown], clock: Clock) -> None:
    """Do what the library says follows for credentials; most acts change none, and ask the database nothing."""
    heard = [one for each in grown for one in _heard(each)]
    if not heard:
        return
    people = {row.pk: row for row in Person.objects.filter(pk__in={h.person for h in heard}, sealed__isnull=False)}
    for one in heard:
        if one.person in people:
            _DOES[one.change.does](one, people[one.person], clock)


def _heard(grown: Grown) -> Iterator[Heard]:
    file, known = grown.file, events()
    for line, entry in grown.news:
        for event in entry.events:
            for kind, change in known.get((file.law.procedure.id, event), ()):
                for person in _people(file, line.member):
                    yield Heard(file, line, event, kind, change, person)


def _people(file: File, member: str) -> list[str]:
    """Whom an act is about: the member that it names, or all for whom the case was opened."""
    joined = [j for j in participants(file) if j.party == file.law.procedure.person]
    return list(dict.fromkeys(j.person for j in joined if not member or not j.member or j.member == member))


def _confer(heard: Heard, person: Person, clock: Clock) -> None:
    own = list(Credential.objects.filter(case=heard.case, person=person, kind=heard.kind).exclude(state=REVOKED))
    if heard.change.also_revokes == "yes":
        before = [one for one in own if _change_of(heard, one).also_revokes == "no"]
        for one in before:
            actions.revoke(one, heard.told, heard.author, clock)
        own = [one for one in own if one not in before]
    if not own:
        actions.confer(_conferral(heard, person), clock)


def _change_of(heard: Heard, credential: Credential) -> Change:
    changes = kinds().kinds[heard.kind].decided_by.get(heard.file.law.procedure.id, {})
    return changes.get(credential.act, heard.change)


def _conferral(heard: Heard, person: Person) -> Conferral:
    kind = kinds().kinds[heard.kind]
    return Conferral(
        heard.kind,
        person,
        _authority(heard),
        heard.event,
        heard.author,
        heard.line.on,
        kind.valid_until(heard.line.on, heard.change),
        case=heard.case,
        link=heard.line.link,
        procedure=heard.file.law.procedure.id,
        only_year=heard.change.born == "year",
        told=Told(heard.line.words.reasons, heard.told.remedy),
    )


def _authority(heard: Heard) -> str:
    """The office that has the case; where none does, the party in whose place was acted."""
    given = [line.words.assignment for line in heard.file.lines if line.verb == ASSIGNS]
    return next((one.office for one in reversed(given) if one is not None), heard.line.role)


def _suspend(heard: Heard, person: Person, clock: Clock) -> None:
    for one in _meant(heard, person):
        if one.state == VALID:
            actions.suspend(one, heard.told, heard.author, clock, heard.case)


def _end_suspension(heard: Heard, person: Person, clock: Clock) -> None:
    """End what this very case suspended: another reason to suspend it stays."""
    held = Credential.objects.filter(person=person, kind=heard.kind, state=SUSPENDED, suspended_in=heard.case)
    for one in held:
        actions.end_suspension(one, heard.told, heard.author, clock)


def _replace(heard: Heard, person: Person, clock: Clock) -> None:
    for one in _meant(heard, person):
        if one.case_id == heard.case:
            continue  # it was given in this case already, by the step that led here
        new = _conferral(heard, person)
        until = one.valid_until if heard.change.as_before == "yes" else new.valid_until
        actions.confer(replace(new, replaces=one, valid_until=until, only_year=one.only_year), clock)


def _revoke(heard: Heard, person: Person, clock: Clock) -> None:
    for one in _meant(heard, person):
        actions.revoke(one, heard.told, heard.author, clock)


def _meant(heard: Heard, person: Person) -> list[Credential]:
    """Which credentials of the kind an act falls on."""
    held = Credential.objects.filter(person=person, kind=heard.kind).exclude(state=REVOKED).order_by("id")
    own = list(held.filter(case=heard.case))
    if heard.change.of == "this case":
        return own
    named = Credential.objects.filter(concerns__case=heard.case)
    if named.exists():
        return list(held.filter(pk__in=named.values("pk"))) or own
    return own or list(held)


_DOES = {
    "confers": _confer,
    "suspends": _suspend,
    "ends the suspension": _end_suspension,
    "replaces": _replace,
    "revokes": _revoke,
}
