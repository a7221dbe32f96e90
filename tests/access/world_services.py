"""A world of the directory of services: keepers of two organisations, an officer, and who is neither."""

from __future__ import annotations

from datetime import date

from safeconduct.cases.web.models import Post
from safeconduct.services.web.actions import take
from safeconduct.services.web.models import Keeper, Organisation, Service
from tests.access.world_cases import account, office
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
