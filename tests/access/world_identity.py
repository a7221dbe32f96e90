"""A world of credentials: their holder, who represents her, their office and another, somebody with a slip, others."""

from __future__ import annotations

from datetime import date

from safeconduct.cases.web.models import Case, Office, Post
from safeconduct.identity.web.models import Concern, Credential
from safeconduct.people.representation import Representation
from safeconduct.people.web.actions import represent
from tests.access.world_cases import account, case, office, person
from tests.access.worlds import World, holder, role, world
from tests.cases.web.making import FILED


def credential(number: int, who: object, authority: Office, its: Case | None = None) -> Credential:
    """A credential without a chain: rules look at its row alone."""
    return Credential.objects.create(
        id=f"{number:026d}", number=f"AAAAA-{number:05d}", kind="residence-permit", person=who, case=its, entry=b"",
        act="grant", authority=authority.name, conferred=FILED, valid_until=date(2029, 1, 1),
    )  # fmt: skip


@world("identity.own", "identity.work", "identity.handle")
def identity() -> World:
    """Fill the database."""
    north, of_north = office("north", "permit authority", *Post.Role.values)
    south, of_south = office("south", "permit authority of the south", Post.Role.OFFICER)
    amina, ben, mother = account("amina"), account("ben"), account("mother")
    child, other, parent = person("Amina", amina), person("Ben", ben), person("Mother", mother)
    represent(Representation(child.pk, parent.pk, "legal guardian", "both", FILED))
    its = case(north, child, person("Firm", None))
    of_case, lost = credential(1, child, north, its), credential(2, child, south)
    Concern.objects.create(case=its, credential=lost)
    elsewhere = credential(3, other, south)
    gone = person("Erased", account("gone"))
    erased = credential(4, gone, north)
    type(gone).objects.filter(pk=gone.pk).update(sealed=None)
    roles = [*of_north, *of_south, role("amina", amina), role("ben", ben), role("mother", mother)]
    roles += [role("stranger"), role("somebody", account("somebody")), holder("holder", its.number)]
    return World(roles, [of_case, lost, elsewhere, erased])
