"""The graph of a net with its clocks: for each state, which clocks run, and where each comes from on every way on.

Shared by the search for the longest and shortest run (:mod:`.timed`) and the game about keeping a duty (:mod:`.duty`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from safeconduct.procedures.graph import Edge, edges_of, relevance
from safeconduct.procedures.net import STAGE_LIMIT, Clock, Net, State

Mode = Literal["lawful", "enforced"]
Start = tuple[State, int]
"""A state and the clocks that are set anew in it."""
Value = np.int32 | bool
"""What arrays over days left hold: a number of days, or whether the game is won."""
T = TypeVar("T", bound=np.generic)


class TooLarge(Exception):
    """The search passed its budget of states."""


@dataclass(slots=True)
class Way:
    """An edge between nodes, and where each clock of ``to`` comes from.

    A source is a position here with days added, or -1 and the days to which the clock is set.
    """

    to: int
    edge: Edge
    sources: tuple[tuple[int, int], ...] = ()
    ends: int = -1
    slack: int = 0


@dataclass(slots=True)
class Node:
    """A state of the graph with its running clocks in order, which of them stand still, and whether days count here."""

    state: State
    measuring: bool
    clocks: tuple[int, ...]
    position: dict[int, int]
    sizes: tuple[int, ...]
    still: tuple[bool, ...]
    tracked: tuple[int, ...]
    axis: dict[int, int]
    weight: int
    party: str
    ways: list[Way] = field(default_factory=list)
    before: set[int] = field(default_factory=set)


def every_spot(net: Net) -> set[int]:
    """No spot is left out."""
    return set(range(len(net.spots)))


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: from which spot days count (-1: the beginning), which edges end the run, longest or shortest.

    ``foreseen``: an extension is worth one number of days from the moment it is granted, as all runs together show.
    A game may not know it then: it takes the most, and lets the limit end earlier by what all extensions may lack.
    """

    mode: Mode
    target: Callable[[State, Edge], bool]
    start: int = -1
    longest: bool = True
    restarts: bool = False
    track: int = 0
    lean: bool = False
    keep_safeguards: bool = False
    foreseen: bool = True
    inside: Callable[[State], bool] = lambda state: True
    spots: Callable[[Net], set[int]] = every_spot
    most_states: int = 60_000


