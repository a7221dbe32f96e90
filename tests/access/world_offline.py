"""A world of devices: each with its owner, and one of somebody else."""

from __future__ import annotations

from safeconduct.cases.web.models import Post
from safeconduct.shell import clock
from safeconduct.shell.models import Account
from safeconduct.shell.offline import devices
from tests.access.world_cases import ENDED, office
from tests.access.worlds import World, role, world


@world("offline.devices")
def owners() -> World:
    """Two owners with a device each, somebody without one, an officer, supervisors of two offices, and a stranger."""
    names = ("asha", "bilal", "chen")
    accounts = [Account.objects.create_user(f"{name}@example.com", name=name) for name in names]
    found = [devices.enrol(one, f"tablet of {one.name}", "", clock.system)[0] for one in accounts[:2]]
    of_north = office("north", "permit authority", Post.Role.OFFICER, Post.Role.SUPERVISOR)[1]
    of_south = office("south", "permit authority", Post.Role.OFFICER, Post.Role.SUPERVISOR, until=ENDED)[1]
    for officer in (of_north[0], of_south[0]):
        assert officer.who.account is not None
        found.append(devices.enrol(officer.who.account, f"tablet of {officer.name}", "", clock.system)[0])
    return World([*of_north, *of_south, *(role(one.name, one) for one in accounts), role("stranger")], [*found])
