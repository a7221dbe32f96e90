"""Every loop has a bound: a step or remedy with a cap, or a time limit that the loop can neither stop nor renew.

A case that can go round may go round in every way that its stages allow. So a set of stages that lead to each other is
bounded only by one limit that runs in all of them, stands still in none, ends on no way inside, and leads out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from safeconduct.procedures.messages import Notes
from safeconduct.procedures.model import Procedure, TimeLimit
from safeconduct.procedures.places import Places
from safeconduct.procedures.ways import Way, Ways, knots


def note_loops(procedure: Procedure, ways: Ways, places: Places, notes: Notes) -> None:
    """Note suspensions and loops without a bound."""
    for limit in procedure.limits.values():
        for name in limit.suspended_in:
            stage = procedure.stages.get(name)
            if stage and stage.limit is None:
                place = places.of("time limits", limit.name, "suspended in", item=name)
                notes.add("uncapped-suspension", place, limit=limit.name, name=name, why="nothing limits the stay")
    free = [way for way in ways.all if not way.capped]
    for knot in knots(ways.ways, free):
        inside = [way for way in free if way.source in knot and way.target in knot]
        if not any(_holds(limit, knot, inside, ways) for limit in procedure.limits.values()):
            _note(procedure, knot, inside, places, notes)


def _holds(limit: TimeLimit, knot: frozenset[str], inside: Iterable[Way], ways: Ways) -> bool:
    leads_out = limit.silence is not None and limit.silence.has_consequence
    runs = all(limit.name in ways.must_run[spot] for spot in knot)
    stands_still = any(spot in limit.suspended_in for spot in knot)
    return leads_out and runs and not stands_still and not any(ways.breaks(way, limit) for way in inside)


def _note(procedure: Procedure, knot: frozenset[str], inside: list[Way], places: Places, notes: Notes) -> None:
    for limit in procedure.limits.values():
        for name in limit.suspended_in:
            if name in knot:
                place = places.of("time limits", limit.name, "suspended in", item=name)
                why = "nothing limits how often the case comes there"
                notes.add("uncapped-suspension", place, limit=limit.name, name=name, why=why)
                return
    turn = _shortest(procedure, inside)
    way = " → ".join([turn[0].source, *(step.target for step in turn)])
    notes.add("uncapped-loop", min(step.place for step in turn), way=way)


def _shortest(procedure: Procedure, inside: list[Way]) -> list[Way]:
    """A shortest loop through the first stage of the file that has one."""
    order = [*procedure.stages]
    moves = sorted(
        (w for w in inside if w.moves), key=lambda w: order.index(w.source) if w.source in order else len(order)
    )
    return min((_back(first, moves) for first in moves), key=len)


def _back(first: Way, moves: list[Way]) -> list[Way]:
    came: dict[str, list[Way]] = {first.target: [first]}
    waiting = deque([first.target])
    while first.source not in came:
        spot = waiting.popleft()
        for way in moves:
            if way.source == spot and way.target not in came:
                came[way.target] = [*came[spot], way]
                waiting.append(way.target)
    return came[first.source]
