"""A world of the register: who works in an office, who is registered with an account, and who is neither."""

from __future__ import annotations

from safeconduct.cases.web.models import Post
from safeconduct.people.web.actions import erase
from safeconduct.people.web.models import Pair
from safeconduct.shell import clock
from tests.access.world_cases import account, office, person
from tests.access.worlds import World, role, world


@world("people.adjudicate")
def pairs() -> World:
    """Fill the database."""
    _, officials = office("north", "permit authority", *Post.Role.values)
    amina = account("amina")
    one, other = sorted(person("Amina", its).pk for its in (amina, None))
    pair = Pair.objects.create(
        one_id=one,
        other_id=other,
        probability=0.9,
        reasons=[["given", "same spelling", 8.0]],
        weighed=2,
        came="counter",
        arose=clock.current(),
    )
    return World([*officials, role("amina", amina), role("stranger")], [pair])


@world("people.read", "people.work", "people.own")
def people() -> World:
    """Fill the database."""
    _, officials = office("north", "permit authority", Post.Role.OFFICER, Post.Role.INSPECTOR)
    amina, ben = account("amina"), account("ben")
    kept = [person("Amina", amina), person("Ben", ben), person("Nobody signs in as them", None)]
    gone = person("Erased", account("gone"))
    erase(gone, clock.current)
    roles = [*officials, role("amina", amina), role("ben", ben), role("stranger")]
    parts = {
        "people:correct": {"part": "names"},
        "people:end": {"kind": "household", "row": "-"},
        "people:withdraw-mine": {"consent": "1"},
        **{f"api:{name}": {"row": "1"} for name in ("end_member", "strike_member", "revoke", "withdraw")},
    }
    return World(roles, [*kept, gone], parts)