class TimedGraph:
    """All nodes that a run can come to, from the beginning of the case or from ``starts``.

    A way to a state that is not ``inside`` the question leads to -1, as one that ends the run does.
    """

    def __init__(self, net: Net, question: Question, starts: Iterable[State] | None = None) -> None:
        self.net, self.ask = net, question
        self.nodes: list[Node] = []
        self.index: dict[tuple[State, bool], int] = {}
        self.free = self._free()
        self.relevant = relevance(net, self.free & ~net.remedy_clocks, question.keep_safeguards)
        self.twins = _twins(net)
        self.useful = question.spots(net)
        self._mask_stage_limits()
        self._explore(starts)

    def _free(self) -> int:
        """Where nobody must act, clocks without a consequence end without effect."""
        if self.ask.mode == "lawful":
            return 0
        return sum(c.bit for c in self.net.clocks[1:] if not c.consequence)

    def _mask_stage_limits(self) -> None:
        if self.ask.mode == "enforced":
            for spot in self.net.spots:
                if spot.silence < 0:
                    self.relevant.clocks[spot.index] &= ~STAGE_LIMIT

    def _node(self, state: State, measuring: bool) -> int:
        key = (state, measuring)
        if key not in self.index:
            self.index[key] = len(self.nodes)
            self.nodes.append(self._made(state, measuring))
        return self.index[key]

    def _made(self, state: State, measuring: bool) -> Node:
        here = self.net.spots[state[0]]
        # A court that is only late may still answer: its clock stays as a fact of the state, without days.
        clocks = tuple(c.bit for c in self.net.clocks if state[3] & c.bit & ~self.free)
        sizes = tuple(self._most(here.index, bit) + 1 for bit in clocks)
        still = tuple(here.index in self._clock(bit).suspended for bit in clocks)
        tracked, axis = self._axes(clocks) if measuring else ((), {})
        position = {bit: i for i, bit in enumerate(clocks)}
        return Node(
            state, measuring, clocks, position, sizes, still, tracked, axis, int(measuring), blame(self.net, state)
        )

    def _axes(self, clocks: tuple[int, ...]) -> tuple[tuple[int, ...], dict[int, int]]:
        """The positions of tracked clocks, and for each position the axis on which its days are read.

        Questions that are always asked together and are as long share an axis while both are out.
        """
        tracked: list[int] = []
        axis: dict[int, int] = {}
        twin: dict[int, int] = {}
        for position, bit in enumerate(clocks):
            if self._is_tracked(bit):
                first = twin.setdefault(self.twins.get(bit, bit), len(tracked))
                if first == len(tracked):
                    tracked.append(position)
                axis[position] = first
        return tuple(tracked), axis

    def _clock(self, bit: int) -> Clock:
        return self.net.clocks[bit.bit_length() - 1]

    def _most(self, spot: int, bit: int) -> int:
        days = self.net.spots[spot].days
        return days.longest if bit == STAGE_LIMIT and days else self._clock(bit).most

    def _is_tracked(self, bit: int) -> bool:
        if bit == STAGE_LIMIT or bit & self.ask.track:
            return True
        return not self.ask.lean and self._clock(bit).kind in ("limit", "remedy")

    def _explore(self, starts: Iterable[State] | None) -> None:
        if starts is None:
            first = self.forget(self.net.start)
            begun = self.ask.start in (-1, first[0])
            self._node(first, begun)
            if begun and self.ask.restarts:
                # The case may come to its first stage again: days then count from the last time.
                self._node(first, False)
        for start in starts or ():
            self._node(self.forget(start), True)
        self.roots = len(self.nodes)
        for number, node in enumerate(self.nodes):
            for edge in edges_of(self.net, node.state, self.forget):
                self._add_ways(number, node, edge)
            if len(self.nodes) > self.ask.most_states:
                raise TooLarge

    def forget(self, state: State) -> State:
        """The state as the nodes of this graph have it."""
        return self.relevant.forget(self.net, state)

    def _add_ways(self, number: int, node: Node, edge: Edge) -> None:
        if edge.ends and not self._can_end(node, edge.ends):
            return
        if self.ask.target(node.state, edge):
            if node.measuring:
                node.ways.append(self._way(node, -1, edge))
            if node.measuring or not self.ask.restarts:
                return
        if edge.to[0] not in self.useful:
            return
        if not self.ask.inside(edge.to):
            node.ways.append(self._way(node, -1, edge))
            return
        self._add_ways_on(number, node, edge)

    def _add_ways_on(self, number: int, node: Node, edge: Edge) -> None:
        """The edge to where the run goes on: days may begin to count there, or not yet."""
        entering = self._enters_start(node, edge)
        if node.measuring and entering and self.ask.restarts:
            return
        for measuring in {node.measuring, True} if entering else {node.measuring}:
            to = self._node(edge.to, measuring)
            if to == number and not edge.fresh and not edge.extends:
                continue
            node.ways += [self._way(node, to, edge, fewer) for fewer in range(self._lacking(edge) + 1)]
            self.nodes[to].before.add(number)

    def _lacking(self, edge: Edge) -> int:
        """How many days fewer than the most an extension may add."""
        return self._clock(edge.extends[0]).extension.slack if edge.extends and self.ask.foreseen else 0

    def _enters_start(self, node: Node, edge: Edge) -> bool:
        if edge.to[0] != self.ask.start:
            return False
        return edge.to[0] != node.state[0] or bool(edge.move is not None and edge.move.to == self.ask.start)

    def _can_end(self, node: Node, bit: int) -> bool:
        return bit in node.clocks

    def _way(self, node: Node, to: int, edge: Edge, fewer: int = 0) -> Way:
        position = node.position
        ends = position.get(edge.ends, -1)
        slack = self._slack(node.state[0], edge.ends) if edge.ends else 0
        if to < 0:
            return Way(to, edge, (), ends, slack)
        there = self.nodes[to]
        sources = tuple(self._source(there, bit, edge, position, fewer) for bit in there.clocks)
        return Way(to, edge, sources, ends, slack)

    def _slack(self, spot: int, bit: int) -> int:
        if bit == STAGE_LIMIT:
            days = self.net.spots[spot].days
            return days.slack if days else 0
        clock = self._clock(bit)
        return clock.days.slack + (0 if self.ask.foreseen else clock.stretch)

    def _source(self, there: Node, bit: int, edge: Edge, position: dict[int, int], fewer: int) -> tuple[int, int]:
        """(position here, days added), or (-1, days) if the clock is set anew."""
        if edge.fresh & bit or bit not in position:
            return -1, self.start_days(there.state[0], bit)
        added = edge.extends[1] - fewer if edge.extends and edge.extends[0] == bit else 0
        return position[bit], added

    def start_days(self, spot: int, bit: int) -> int:
        days = self.net.spots[spot].days if bit == STAGE_LIMIT else self._clock(bit).days
        return days.longest if days else 0

    def children_first(self) -> list[int]:
        """Every node after those that it leads to, as far as there are no loops."""
        order: list[int] = []
        seen: set[int] = set()
        for root in range(self.roots):
            if root not in seen:
                seen.add(root)
                self._visit(root, seen, order)
        return order

    def _visit(self, root: int, seen: set[int], order: list[int]) -> None:
        stack = [(root, iter(self.nodes[root].ways))]
        while stack:
            number, ways = stack[-1]
            for way in ways:
                if way.to >= 0 and way.to not in seen:
                    seen.add(way.to)
                    stack.append((way.to, iter(self.nodes[way.to].ways)))
                    break
            else:
                order.append(number)
                stack.pop()

    def arriving(self, node: Node, way: Way, values: dict[int, NDArray[T]], fill: Value) -> NDArray[T]:
        """The bound at the other end, seen over this node's tracked clocks (one wide where it does not matter)."""
        there, array = self.nodes[way.to], values[way.to]
        index: list[int | slice] = []
        axes: list[int] = []
        unknown: list[int] = []
        for i in there.tracked:
            position, days = way.sources[i]
            if position < 0:
                index.append(days)
            elif position in node.axis:
                index.append(slice(days, None) if days else slice(None))
                axes.append(node.axis[position])
            else:
                index.append(slice(None))
                unknown.append(len(index) - 1 - sum(isinstance(x, int) for x in index))
        array = array[tuple(index)]
        if unknown:
            array = np.asarray((array.max if self.ask.longest else array.min)(axis=tuple(unknown)))
        shape = [1] * len(node.tracked)
        for axis, size in zip(axes, array.shape, strict=True):
            shape[axis] = size
        return _padded(node, array.reshape(shape), axes, fill)

    def at_start(self, number: int, fresh: int) -> tuple[int | slice, ...]:
        """Where in a node's array a run stands that begins there: ``fresh`` clocks at their length, others anywhere."""
        node = self.nodes[number]
        bits = [node.clocks[i] for i in node.tracked]
        return tuple(self.start_days(node.state[0], bit) if bit & fresh else slice(None) for bit in bits)

    def shape(self, node: Node) -> tuple[int, ...]:
        return tuple(node.sizes[i] for i in node.tracked)


