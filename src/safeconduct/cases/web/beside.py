"""Beside what the page of a case offers, a room above may offer more to those whom the case concerns: a link each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from safeconduct.cases.web.access import Part
from safeconduct.cases.web.models import Case


class Link(NamedTuple):
    """A text, and where it leads."""

    text: str
    address: str


Offering = Callable[[Case, Sequence[Part]], Iterable[Link]]
_OFFERINGS: list[Offering] = []


def offer(offering: Offering) -> None:
    """Offer from now on; called by the AppConfig of a room."""
    if offering not in _OFFERINGS:
        _OFFERINGS.append(offering)


def links(case: Case, held: Sequence[Part]) -> list[Link]:
    """Everything that is offered beside this case to whoever takes these parts in it."""
    return [link for offering in _OFFERINGS for link in offering(case, held)]
