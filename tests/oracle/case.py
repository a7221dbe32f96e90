"""The state of one case (semantics, section 1): where it stands, what holds, what was counted, what has days left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from safeconduct.procedures.model import Event, Guard
from safeconduct.procedures.periods import Length, longest, shortest

Member = tuple[str, int]
"""One person of a group: the group's name and a number from 1."""

Holding = tuple[str, Member | None]
"""A finding that holds, of the case or of one member."""

Key = tuple[object, ...]
"""What a clock is about: ``("stage",)``, ``("limit", NAME)``, ``("opinion", NAME, MEMBER)``, …"""

STAGE: Key = ("stage",)


class Clock(NamedTuple):
    """Days left until the longest end, and how many days before it the clock may end already."""

    left: int
    early: int

    @classmethod
    def set_to(cls, length: Length) -> Clock:
        return cls(longest(length), longest(length) - shortest(length))

    @property
    def may_end(self) -> bool:
        return self.left <= self.early

    def extended(self, length: Length) -> Clock:
        return Clock(self.left + longest(length), self.early + longest(length) - shortest(length))

    def a_day_later(self) -> Clock:
        return Clock(self.left - 1, self.early)


class Case(NamedTuple):
    """One state. ``late`` are the opinions and remedies whose time is over and that may still be answered."""

    place: str
    members: frozenset[Member]
    findings: frozenset[Holding] = frozenset()
    counts: frozenset[tuple[Key, int]] = frozenset()
    clocks: frozenset[tuple[Key, Clock]] = frozenset()
    late: frozenset[Key] = frozenset()

    def group(self, name: str) -> list[Member]:
        return sorted(m for m in self.members if m[0] == name)

    def clock(self, key: Key) -> Clock | None:
        return dict(self.clocks).get(key)

    def with_clock(self, key: Key, clock: Clock) -> Case:
        return self._replace(clocks=frozenset({**dict(self.clocks), key: clock}.items()))

    def without_clocks(self, keys: Iterable[Key]) -> Case:
        gone = set(keys)
        return (
            self
            if gone.isdisjoint(k for k, _ in self.clocks)
            else self._replace(clocks=frozenset((k, c) for k, c in self.clocks if k not in gone))
        )

    def running(self, *about: str) -> list[Key]:
        """The keys of the clocks of these kinds."""
        return [k for k, _ in self.clocks if k[0] in about]

    def times(self, key: Key) -> int:
        return dict(self.counts).get(key, 0)

    def counted(self, key: Key) -> Case:
        return self._replace(counts=frozenset({**dict(self.counts), key: self.times(key) + 1}.items()))

    def finding(self, name: str, member: Member | None, good_for: Length | None) -> Case:
        """The finding holds from today: if it has an age, that begins today."""
        held = self._replace(findings=self.findings | {(name, member)})
        key: Key = ("finding", name, member)
        return held.with_clock(key, Clock.set_to(good_for)) if good_for else held.without_clocks([key])

    def no_finding(self, gone: Iterable[Holding]) -> Case:
        lost = self.findings.intersection(gone)
        if not lost:
            return self
        left = self._replace(findings=self.findings - lost)
        return left.without_clocks(("finding", name, member) for name, member in lost)

    def holds(self, guard: Guard, about: Member | None) -> bool:
        """A guard today; ``about`` is the member whom the act is about."""
        if guard.quantifier == "this":
            return (guard.finding, about) in self.findings
        if guard.quantifier == "each":
            return all((guard.finding, m) in self.findings for m in self.group(guard.group))
        if guard.quantifier == "any":
            return any((guard.finding, m) in self.findings for m in self.group(guard.group))
        return (guard.finding, None) in self.findings


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that can happen: so many days (0 or 1), what it is called, and the case after it."""

    days: int
    what: str
    to: Case
    enters: str = ""
    decision: bool = False
    without: tuple[str, ...] = ()
    """Safeguards of an irreversible outcome that do not hold as it is entered."""


def served_name(event: Event) -> str:
    """The hidden stage in which a decision is on its way (section 2)."""
    return f"service of {event}"
