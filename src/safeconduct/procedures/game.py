"""A game about one time limit: whether its party can act before it ends, whatever all others do within theirs.

The others (and the days that questions take) move against the party. The party wins from a state if no other can spoil
it, and it can act at once or let a day pass to a state that it wins. The greatest such set is worked out over arrays
of the days left, from every state in which the limit starts.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from safeconduct.procedures.graph import Edge
from safeconduct.procedures.net import Net, State
from safeconduct.procedures.timed_graph import Node, Question, Start, TimedGraph, TooLarge, Way, lowest, settled

Wins = NDArray[np.bool_]
_TOO_LARGE = 4_000_000


class Game:
    """The nodes in which the limit runs, and for each the days left from which its party wins.

    A ``lean`` game forgets the days of all other limits: the others may then end them whenever they like, so that who
    wins it wins the true one too.
    """

    def __init__(
        self,
        net: Net,
        limit: int,
        party: str,
        inside: Callable[[State], bool],
        ended: Callable[[State, Edge], bool],
        starts: frozenset[Start],
        lean: bool = False,
    ) -> None:
        track = net.opinion_clocks | limit
        question = Question("lawful", lambda state, edge: False, track=track, lean=lean, inside=inside, foreseen=False)
        self.graph = TimedGraph(net, question, sorted({state for state, _ in starts}))
        self.limit, self.party, self.ended, self.starts = limit, party, ended, sorted(starts)
        self.lasting = self._lasting()
        self.mark = (limit, party, lean, frozenset(starts), self._shape())
        if any(int(np.prod(self.graph.shape(node))) > _TOO_LARGE for node in self.graph.nodes):
            raise TooLarge

    def _shape(self) -> frozenset[object]:
        """What makes two games the same: nodes, lengths, and where each way leads."""
        ways = (
            (n.state, n.sizes, n.still, w.edge.party, w.to, w.edge.to, w.sources, w.ends, w.slack)
            for n in self.graph.nodes
            for w in n.ways
        )
        return frozenset(ways)

    def _lasting(self) -> int:
        """The ages of findings that cannot end while the limit runs: none runs at its start, each is longer than it."""
        at = [(n, n.position[self.limit]) for n in self.graph.nodes if self.limit in n.position]
        if not at or any(n.still[i] for n, i in at):
            return 0
        longest = max(n.sizes[i] - 1 for n, i in at)
        ages = [c for c in self.graph.net.clocks[1:] if c.kind == "age" and c.days.shortest > longest]
        return sum(c.bit for c in ages if not any(state[3] & c.bit & ~fresh for state, fresh in self.starts))

    def can_lose(self) -> bool:
        """Whether the others can bring it to the limit's end from some start, whatever other clocks have left there."""
        wins = {i: np.ones(self.graph.shape(n), np.bool_) for i, n in enumerate(self.graph.nodes)}
        settled(self.graph, wins, lambda node, turn: self._value(node, wins))
        return any(not self._won(wins, state, fresh) for state, fresh in self.starts)

    def _won(self, wins: dict[int, Wins], state: State, fresh: int) -> bool:
        number = self.graph.index[self.graph.forget(state), True]
        return bool(np.all(wins[number][self.graph.at_start(number, fresh | self.limit)]))

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
                axis = node.axis[way.ends]
                low = lowest(safe, axis, way.slack)
                low &= lowest(part, axis, way.slack)
            else:
                safe &= part
        return self._waited(node, safe, escape)

    def _part(self, node: Node, way: Way, wins: dict[int, Wins]) -> Wins:
        """Where the way leads to a win: out of the limit it does, unless the limit ended by itself."""
        if way.edge.ends == self.limit:
            return np.zeros((1,) * len(node.tracked), np.bool_)
        if way.to < 0 or self.ended(node.state, way.edge):
            return np.ones((1,) * len(node.tracked), np.bool_)
        return self.graph.arriving(node, way, wins, True)

    def _waited(self, node: Node, safe: Wins, escape: Wins) -> Wins:
        """A day may pass to a won day; where another's clock is at 0, that other must act first."""
        running = [axis for axis, i in enumerate(node.tracked) if not node.still[i]]
        if not running:
            return safe
        won = safe & escape
        for axis in running:
            if node.clocks[node.tracked[axis]] != self.limit:
                edge = tuple(0 if a == axis else slice(None) for a in range(safe.ndim))
                won[edge] = safe[edge]
        first = min(running, key=lambda axis: safe.shape[axis])
        now: list[slice | int] = [slice(1, None) if a in running else slice(None) for a in range(safe.ndim)]
        earlier: list[slice | int] = [slice(None, -1) if a in running else slice(None) for a in range(safe.ndim)]
        for left in range(1, safe.shape[first]):
            now[first], earlier[first] = left, left - 1
            won[tuple(now)] |= safe[tuple(now)] & won[tuple(earlier)]
        return won
