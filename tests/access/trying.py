"""Tries an endpoint as somebody and tells whether the door was open; compares rules with lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from safeconduct.shell.access import ADMITTED, Admitted, Rule
from safeconduct.shell.principals import Principal
from tests.access.endpoints import Endpoint
from tests.access.worlds import World

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


def is_open(answer: HttpResponse, endpoint: Endpoint) -> bool:
    """Tell whether somebody was let in, whatever the view then said, as that there is no such paper."""
    admitted = vars(answer.wsgi_request).get(ADMITTED)  # type: ignore[attr-defined]
    return isinstance(admitted, Admitted) and admitted.access is endpoint.access


def trouble_with(answer: HttpResponse, endpoint: Endpoint, may: bool) -> str:
    """Say how a door stands otherwise than it should, or nothing."""
    if is_open(answer, endpoint) != may or (not may and not is_shut(answer)):
        return f"{answer.status_code}, and the rule says {'open' if may else 'shut'}"
    return f"broken, {answer.status_code}" if answer.status_code == 500 else ""


def wrong_doors(endpoint: Endpoint, world: World) -> list[str]:
    """Name each role and object for which the door stands otherwise than the rule says."""
    assert endpoint.access is not None
    tried = _lists(endpoint, world) if endpoint.access.many else _objects(endpoint, world)
    return [f"{who}: {trouble}" for who, trouble in tried if trouble]


def _objects(endpoint: Endpoint, world: World) -> Iterator[tuple[str, str]]:
    rule = endpoint.rule
    assert rule is not None
    for role in world.roles:
        allowed = [found for found in world.objects if rule.may(role.who, found)]
        # One page that opens stands for all, since making it takes long; each that must stay shut is tried.
        for found in [*(one for one in world.objects if one not in allowed), *allowed[:1]]:
            answer = ask(role.client, endpoint, parts_for(endpoint, found, world))
            yield f"{role.name} × {found}", trouble_with(answer, endpoint, found in allowed)


def _lists(endpoint: Endpoint, world: World) -> Iterator[tuple[str, str]]:
    rule = endpoint.rule
    assert rule is not None
    for role in world.roles:
        answer = ask(role.client, endpoint, dict(endpoint.samples) | world.parts.get(endpoint.name, {}))
        yield role.name, trouble_with(answer, endpoint, not role.who.is_nobody)
        said = answer.getvalue() if answer.streaming else answer.content
        hidden = [found for found in world.objects if not rule.may(role.who, found)]
        yield role.name, ", ".join(f"shows {found}" for found in hidden if str(found).encode() in said)


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
