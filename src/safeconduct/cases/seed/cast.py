"""Who plays in one case: its person and family, employer, lawyer, and an official for each office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from safeconduct.cases.seed.lot import Lot
from safeconduct.cases.seed.model import Adviser, Employer, Office, Official, Person
from safeconduct.cases.seed.people import Lists, Occupation, draw_child, draw_minor_alone, draw_person
from safeconduct.cases.seed.tales import Tale
from safeconduct.procedures.model import Procedure

_NEEDS = 0.09
_READMITTED = {"ch-az/readmission": "AZE", "eu-tr/readmission": "TUR"}
_SKILLED = ("eu/blue-card",)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody of one case. ``members`` are those who stand in groups: ``child 1``, ``adult 2``."""

    tale: Tale
    person: Person
    members: Mapping[str, Person]
    employer: Employer | None
    occupation: Occupation
    adviser: Adviser | None
    offices: Mapping[str, Office]
    lot: Lot

    @property
    def procedure(self) -> Procedure:
        """The procedure of the case."""
        return self.tale.played.start.procedure

    @property
    def office(self) -> Office:
        """The office to which the case came."""
        return self.offices[self.tale.office.key]

    @property
    def deciding(self) -> str:
        """The party in whose name that office acts."""
        parties = self.procedure.parties
        return next(p for p in self.office.parties if p in parties and parties[p].role == "deciding")

    @property
    def people(self) -> tuple[Person, ...]:
        """The person and the family."""
        return tuple({p.key: p for p in (self.person, *self.members.values())}.values())

    def participants(self) -> tuple[tuple[str, str, str], ...]:
        """Party, member and key of each who takes part from the start."""
        party, found = self.procedure.person, []
        adults = [(m, p) for m, p in self.members.items() if p.guardian == ""]
        found += [(party, member, p.key) for member, p in adults] or [(party, "", self.person.key)]
        found += [(m.rpartition(" ")[0], m, p.key) for m, p in self.members.items() if p.guardian]
        if self.employer is not None:
            kinds = self.tale.setting.habits.cast
            found += [(name, "", self.employer.key) for name, kind in kinds.items() if kind in ("employer", "host")]
        return tuple(found)

    def official(self, party: str) -> Official:
        """Who deals with this case for a party: always the same official."""
        if party in self.office.parties:
            office = self.office
        else:
            office = next(o for o in self.offices.values() if party in o.parties)
        return self.lot.one(office.of_role("officer"), "official", office.key)

    def second(self, first: Official) -> Official:
        """Another official of the same office, who signs."""
        others = [o for o in self._of(first).of_role("officer", "supervisor") if o != first]
        return self.lot.one(others, "second", first.key)

    def clerk(self) -> Official:
        """The registry clerk who enters what comes on paper."""
        return self.lot.one(self.office.of_role("registry"), "clerk")

    def supervisor(self) -> Official:
        """Who assigns cases."""
        return self.office.of_role("supervisor")[0]

    def _of(self, official: Official) -> Office:
        return self.offices[official.office]

    def actor(self, party: str, member: str = "") -> str:
        """The key of who acts as this party; for what is done for one adult, that adult."""
        kind = self.tale.setting.habits.cast.get(party, "")
        if kind in ("employer", "host") and self.employer is not None:
            return self.employer.key
        if kind in ("lawyer", "guardian") and self.adviser is not None:
            return self.adviser.key
        if kind:
            grown = self.members.get(member)
            return grown.key if grown is not None and not grown.guardian else self.person.key
        return self.official(party).key


def cast_for(tale: Tale, lists: Lists, offices: Mapping[str, Office], number: int, needs: tuple[str, ...]) -> Cast:
    """Draw who plays in a case."""
    lot = tale.setting.lot.inside("cast")
    kinds = set(tale.setting.habits.cast.values())
    adviser = _adviser(lists, "guardian" if "guardian" in kinds else "lawyer", lot)
    key, today = f"person-{number}", tale.filed
    if "child" in kinds:
        person = draw_minor_alone(lists, key, lot, adviser.key, today)
    else:
        nationality = _READMITTED.get(tale.played.start.procedure.id, "")
        person = draw_person(lists, key, lot, today, nationality)
    if lot.happens(_NEEDS, "needs"):
        person = _with_needs(person, lot, needs)
    employer = _employer(tale, lists, lot, kinds)
    has_adviser = tale.setting.lawyer or "guardian" in kinds
    return Cast(
        tale=tale,
        person=person,
        members=_members(tale, lists, lot, person, today),
        employer=employer,
        occupation=_occupation(tale, lists, lot, employer),
        adviser=adviser if has_adviser else None,
        offices=offices,
        lot=lot,
    )


def _with_needs(person: Person, lot: Lot, needs: tuple[str, ...]) -> Person:
    return replace(person, needs=lot.one(needs, "which need"))


def _members(tale: Tale, lists: Lists, lot: Lot, person: Person, today: date) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for member in tale.played.start.people:
        group, inside = member.rpartition(" ")[0], lot.inside(member)
        key = f"{person.key}-{member.replace(' ', '-')}"
        if group == "child":
            found[member] = draw_child(lists, key, inside, person, today)
        elif member == "adult 1":
            found[member] = person
        else:
            found[member] = draw_person(lists, key, inside, today, person.nationality)
    return found


def _employer(tale: Tale, lists: Lists, lot: Lot, kinds: set[str]) -> Employer | None:
    if not kinds & {"employer", "host"}:
        return None
    able = {e: w for e, w in lists.employers if e.is_host == ("host" in kinds) and _fits(tale, lists, e)}
    return lot.weighted(able, "employer")


def _fits(tale: Tale, lists: Lists, employer: Employer) -> bool:
    """Recognised or approved where the case says so, and with work of the kind that the permit is for."""
    true = tale.opening.circumstances
    names = tale.played.start.procedure.circumstances
    for name in ("employer not recognised", "host not approved"):
        if name in names and (name in true) == employer.is_recognised:
            return False
    return bool(_works(tale, lists, employer))


def _works(tale: Tale, lists: Lists, employer: Employer) -> list[Occupation]:
    skilled = tale.played.start.procedure.id in _SKILLED
    return [o for o in lists.occupations if employer.sector in o.sectors and (o.skilled or not skilled)]


def _occupation(tale: Tale, lists: Lists, lot: Lot, employer: Employer | None) -> Occupation:
    works = _works(tale, lists, employer) if employer is not None else list(lists.occupations)
    return lot.one(works, "occupation")


def _adviser(lists: Lists, kind: str, lot: Lot) -> Adviser:
    found = lists.guardians if kind == "guardian" else lists.lawyers
    return lot.weighted(dict(found), "adviser")
