"""Who may see and do what in cases, written by hand: the rules must give this, whatever they are written as."""

from __future__ import annotations

import pytest

from safeconduct.cases.web import access
from safeconduct.cases.web.models import Case
from tests.access.trying import disagreements
from tests.access.world_cases import cases

FIRST, SECOND, ASKED = "first of the north", "second, of the south", "third, of the south, labour asked"
NAMES = (FIRST, SECOND, ASKED, "erased, of the north")
NORTH, SOUTH = {FIRST}, {SECOND, ASKED}
PARTIES = {
    "amina": {FIRST},
    "ben": {SECOND, ASKED},
    "firm": {FIRST, SECOND, ASKED},
    "lawyer": {SECOND},
    "holder": {FIRST},
}
WORKING = {
    "officer of north": NORTH,
    "supervisor of north": NORTH,
    "registry of north": NORTH,
    "officer of south": SOUTH,
    "supervisor of south": SOUTH,
    "officer of labour": {ASKED},
}
EXPECTED = {
    "cases.read": PARTIES | WORKING | {"inspector of north": NORTH, "inspector of labour": {ASKED}},
    "cases.act": PARTIES | WORKING,
    "cases.follow": PARTIES,
    "cases.work": WORKING,
    "cases.handle": {name: seen for name, seen in WORKING.items() if "labour" not in name},
    "cases.assign": {"supervisor of north": NORTH, "supervisor of south": SOUTH},
    "cases.inspect": {"supervisor of north": NORTH, "supervisor of south": SOUTH, "inspector of north": NORTH},
}
RULES = {
    one.action: one
    for one in (
        access.READ,
        access.ACT,
        access.FOLLOW,
        access.WORK,
        access.HANDLE,
        access.ASSIGN,
        access.INSPECT,
    )
}


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_the_rules_give_what_is_written_here() -> None:
    world = cases()
    called = {found.pk: name for found, name in zip(world.objects, NAMES, strict=True)}
    assert set(RULES) == set(EXPECTED)
    for action, rule in RULES.items():
        seen = {role.name: {called[one.pk] for one in rule.objects(role.who)} for role in world.roles}
        found = {name: shown - {NAMES[3]} for name, shown in seen.items() if shown - {NAMES[3]}}
        assert found == EXPECTED[action], action
        whole = [one for one in world.objects if isinstance(one, Case)]
        assert disagreements(rule, [role.who for role in world.roles], whole) == []


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_nobody_acts_in_or_reads_what_was_erased() -> None:
    world = cases()
    for rule in (access.READ, access.ACT, access.FOLLOW, access.WORK, access.HANDLE, access.ASSIGN):
        assert [role.name for role in world.roles if rule.may(role.who, world.objects[3])] == []
