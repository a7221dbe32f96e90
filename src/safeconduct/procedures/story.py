"""A run of the checker as a dated story in plain language: what happened, on which day, and how long nothing did."""

from __future__ import annotations

from collections.abc import Iterable

from safeconduct.procedures import graph
from safeconduct.procedures.graph import Edge
from safeconduct.procedures.names import spot_name
from safeconduct.procedures.net import Net
from safeconduct.procedures.report import Name, Say, Story, StoryLine
from safeconduct.procedures.timed import Answer


def told(net: Net, answer: Answer) -> Story:
    """The run that an exact search found; days count from its beginning."""
    lines = [_beginning(net)]
    day = 0
    for part in answer.run:
        if part.wait:
            lines.append(StoryLine(day, _waiting(net, part.node.state[0], part.wait, part.node.party), part.node.party))
        day += part.wait
        if part.edge is None:
            lines.append(StoryLine(day, Say("From here nothing in law ends the wait.", {}), part.node.party))
        else:
            lines.append(_happening(net, part.edge, day))
    return tuple(lines)


def untimed(net: Net, edges: Iterable[Edge], last: Say | None = None) -> Story:
    """A way through the graph without days; every line stands on day 0, the order is what counts."""
    lines = [_beginning(net)] + [_happening(net, edge, 0) for edge in edges]
    return tuple(lines + ([StoryLine(0, last)] if last else []))


def _happening(net: Net, edge: Edge, day: int) -> StoryLine:
    return StoryLine(day, graph.told(net, edge), edge.party, graph.place_of(net, edge))


def _beginning(net: Net) -> StoryLine:
    stage = Name("stages", net.spots[net.start[0]].name)
    if not net.circumstances:
        return StoryLine(0, Say("The case begins in {stage}.", {"stage": stage}))
    true = _listed([Name("circumstances", c) for c in net.procedure.circumstances if c in net.circumstances])
    return StoryLine(
        0, Say("The case begins in {stage}; it is true that: {circumstances}.", {"stage": stage, "circumstances": true})
    )


def _listed(names: list[Name]) -> Say:
    pattern = ", ".join("{" + f"name{i}" + "}" for i in range(len(names)))
    return Say(pattern, {f"name{i}": name for i, name in enumerate(names)})


def _waiting(net: Net, spot: int, days: int, party: str) -> Say:
    values: dict[str, object] = {"days": days, "stage": spot_name(net, spot), "party": Name("parties", party)}
    if not party:
        return Say("{days} days pass in {stage}.", values)
    return Say("{days} days pass in {stage}; {party} answers for them.", values)
