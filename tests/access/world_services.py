"""A world of the directory of services: keepers of two organisations, an officer, and who is neither."""

from __future__ import annotations

from datetime import date, timedelta

from safeconduct.cases.web.models import Post
from safeconduct.people.web.registry import By
from safeconduct.services.eligibility import Verdict
from safeconduct.services.referral import Terms
from safeconduct.services.web import referrals
from safeconduct.services.web.actions import take
from safeconduct.services.web.models import Keeper, Organisation, Referral, Service
from safeconduct.shell import clock
from tests.access.world_cases import account, office, person
from tests.access.worlds import Role, World, role, world
from tests.services.making import demo

SINCE, ENDED = date(2026, 1, 1), date(2026, 6, 30)


def keeper(name: str, of: Organisation, until: date | None = None) -> Role:
    """Somebody who answers for an organisation."""
    its = account(name)
    Keeper.objects.create(organisation=of, account=its, since=SINCE, until=until)
    return role(name, its)


@world("services.keep")
def directory() -> World:
    """Fill the database."""
    take(demo())
    one, other = Organisation.objects.order_by("pk")[:2]
    _, officials = office("north", "permit authority", Post.Role.OFFICER)
    keepers = [keeper("keeper of one", one), keeper("keeper of the other", other), keeper("was keeper", one, ENDED)]
    objects = [of.services.order_by("pk")[0] for of in (one, other)]
    roles = [*officials, *keepers, role("somebody", account("somebody")), role("stranger")]
    return World(roles, list(Service.objects.filter(pk__in=[its.pk for its in objects])))


@world("services.receive", "services.sent")
def referred() -> World:
    """Fill the database."""
    roles = directory().roles
    assert roles[0].who.account is not None
    by = By(roles[0].who.account, "she asks for help")
    amina = person("Amina", account("amina"))
    for keeper_of in Keeper.objects.filter(until=None).order_by("pk"):
        until = clock.day_of(clock.current()) + timedelta(365)
        terms = Terms("help", ("names",), until, "en", "read aloud")
        service = keeper_of.organisation.services.order_by("pk")[0]
        referrals.refer(amina, service, terms, Verdict("yes"), "north", by, clock.current)
    return World([*roles, role("amina", amina.account)], list(Referral.objects.all()))
