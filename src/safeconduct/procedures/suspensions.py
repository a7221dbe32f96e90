"""How often a case can come into the stages in which a time limit stands still.

A limit in working days that is cut in pieces can take longer than one that runs through, since each piece may meet
holidays of its own (:mod:`.period_bounds`). So a proof must know how many pieces there can be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from graphlib import TopologicalSorter

from safeconduct.procedures.model import Procedure
from safeconduct.procedures.ways import Way, Ways, knots

Part = frozenset[str]
"""Stages between which a case can go round without a capped step; mostly one stage alone."""


def times_entered(procedure: Procedure, still: Collection[str], members: Mapping[str, int]) -> int | None:
    """At most so often a case comes into one of the stages ``still`` from outside them; ``members`` are in each group.

    ``None``: the case can come there, and go round, without a capped step, and only time bounds how often.
    """
    return _Count(procedure, members).entering(still)


class _Count:
    """How often a case can come to each part of a procedure.

    A capped step leads on as often as it may be taken. What has no cap leads on once for each time that the case comes
    to where it begins; a remedy that runs beside may then lead on as well.
    """

    def __init__(self, procedure: Procedure, members: Mapping[str, int]) -> None:
        self.procedure, self.members = procedure, members
        self.ways = [way for way in Ways(procedure).all if way.moves and way.source != way.target]
        spots = {procedure.starts_in} | {spot for way in self.ways for spot in (way.source, way.target)}
        self.part = {spot: frozenset({spot}) for spot in spots}
        for knot in knots(spots, [way for way in self.ways if not way.capped]):
            self.part |= dict.fromkeys(knot, knot)
        self.times: dict[Part, int] = {}
        self._count()

    def entering(self, still: Collection[str]) -> int | None:
        entering = [way for way in self.ways if way.target in still and way.source not in still]
        if any(self.part[way.source] == self.part[way.target] for way in entering if not way.capped):
            return None
        return self._taken(entering)

    def _count(self) -> None:
        """For each part, after those from which something without a cap leads there."""
        into: defaultdict[Part, list[Way]] = defaultdict(list)
        for way in self.ways:
            if way.capped or self.part[way.source] != self.part[way.target]:
                into[self.part[way.target]].append(way)
        before = {part: {self.part[way.source] for way in into[part] if not way.capped} for part in self.part.values()}
        for part in TopologicalSorter(before).static_order():
            self.times[part] = int(self.procedure.starts_in in part) + self._taken(into[part])

    def _taken(self, ways: Iterable[Way]) -> int:
        """How often one of these ways can be taken."""
        caps = {(way.how, way.place): self._cap(way) for way in ways if way.capped}
        free = {(self.part[way.source], way.target, way.ends_all) for way in ways if not way.capped}
        return sum(caps.values()) + sum(self.times[part] for part, _, _ in free)

    def _cap(self, way: Way) -> int:
        """The cap of a step, for each of whom it is taken, or of the annulments by one court."""
        for step in self.procedure.steps:
            if (step.name, step.place) == (way.how, way.place):
                return (step.at_most or 0) * self.members.get(step.for_one, 1)
        return next(r.annulled_at_most or 0 for r in self.procedure.remedies.values() if r.place == way.place)
