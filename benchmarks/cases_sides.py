"""``python -m benchmarks.cases_sides WHAT PAIRS``: both sides of a benchmark of cases, in turn, as JSON."""

from __future__ import annotations

import json
import logging
import random
import secrets
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import seconds

if TYPE_CHECKING:
    from django.test import Client

CASES, READ_AGAIN, ACTS, REQUESTS = 1_000, 200, 100, 15
WORLD = 120
"""How many invented cases the pages are asked about."""


def main(what: str, pairs: int) -> None:
    """Make the data folder and measure."""
    from safeconduct.cli import data  # noqa: PLC0415 - reads the environment

    data.make_folder(data.data_folder())
    data.start_django()
    data.migrate()
    from safeconduct.site.collector import look_seldom  # noqa: PLC0415 - as the server does

    look_seldom()
    print(json.dumps({"bulk": bulk, "one": one, "http": http}[what](pairs)))


def bulk(pairs: int) -> dict[str, Any]:
    """Transitions each second, ours and those of SpiffWorkflow in turn."""
    from benchmarks import spiff  # noqa: PLC0415
    from benchmarks.cases_bulk import STEPS, Bulk, Hand  # noqa: PLC0415
    from safeconduct.cases.web import store  # noqa: PLC0415

    logging.getLogger("spiff").setLevel(logging.WARNING)  # it would write a line for each task, in its own time
    hand = Hand()

    def ours(cases: int, seed: int, again: bool) -> float:
        made, spent = Bulk(cases, hand, seed), 0.0
        for step in range(len(STEPS)):
            if again:
                store.SHELF.clear()
            spent += seconds(lambda number=step: made.step(number, cases))  # type: ignore[misc]
        if {store.file_of(case).case.stage for case in made.cases} != {"permit held"}:
            raise AssertionError("The cases do not come to the end of their steps: nothing can be compared.")
        return cases * len(STEPS) / spent

    ours(30, 1, again=False)
    sides = {"files in memory": (CASES, False), "files read from the journal": (READ_AGAIN, True)}
    return {
        name: [[ours(cases, pair + 2, again), spiff.transitions_per_second(runs=1)] for pair in range(pairs)]
        for name, (cases, again) in sides.items()
    }


def one(pairs: int) -> dict[str, Any]:
    """Seconds of an act of a case, and of a bare insert of the same bytes, in turn."""
    from benchmarks.cases_bulk import STEPS, Bulk, Hand  # noqa: PLC0415
    from benchmarks.journal_sides import Bare  # noqa: PLC0415

    bulk_, bare = Bulk(ACTS, Hand()), Bare()
    bulk_.alone(0)
    bare.run(ACTS)
    steps = [1 + pair % (len(STEPS) - 1) for pair in range(pairs)]
    return {"pairs": [[_wall(lambda s=step: bulk_.alone(s)) / ACTS, bare.run(ACTS)] for step in steps]}  # type: ignore[misc]


def _wall(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def http(pairs: int) -> dict[str, Any]:
    """Processor seconds of each page, and of a bare view, in turn."""
    from django.conf import settings  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    pages = _Pages()
    found: dict[str, Any] = {}
    for name, (client, address) in pages.addresses().items():
        for warm in (address, pages.bare):
            answer = client.get(warm)
            if answer.status_code != 200:
                raise AssertionError(f"{warm} answers {answer.status_code}: nothing can be compared.")
        found[name] = [[_request(client, address), _request(client, pages.bare)] for _ in range(pairs)]
    return found


def _request(client: Client, address: str) -> float:
    return median(seconds(lambda: client.get(address)) for _ in range(REQUESTS))


class _Pages:
    """An invented world, with an officer and somebody who takes part."""

    bare = "/bare/"

    def __init__(self) -> None:
        from safeconduct.cases.seed.world import world  # noqa: PLC0415
        from safeconduct.cases.web import seeding  # noqa: PLC0415
        from safeconduct.shell.clock import current  # noqa: PLC0415

        dice = random.Random(1)
        seeding.write(world(dice, seeding.today(current), WORLD).of("work"), current)
        self._add_bare()
        self._choose()

    def _add_bare(self) -> None:
        from django.http import HttpRequest, HttpResponse  # noqa: PLC0415
        from django.urls import path  # noqa: PLC0415

        from safeconduct.cases.web.models import Case  # noqa: PLC0415
        from safeconduct.shell.access import SIGNED_IN, needs  # noqa: PLC0415
        from safeconduct.site import urls  # noqa: PLC0415

        @needs(SIGNED_IN)
        def bare(request: HttpRequest) -> HttpResponse:
            case = Case.objects.filter(closed=False).first()
            return HttpResponse(f"<p>{case}</p>" * 20)

        urls.urlpatterns.append(path("bare/", bare))

    def _choose(self) -> None:
        from django.db.models import Count  # noqa: PLC0415

        from safeconduct.cases.web.models import Case, Participant, Post  # noqa: PLC0415
        from safeconduct.people.web.models import Person  # noqa: PLC0415

        open_ = Case.objects.filter(closed=False)
        most = open_.values("office").annotate(n=Count("pk")).order_by("-n")[0]["office"]
        self.officer = _signed_in(Post.objects.filter(role="officer", office=most)[0].account)
        self.case = open_.filter(office=most).order_by("-entries")[0]
        with_account = Person.objects.filter(account__isnull=False)
        part = Participant.objects.filter(person__in=with_account.values("id"), represents="", case__closed=False)[0]
        self.own = part.case
        self.person = _signed_in(with_account.get(pk=part.person).account)

    def addresses(self) -> dict[str, tuple[Client, str]]:
        """Each page with who asks for it."""
        begun = self.person.post("/en/apply/cz/employee-card/begin/", {"once": secrets.token_urlsafe(16)})
        return {
            "desk": (self.officer, "/en/desk/"),
            "case": (self.officer, f"/en/cases/{self.case.number}/"),
            "own case": (self.person, f"/en/my/{self.own.number}/"),
            "filing step": (self.person, begun.headers["Location"]),
            "interface, one case": (self.officer, f"/api/v1/cases/{self.case.number}"),
            "interface, list": (self.officer, "/api/v1/cases"),
        }


def _signed_in(account: Any) -> Client:  # noqa: ANN401 - a type that needs Django to be ready
    from allauth.mfa.models import Authenticator  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
    client = Client()
    client.force_login(account)
    return client


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