def _padded(node: Node, array: NDArray[T], axes: list[int], fill: Value) -> NDArray[T]:
    """A clock that was extended has fewer days before than after: fill what cannot be with 'never'."""
    for axis in axes:
        missing = node.sizes[node.tracked[axis]] - array.shape[axis]
        if missing > 0:
            widths = [(0, missing) if i == axis else (0, 0) for i in range(array.ndim)]
            array = np.pad(array, widths, constant_values=fill)
        elif missing < 0:
            array = lowest(array, axis, node.sizes[node.tracked[axis]] - 1)
    return array


def lowest(array: NDArray[T], axis: int, most: int) -> NDArray[T]:
    """A view of an array where the clock of this axis has at most so many days left (all, if they do not matter)."""
    if array.shape[axis] == 1:
        return array
    return array[tuple(slice(0, most + 1) if i == axis else slice(None) for i in range(array.ndim))]


def _twins(net: Net) -> dict[int, int]:
    """For each question the first that is asked with the same events, is as long, and leaves nothing that lasts."""
    first: dict[tuple[object, ...], int] = {}
    twins = {}
    for number, question in enumerate(net.questions):
        events = tuple(name for name, effect in net.events.items() if number in effect.asks)
        ages = bool(question.all_answers & net.lasting)
        key = (events, net.clocks[question.clock.bit_length() - 1].days, question.clock if ages else 0)
        twins[question.clock] = first.setdefault(key, question.clock)
    return twins


def settled(graph: TimedGraph, values: dict[int, NDArray[Any]], value: Callable[[Node, int], NDArray[Any]]) -> None:
    """Bring ``values`` of the given nodes to their fixed point; each is worked out again when one it leads to changed.

    ``value`` gets the node and how often it was asked for it.
    """
    order = [number for number in graph.children_first() if number in values]
    dirty, turns = dict.fromkeys(order, True), dict.fromkeys(order, 0)
    changed = True
    while changed:
        changed = False
        for number in order:
            if not dirty[number]:
                continue
            dirty[number], turns[number] = False, turns[number] + 1
            new = value(graph.nodes[number], turns[number])
            if not np.array_equal(new, values[number]):
                values[number], changed = new, True
                for parent in graph.nodes[number].before:
                    if parent in dirty:
                        dirty[parent] = True


def blame(net: Net, state: State) -> str:
    """Who answers for a day that passes in this state (section 6 of the semantics)."""
    here = net.spots[state[0]]
    if here.limited or here.kind != "stage":
        return here.party
    running = (c for c in net.clocks[1:] if state[3] & c.bit and c.kind == "limit" and here.index not in c.suspended)
    answering = next((c.party for c in running if c.party), "")
    asked = next((q.of for q in net.questions if state[4] & q.bit and state[3] & q.clock), "")
    return answering or asked or here.party
