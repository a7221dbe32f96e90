"""The graph of a net without days: which states a case can come to, if any clock that runs may end at any time.

Every real run is a run of this graph, so what holds on all of it holds in law. What depends on *when* is decided in
:mod:`.timed`, which walks the same steps with days left on the clocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from safeconduct.procedures.model import Place
from safeconduct.procedures.names import spot_name
from safeconduct.procedures.net import STAGE_LIMIT, Effect, Move, Net, Question, State
from safeconduct.procedures.report import Name, Say


@dataclass(slots=True)
class Edge:
    """One way on from ``spot``: a move, an answer (``asked``) or the end of the clock ``ends``.

    ``fresh`` clocks are set anew, ``extends`` adds days to one.
    """

    spot: int
    to: State
    fresh: int
    move: Move | None = None
    asked: tuple[Question, int] | None = None
    ends: int = 0

    @property
    def party(self) -> str:
        return self.move.by if self.move else self.asked[0].of if self.asked else ""

    @property
    def extends(self) -> tuple[int, int] | None:
        return self.move.extends if self.move else None


def occur(net: Net, state: State, fresh: int, effect: Effect | None) -> tuple[State, int]:
    """An event occurs: limits end, then limits that do not run start, then questions are asked."""
    if effect is None:
        return state, fresh
    spot, findings, counts, running, out = state
    running &= ~effect.ends
    fresh &= ~effect.ends
    starting = effect.starts & ~running
    running, fresh = running | starting, fresh | starting
    for number in effect.asks:
        question = net.questions[number]
        if not out & question.bit and not findings & (question.all_answers | question.gone):
            out |= question.bit
            running |= question.clock
            fresh |= question.clock
    return (spot, findings, counts, running, out), fresh


def entered(net: Net, state: State, spot: int, fresh: int = 0) -> tuple[State, int]:
    """The case enters ``spot``: the limit left ends, the stage is reached, its own limit starts."""
    _, findings, counts, running, out = state
    there = net.spots[spot]
    running, fresh = running & ~STAGE_LIMIT, fresh & ~STAGE_LIMIT
    if there.outcome or there.about.startswith("reaching "):
        running, fresh, findings, out = (
            running & net.remedy_clocks,
            fresh & net.remedy_clocks,
            findings & net.gone,
            0,
        )
    state = (spot, findings, counts, running, out)
    if there.kind in ("stage", "outcome"):
        state, fresh = occur(net, state, fresh, net.events.get(f"reaching {there.name}"))
    if there.limited:
        spot, findings, counts, running, out = state
        state, fresh = (spot, findings, counts, running | STAGE_LIMIT, out), fresh | STAGE_LIMIT
    return state, fresh


def is_offered(state: State, move: Move) -> bool:
    """Whether guards, cap and running clocks allow the move now."""
    _, findings, counts, running, _ = state
    if findings & move.absent or (move.when and not running & move.when):
        return False
    if move.others and findings & move.others == move.others:
        return False
    if move.counter is not None:
        shift, cap = move.counter
        if (counts >> shift) & ((1 << max(cap, 1).bit_length()) - 1) >= cap:
            return False
    return all(findings & mask for mask in move.clauses)


def after(net: Net, state: State, move: Move) -> tuple[State, int]:
    """The state after a move, and the clocks that it set anew."""
    spot, findings, counts, running, out = state
    fresh = move.ages
    if move.counter is not None:
        counts += 1 << move.counter[0]
    findings, running = (findings & ~move.unfinds) | move.finds, (running & ~move.stops) | move.ages
    if move.finds & net.gone:
        findings, running, out = _without_the_gone(net, findings, running, out)
    if move.closes:
        running, out = running & ~net.opinion_clocks, 0
        findings &= net.lasting | net.gone
    state, fresh = occur(net, (spot, findings, counts, running, out), fresh, move.effect)
    starting = move.also_starts & ~state[3]
    if starting:
        state, fresh = (*state[:3], state[3] | starting, state[4]), fresh | starting
    return entered(net, state, move.to, fresh) if move.to >= 0 else (state, fresh)


def _without_the_gone(net: Net, findings: int, running: int, out: int) -> tuple[int, int, int]:
    for question in net.questions:
        if findings & question.gone:
            out &= ~question.bit
            running &= ~question.clock
    return findings, running, out


def answered(net: Net, state: State, question: Question, finding: int) -> tuple[State, int]:
    """An answer comes, or what its silence means; a new answer replaces the others."""
    spot, findings, counts, running, out = state
    running &= ~question.clock
    for other in question.answers:
        running &= ~net.age_of.get(other, 0)
    age = net.age_of.get(finding, 0)
    findings = (findings & ~question.all_answers) | finding
    return (spot, findings, counts, running | age, out & ~question.bit), age


def steps(net: Net, state: State) -> Iterator[tuple[State, int, Move | tuple[Question, int]]]:
    """All that can happen now without a clock ending."""
    for move in _moves(net, state):
        if is_offered(state, move):
            to, fresh = after(net, state, move)
            yield to, fresh, move
    for question in net.questions:
        if state[4] & question.bit:
            for finding in question.answers:
                to, fresh = answered(net, state, question, finding)
                yield to, fresh, (question, finding)


def _moves(net: Net, state: State) -> Iterator[Move]:
    """What stands in the stage, and what courts and persons do beside it while a remedy runs."""
    yield from net.spots[state[0]].moves
    if state[3] & net.remedy_clocks:
        yield from (move for move in net.beside if move.kind != "lapse")


def ends(net: Net, state: State) -> Iterator[tuple[State, int, int]]:
    """What follows if a running clock ends now: the state, the clocks set anew, the clock.

    A clock whose end has no consequence is left out: it runs on as overdue, and nothing in law follows. A limit that
    stands still does not end.
    """
    spot, findings, counts, running, out = state
    here = net.spots[spot]
    if running & STAGE_LIMIT and here.silence >= 0:
        to, fresh = entered(net, (spot, findings, counts, running & ~STAGE_LIMIT, out), here.silence)
        yield to, fresh, STAGE_LIMIT
    for clock in net.clocks[1:]:
        if not running & clock.bit or not clock.consequence or spot in clock.suspended:
            continue
        if clock.kind == "limit":
            yield *_limit_ends(net, state, clock.bit, clock.name, here.silences), clock.bit
        elif clock.kind == "age":
            yield (spot, findings & ~net.finding_of_age[clock.bit], counts, running & ~clock.bit, out), 0, clock.bit
        elif clock.kind == "opinion":
            question = next(q for q in net.questions if q.clock == clock.bit)
            yield *answered(net, state, question, question.silence), clock.bit
        else:
            yield *_remedy_ends(net, state, clock.bit), clock.bit


def _limit_ends(net: Net, state: State, bit: int, name: str, silences: dict[int, int]) -> tuple[State, int]:
    spot, findings, counts, running, out = state
    state, fresh = occur(net, (spot, findings, counts, running & ~bit, out), 0, net.events.get(f"silence of {name}"))
    to = silences.get(bit, -1)
    return entered(net, state, to, fresh) if to >= 0 else (state, fresh)


def _remedy_ends(net: Net, state: State, bit: int) -> tuple[State, int]:
    lapse = next((m for m in net.beside if m.kind == "lapse" and m.when == bit), None)
    if lapse is not None:
        return after(net, state, lapse)
    spot, findings, counts, running, out = state
    return (spot, findings, counts, running & ~bit, out), 0


# ---- what still matters ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Relevance:
    """For each spot the findings, counts, clocks and questions that something still reachable can ask for."""

    findings: list[int]
    counts: list[int]
    clocks: list[int]

    def forget(self, net: Net, state: State) -> State:
        """The same state without what no longer matters: thousands of states fall together, no bound changes."""
        spot, findings, counts, running, out = state
        keep = self.findings[spot]
        for question in net.questions:
            if out & question.bit and not question.all_answers & keep:
                out &= ~question.bit
                running &= ~question.clock
        for bit, clock in net.age_of.items():
            if not (findings & keep & bit):
                running &= ~clock
        return (
            spot,
            findings & (keep | net.gone),
            counts & self.counts[spot],
            running & self.clocks[spot],
            out,
        )


def relevance(net: Net, ignore: int = 0, keep_safeguards: bool = False) -> Relevance:
    """What matters at each spot, as a least fixed point over the spots. ``ignore``: clocks that never matter."""
    always = _findings_asked(net.beside) | (_owed(net) if keep_safeguards else 0)
    findings = [always | _findings_asked(s.moves) for s in net.spots]
    counts = [_counted(net, s.moves + net.beside) for s in net.spots]
    ways = [_ways(net, i) for i in range(len(net.spots))]
    before: list[list[int]] = [[] for _ in net.spots]
    for spot, nexts in enumerate(ways):
        for to in {to for to, _ in nexts}:
            before[to].append(spot)
    waiting = list(range(len(ways)))
    queued = [True] * len(ways)
    while waiting:
        spot = waiting.pop()
        queued[spot] = False
        found, count = findings[spot], counts[spot]
        for to, killed in ways[spot]:
            found |= findings[to] & ~killed
            count |= counts[to]
        if (found, count) != (findings[spot], counts[spot]):
            findings[spot], counts[spot] = found, count
            for earlier in before[spot]:
                if not queued[earlier]:
                    queued[earlier] = True
                    waiting.append(earlier)
    every = sum(c.bit for c in net.clocks) & ~ignore
    return Relevance(findings, counts, [every] * len(net.spots))


def _findings_asked(moves: list[Move]) -> int:
    mask = 0
    for move in moves:
        for clause in move.clauses:
            mask |= clause
    return mask


def _owed(net: Net) -> int:
    """Findings that a safeguard needs stay known until the case has ended."""
    mask = 0
    for choices in net.safeguards.values():
        for bits in choices:
            mask |= bits
    return mask


def _counted(net: Net, moves: list[Move]) -> int:
    mask = 0
    for move in moves:
        if move.counter is not None:
            shift, cap = move.counter
            mask |= ((1 << max(cap, 1).bit_length()) - 1) << shift
    return mask


def _ways(net: Net, spot: int) -> list[tuple[int, int]]:
    """(next spot, findings that do not live through it) for every way out of a spot."""
    here = net.spots[spot]
    everything = sum(net.finding_bits.values())
    dies = everything & ~net.lasting
    ways = [(m.to, dies if m.closes else 0) for m in here.moves + net.beside if m.to >= 0]
    ways += [(to, 0) for to in [here.silence, *here.silences.values()] if to >= 0]
    return [(to, everything if net.spots[to].outcome else killed) for to, killed in ways]


# ---- exploring ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Graph:
    """All reachable states with their edges; ``first`` is where a case begins, ``came`` one way to each state."""

    net: Net
    first: State
    edges: dict[State, list[Edge]] = field(default_factory=dict)
    came: dict[State, tuple[State, Edge] | None] = field(default_factory=dict)
    complete: bool = True
    _before: dict[State, list[State]] = field(default_factory=dict)

    def can_reach(self, wanted: set[State]) -> set[State]:
        """The states from which some way leads to one that is ``wanted``."""
        if not self._before:
            for state, edges in self.edges.items():
                for edge in edges:
                    self._before.setdefault(edge.to, []).append(state)
        reached, queue = set(wanted), list(wanted)
        while queue:
            for state in self._before.get(queue.pop(), ()):
                if state not in reached:
                    reached.add(state)
                    queue.append(state)
        return reached


def explore(
    net: Net,
    relevant: Relevance | None = None,
    stop: Callable[[State], bool] = lambda s: False,
    most: int = 200_000,
) -> Graph:
    """Breadth first, so that :attr:`Graph.came` tells the shortest story.

    With more than ``most`` states it stops, and ``complete`` is false.
    """
    forget = (lambda s: relevant.forget(net, s)) if relevant else (lambda s: s)
    first = forget(net.start)
    graph = Graph(net, first, came={first: None})
    queue = [first]
    for state in queue:
        graph.edges[state] = [] if stop(state) else list(edges_of(net, state, forget))
        for edge in graph.edges[state]:
            if edge.to not in graph.came:
                graph.came[edge.to] = (state, edge)
                queue.append(edge.to)
        if len(queue) > most:
            graph.complete = False
            break
    return graph


def edges_of(net: Net, state: State, forget: Callable[[State], State]) -> Iterator[Edge]:
    """Every way on from a state, with what no longer matters forgotten at its end."""
    spot = state[0]
    for there, fresh, what in steps(net, state):
        to = forget(there)
        if isinstance(what, Move):
            yield Edge(spot, to, fresh & to[3], what)
        elif to != state:
            yield Edge(spot, to, fresh & to[3], asked=what)
    for there, fresh, bit in ends(net, state):
        to = forget(there)
        yield Edge(spot, to, fresh & to[3], ends=bit)


def told(net: Net, edge: Edge) -> Say:
    """What happens on this way, as a sentence."""
    if edge.move:
        return edge.move.text
    return _answer_told(net, *edge.asked) if edge.asked else _end_told(net, edge.spot, edge.ends)


def place_of(net: Net, edge: Edge) -> Place:
    """The line of the file that makes this way."""
    if edge.move:
        return edge.move.place
    if edge.asked:
        return edge.asked[0].place
    return net.spots[edge.spot].place if edge.ends == STAGE_LIMIT else net.clocks[edge.ends.bit_length() - 1].place


def _answer_told(net: Net, question: Question, finding: int) -> Say:
    name, member = next((key for key, bit in net.finding_bits.items() if bit == finding), ("", ""))
    values = {"party": Name("parties", question.of), "answer": Name("findings", name)}
    if not member:
        return Say("{party} answers: {answer}", values)
    return Say("{party} answers: {answer} ({member})", values | {"member": Name("people", member)})


def _end_told(net: Net, spot: int, bit: int) -> Say:
    if bit == STAGE_LIMIT:
        return Say("Nothing comes in {stage}", {"stage": spot_name(net, spot)})
    clock = net.clocks[bit.bit_length() - 1]
    if clock.kind == "opinion":
        opinion = {"party": Name("parties", clock.party), "opinion": Name("opinions", clock.name)}
        return Say("{party} does not answer: {opinion}", opinion)
    if clock.kind == "age":
        return Say("The finding is too old: {finding}", {"finding": Name("opinions", clock.name)})
    return Say("The time limit ends and nothing came: {limit}", {"limit": Name("limits", clock.name)})


def story_to(graph: Graph, state: State) -> list[Edge]:
    """One shortest way from the beginning to ``state``."""
    way: list[Edge] = []
    came = graph.came.get(state)
    while came is not None:
        state, edge = came
        way.append(edge)
        came = graph.came[state]
    return way[::-1]
