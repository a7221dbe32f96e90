"""What a search needs of an entry: each service at each of its locations, with what it is for and whom it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from safeconduct.services.directory import SITES
from safeconduct.services.eligibility import Rules, rules_of
from safeconduct.services.hsds import Row
from safeconduct.services.opening import weekdays
from safeconduct.services.terms import said


@dataclass(frozen=True, slots=True)
class Site:
    """A service where it is given; without latitude and longitude where one does not go anywhere for it."""

    location: str
    latitude: float | None
    longitude: float | None
    areas: tuple[str, ...]
    """Town, region and state of its address."""
    needs: tuple[str, ...]
    languages: tuple[str, ...]
    access: tuple[str, ...]
    days: tuple[str, ...]
    free: bool
    rules: Rules


def sites_of(service: Row, locations: Mapping[str, Row]) -> Iterator[Site]:
    """Every place of a service; one without a place where it names none."""
    places = service.get(SITES) or [{}]
    for at in places:
        yield _site(service, at, locations.get(at.get("location_id", ""), {}))


def words_of(service: Row, organization: Row) -> str:
    """The words under which an entry is found."""
    parts = (service.get("name"), service.get("alternate_name"), service.get("description"), organization.get("name"))
    return "\n".join(str(part) for part in parts if part)


def schedules_of(service: Row, at: Row, location: Row) -> list[Row]:
    """The schedules that hold at a place: its own, else those of the service, else those of the location."""
    own: list[Row] = at.get("schedules") or service.get("schedules") or location.get("schedules") or []
    return own


def _site(service: Row, at: Row, location: Row) -> Site:
    latitude, longitude = location.get("latitude"), location.get("longitude")
    known = _is_place(latitude, longitude)
    return Site(
        location.get("id", ""),
        latitude if known else None,
        longitude if known else None,
        areas_of(location),
        said(service, "need"),
        tuple(dict.fromkeys(_languages(service, location))),
        tuple(dict.fromkeys(_access(service, at, location))),
        weekdays(schedules_of(service, at, location)),
        is_free(service),
        rules_of(service),
    )


def areas_of(location: Row) -> tuple[str, ...]:
    """Town, region and state of a location."""
    parts = [one.get(part) for one in location.get("addresses", []) for part in ("city", "region", "state_province")]
    return tuple(dict.fromkeys(part for part in parts if part))


def is_free(service: Row) -> bool:
    """Whether an entry says that it costs nothing; where it says nothing, nobody knows."""
    costs = service.get("cost_options") or []
    return bool(costs) and all(one.get("amount") == 0 for one in costs)


def _is_place(latitude: Any, longitude: Any) -> bool:  # noqa: ANN401 - as JSON has it
    return latitude is not None and longitude is not None and abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004


def _languages(service: Row, location: Row) -> Iterator[str]:
    for row in (service, location):
        yield from (one["code"].lower() for one in row.get("languages", []) if one.get("code"))


def _access(service: Row, at: Row, location: Row) -> Iterator[str]:
    for row in (service, at, location, *location.get("accessibility", [])):
        yield from said(row, "access")
