"""Finds services near a place, by need: those that take somebody, those that must be asked, the nearest first.

One statement: the index of places gives what lies in a box, the filters leave out what does not fit, and the product of
two points of the unit sphere orders by distance. Whom an entry does not take is left out by the same rules by which
:func:`safeconduct.services.eligibility.judge` says why; a test holds that they agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from safeconduct.services import opening
from safeconduct.services.directory import SITES
from safeconduct.services.eligibility import Asker, Verdict, judge, rules_of
from safeconduct.services.entry import schedules_of
from safeconduct.services.places import boxes, closeness, kilometres, point
from safeconduct.services.web.models import Location, Service, Site, Town

USUAL_KM = 50
MOST_KM = 500
PAGE = 20
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. Without a place the order is by name."""

    need: str = ""
    words: str = ""
    latitude: float | None = None
    longitude: float | None = None
    km: float = USUAL_KM
    language: str = ""
    on: date | None = None
    free: bool = False
    access: str = ""
    asker: Asker = field(default_factory=Asker)
    everybody: bool = False
    """Show too what does not take whoever asks, with the reason."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A service at a place: how far, whether it takes whoever asks, and whether it is open on the day."""

    site: Site
    service: Service
    km: float | None
    verdict: Verdict
    open: bool | None
    location: dict[str, Any]


def search(wanted: Wanted, today: date, skip: int = 0, limit: int = PAGE) -> tuple[list[Hit], bool]:
    """Return a page of hits, and whether there are more."""
    sql, values = _statement(wanted, today)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit + 1, skip])
        found = cursor.fetchall()
    return list(_hits(found[:limit], wanted)), len(found) > limit


def town(name: str) -> Town | None:
    """The place of the directory that goes by a name."""
    return Town.objects.filter(folded=name.strip().casefold()).order_by("-sites").first()


# ---- the statement ---------------------------------------------------------------------------------------------------


def _statement(wanted: Wanted, today: date) -> tuple[str, list[Any]]:
    filters = list(_filters(wanted, today))
    conditions = " AND ".join(condition for condition, _ in filters)
    values = [value for _, some in filters for value in some]
    if wanted.latitude is None or wanted.longitude is None:
        order, first = "v.name, v.number, s.id", []
        product = "NULL"
    else:
        x, y, z = point(wanted.latitude, wanted.longitude)
        product, first, order = "s.x * %s + s.y * %s + s.z * %s", [x, y, z], "product DESC, s.id"
    sql = (
        f"SELECT s.id, {product} AS product FROM services_site s JOIN services_service v ON v.id = s.service_id "  # noqa: S608 - constant texts
        f"WHERE {conditions} ORDER BY {order} LIMIT %s OFFSET %s"
    )
    return sql, [*first, *values]


def _filters(wanted: Wanted, today: date) -> Iterator[tuple[str, list[Any]]]:
    yield "v.status = %s", ["active"]
    yield "v.hidden > %s", [today]
    if wanted.latitude is not None and wanted.longitude is not None:
        yield _within(wanted.latitude, wanted.longitude, wanted.km)
    if wanted.words.strip():
        yield _about(wanted.words)
    for column, value in (("needs", wanted.need), ("languages", wanted.language), ("access", wanted.access)):
        if value:
            yield f"s.{column} LIKE %s", [_like(value)]
    if wanted.free:
        yield "s.free", []
    if wanted.on:
        yield "(s.days = '' OR s.days LIKE %s)", [_like(opening.DAYS[wanted.on.weekday()])]
    if not wanted.everybody:
        yield from _takes(wanted.asker)


def _takes(asker: Asker) -> Iterator[tuple[str, list[Any]]]:
    """Leave out what an entry says no to; what is not known of somebody leaves nothing out."""
    if asker.age is not None:
        yield "(s.youngest IS NULL OR s.youngest <= %s)", [asker.age]
        yield "(s.oldest IS NULL OR s.oldest >= %s)", [asker.age]
    known = (
        ("sexes", [asker.sex]),
        ("statuses", [asker.status]),
        ("nationalities", asker.nationalities),
        ("areas", asker.areas),
    )
    for column, values in known:
        told = [value for value in values if value]
        if told:
            either = " OR ".join([f"s.{column} LIKE %s"] * len(told))
            yield f"(s.{column} = '' OR {either})", [_like(value) for value in told]


def _like(value: str) -> str:
    """The pattern for one value of a list; signs that LIKE takes for others are taken out."""
    return f"%|{value.casefold().replace('%', '').replace('_', '')}|%"


def _within(latitude: float, longitude: float, km: float) -> tuple[str, list[Any]]:
    """In a box first, by the index; then in the circle."""
    some = boxes(latitude, longitude, km)
    x, y, z = point(latitude, longitude)
    circle, near = "s.x * %s + s.y * %s + s.z * %s >= %s", [x, y, z, closeness(km)]
    if connection.vendor == "postgresql":
        either = " OR ".join(["point(s.longitude, s.latitude) <@ box(point(%s, %s), point(%s, %s))"] * len(some))
        inside = [value for one in some for value in (one.east, one.north, one.west, one.south)]
        return f"({either}) AND {circle}", [*inside, *near]
    each = "SELECT id FROM services_box WHERE north >= %s AND south <= %s AND east >= %s AND west <= %s"
    inside = [value for one in some for value in (one.south, one.north, one.west, one.east)]
    return f"s.id IN ({' UNION '.join([each] * len(some))}) AND {circle}", [*inside, *near]


def _about(text: str) -> tuple[str, list[Any]]:
    words = ["".join(sign for sign in word if sign.isalnum()) for word in text.split()][:MOST_WORDS]
    told = [word for word in words if word]
    if not told:
        return "TRUE" if connection.vendor == "postgresql" else "1", []
    if connection.vendor == "postgresql":
        query = " & ".join(f"{word}:*" for word in told)
        return "to_tsvector('simple', v.words) @@ to_tsquery('simple', %s)", [query]
    query = " ".join(f'"{word}"*' for word in told)
    return "v.id IN (SELECT rowid FROM services_words WHERE services_words MATCH %s)", [query]


# ---- hits ------------------------------------------------------------------------------------------------------------


def _hits(found: list[tuple[int, float | None]], wanted: Wanted) -> Iterator[Hit]:
    sites = Site.objects.select_related("service__organisation").in_bulk([number for number, _ in found])
    places = Location.objects.in_bulk([site.location for site in sites.values() if site.location])
    for number, product in found:
        site = sites[number]
        row = site.service.row
        location = places[site.location].row if site.location in places else {}
        at: dict[str, Any] = next((one for one in row.get(SITES, []) if one.get("location_id") == site.location), {})
        yield Hit(
            site,
            site.service,
            None if product is None else kilometres(product),
            judge(rules_of(row), wanted.asker),
            opening.is_open(schedules_of(row, at, location), wanted.on) if wanted.on else None,
            location,
        )
