"""A directory: organisations, their services, and the locations at which services are given; read and written as JSON.

Read are the objects of HSDS 3.0: organisations with their services inside, services with their organisation inside, a
list of either, or the ``contents`` of an answer of an HSDS API. Written is a list of organisations with all inside.
A location that several services share is kept once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from safeconduct.services.hsds import Place, Problem, Row, problems_of

SERVICES, SITES = "services", "service_at_locations"


@dataclass(frozen=True, slots=True)
class Directory:
    """Rows by their ids. A service names its organisation, a service at a location its location, by id alone."""

    organizations: dict[str, Row] = field(default_factory=dict)
    services: dict[str, Row] = field(default_factory=dict)
    locations: dict[str, Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from a file: a directory without what is wrong, and every problem."""

    directory: Directory
    problems: tuple[Problem, ...]

    @property
    def wrong(self) -> tuple[Problem, ...]:
        """The problems for which rows were left out."""
        return tuple(one for one in self.problems if one.serious)


def read_json(text: bytes | str, file: str) -> Reading:
    """Read a directory; an organisation or service with something wrong in it is left out and told."""
    try:
        found = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        return Reading(Directory(), (Problem(file, "", "", f"is no JSON: {error}. Export it anew."),))
    problems: list[Problem] = []
    directory = Directory()
    for name, row in _items(found):
        is_organization = isinstance(row, dict) and "status" not in row
        keep = _Keep(directory, problems, file)
        (keep.organization if is_organization else keep.service)(row, Place(file, name))
    return Reading(directory, tuple(problems))


def write_json(directory: Directory, indent: int = 1) -> bytes:
    """Write a directory, each organisation with its services, each service with its locations."""
    return msgspec.json.format(msgspec.json.encode(list(whole_organizations(directory))), indent=indent)


def whole_organizations(directory: Directory) -> Iterator[Row]:
    """Each organisation with all that is inside it, in the order of ids."""
    of: dict[str, list[Row]] = {}
    for _, service in sorted(directory.services.items()):
        of.setdefault(service["organization_id"], []).append(whole_service(service, directory.locations))
    for number, row in sorted(directory.organizations.items()):
        yield {**row, SERVICES: of[number]} if number in of else dict(row)


def whole_service(service: Row, locations: dict[str, Row]) -> Row:
    """A service with its locations inside, as the JSON of HSDS has it."""
    sites = [
        {**one, "location": locations[one["location_id"]]} if one.get("location_id") in locations else one
        for one in service.get(SITES, [])
    ]
    return {**service, SITES: sites} if sites else dict(service)


def _items(found: Any) -> Iterable[tuple[str, Any]]:  # noqa: ANN401 - as JSON has it
    if isinstance(found, dict) and "contents" in found:
        found = found["contents"]
    if isinstance(found, dict):
        return [(_called("", found), found)]
    if not isinstance(found, list):
        return [("", found)]
    return ((_called(f"[{index}]", one), one) for index, one in enumerate(found))


def _called(at: str, row: object) -> str:
    name = row.get("name") if isinstance(row, dict) else None
    return f"{at} “{name}”".strip() if isinstance(name, str) else at


@dataclass(frozen=True, slots=True)
class _Keep:
    """Puts what is right into a directory."""

    directory: Directory
    problems: list[Problem]
    file: str

    def organization(self, row: Row, at: Place) -> None:
        """Keep an organisation and the services inside it, each by itself: one that is wrong keeps no other out."""
        own = {name: value for name, value in row.items() if name != SERVICES} if isinstance(row, dict) else row
        if not self._fits("organization", own, at):
            return
        self._put(self.directory.organizations, "organization", own, at)
        for index, service in enumerate(row.get(SERVICES) or ()):
            place = at.inside(_called(f"{SERVICES}[{index}]", service))
            self.service({"organization_id": own["id"], **service} if isinstance(service, dict) else service, place)

    def service(self, row: Row, at: Place) -> None:
        """Keep a service, its organisation where it stands inside, and its locations."""
        if not self._fits("service", row, at):
            return
        whole = dict(row)
        inside = whole.pop("organization", None)
        number = whole.setdefault("organization_id", (inside or {}).get("id"))
        if inside is not None:
            own = {name: value for name, value in inside.items() if name != SERVICES}
            self._put(self.directory.organizations, "organization", own, at.inside("organization"))
        if number not in self.directory.organizations:
            says = "names no organisation of this file. Put it in, so that somebody answers for the service."
            self.problems.append(Problem(self.file, at.row, "organization_id", says))
            return
        if SITES in whole:
            whole[SITES] = [self._site(one, at.inside(f"{SITES}[{n}]")) for n, one in enumerate(whole[SITES])]
        self._put(self.directory.services, "service", whole, at)

    def _site(self, row: Row, at: Place) -> Row:
        kept = dict(row)
        location = kept.pop("location", None)
        if location is not None:
            kept["location_id"] = location["id"]
            self._put(self.directory.locations, "location", location, at.inside("location"))
        return kept

    def _fits(self, name: str, row: object, at: Place) -> bool:
        found = list(problems_of(name, row, at))
        self.problems.extend(found)
        return not any(one.serious for one in found)

    def _put(self, rows: dict[str, Row], name: str, row: Row, at: Place) -> None:
        known = rows.setdefault(row["id"], row)
        if known != row:
            says = f"tells {name} {row['id']} otherwise than before. The first stays; make them alike."
            self.problems.append(Problem(self.file, at.row, "id", says, serious=False))
