"""To whom something is served, and by which channel: its own act, apart from the decision itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from safeconduct.cases.file import File
from safeconduct.cases.said import Joined, Power
from safeconduct.cases.verbs import EMPOWERS, JOINS, REVOKES
from safeconduct.people.representation import Kind, Representation, Scope, who_receives
from safeconduct.procedures.model import Channel

_KINDS: dict[str, Kind] = {"guardianship": "legal guardian", "assigned guardian": "assigned guardian"}
_SCOPES: dict[str, Scope] = {"service": "service", "acting": "act"}
NO_GUARDIAN = "no guardian"


@dataclass(frozen=True, slots=True)
class Addressee:
    """On whom: the party, its number in the register of people, and why they and nobody else.

    ``by`` is what the right to receive rests on: its proof, since when, and whether for this case or for all.
    """

    party: str
    person: str
    why: str
    by: Representation | None = None

    @property
    def is_nobody(self) -> bool:
        """Whether service would bind nobody: a child has no guardian, who must be appointed first."""
        return self.why == NO_GUARDIAN


def participants(file: File) -> tuple[Joined, ...]:
    """Everybody who is a party of this case, the latest of each party and member."""
    latest = {(j.party, j.member): j for line in file.lines if line.verb == JOINS and (j := line.words.joined)}
    return tuple(latest.values())


def person_of(file: File, party: str) -> str:
    """The number in the register of whoever takes part as this party, empty if nobody does."""
    return next((joined.person for joined in participants(file) if joined.party == party), "")


def powers(file: File) -> tuple[Power, ...]:
    """Powers of attorney and guardianships that hold, as far as they were shown in this case."""
    held: dict[tuple[str, str], Power] = {}
    for line in file.lines:
        power = line.words.power
        if power is not None and line.verb == EMPOWERS:
            held[power.holder, power.represented] = power
        elif power is not None and line.verb == REVOKES:
            held.pop((power.holder, power.represented), None)
    return tuple(held.values())


def in_force(file: File, on: date) -> tuple[Power, ...]:
    """Those of the powers that hold on a day: begun, and not ended."""
    return tuple(p for p in powers(file) if p.since <= on and (p.until is None or p.until >= on))


def addressee(
    file: File, on: date, registered: Iterable[Representation] = (), *, is_child: bool = False
) -> Addressee | None:
    """The first of those whom the procedure names that exists on a day: service on another starts no period.

    Who receives in the place of the person follows from the powers shown in this case and from those ``registered``
    with the register of people, by one rule (:func:`safeconduct.people.representation.who_receives`). ``is_child`` says
    so of the person whom the case is about.
    """
    procedure = file.law.procedure
    joined = {j.party: j.person for j in participants(file)}
    order = procedure.service.to if procedure.service else (procedure.person,)
    held = [*registered, *representations(file)]
    for party in order:
        who = procedure.parties.get(party)
        if who is not None and who.represents:
            child = is_child and who.represents == procedure.person
            found = _in_place_of(joined.get(who.represents, ""), party, file, on, held, child)
            if found is not None:
                return found
        elif party in joined:
            return Addressee(party, joined[party], "")
    return None


def representations(file: File) -> Iterator[Representation]:
    """The powers that were shown in this case, as the register of people would hold them."""
    for power in powers(file):
        if power.holder != power.represented:
            kind, scope = _KINDS.get(power.kind, "power of attorney"), _SCOPES.get(power.scope, "both")
            until = power.until if power.until is None or power.until >= power.since else power.since
            yield Representation(power.represented, power.holder, kind, scope, power.since, file.id.hex(), until)


def _in_place_of(
    person: str, party: str, file: File, on: date, held: Iterable[Representation], is_child: bool
) -> Addressee | None:
    """Who is served in the place of somebody who takes part; nobody where they have no representative."""
    first = who_receives(person, file.id.hex(), on, held, is_child=is_child)[0] if person else None
    if first is None or first.why == "in person":
        return None
    if first.why == NO_GUARDIAN:
        return Addressee(file.law.procedure.person, person, NO_GUARDIAN)
    return Addressee(party, first.person, first.why, first.by)


def channel(file: File) -> Channel | None:
    """The channel that something is on its way by, or the first one where nothing was sent yet."""
    service = file.law.procedure.service
    if service is None:
        return None
    now = file.case.standing.channel
    return next((c for c in service.channels if c.name == now), service.channels[0])
