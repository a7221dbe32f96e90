"""Kinds of work that can be done without a network, each registered by its room."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict

from safeconduct.shell.access import Gate
from safeconduct.shell.principals import Principal

Content = dict[str, list[str]]
"""The fields of a form by name, each with its values as a browser sends them."""


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody wrote on a device.

    ``item`` is what it changes, empty for something new; ``seen`` the version of it that the device knew. ``written``
    is by the clock of the device, which may be wrong: it is kept beside the time at which the act arrived.
    """

    key: str
    kind: str
    content: Content
    written: datetime
    item: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """The act was carried out, on this item, whose version is now this; where it is told, how its content now reads."""

    item: str
    version: str
    content: Content = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conflict:
    """The item changed here meanwhile. Nothing was written; these are its content and version here."""

    item: str
    version: str
    theirs: Content


@dataclass(frozen=True, slots=True)
class Refused:
    """The act cannot be carried out as it is: what is wrong, by field; the empty name stands for the whole."""

    errors: dict[str, list[str]]


Outcome = Done | Conflict | Refused


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a device takes along, so that it can be read and changed there."""

    item: str
    version: str
    content: Content


def nothing_taken(who: Principal, why: str) -> Iterable[Item]:
    """Take nothing along."""
    return ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work. ``label`` is the field by whose content the device names a piece of work in its lists.

    ``carry_out`` runs in a transaction of its own, also where it refuses; ``taken_along`` gives what this principal may
    take, and notes the reason for reading it; ``takes`` says whom or what in words. ``begin`` are the words of the
    button that begins something new, ``page`` the name of the page on which an item is read. What ``stays`` is kept on
    the device after it was sent, so that other work can refer to it (:class:`.references.Reference`). A form with a
    method ``groups``, pairs of a title and bound fields, is shown in groups.
    """

    name: str
    title: Any
    form: type[forms.Form]
    label: str
    gate: Gate
    carry_out: Callable[[Principal, Act], Outcome]
    taken_along: Callable[[Principal, str], Iterable[Item]] = nothing_taken
    takes: Any = ""
    begin: Any = ""
    page: str = ""
    stays: bool = False

    def filled(self, content: Content) -> forms.Form:
        """Return the form as it was filled in on the device."""
        data = QueryDict(mutable=True)
        for name, values in content.items():
            data.setlist(name, values)
        return self.form(data)


def refusal_of(form: forms.Form) -> Refused:
    """Say what a form finds wrong, in the language of the request."""
    return Refused(
        {"" if name == "__all__" else name: [str(one) for one in errors] for name, errors in form.errors.items()}
    )


_KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Add kinds of work; called by a room's AppConfig.ready."""
    _KINDS.update({kind.name: kind for kind in kinds})


def kind_for(who: Principal, name: str) -> Kind | None:
    """Return a kind of work that this principal may do."""
    found = _KINDS.get(name)
    return found if found is not None and found.gate.holds(who) else None


def named(name: str) -> Kind | None:
    """Return a kind of work by its name, whoever may do it."""
    return _KINDS.get(name)


def kinds_for(who: Principal) -> list[Kind]:
    """List the kinds of work that somebody may do."""
    return [kind for kind in _KINDS.values() if kind.gate.holds(who)]
