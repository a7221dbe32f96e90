"""Who may work without a network, and who may see and revoke a device."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from safeconduct.shell.access import NOTHING, gate, rule
from safeconduct.shell.offline.kinds import kinds_for
from safeconduct.shell.offline.models import Device
from safeconduct.shell.principals import Principal

_OVERSEEN: list[Callable[[Principal], Q]] = []


def register_overseer(devices_of: Callable[[Principal], Q]) -> None:
    """Let a room say whose devices somebody oversees besides their own; called by its AppConfig.ready."""
    if devices_of not in _OVERSEEN:
        _OVERSEEN.append(devices_of)


def _own_and_overseen(who: Principal) -> Q:
    found = Q(account=who.account) if who.account else NOTHING
    for devices_of in _OVERSEEN:
        found |= devices_of(who)
    return found


OFFLINE = gate("offline.work", lambda who: bool(kinds_for(who)))
DEVICES = rule("offline.devices", Device, _own_and_overseen)
