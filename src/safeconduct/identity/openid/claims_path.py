"""Claims path pointers: a path to one claim or several (OpenID4VP 1.0, section 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ClaimsPath = tuple[str | int | None, ...]
"""Names of members, places in lists, and ``None`` for all elements of a list."""

MDOC_PARTS = 2


class NoSuchClaim(LookupError):
    """The path leads to nothing, or through something that is no object or list."""


def select(claims: object, path: Sequence[str | int | None]) -> list[Any]:
    """The values that a path selects in JSON (7.1.1); at least one."""
    found: list[Any] = [claims]
    for part in path:
        found = [inner for one in found for inner in _step(one, part)]
    if not found:
        raise NoSuchClaim(path)
    return found


def select_in_mdoc(elements: Mapping[str, Mapping[str, Any]], path: Sequence[str | int | None]) -> list[Any]:
    """The element that a path of namespace and name selects (7.2.1)."""
    if len(path) != MDOC_PARTS or not all(isinstance(part, str) for part in path):
        raise NoSuchClaim(path)
    space, name = path
    try:
        return [elements[str(space)][str(name)]]
    except KeyError:
        raise NoSuchClaim(path) from None


def _step(value: object, part: str | int | None) -> list[Any]:
    if isinstance(part, str):
        if not isinstance(value, dict):
            raise NoSuchClaim(part)
        return [value[part]] if part in value else []
    if not isinstance(value, list):
        raise NoSuchClaim(part)
    return value if part is None else value[part : part + 1]
