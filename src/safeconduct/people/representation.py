"""Who represents whom: powers of attorney and guardianships, for one case or all, to receive, to act, or both.

Where somebody has a representative who may receive, service on the person alone starts no period: it is made on the
representative, and the person is given a copy. A child is served through a guardian, never alone. Which duties follow
(within how many working days a guardian is assigned, who may be one) stands in the procedures; here stands only who it
is on a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

import msgspec

Kind = Literal["power of attorney", "legal guardian", "assigned guardian"]
"""An assigned guardian is that of an unaccompanied minor, named by a court or an office (2024/1348, Article 23)."""
Scope = Literal["service", "act", "both"]
Why = Literal["power of attorney", "legal guardian", "assigned guardian", "in person", "no guardian"]
ALL_CASES = ""
_ORDER: dict[Kind, int] = {"power of attorney": 0, "assigned guardian": 1, "legal guardian": 2}
GUARDIANS = ("legal guardian", "assigned guardian")


class NotARepresentation(ValueError):
    """A representation that contradicts itself; says what to correct."""


class Representation(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One power of attorney or guardianship. People and case are numbers; no case means all cases.

    It holds on every day from ``since`` to ``until``, both included, but not from the day on which it is revoked.
    """

    represented: str
    representative: str
    kind: Kind
    scope: Scope
    since: date
    case: str = ALL_CASES
    until: date | None = None
    revoked: date | None = None
    proof: str = ""
    """Where the paper on which it rests is kept: the number of an entry, a paper or a decision."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.represented == self.representative:
            message = "Nobody represents themselves. Name somebody else, or leave the representation out."
            raise NotARepresentation(message)
        if self.until is not None and self.until < self.since:
            message = f"It ends on {self.until}, before it begins on {self.since}. Exchange or correct the days."
            raise NotARepresentation(message)
        if self.revoked is not None and self.revoked < self.since:
            message = f"It is revoked on {self.revoked}, before it begins on {self.since}. Correct the day."
            raise NotARepresentation(message)

    def holds(self, case: str, on: date) -> bool:
        """Whether it holds in a case on a day."""
        begun = self.since <= on and (self.until is None or on <= self.until)
        return begun and self.case in (ALL_CASES, case) and (self.revoked is None or on < self.revoked)

    @property
    def is_guardianship(self) -> bool:
        """Whether the representative stands in the place of a parent."""
        return self.kind in GUARDIANS


class Receiver(msgspec.Struct, frozen=True):
    """Somebody who is sent something, and why; only service on those who are ``binding`` starts a period."""

    person: str
    why: Why
    binding: bool
    by: Representation | None = None


class Actor(msgspec.Struct, frozen=True):
    """Somebody who may act, and why."""

    person: str
    why: Why
    by: Representation | None = None


def who_receives(
    person: str, case: str, on: date, representations: Iterable[Representation], *, is_child: bool = False
) -> tuple[Receiver, ...]:
    """Say to whom something for a person in a case is served on a day, the one on whom it must be served first.

    One is binding: the latest power of attorney for this case, before one for all cases, before an assigned guardian,
    before a legal one. Guardians, and the person, are given copies. For a child without a guardian nobody is binding:
    ``no guardian`` stands first, a guardian must be appointed before anything is served, and a lawyer has a copy.
    """
    held = _in_order(person, case, on, representations, ("service", "both"))
    if is_child and not any(each.is_guardianship for each in held):
        lawyers = _copies(held, {person})
        return (Receiver(person, "no guardian", binding=False), *lawyers)
    if not held:
        return (Receiver(person, "in person", binding=True),)
    first = held[0]
    guardians = [each for each in held[1:] if each.is_guardianship]
    return (
        Receiver(first.representative, first.kind, binding=True, by=first),
        *_copies(guardians, {person, first.representative}),
        Receiver(person, "in person", binding=False),
    )


def who_may_act_for(
    person: str, case: str, on: date, representations: Iterable[Representation], *, is_child: bool = False
) -> tuple[Actor, ...]:
    """Say who may act for a person in a case on a day: they themselves first, but a child only through a guardian.

    Where the law lets a child act alone (an application in their own name), the procedure offers the step to the child.
    """
    held = _in_order(person, case, on, representations, ("act", "both"))
    actors = {each.representative: Actor(each.representative, each.kind, each) for each in reversed(held)}
    themselves = () if is_child else (Actor(person, "in person"),)
    return (*themselves, *reversed(actors.values()))


def represented_by(
    representative: str, on: date, representations: Iterable[Representation]
) -> tuple[Representation, ...]:
    """Return what a representative holds on a day: the list of a lawyer's desk, by person and case."""
    held = [each for each in representations if each.representative == representative and each.holds(each.case, on)]
    return tuple(sorted(held, key=lambda each: (each.represented, each.case, _ORDER[each.kind])))


def _in_order(
    person: str, case: str, on: date, representations: Iterable[Representation], scopes: tuple[Scope, ...]
) -> list[Representation]:
    held = [r for r in representations if r.represented == person and r.scope in scopes and r.holds(case, on)]
    return sorted(held, key=lambda r: (_ORDER[r.kind], r.case == ALL_CASES, -r.since.toordinal(), r.representative))


def _copies(held: Iterable[Representation], served: set[str]) -> Iterator[Receiver]:
    """Copies for those who are not served otherwise, each once. One lawyer is told of another nothing."""
    for each in held:
        if each.representative not in served:
            served = served | {each.representative}
            yield Receiver(each.representative, each.kind, binding=False, by=each)
