"""Promises about days: the two worst cases of a decision, and what must not happen before a protected time has run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from safeconduct.procedures import timed
from safeconduct.procedures.cases import Cases, Kind
from safeconduct.procedures.expand import Measure, counted
from safeconduct.procedures.graph import Edge, Graph
from safeconduct.procedures.model import Charter, Procedure
from safeconduct.procedures.net import Net, State
from safeconduct.procedures.report import Bound, Leg
from safeconduct.procedures.story import told
from safeconduct.procedures.timed import Answer, Mode, Question, Start, TimedGraph


@dataclass(frozen=True, slots=True)
class Worst:
    """The answer for one kind of case, with the graph in which its run can be read."""

    graph: TimedGraph
    answer: Answer
    kind: Kind

    @property
    def net(self) -> Net:
        return self.graph.net


def worst_case(
    procedure: Procedure,
    charter: Charter,
    mode: Mode = "lawful",
    circumstances: frozenset[str] | None = None,
    people: int = 1,
    from_stage: str = "",
) -> Bound:
    """The longest time from ``from_stage`` (default: the beginning) to the decision.

    Over every kind of case unless ``circumstances`` names one. Days are whole days; ``None`` means that the law sets
    no end. Raises :class:`safeconduct.procedures.timed.TooLarge` where the exact search passes its budget.
    """
    kinds = None if circumstances is None else [circumstances]
    return worst_of_cases(Cases(procedure, charter), mode, kinds, people, from_stage)


def worst_of_cases(
    cases: Cases, mode: Mode, kinds: list[Kind] | None = None, people: int = 1, from_stage: str = ""
) -> Bound:
    """The same for cases whose nets may be there already."""
    worst = _worst(cases, mode, kinds, people, from_stage, counted)
    if worst is None:
        return Bound(None, None)
    longer = None
    if worst.answer.days is not None:
        longer = _worst(cases, mode, kinds, people, from_stage, cases.calendar)
    return _bound(worst, longer.answer.days if longer else None)


def fewest_days(
    procedure: Procedure,
    charter: Charter,
    from_stage: str,
    step: str,
    circumstances: frozenset[str] | None = None,
    people: int = 1,
) -> int | None:
    """The fewest days from the last entry of a stage to a step, over all runs, lawful or not (``None``: never)."""
    kinds = None if circumstances is None else [circumstances]
    best = fewest_of_cases(Cases(procedure, charter), from_stage, step, kinds, people)
    return best.answer.days if best else None


def fewest_of_cases(
    cases: Cases, from_stage: str, step: str, kinds: list[Kind] | None = None, people: int = 1, enough: int = 0
) -> Worst | None:
    """The same with its run. Kinds of case of which a bound says that they take ``enough`` days are not searched."""
    best: Worst | None = None
    for kind, net in cases.distinct(kinds, people):
        start = _spot(net, from_stage)
        question = Question("enforced", _taken(step), start, longest=False, restarts=True, spots=_towards(step))
        if enough and timed.bound(net, question, _entries(cases.graph(kind, people), start)) >= enough:
            continue
        graph = TimedGraph(net, question)
        answer = timed.search(graph)
        if answer.reached and (best is None or (answer.days or 0) < (best.answer.days or 0)):
            best = Worst(graph, answer, kind)
    return best


def _entries(graph: Graph, spot: int) -> set[Start]:
    """The states in which a case can stand as it enters a spot, with the clocks that start there."""
    first = {(graph.first, graph.net.initial_fresh)} if graph.first[0] == spot else set()
    return first | {(e.to, e.fresh) for edges in graph.edges.values() for e in edges if e.to[0] == spot and _enters(e)}


def _enters(edge: Edge) -> bool:
    return edge.to[0] != edge.spot or (edge.move is not None and edge.move.to == edge.spot)


def _worst(
    cases: Cases, mode: Mode, kinds: Iterable[Kind] | None, people: int, from_stage: str, measure: Measure
) -> Worst | None:
    worst: Worst | None = None
    for kind, net in cases.distinct(kinds, people, measure, to_decision=True):
        graph = TimedGraph(net, Question(mode, timed.decision(net), _spot(net, from_stage)))
        known = -1 if worst is None or worst.answer.days is None else worst.answer.days
        answer = timed.search(graph, beyond=known)
        if answer.reached and (worst is None or _is_longer(answer, worst.answer)):
            worst = Worst(graph, answer, kind)
        if worst is not None and worst.answer.days is None:
            return worst
    return worst


def _is_longer(one: Answer, other: Answer) -> bool:
    return other.days is not None and (one.days is None or one.days > other.days)


def _spot(net: Net, stage: str) -> int:
    return next((s.index for s in net.spots if s.name == stage), -1)


def _taken(step: str) -> Callable[[State, Edge], bool]:
    return lambda state, edge: edge.move is not None and edge.move.kind == "step" and edge.move.name == step


def _towards(step: str) -> Callable[[Net], set[int]]:
    """The spots from which the step can still come: no other is worth a look."""

    def spots(net: Net) -> set[int]:
        useful = {s.index for s in net.spots if any(m.name == step for m in s.moves)}
        ways = [(s.index, {m.to for m in s.moves + net.beside} | {s.silence, *s.silences.values()}) for s in net.spots]
        while True:
            more = {spot for spot, nexts in ways if spot not in useful and nexts & useful}
            if not more:
                return useful
            useful |= more

    return spots


# ---- what a page shows of it -------------------------------------------------------------------------------------


def _bound(worst: Worst, with_calendar: int | None) -> Bound:
    legs = legs_of(worst.net, worst.answer)
    split: dict[str, int] = {}
    for leg in legs:
        split[leg.party] = split.get(leg.party, 0) + leg.days
    story = told(worst.net, worst.answer)
    if worst.answer.days is None:
        return Bound(None, None, tuple(split.items()), (), legs, _open_stages(worst), story)
    return Bound(
        worst.answer.days, with_calendar, tuple(split.items()), _each_worst(worst, list(split)), legs, (), story
    )


def legs_of(net: Net, answer: Answer) -> tuple[Leg, ...]:
    """The run as stretches of days, one after another in the same stage and of the same party put together."""
    legs: list[Leg] = []
    for day in answer.run:
        name, still = net.spots[day.node.state[0]].name, any(day.node.still)
        if day.wait == 0 or not day.node.measuring:
            continue
        if legs and (legs[-1].party, legs[-1].stage) == (day.node.party, name):
            legs[-1] = Leg(day.node.party, name, legs[-1].days + day.wait, still)
        else:
            legs.append(Leg(day.node.party, name, day.wait, still))
    return tuple(legs)


def _open_stages(worst: Worst) -> tuple[str, ...]:
    """Every stage before the decision in which nothing in law ends the wait, first the one that the story shows."""
    shown = [day.node for day in worst.answer.run[-1:]]
    waiting = [n for n in worst.graph.nodes if n.weight and all(n.still)]
    return tuple(dict.fromkeys(worst.net.spots[n.state[0]].name for n in shown + waiting))


def _each_worst(worst: Worst, parties: list[str]) -> tuple[tuple[str, int | None], ...]:
    """Each party's own worst, which may lie on another run than the one shown."""
    rows: list[tuple[str, int | None]] = []
    for party in parties:
        answer = timed.search(worst.graph, lambda node, party=party: node.party == party)  # type: ignore[misc]
        rows.append((party, answer.days))
    return tuple(rows)
