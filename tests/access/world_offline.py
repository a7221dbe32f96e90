"""A world of devices: each with its owner, and one of somebody else."""

from __future__ import annotations

from safeconduct.shell import clock
from safeconduct.shell.models import Account
from safeconduct.shell.offline import devices
from tests.access.worlds import World, role, world


@world("offline.devices")
def owners() -> World:
    """Two owners with a device each, somebody without one, and a stranger."""
    names = ("asha", "bilal", "chen")
    accounts = [Account.objects.create_user(f"{name}@example.com", name=name) for name in names]
    found = [devices.enrol(one, f"tablet of {one.name}", "", clock.system)[0] for one in accounts[:2]]
    return World([*(role(one.name, one) for one in accounts), role("stranger")], [*found])
