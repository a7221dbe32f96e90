"""Promises that are decided on the graph: no limbo, suspensive effect, safeguards first, evidence once.

An alarm that depends on *when* (a finding that may have aged, a remedy that may still run) is confirmed with days
before it is shown; one that cannot happen on any calendar is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from safeconduct.procedures import timed
from safeconduct.procedures.graph import Edge, Graph, place_of, story_to
from safeconduct.procedures.model import Charter, Place, Procedure
from safeconduct.procedures.names import spot_name
from safeconduct.procedures.net import STAGE_LIMIT, Net, State
from safeconduct.procedures.periods import Length, longest
from safeconduct.procedures.report import Finding, Name, Say, Story
from safeconduct.procedures.story import told, untimed
from safeconduct.procedures.timed import Question, TimedGraph, TooLarge

# ---- 2 No limbo --------------------------------------------------------------------------------------------------


def no_limbo(graph: Graph) -> Iterator[Finding]:
    """No stage without a way out, no wait without a limit (loops without a cap are refused when the file is read)."""
    net = graph.net
    ending = graph.can_reach({s for s in graph.edges if net.spots[s[0]].outcome})
    seen: set[tuple[int, str]] = set()
    for state in graph.edges:
        here = net.spots[state[0]]
        if here.outcome:
            continue
        where = {"stage": spot_name(net, state[0])}
        if state not in ending and (here.index, "out") not in seen:
            seen.add((here.index, "out"))
            yield _limbo(graph, state, Say("from {stage} no way leads to an end of the case", where))
        if not _is_limited(net, state) and (here.index, "wait") not in seen:
            seen.add((here.index, "wait"))
            yield _limbo(graph, state, Say("the case can wait in {stage} and no time limit runs", where))


def _limbo(graph: Graph, state: State, text: Say) -> Finding:
    place = graph.net.spots[state[0]].place
    cure = Say("give the stage 'lasts at most' and say what follows if nothing comes")
    return Finding(2, "violated", text, place, cure, untimed(graph.net, story_to(graph, state), text))


def _is_limited(net: Net, state: State) -> bool:
    spot, _, _, running, _ = state
    if running & STAGE_LIMIT or net.spots[spot].limited:
        return True
    return any(running & c.bit and c.kind == "limit" and spot not in c.suspended for c in net.clocks[1:])


def never_reached(procedure: Procedure, graphs: Iterable[Graph]) -> Iterator[Finding]:
    """An outcome that no case can reach, whatever its circumstances, is a promise that cannot be kept."""
    reached = {graph.net.spots[s[0]].name for graph in graphs for s in graph.edges}
    for stage in procedure.stages.values():
        if (stage.outcome or stage.decided) and stage.name not in reached:
            text = Say("no case can ever reach {stage}", {"stage": Name("stages", stage.name)})
            cure = Say("see what its steps ask for: something there can never be found")
            yield Finding(2, "violated", text, stage.place, cure)


# ---- 4 Suspensive effect -------------------------------------------------------------------------------------------


def suspensive_effect(graph: Graph, charter: Charter) -> Iterator[Finding]:
    """Nothing irreversible while a remedy is open or pending."""
    net = graph.net
    seen: set[tuple[int, int]] = set()
    for state, edge in _irreversible(graph, charter):
        key = (state[0], edge.to[0])
        if key in seen:
            continue
        here = net.spots[state[0]]
        kept = edge.move is not None and edge.move.kind in ("uphold", "replace", "annul")
        over = here.kind == "time for remedy" and edge.ends == STAGE_LIMIT
        if here.kind in ("remedy", "time for remedy") and not kept and not over:
            seen.add(key)
            yield _while_open(graph, state, edge, untimed(net, [*story_to(graph, state), edge]))
        elif edge.to[3] & net.remedy_clocks:
            seen.add(key)
            yield from _beside(graph, state, edge, charter)


def _beside(graph: Graph, state: State, edge: Edge, charter: Charter) -> Iterator[Finding]:
    """A remedy that does not suspend may or may not still run on that day: ask the days."""
    net = graph.net

    def target(s: State, e: Edge) -> bool:
        return _enters_irreversible(net, charter, s, e) and bool(e.to[3] & net.remedy_clocks)

    story = _confirmed(net, target, 0, [*story_to(graph, state), edge])
    if story is not None:
        yield _while_open(graph, state, edge, story)


def _while_open(graph: Graph, state: State, edge: Edge, story: Story) -> Finding:
    net = graph.net
    values = {"outcome": Name("stages", net.spots[edge.to[0]].name), "stage": spot_name(net, state[0])}
    text = Say("{outcome} can happen while a remedy is open, in: {stage}", values)
    cure = Say("say 'suspensive: yes', or let the limit stand still while the remedy is open")
    return Finding(4, "violated", text, place_of(net, edge), cure, story)


def _irreversible(graph: Graph, charter: Charter) -> Iterator[tuple[State, Edge]]:
    for state, edges in graph.edges.items():
        for edge in edges:
            if _enters_irreversible(graph.net, charter, state, edge):
                yield state, edge


def _enters_irreversible(net: Net, charter: Charter, state: State, edge: Edge) -> bool:
    outcome = net.spots[edge.to[0]].outcome
    return bool(outcome and edge.to[0] != state[0] and charter.outcomes[outcome].irreversible)


# ---- 5 Safeguards first ----------------------------------------------------------------------------------------------


def safeguards_first(graph: Graph, charter: Charter) -> Iterator[Finding]:
    """Each path to an irreversible outcome passes the safeguards that the case calls for, still good at that moment."""
    net = graph.net
    seen: set[str] = set()
    for state, edge in _irreversible(graph, charter):
        for name in charter.outcomes[net.spots[edge.to[0]].outcome].owes:
            if name in net.safeguards and name not in seen and not _met(net, state[1], name):
                seen.add(name)  # with days the question is the same, whichever state raised the alarm
                finding = _without(graph, charter, state, edge, name)
                if finding is not None:
                    yield finding


def _met(net: Net, findings: int, safeguard: str) -> bool:
    return any(_all_hold(net, findings, bits) for bits in net.safeguards[safeguard])


def _all_hold(net: Net, findings: int, bits: int) -> bool:
    for member, own in net.member_mask.items():
        if findings & net.member_bits[member]:
            bits &= ~own
    return findings & bits == bits


def _without(graph: Graph, charter: Charter, state: State, edge: Edge, safeguard: str) -> Finding | None:
    net = graph.net

    def target(s: State, e: Edge) -> bool:
        return _enters_irreversible(net, charter, s, e) and not _met(net, s[1], safeguard)

    ages = 0
    for bits in net.safeguards[safeguard]:
        ages |= sum(clock for bit, clock in net.age_of.items() if bits & bit)
    story = _confirmed(net, target, ages, [*story_to(graph, state), edge])
    if story is None:
        return None
    values = {"outcome": Name("stages", net.spots[edge.to[0]].name), "safeguard": Name("safeguards", safeguard)}
    cure = Say("let the step that leads there come 'after' the finding, and ask again when it is too old")
    text = Say("{outcome} can be reached without: {safeguard}", values)
    return Finding(5, "violated", text, place_of(net, edge), cure, story)


def _confirmed(net: Net, target: Callable[[State, Edge], bool], ages: int, alarm: Sequence[Edge]) -> Story | None:
    """The alarm with days: its story, or ``None`` if no run of days comes there.

    Where it is too large to tell, the alarm stands, without days.
    """
    question = Question("enforced", target, longest=False, track=ages, keep_safeguards=True)
    try:
        answer = timed.search(TimedGraph(net, question))
    except TooLarge:
        return untimed(net, alarm)
    return told(net, answer) if answer.reached else None


def safeguards_are_sound(procedure: Procedure, charter: Charter) -> Iterator[Finding]:
    """Silence never meets a safeguard, and every finding that does is good for no longer than the charter allows."""
    for opinion in procedure.opinions.values():
        if opinion.safeguard and opinion.silence == opinion.answers[0]:
            values = {"opinion": Name("opinions", opinion.name), "safeguard": Name("safeguards", opinion.safeguard)}
            text = Say("silence of {opinion} counts as the safeguard: {safeguard}", values)
            yield Finding(5, "violated", text, opinion.place, Say("let silence mean the other answer"))
        if opinion.safeguard:
            what = Name("opinions", opinion.name)
            yield from _ages(charter, opinion.safeguard, opinion.good_for, what, opinion.place)
    for step in procedure.steps:
        if step.safeguard:
            yield from _ages(charter, step.safeguard, step.good_for, Name("steps", step.name), step.place)


def _ages(charter: Charter, safeguard: str, good_for: Length | None, what: Name, place: Place) -> Iterator[Finding]:
    most = charter.safeguards[safeguard].good_for
    if good_for is None or longest(good_for) > longest(most):
        values = {"what": what, "most": str(most), "safeguard": Name("safeguards", safeguard)}
        text = Say("{what} stays good longer than the charter allows for {safeguard} ({most})", values)
        yield Finding(5, "violated", text, place, Say("say 'good for' at most that long"))


# ---- 7 Evidence once -----------------------------------------------------------------------------------------------


def evidence_once(graph: Graph) -> Iterator[Finding]:
    """Nothing is asked twice of the same case."""
    net = graph.net
    for name in net.procedure.evidence:
        asking = [(s, e) for s, edges in graph.edges.items() for e in edges if _asks(e, name)]
        if not asking:
            continue
        again = graph.can_reach({state for state, _ in asking})
        twice = next(((s, e) for s, e in asking if e.to in again), None)
        if twice is not None:
            yield _twice(graph, name, *twice)


def _asks(edge: Edge, evidence: str) -> bool:
    return edge.move is not None and edge.move.step is not None and evidence in edge.move.step.needs


def _twice(graph: Graph, evidence: str, state: State, edge: Edge) -> Finding:
    way, queue = {edge.to: [edge]}, [edge.to]
    for here in queue:
        asked = next((e for e in graph.edges[here] if _asks(e, evidence)), None)
        if asked is not None:
            story = untimed(graph.net, [*story_to(graph, state), *way[here], asked])
            text = Say("{evidence} can be asked for twice", {"evidence": Name("evidence", evidence)})
            cure = Say("ask once, and use what the file already holds")
            return Finding(7, "violated", text, place_of(graph.net, asked), cure, story)
        for e in graph.edges[here]:
            if e.to not in way:
                way[e.to] = [*way[here], e]
                queue.append(e.to)
    raise AssertionError("a second request was found and then lost")
