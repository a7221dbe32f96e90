"""Promise 11: whether each party can keep its own time limits, whatever all others do.

A longest path cannot see this: where a duty cannot be kept, time simply stops in the lawful graph. Each limit is a
game of its own (:mod:`.game`), played from every state in which the limit can start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from safeconduct.procedures.cases import Cases
from safeconduct.procedures.game import Game
from safeconduct.procedures.graph import Edge, Graph
from safeconduct.procedures.net import STAGE_LIMIT, Clock, Net, Spot, State
from safeconduct.procedures.report import Finding, Name, Say
from safeconduct.procedures.timed_graph import Start


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that binds a party: its clock, while it runs and when it has ended."""

    bit: int
    party: str
    name: Name
    where: Clock | Spot
    inside: Callable[[State], bool]
    ended: Callable[[State, Edge], bool]


def possible_duty(cases: Cases) -> Iterator[Finding]:
    """A finding for each time limit that its own party cannot keep in some kind of case.

    Who has a duty sends its decisions at once: only the days of the channels are out of its hands.
    """
    lost: set[Name] = set()
    played: dict[object, bool] = {}
    for kind, net in cases.distinct(sent_at_once=True):
        for limit in _limits(net):
            starts = frozenset(_starts(cases.graph(kind), limit))
            if limit.name in lost or not starts:
                continue
            if all(_can_lose(net, limit, starts, lean, played) for lean in (True, False)):
                lost.add(limit.name)
                yield _lost(limit)


def _can_lose(net: Net, limit: Limit, starts: frozenset[Start], lean: bool, played: dict[object, bool]) -> bool:
    game = Game(net, limit.bit, limit.party, limit.inside, limit.ended, starts, lean)
    if game.mark not in played:
        played[game.mark] = game.can_lose()
    return played[game.mark]


def _limits(net: Net) -> Iterator[Limit]:
    """The limits of which it is not plain that their party can always act in time."""
    for clock in net.clocks[1:]:
        if clock.kind == "limit" and clock.party and not _is_easy(net, clock):
            yield _time_limit(clock)
    for spot in net.spots:
        if spot.kind == "stage" and spot.limited and spot.duty and not _has_free_step(spot):
            yield _stage_limit(spot)


def _time_limit(clock: Clock) -> Limit:
    def ended(state: State, edge: Edge) -> bool:
        return not edge.to[3] & clock.bit or bool(edge.fresh & clock.bit)

    inside = lambda state: bool(state[3] & clock.bit)  # noqa: E731 - a predicate of the limit's own clock
    return Limit(clock.bit, clock.party, Name("limits", clock.name), clock, inside, ended)


def _stage_limit(spot: Spot) -> Limit:
    def ended(state: State, edge: Edge) -> bool:
        return edge.to[0] != spot.index or bool(edge.fresh & STAGE_LIMIT)

    inside = lambda state: state[0] == spot.index  # noqa: E731 - a predicate of the stage
    return Limit(STAGE_LIMIT, spot.party, Name("stages", spot.name), spot, inside, ended)


def _starts(graph: Graph, limit: Limit) -> Iterator[Start]:
    """Every state in which the limit starts, with the clocks that start beside it."""
    if limit.inside(graph.first):
        yield graph.first, graph.net.initial_fresh
    for state, edges in graph.edges.items():
        for edge in edges:
            if limit.inside(edge.to) and (edge.fresh & limit.bit or not limit.inside(state)):
                yield edge.to, edge.fresh


def _has_free_step(spot: Spot) -> bool:
    """A step that the party may always take, which leads out of the stage."""
    free = (m for m in spot.moves if m.by == spot.party and m.kind == "step" and not m.clauses)
    return any(m.counter is None and not m.absent and m.to >= 0 and m.to != spot.index for m in free)


def _is_easy(net: Net, clock: Clock) -> bool:
    """Nothing that anybody does ends the limit (no duty), or a step that ends it is free wherever it can run down."""
    ending = {name for name, effect in net.events.items() if effect.ends & clock.bit}
    if not ending:
        return True
    spots = [s for s in net.spots if s.kind == "stage" and s.index not in clock.suspended]
    acting = [s for s in spots if any(m.name in ending for m in s.moves)]
    if not acting or any(name.startswith("service of ") for name in ending):
        return False
    return all(
        any(m.name in ending and m.by == clock.party and not m.clauses and m.counter is None for m in s.moves)
        for s in acting
    )


def _lost(limit: Limit) -> Finding:
    told = {"party": Name("parties", limit.party), "limit": limit.name}
    text = Say(
        "{party} cannot always keep the time limit {limit}, whatever it does: another body may answer too late", told
    )
    cure = Say("say what follows if that body is silent, or give a step that needs no finding")
    return Finding(11, "violated", text, limit.where.place, cure)
