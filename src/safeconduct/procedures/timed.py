"""Days: the longest and the shortest time that a net allows, exactly, with the run that takes it.

Two passes answer each question. First a bound for every state, backwards, with numpy arrays over the days left on the
clocks that can move the case (questions and ages may then end at any time, which only makes the bound larger). Then a
best-first search over exact states, day by day and with every clock, led by that bound: the first end that it takes
from its queue is the true worst case, and its way there is the story. Where the bound is already exact, as in most
files, the search walks straight to it. How this was chosen: ``docs/decisions/timed-search.md``.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safeconduct.procedures.graph import Edge
from safeconduct.procedures.net import Net, State
from safeconduct.procedures.timed_graph import Mode, Node, Question, Start, TimedGraph, TooLarge, Way, lowest, settled

__all__ = ["Answer", "Day", "Mode", "Node", "Question", "Start", "TimedGraph", "TooLarge", "decision", "search"]

Values = NDArray[np.int32]

NEVER = np.int32(-(10**8))
ENDLESS = np.int32(10**8)
_TOO_LARGE = 3_000_000
_MOST_TURNS = 500

_Exact = tuple[int, tuple[int, ...]]
_Open = tuple[int, int, int, int, tuple[int, ...], "_Exact | None", "Way | None"]


@dataclass(frozen=True, slots=True)
class Day:
    """One stretch of a run found: ``wait`` days at ``node``, then ``edge`` (``None`` at the end of an endless run)."""

    node: Node
    wait: int
    edge: Edge | None


@dataclass(frozen=True, slots=True)
class Answer:
    """``days`` is ``None`` for no end, and ``reached`` false if no run comes to the target at all."""

    reached: bool
    days: int | None
    run: tuple[Day, ...] = ()
    states: int = 0


def decision(net: Net) -> Callable[[State, Edge], bool]:
    """The target of promise 1: a decision is served, or a stage that is one, or an outcome, is entered."""

    def reached(state: State, edge: Edge) -> bool:
        there = net.spots[edge.to[0]]
        moved = edge.to[0] != state[0]
        return bool(
            (edge.move is not None and edge.move.kind == "served" and edge.move.decides)
            or (moved and (there.decided or there.outcome))
        )

    return reached


def search(graph: TimedGraph, counts: Callable[[Node], bool] = lambda node: True, beyond: int = -1) -> Answer:
    """The exact answer, with the run that shows it. Only days of nodes that ``counts`` names are counted.

    ``beyond``: a longest run of so many days or fewer is of no interest; it may be answered with "not reached".
    """
    return _Search(graph, counts, beyond).answer()


def bound(net: Net, question: Question, starts: Iterable[Start]) -> int:
    """No run from these starts is longer (or, if the shortest is asked, shorter), whatever other clocks have left."""
    starts = list(starts)
    graph = TimedGraph(net, question, [state for state, _ in starts])
    searching = _Search(graph, lambda node: True, -1)
    values = searching.bounds()
    extreme = max if question.longest else min
    found = []
    for state, fresh in starts:
        number = graph.index[graph.forget(state), True]
        found.append(int(extreme(np.ravel(values[number][graph.at_start(number, fresh)]))))
    return extreme(found, default=int(searching.worst))


class _Search:
    def __init__(self, graph: TimedGraph, counts: Callable[[Node], bool], beyond: int) -> None:
        self.graph, self.ask, self.nodes, self.beyond = graph, graph.ask, graph.nodes, beyond
        for node in graph.nodes:
            node.weight = int(node.measuring and counts(node))
        self.sign = 1 if self.ask.longest else -1
        self.worst = NEVER if self.ask.longest else ENDLESS

    # ---- first pass: a bound for every state, backwards --------------------------------------------------------

    def bounds(self) -> dict[int, Values]:
        values = {i: np.full(self.graph.shape(n), self.worst, np.int32) for i, n in enumerate(self.nodes)}

        def value(node: Node, turn: int) -> Values:
            best = np.full(self.graph.shape(node), self.worst, np.int32)
            for way in node.ways:
                self._take(node, best, way, values)
            best = self._waited(node, best)
            return np.where(best > NEVER, ENDLESS, best) if turn > _MOST_TURNS and self.ask.longest else best

        settled(self.graph, values, value)
        return values

    def _take(self, node: Node, best: Values, way: Way, values: dict[int, Values]) -> None:
        """Improve ``best`` by this way, at the days left at which it can be taken."""
        if way.to >= 0:
            part = self.graph.arriving(node, way, values, self.worst)
        else:
            part = np.zeros((1,) * len(node.tracked), np.int32)
        target = best
        if way.ends in node.axis:
            axis = node.axis[way.ends]
            target, part = lowest(best, axis, way.slack), lowest(part, axis, way.slack)
        (np.maximum if self.ask.longest else np.minimum)(target, part, out=target)

    def _waited(self, node: Node, best: Values) -> Values:
        """Waiting: every tracked clock that runs has a day less, until one of them is at 0."""
        running = [axis for axis, i in enumerate(node.tracked) if not node.still[i]]
        if not running:
            return np.full_like(best, ENDLESS) if node.weight and self.ask.longest else best
        if len(running) == 1:
            return self._waited_on_one(node, best, running[0])
        first = min(running, key=lambda axis: best.shape[axis])
        now: list[slice | int] = [slice(1, None) if a in running else slice(None) for a in range(best.ndim)]
        earlier: list[slice | int] = [slice(None, -1) if a in running else slice(None) for a in range(best.ndim)]
        for left in range(1, best.shape[first]):
            now[first], earlier[first] = left, left - 1
            target = best[tuple(now)]
            other = best[tuple(earlier)] + node.weight
            (np.maximum if self.ask.longest else np.minimum)(target, other, out=target)
        return np.clip(best, NEVER, ENDLESS)

    def _waited_on_one(self, node: Node, best: Values, axis: int) -> Values:
        days = np.arange(best.shape[axis], dtype=np.int32) * node.weight
        days = days.reshape([-1 if a == axis else 1 for a in range(best.ndim)])
        together = np.maximum.accumulate if self.ask.longest else np.minimum.accumulate
        return np.clip(together(best - days, axis=axis) + days, NEVER, ENDLESS)

    # ---- second pass: exact states, best first ------------------------------------------------------------------

    def answer(self) -> Answer:
        if max((int(np.prod(self.graph.shape(n))) for n in self.nodes), default=0) > _TOO_LARGE:
            raise TooLarge
        self.values = self.bounds()
        return self._best_first([(root, self._at_start(self.nodes[root])) for root in range(self.graph.roots)])

    def _at_start(self, node: Node) -> tuple[int, ...]:
        return tuple(self.graph.start_days(node.state[0], bit) for bit in node.clocks)

    def _bound(self, number: int, left: tuple[int, ...]) -> int:
        return int(self.values[number][tuple(left[i] for i in self.nodes[number].tracked)])

    def _best_first(self, starts: list[_Exact]) -> Answer:
        bounds = [self._bound(*start) for start in starts]
        bound = max(bounds) if self.ask.longest else min(bounds)
        if bound == self.worst or (self.ask.longest and bound <= self.beyond):
            return Answer(False, None)
        queue: list[_Open] = [
            (-self.sign * value, 0, 0, *start, None, None) for value, start in zip(bounds, starts, strict=True)
        ]
        self.came: dict[_Exact, tuple[_Exact, Way | None] | None] = {}
        self.order = 0
        while queue:
            _, _, gone, number, left, before, way = heapq.heappop(queue)
            here = (number, left)
            if number < 0:
                return Answer(True, gone, self._run(before, way), len(self.came))
            if here in self.came:
                continue
            self.came[here] = None if before is None else (before, way)
            if self._waits_for_ever(self.nodes[number]):
                return Answer(True, None, self._run(here, None), len(self.came))
            self._go_on(queue, here, gone)
        return Answer(bool(bound >= ENDLESS), None)

    def _go_on(self, queue: list[_Open], here: _Exact, gone: int) -> None:
        if len(self.came) > 4 * self.ask.most_states:
            raise TooLarge
        for to, days, way in self._onwards(*here):
            total = self._hoped(to, gone + days)
            if total is not None:
                self.order -= 1
                heapq.heappush(queue, (-self.sign * total, self.order, gone + days, *to, here, way))

    def _hoped(self, to: _Exact, gone: int) -> int | None:
        """The best that a run through this state can come to; ``None`` if it never ends there, or was here before."""
        value = 0 if to[0] < 0 else self._bound(*to)
        if value == self.worst or to in self.came:
            return None
        return int(ENDLESS) if value >= ENDLESS else gone + value

    def _waits_for_ever(self, node: Node) -> bool:
        return bool(self.ask.longest and node.weight and all(node.still))

    def _onwards(self, number: int, left: tuple[int, ...]) -> Iterator[tuple[_Exact, int, Way | None]]:
        """All that can follow; what is likeliest to lead straight to the answer comes last and so is tried first."""
        if self.ask.longest:
            yield from self._acts(number, left)
            yield from self._a_day(number, left)
        else:
            yield from self._a_day(number, left)
            yield from self._acts(number, left)

    def _acts(self, number: int, left: tuple[int, ...]) -> Iterator[tuple[_Exact, int, Way | None]]:
        for way in self.nodes[number].ways:
            if way.ends < 0 or left[way.ends] <= way.slack:
                yield (way.to, tuple(days if p < 0 else left[p] + days for p, days in way.sources)), 0, way

    def _a_day(self, number: int, left: tuple[int, ...]) -> Iterator[tuple[_Exact, int, Way | None]]:
        node = self.nodes[number]
        if node.clocks and not all(node.still) and all(s or d > 0 for s, d in zip(node.still, left, strict=True)):
            tomorrow = tuple(d if s else d - 1 for s, d in zip(node.still, left, strict=True))
            yield (number, tomorrow), node.weight, None

    def _run(self, state: _Exact | None, way: Way | None) -> tuple[Day, ...]:
        """The run to ``state`` and on by ``way``, with the days waited in between put together."""
        steps: list[tuple[int, Way | None]] = []
        while state is not None:
            steps.append((state[0], way))
            state, way = self.came[state] or (None, None)
        return tuple(_gathered(self.nodes, steps[::-1]))


def _gathered(nodes: list[Node], steps: list[tuple[int, Way | None]]) -> Iterator[Day]:
    wait = 0
    for number, way in steps:
        if way is None:
            wait += 1
        else:
            yield Day(nodes[number], wait, way.edge)
            wait = 0
    if steps and steps[-1][1] is None:
        yield Day(nodes[steps[-1][0]], wait - 1, None)
