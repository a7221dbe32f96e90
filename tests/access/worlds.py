"""Worlds to try endpoints in: for each rule about objects, who is there and what is there.

A room that declares rules about objects has a file world_ROOM.py here, with a world for the actions of its rules: a
function that fills the database and returns a World. Roles are sessions, named; objects are of the rule's model;
`parts` gives the parts of an address that do not find the object.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from safeconduct.shell import clock
from safeconduct.shell.accounts import slips
from safeconduct.shell.models import Account
from safeconduct.shell.principals import NOBODY, Principal


@dataclass(frozen=True)
class Role:
    """Somebody at a browser, and who the rules take them for."""

    name: str
    client: Client
    who: Principal


@dataclass(frozen=True)
class World:
    """Roles and objects; `parts` for the names of endpoints that need more of the address than the object."""

    roles: list[Role]
    objects: list[Model]
    parts: dict[str, dict[str, str]] = field(default_factory=dict)


def load() -> None:
    """Read the worlds of all rooms: the files world_*.py beside this one."""
    for file in sorted(Path(__file__).parent.glob("world_*.py")):
        import_module(f"tests.access.{file.stem}")


WORLDS: dict[str, Callable[[], World]] = {}


def world(*actions: str) -> Callable[[Callable[[], World]], Callable[[], World]]:
    """Say for which rules a world is made."""

    def add(make: Callable[[], World]) -> Callable[[], World]:
        WORLDS.update(dict.fromkeys(actions, make))
        return make

    return add


def role(name: str, account: Account | None = None) -> Role:
    """Return somebody who signed in as people of this account do, with a second factor; or a stranger."""
    client = Client(raise_request_exception=False)
    if account is None:
        return Role(name, client, NOBODY)
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    client.force_login(account)
    return Role(name, client, Principal(account))


def holder(name: str, reference: str) -> Role:
    """Return somebody who opened the case of this number with a slip."""
    cache.clear()  # tries of other tests
    client = Client(raise_request_exception=False)
    issued = slips.issue(reference, clock.current)
    client.post(reverse("shell:slip"), {"number": reference, "code": issued.code})
    return Role(name, client, Principal(reference=reference))
