"""To whom something is served, and by which channel: its own act, apart from the decision itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from safeconduct.cases.file import File
from safeconduct.cases.said import Joined, Power
from safeconduct.cases.verbs import EMPOWERS, JOINS, REVOKES
from safeconduct.procedures.model import Channel


@dataclass(frozen=True, slots=True)
class Addressee:
    """On whom: the party, its number in the register of people, and why they and nobody else."""

    party: str
    person: str
    why: str


def participants(file: File) -> tuple[Joined, ...]:
    """Everybody who is a party of this case, the latest of each party and member."""
    latest = {(j.party, j.member): j for line in file.lines if line.verb == JOINS and (j := line.words.joined)}
    return tuple(latest.values())


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


def addressee(file: File, on: date, beside: Iterable[Power] = ()) -> Addressee | None:
    """The first of those whom the procedure names that exists on a day: service on another starts no period.

    ``beside`` are powers for all cases of a person, which the register of people holds.
    """
    procedure = file.law.procedure
    joined = {j.party: j.person for j in participants(file)}
    order = procedure.service.to if procedure.service else (procedure.person,)
    held = {p.represented: p for p in (*beside, *in_force(file, on)) if p.scope in ("service", "both")}
    for party in order:
        who = procedure.parties.get(party)
        if who is not None and who.represents:
            power = held.get(joined.get(who.represents, ""))
            if power is not None:
                return Addressee(party, power.holder, power.kind)
        elif party in joined:
            return Addressee(party, joined[party], "")
    return None


def channel(file: File) -> Channel | None:
    """The channel that something is on its way by, or the first one where nothing was sent yet."""
    service = file.law.procedure.service
    if service is None:
        return None
    now = file.case.standing.channel
    return next((c for c in service.channels if c.name == now), service.channels[0])
