"""Stories for what is read off the text: the shortest run in which a person meets it, day by day.

A promise that is broken by the text alone is broken however a case goes. A reader still wants to see the case; so the
shortest run is searched that takes the step, or falls into the silence, of which the finding speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from safeconduct.procedures import timed
from safeconduct.procedures.cases import Cases
from safeconduct.procedures.graph import Edge, explore, relevance, story_to
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.net import Net, State
from safeconduct.procedures.report import Finding, Name, Say, Story, StoryLine
from safeconduct.procedures.story import told, untimed
from safeconduct.procedures.timed import Question, TimedGraph, TooLarge

Wanted = Callable[[Net, State, Edge], bool]

_TOLD = frozenset({3})
"""The promises whose findings speak of one step or one silence."""


def with_stories(cases: Cases, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Give the same findings, each broken promise with a story where one can be told."""
    for finding in findings:
        if finding.story or finding.status != "violated" or finding.promise not in _TOLD:
            yield finding
        else:
            yield replace(finding, story=_story(cases, finding))


def _story(cases: Cases, finding: Finding) -> Story:
    wanted = _wanted(cases.procedure, finding.text)
    if wanted is None:
        return ()
    for _, net in cases.distinct():
        story = _shortest(net, wanted)
        if story and story[-1].day == 0:
            story = _fewest_acts(net, wanted)
        if story:
            return (*story, StoryLine(story[-1].day, finding.text, "", finding.place))
    return ()


def _fewest_acts(net: Net, wanted: Wanted) -> Story:
    """Give the run with the fewest acts: where no day need pass, days do not say which run is the plainest."""
    graph = explore(net, relevance(net))
    for state in graph.edges:
        for edge in graph.edges[state]:
            if wanted(net, state, edge):
                return untimed(net, [*story_to(graph, state), edge])
    return ()


def _shortest(net: Net, wanted: Wanted) -> Story:
    """Give the shortest run of this net to what is wanted; none if it never comes or is too large to search."""
    question = Question("enforced", lambda state, edge: wanted(net, state, edge), longest=False)
    try:
        answer = timed.search(TimedGraph(net, question))
    except TooLarge:
        return ()
    return told(net, answer) if answer.reached else ()


def _wanted(procedure: Procedure, text: Say) -> Wanted | None:
    """What a finding speaks of: a step, or the silence of a stage or of a time limit."""
    for value in text.values.values():
        if isinstance(value, Name) and value.section == "steps":
            return _taken(value.key)
        if isinstance(value, Say):
            return _wanted(procedure, value)
        if isinstance(value, Name) and value.section in ("stages", "limits"):
            return _silent(procedure, value)
    return None


def _taken(step: str) -> Wanted:
    return lambda net, state, edge: edge.move is not None and edge.move.kind == "step" and edge.move.name == step


def _silent(procedure: Procedure, where: Name) -> Wanted | None:
    """The case enters the stage to which this silence leads, at once or when the claim is confirmed."""
    holder = procedure.stages.get(where.key) if where.section == "stages" else procedure.limits.get(where.key)
    silence = holder.silence if holder else None
    if silence is None or not silence.to:
        return None
    claims = f"claim of limit in {where.key}" if where.section == "stages" else f"claim of {where.key} in "

    def wanted(net: Net, state: State, edge: Edge) -> bool:
        left, entered = net.spots[state[0]].name, net.spots[edge.to[0]].name
        fallen = left.startswith(claims) or (bool(edge.ends) and (left == where.key or where.section == "limits"))
        return fallen and entered in (silence.to, f"service of reaching {silence.to}")

    return wanted
