"""Promise 11: can each party keep its own time limits, whatever all others do?

A game on the graph with days. The others (and the days that questions take) move against the party, but keep their own
time limits; the party wins from a state if, whatever comes, it can act before its limit ends. Greatest fixed point over
arrays of days left. A longest path cannot see this: where a duty cannot be kept, time simply stops in the lawful graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from safeconduct.procedures.cases import Cases
from safeconduct.procedures.graph import Edge
from safeconduct.procedures.net import STAGE_LIMIT, Clock, Net, Spot, State
from safeconduct.procedures.report import Finding, Name, Say
from safeconduct.procedures.timed_graph import Node, Question, TimedGraph, TooLarge, Way, settled

Wins = NDArray[np.bool_]
_TOO_LARGE = 4_000_000


def possible_duty(cases: Cases) -> Iterator[Finding]:
    """A finding for each time limit that its own party cannot keep in some kind of case.

    Who has a duty sends its decisions at once: only the days of the channels are out of its hands.
    """
    lost: set[str] = set()
    for _, net in cases.distinct(sent_at_once=True):
        yield from _in_net(net, lost)


def _in_net(net: Net, lost: set[str]) -> Iterator[Finding]:
    whole = cache(lambda: TimedGraph(net, Question("lawful", lambda s, e: False, track=net.opinion_clocks)))
    for clock in net.clocks[1:]:
        if clock.kind == "limit" and clock.party and clock.name not in lost and not _is_easy(net, clock):
            if _cannot_keep(whole(), clock):
                lost.add(clock.name)
                yield _lost(clock.party, Name("limits", clock.name), clock)
    for spot in net.spots:
        if spot.kind == "stage" and spot.limited and spot.duty and spot.name not in lost and not _free_step(spot, spot.party):
            if _cannot_keep_stage(whole(), spot):
                lost.add(spot.name)
                yield _lost(spot.party, Name("stages", spot.name), spot)


def _lost(party: str, limit: Name, where: Clock | Spot) -> Finding:
    told = {"party": Name("parties", party), "limit": limit}
    text = Say("{party} cannot always keep the time limit {limit}, whatever it does: another body may answer too late", told)
    cure = Say("say what follows if that body is silent, or give a step that needs no finding")
    return Finding(11, "violated", text, where.place, cure)


def _free_step(spot: Spot, party: str) -> bool:
    """A step that the party may always take, which leads out of the stage."""
    return any(
        m.by == party and m.kind == "step" and not m.clauses and m.counter is None and not m.absent and m.to >= 0 and m.to != spot.index
        for m in spot.moves
    )


def _is_easy(net: Net, clock: Clock) -> bool:
    """No duty (nothing that anybody does ends the limit), or a step that ends it needs no finding wherever it can run down."""
    ending = {name for name, effect in net.events.items() if effect.ends & clock.bit}
    if not ending:
        return True
    spots = [s for s in net.spots if s.kind == "stage" and s.index not in clock.suspended and any(m.name in ending for m in s.moves)]
    if not spots or any(name.startswith("service of ") for name in ending):
        return False
    return all(any(m.name in ending and m.by == clock.party and not m.clauses and m.counter is None for m in s.moves) for s in spots)


def _cannot_keep(whole: TimedGraph, clock: Clock) -> bool:
    def ended(state: State, edge: Edge) -> bool:
        return not edge.to[3] & clock.bit or bool(edge.fresh & clock.bit)

    return _Game(whole, clock.bit, clock.party, lambda s: bool(s[3] & clock.bit), ended).can_lose()


def _cannot_keep_stage(whole: TimedGraph, spot: Spot) -> bool:
    def left(state: State, edge: Edge) -> bool:
        return edge.to[0] != spot.index or bool(edge.fresh & STAGE_LIMIT)

    return _Game(whole, STAGE_LIMIT, spot.party, lambda s: s[0] == spot.index, left).can_lose()


class _Game:
    """One limit's game: the nodes in which the limit runs, and for each the days left from which its party wins."""

    def __init__(
        self,
        whole: TimedGraph,
        limit: int,
        party: str,
        inside: Callable[[State], bool],
        ended: Callable[[State, Edge], bool],
    ) -> None:
        self.graph, self.limit, self.party, self.ended = whole, limit, party, ended
        self.inside = {i for i, n in enumerate(whole.nodes) if inside(n.state)}
        self.entries = self._entries()
        self.lasting = self._lasting()
        if any(int(np.prod(whole.shape(whole.nodes[i]))) > _TOO_LARGE for i in self.inside):
            raise TooLarge

    def _lasting(self) -> int:
        """The ages of findings that cannot end while the limit runs: none runs at its start, each is longer than it."""
        nodes = [self.graph.nodes[i] for i in self.inside]
        at = [(n, n.clocks.index(self.limit)) for n in nodes if self.limit in n.clocks]
        if not at or any(n.still[i] for n, i in at):
            return 0
        longest = max(n.sizes[i] - 1 for n, i in at)
        first = [self.graph.nodes[0]] if 0 in self.inside else []
        before = [n.state[3] for n in [*first, *(node for node, _ in self.entries)]]
        ages = [c for c in self.graph.net.clocks[1:] if c.kind == "age" and c.days.shortest > longest]
        return sum(c.bit for c in ages if not any(running & c.bit for running in before))

    def _entries(self) -> list[tuple[Node, Way]]:
        """How the limit starts: the node entered and the way, which says what each clock has left."""
        found = []
        for number, node in enumerate(self.graph.nodes):
            for way in node.ways:
                if way.to in self.inside and (way.edge.fresh & self.limit or number not in self.inside):
                    found.append((self.graph.nodes[way.to], way))
        return found

    def can_lose(self) -> bool:
        values = self._solve()
        if 0 in self.inside:
            first = self.graph.nodes[0]
            left = tuple(self.graph.start_days(first.state[0], first.clocks[i]) for i in first.tracked)
            if not values[0][left]:
                return True
        return any(not self._won(values, node, way) for node, way in self.entries)

    def _won(self, values: dict[int, Wins], node: Node, way: Way) -> bool:
        """Won with the limit fresh, whatever the clocks that ran before have left."""
        index: list[int | slice] = []
        for i in node.tracked:
            position, days = way.sources[i]
            index.append(days if position < 0 else slice(None))
        return bool(np.all(values[way.to][tuple(index)]))

    def _solve(self) -> dict[int, Wins]:
        wins = {i: np.ones(self.graph.shape(self.graph.nodes[i]), np.bool_) for i in self.inside}
        settled(self.graph, wins, lambda node, turn: self._value(node, wins))
        return wins

    def _value(self, node: Node, wins: dict[int, Wins]) -> Wins:
        safe = np.ones(self.graph.shape(node), np.bool_)
        escape = np.zeros(self.graph.shape(node), np.bool_)
        for way in node.ways:
            if way.edge.ends & self.lasting:
                continue
            part = self._part(node, way, wins)
            if way.edge.party == self.party and way.ends < 0:
                escape |= part
            elif way.ends in node.axis:
                low = tuple(slice(0, way.slack + 1) if a == node.axis[way.ends] else slice(None) for a in range(safe.ndim))
                safe[low] &= part[low] if part.shape[node.axis[way.ends]] > 1 else part
            else:
                safe &= part
        return self._waited(node, safe, escape)

    def _part(self, node: Node, way: Way, wins: dict[int, Wins]) -> Wins:
        if way.edge.ends == self.limit:
            return np.zeros((1,) * len(node.tracked), np.bool_)
        if way.to not in self.inside or self.ended(node.state, way.edge):
            return np.ones((1,) * len(node.tracked), np.bool_)
        return self.graph.arriving(node, way, wins, True)

    def _waited(self, node: Node, safe: Wins, escape: Wins) -> Wins:
        """Won today if no other can spoil it and the party can act, or a day may pass to a won day (others at 0 must act)."""
        running = [axis for axis, i in enumerate(node.tracked) if not node.still[i]]
        own = next((axis for axis in running if node.clocks[node.tracked[axis]] == self.limit), None)
        others = [axis for axis in running if axis != own]
        if not running:
            return safe
        first = min(running, key=lambda axis: safe.shape[axis])
        now: list[slice | int] = [slice(1, None) if a in running else slice(None) for a in range(safe.ndim)]
        earlier: list[slice | int] = [slice(None, -1) if a in running else slice(None) for a in range(safe.ndim)]
        won = safe & escape
        for axis in others:
            edge = tuple(0 if a == axis else slice(None) for a in range(safe.ndim))
            won[edge] = safe[edge]
        for left in range(1, safe.shape[first]):
            now[first], earlier[first] = left, left - 1
            won[tuple(now)] |= safe[tuple(now)] & won[tuple(earlier)]
        return won



