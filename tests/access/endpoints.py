"""Reads every page and every operation of the interface from the table of addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from safeconduct.shell.access import Access, Rule, View
from safeconduct.shell.guard import declaration, operations_of

PAGE_METHODS = ("GET", "POST")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address and method: the name to build the address from, the parts of it, and what is declared."""

    name: str
    method: str
    access: Access | None
    samples: tuple[tuple[str, str], ...] = ()
    """For each part something that fits its place in the address."""

    @property
    def rule(self) -> Rule[object] | None:  # type: ignore[type-var]
        """The rule about objects, where there is one."""
        return self.access.rule if self.access and isinstance(self.access.rule, Rule) else None

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def endpoints(urlconf: str | None = None) -> list[Endpoint]:
    """List every endpoint of the site, or of another table of addresses."""
    found = {str(one): one for one in _walk(get_resolver(urlconf), "")}
    return [found[name] for name in sorted(found)]


A_UUID = "00000000-0000-4000-8000-000000000001"
SOMETHING = "1"


def _walk(resolver: URLResolver, space: str, parts: tuple[tuple[str, str], ...] = ()) -> Iterator[Endpoint]:
    for entry in resolver.url_patterns:
        named = (*parts, *_samples(entry))
        if isinstance(entry, URLResolver):
            yield from _walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space, named)
        elif isinstance(entry, URLPattern):
            name = f"{space}{entry.name}"
            for method in _methods_of(entry.callback):
                yield Endpoint(name, method, declaration(entry.callback, name, method), named)


def _samples(entry: URLPattern | URLResolver) -> list[tuple[str, str]]:
    converters = entry.pattern.converters
    kinds = {part: type(converter).__name__ for part, converter in converters.items()}
    groups = entry.pattern.regex.groupindex
    return [(part, A_UUID if kinds.get(part) == "UUIDConverter" else SOMETHING) for part in groups]


def _methods_of(view: View) -> list[str]:
    operations = operations_of(view)
    return sorted({method for operation in operations for method in operation.methods}) or list(PAGE_METHODS)
