"""Pages of an invented world, and a bare view behind the same middleware; Django must be ready before the import."""

from __future__ import annotations

import random
import secrets
from statistics import median

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from benchmarks.measuring import seconds
from safeconduct.cases.seed.world import world
from safeconduct.cases.web import seeding
from safeconduct.cases.web.models import Case, Participant, Post
from safeconduct.people.web.models import Person
from safeconduct.shell.access import SIGNED_IN, needs
from safeconduct.shell.clock import current
from safeconduct.shell.models import Account
from safeconduct.site import urls

WORLD, REQUESTS = 120, 15
"""How many invented cases there are, and how many requests a figure is the median of."""
BARE = "/bare/"


@needs(SIGNED_IN)
def bare(request: HttpRequest) -> HttpResponse:
    """Read one row and show it."""
    case = Case.objects.filter(closed=False).first()
    return HttpResponse(f"<p>{case}</p>" * 20)


class Pages:
    """The pages with who asks for them: an officer, and somebody who takes part."""

    def __init__(self) -> None:
        settings.ALLOWED_HOSTS = ["*"]
        urls.urlpatterns.append(path(BARE.strip("/") + "/", bare))
        seeding.write(world(random.Random(1), seeding.today(current), WORLD).of(settings.PURPOSE), current)
        self.addresses = {**_of_officer(), **_of_person()}
        for client, address in self.addresses.values():
            _ask(client, address)
            _ask(client, BARE)

    def pair(self, name: str) -> list[float]:
        """Processor seconds of a page and of the bare view."""
        client, address = self.addresses[name]
        return [median(seconds(lambda a=asked: _ask(client, a)) for _ in range(REQUESTS)) for asked in (address, BARE)]  # type: ignore[misc]


def _ask(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise AssertionError(f"{address} answers {answer.status_code}: nothing can be compared.")


def _of_officer() -> dict[str, tuple[Client, str]]:
    open_ = Case.objects.filter(closed=False)
    office = open_.values("office").annotate(n=Count("pk")).order_by("-n")[0]["office"]
    officer = _signed_in(Post.objects.filter(role=Post.Role.OFFICER, office=office)[0].account)
    number = open_.filter(office=office).order_by("-entries")[0].number
    return {
        "desk": (officer, "/en/desk/"),
        "case": (officer, f"/en/cases/{number}/"),
        "interface, one case": (officer, f"/api/v1/cases/{number}"),
        "interface, list": (officer, "/api/v1/cases"),
    }


def _of_person() -> dict[str, tuple[Client, str]]:
    known = Person.objects.filter(account__isnull=False)
    part = Participant.objects.filter(person__in=known.values("id"), represents="", case__closed=False)[0]
    account = known.get(pk=part.person).account
    if account is None:
        raise AssertionError("Nobody who takes part in an open case has an account: nothing can be compared.")
    person = _signed_in(account)
    asked = {"party": "worker", "once": secrets.token_urlsafe(16)}
    begun = person.post("/en/apply/cz/employee-card@2026-11-24/begin/", asked)
    return {
        "own case": (person, f"/en/my/{part.case.number}/"),
        "filing step": (person, begun.headers["Location"]),
    }


def _signed_in(account: Account) -> Client:
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
    client = Client()
    client.force_login(account)
    return client
