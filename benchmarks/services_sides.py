"""``python -m benchmarks.services_sides search PAIRS``: both sides of a search among 100,000 services, as JSON."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import date
from statistics import quantiles
from typing import Any
from uuid import UUID

from benchmarks.measuring import seconds

SERVICES, ORGANISATIONS, TOWNS, QUERIES = 100_000, 2_000, 400, 300
TODAY = date(2027, 3, 1)
WORDS = [
    "clinic",
    "advice",
    "school",
    "shelter",
    "food",
    "training",
    "centre",
    "women",
    "family",
    "legal",
    "work",
    "language",
    "house",
    "children",
    "health",
]
SOUTH, NORTH, WEST, EAST = 12.0, 17.0, -17.5, -11.5
KM = 50


def main(what: str, pairs: int) -> None:
    """Make the data folder and measure."""
    from safeconduct.cli import data  # noqa: PLC0415 - reads the environment

    data.make_folder(data.data_folder())
    data.start_django()
    data.migrate()
    print(json.dumps({"search": search}[what](pairs)))


def search(pairs: int) -> dict[str, Any]:
    """The half and the 95th percentile of ours and of the bare look-up."""
    from safeconduct.services.web import actions  # noqa: PLC0415

    lot = random.Random(20270301)
    towns = [(lot.uniform(SOUTH, NORTH), lot.uniform(WEST, EAST)) for _ in range(TOWNS)]
    actions.take(invented(lot, towns))
    queries = [(lot.choice(towns), lot.choice(WORDS), at) for at in range(QUERIES)]
    for at, word, number in queries[:20]:
        ours(at, word, number), bare(at, word)
    timed = [(seconds(lambda q=q: ours(*q)), seconds(lambda q=q: bare(q[0], q[1]))) for q in queries]  # type: ignore[misc]
    sides = [sorted(side) for side in zip(*timed, strict=True)]
    return {
        "median": [quantiles(side, n=2)[0] for side in sides],
        "95th percentile": [quantiles(side, n=20)[18] for side in sides],
    }


def ours(at: tuple[float, float], word: str, number: int) -> int:
    """A whole search, with everything that a page shows."""
    from safeconduct.services.eligibility import Asker  # noqa: PLC0415
    from safeconduct.services.terms import needs  # noqa: PLC0415
    from safeconduct.services.web import presenting, searching  # noqa: PLC0415

    asker = Asker(number % 70, ("female", "male")[number % 2], "returnee", ("SEN",), ("Town 7",))
    need = list(needs())[number % 3] if number % 2 else ""
    wanted = searching.Wanted(need, word, at[0], at[1], KM, on=TODAY, asker=asker)
    hits, _ = searching.search(wanted, TODAY)
    return len([presenting.shown(hit) for hit in hits])


def bare(at: tuple[float, float], word: str) -> int:
    """What lies in the box and holds the word: the numbers of the rows."""
    from django.db import connection  # noqa: PLC0415

    from safeconduct.services.places import boxes  # noqa: PLC0415

    (box,) = boxes(*at, KM)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, service_id FROM services_site WHERE id IN "
            "(SELECT id FROM services_box WHERE north >= %s AND south <= %s AND east >= %s AND west <= %s) "
            "AND service_id IN (SELECT rowid FROM services_words WHERE services_words MATCH %s)",
            [box.south, box.north, box.west, box.east, f'"{word}"*'],
        )
        return len(cursor.fetchall())


def invented(lot: random.Random, towns: list[tuple[float, float]]) -> Any:  # noqa: ANN401 - a directory
    """A directory of 100,000 services around 400 towns."""
    from safeconduct.services.directory import Directory  # noqa: PLC0415

    organizations = {
        n: {"id": n, "name": f"Organisation {n[-6:]}", "description": "Invented."} for n in _ids(lot, ORGANISATIONS)
    }
    locations, services = {}, {}
    owners = list(organizations)
    for number, place, phone in zip(_ids(lot, SERVICES), _ids(lot, SERVICES), _ids(lot, SERVICES), strict=True):
        town = lot.randrange(TOWNS)
        latitude, longitude = (lot.gauss(part, 0.1) for part in towns[town])
        address = {"id": phone, "address_1": "Street 1", "city": f"Town {town}", "state_province": f"State {town % 9}",
                   "postal_code": "-", "country": "SN", "address_type": "physical"}  # fmt: skip
        locations[place] = {"id": place, "location_type": "physical", "name": f"House {place[-4:]}",
                            "latitude": latitude, "longitude": longitude, "addresses": [address]}  # fmt: skip
        services[number] = _service(lot, number, lot.choice(owners), place)
    return Directory(organizations, services, locations)


def _service(lot: random.Random, number: str, owner: str, place: str) -> dict[str, Any]:
    from safeconduct.services.terms import attribute, needs, terms  # noqa: PLC0415

    said = [attribute(number, "need", lot.choice(list(needs())))]
    if lot.random() < 0.3:
        said.append(attribute(number, "takes-sex", lot.choice(["female", "male"])))
    if lot.random() < 0.5:
        said.append(attribute(number, "takes-status", lot.choice(list(terms().statuses))))
    return {
        "id": number, "organization_id": owner, "name": " ".join(lot.sample(WORDS, 3)).title(), "status": "active",
        "description": " ".join(lot.choices(WORDS, k=12)), "minimum_age": lot.choice([0, 6, 15, 18]),
        "assured_date": f"2026-{lot.randint(6, 12):02}-01", "attributes": said,
        "schedules": [{"id": number, "freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR"}],
        "languages": [{"id": number, "code": lot.choice(["fr", "wo", "ff"])}],
        "service_at_locations": [{"id": number, "location_id": place}],
    }  # fmt: skip


def _ids(lot: random.Random, many: int) -> Iterator[str]:
    return (str(UUID(int=lot.getrandbits(128), version=4)) for _ in range(many))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
