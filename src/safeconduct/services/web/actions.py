"""Every change of the directory, one verb each. What a search needs is written with the entry, never apart from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from safeconduct.services import entry, keeping
from safeconduct.services.directory import SITES, Directory
from safeconduct.services.hsds import Row
from safeconduct.services.places import point
from safeconduct.services.web.models import Location, Organisation, Service, Site, Town
from safeconduct.shell.clock import Clock, day_of

AT_ONCE = 1000
ACTIVE, INACTIVE = "active", "inactive"


@dataclass(frozen=True, slots=True)
class Imported:
    """How many entries were new, changed, or came as they stood here."""

    new: int
    changed: int
    same: int


def take(directory: Directory) -> Imported:
    """Enter a directory: what stands in it is entered or replaced, and nothing else is touched. All of it or none.

    A service that a later file leaves out stays: whoever answers for it sets its status, or it ages until it is hidden.
    """
    with transaction.atomic():
        known = dict(Service.objects.filter(number__in=_numbers(directory)).values_list("number", "row"))
        _put(Organisation, [Organisation(r["id"], r["name"][:300], r) for r in directory.organizations.values()])
        _put(Location, [Location(r["id"], r) for r in directory.locations.values()])
        moved = {one for one in directory.services if known.get(one) != directory.services[one]}
        _enter([directory.services[number] for number in sorted(moved)], directory)
        refresh_towns()
    new = len(moved - set(known))
    return Imported(new, len(moved) - new, len(directory.services) - len(moved))


def assure(service: Service, email: str, clock: Clock) -> None:
    """Say that an entry is right today; it is asked after and hidden anew from this day."""
    row = {**service.row, "assured_date": day_of(clock()).isoformat()}
    _write(service, {**row, "assurer_email": email} if email else row)


def close(service: Service) -> None:
    """Say that a service is no longer given: it leaves every search, and its entry stays."""
    _write(service, {**service.row, "status": INACTIVE})


def rebuild() -> int:
    """Read what searches need out of every entry anew; returns how many entries there are."""
    with transaction.atomic():
        locations = dict(Location.objects.values_list("id", "row"))
        names = dict(Organisation.objects.values_list("id", "row"))
        rows = list(Service.objects.values_list("row", flat=True))
        _enter(rows, Directory(names, {}, locations))
        refresh_towns()
    return len(rows)


def directory() -> Directory:
    """The whole directory, as it is exported."""
    return Directory(
        dict(Organisation.objects.values_list("id", "row")),
        dict(Service.objects.values_list("number", "row")),
        dict(Location.objects.values_list("id", "row")),
    )


# ---- writing ---------------------------------------------------------------------------------------------------------


def _write(service: Service, row: Row) -> None:
    numbers = [one["location_id"] for one in row.get(SITES, []) if "location_id" in one]
    locations = dict(Location.objects.filter(pk__in=numbers).values_list("id", "row"))
    with transaction.atomic():
        _enter([row], Directory({service.organisation_id: service.organisation.row}, {}, locations))
    service.refresh_from_db()


def _enter(rows: Iterable[Row], about: Directory) -> None:
    """Write services and, in place of what was there, their sites."""
    made = [_service(row, about.organizations.get(row["organization_id"], {})) for row in rows]
    numbers = [one.number for one in made]
    for at in range(0, len(numbers), AT_ONCE):
        part = numbers[at : at + AT_ONCE]
        turns = dict(Service.objects.filter(number__in=part).values_list("number", "changed"))
        for one in made[at : at + AT_ONCE]:
            one.changed = turns.get(one.number, 0) + 1
        _put(Service, made[at : at + AT_ONCE], by="number")
        Site.objects.filter(service__number__in=part).delete()
        keys = dict(Service.objects.filter(number__in=part).values_list("number", "id"))
        Site.objects.bulk_create(
            [
                _site(keys[one.number], site)
                for one in made[at : at + AT_ONCE]
                for site in entry.sites_of(one.row, about.locations)
            ],
            batch_size=AT_ONCE,
        )


def _service(row: Row, organisation: Row) -> Service:
    asked, hidden = keeping.days_of(keeping.assured_on(row))
    return Service(
        number=row["id"],
        organisation_id=row["organization_id"],
        name=row["name"][:300],
        row=row,
        words=entry.words_of(row, organisation),
        status=row["status"],
        asked=asked,
        hidden=hidden,
    )


def _site(service: int, its: entry.Site) -> Site:
    at = point(its.latitude, its.longitude) if its.latitude is not None and its.longitude is not None else (0, 0, 0)
    rules = its.rules
    return Site(
        service_id=service,
        location=its.location,
        latitude=its.latitude,
        longitude=its.longitude,
        x=at[0],
        y=at[1],
        z=at[2],
        needs=listed(its.needs),
        languages=listed(its.languages),
        access=listed(its.access),
        days=listed(its.days),
        free=its.free,
        youngest=rules.youngest,
        oldest=rules.oldest,
        sexes=listed(rules.sexes),
        statuses=listed(rules.statuses),
        nationalities=listed(rules.nationalities),
        areas=listed(rules.areas),
    )


def listed(values: Iterable[str]) -> str:
    """A list as a column holds it: ``|ar|fr|``, empty where there is nothing."""
    joined = "|".join(value.casefold() for value in values)
    return f"|{joined}|" if joined else ""


def refresh_towns() -> None:
    """Name the towns and regions of the directory, each in the middle of its locations."""
    found: dict[str, list[tuple[str, tuple[str, ...], float, float]]] = {}
    for row in Location.objects.values_list("row", flat=True).iterator():
        areas, latitude, longitude = entry.areas_of(row), row.get("latitude"), row.get("longitude")
        if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:  # noqa: PLR2004
            continue
        for level, area in enumerate(areas):
            found.setdefault(area.casefold(), []).append((area, areas[level:], latitude, longitude))
    Town.objects.all().delete()
    Town.objects.bulk_create([_town(folded, its) for folded, its in found.items()], batch_size=AT_ONCE)


def _town(folded: str, its: list[tuple[str, tuple[str, ...], float, float]]) -> Town:
    name, areas, *_ = its[0]
    latitude = sum(one[2] for one in its) / len(its)
    longitude = sum(one[3] for one in its) / len(its)
    return Town(
        name=name[:200], folded=folded[:200], areas=list(areas), latitude=latitude, longitude=longitude, sites=len(its)
    )


def _put(model: type, rows: list, by: str = "id") -> None:  # type: ignore[type-arg]
    """Enter rows, or put them in place of those with their number."""
    fields = [one.name for one in model._meta.concrete_fields if one.name not in ("id", by)]  # type: ignore[attr-defined]
    model._default_manager.bulk_create(  # type: ignore[attr-defined]
        rows, batch_size=AT_ONCE, update_conflicts=True, unique_fields=[by], update_fields=fields
    )


def _numbers(directory: Directory) -> list[str]:
    return list(directory.services)
