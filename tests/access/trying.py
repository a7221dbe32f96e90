"""Tries an endpoint as somebody and tells whether the door was open; compares rules with lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from safeconduct.shell.access import Rule
from safeconduct.shell.principals import Principal
from tests.access.endpoints import Endpoint
from tests.access.worlds import Role, World

M = TypeVar("M", bound=Model)
SHUT = (401, 403, 404)


def ask(client: Client, endpoint: Endpoint, parts: dict[str, str]) -> HttpResponse:
    """Send an empty request to an endpoint."""
    address = reverse(endpoint.name, kwargs=parts)
    return client.generic(endpoint.method, address, content_type="application/json")  # type: ignore[return-value]


def is_shut(answer: HttpResponse) -> bool:
    """Tell whether somebody was turned away or sent to sign in."""
    location = answer.headers.get("Location", "")
    return answer.status_code in SHUT or "/account/login/" in location or "/second-factor/needed/" in location


def wrong_doors(endpoint: Endpoint, world: World) -> list[str]:
    """Name each role and object for which the door stands otherwise than the rule says."""
    rule = endpoint.rule
    assert rule is not None
    assert endpoint.access is not None
    if endpoint.access.many:
        return [f"{role.name} cannot list" for role in world.roles if _lists(endpoint, role, world) is False]
    return [
        f"{role.name} × {found}: {answer.status_code}"
        for role in world.roles
        for found in world.objects
        for answer in [ask(role.client, endpoint, parts_for(endpoint, found, world))]
        if answer.status_code != 405 and is_shut(answer) == rule.may(role.who, found)
    ]


def _lists(endpoint: Endpoint, role: Role, world: World) -> bool:
    return (
        not is_shut(ask(role.client, endpoint, dict(endpoint.samples) | world.parts.get(endpoint.name, {})))
        or role.who.is_nobody
    )


def parts_for(endpoint: Endpoint, found: Model, world: World) -> dict[str, str]:
    """Return the parts of the address that lead to an object."""
    assert endpoint.access is not None
    leading = {part: str(value_of(found, name)) for name, part in endpoint.access.lookup.items()}
    return dict(endpoint.samples) | world.parts.get(endpoint.name, {}) | leading


def value_of(found: object, name: str) -> object:
    """Follow a lookup such as case__number from an object."""
    for step in name.split("__"):
        found = getattr(found, step)
    return found


def disagreements(rule: Rule[M], whos: Iterable[Principal], objects: Sequence[M]) -> list[str]:
    """Name where a rule's list is not, each once, the set of objects that the rule allows."""
    found = []
    for who in whos:
        listed = [one.pk for one in rule.objects(who)]
        allowed = {one.pk for one in objects if rule.may(who, one)}
        if len(listed) != len(set(listed)):
            found.append(f"{rule.action}: {who} is shown something twice")
        if set(listed) & {one.pk for one in objects} != allowed:
            found.append(f"{rule.action}: {who} lists {listed}, may {allowed}")
    return found
