"""Which kinds of case a proof must look at: every choice of the circumstances that something in the file reads."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from safeconduct.procedures.graph import Relevance
from safeconduct.procedures.model import Charter, Procedure
from safeconduct.procedures.net import Net


def circumstances_read(procedure: Procedure, charter: Charter) -> tuple[str, ...]:
    """The circumstances that change what can happen, in the order of the file."""
    read = {c for step in procedure.steps for c in step.only_if + step.unless}
    read |= {c for stage in procedure.stages.values() for c, _ in stage.longer}
    read |= {c for limit in procedure.limits.values() for c, _ in limit.longer}
    read |= {c for opinion in procedure.opinions.values() for c in opinion.only_if}
    read |= {charter.safeguards[s].for_whom for s in _safeguards(procedure) if s in charter.safeguards}
    return tuple(c for c in procedure.circumstances if c in read)


def _safeguards(procedure: Procedure) -> set[str]:
    used = {o.safeguard for o in procedure.opinions.values()} | {s.safeguard for s in procedure.steps}
    return used - {""}


def kinds_of_case(procedure: Procedure, charter: Charter) -> Iterator[frozenset[str]]:
    """Every choice, fewest circumstances first, so that the plainest case that shows something is the one shown."""
    read = circumstances_read(procedure, charter)
    for number in range(len(read) + 1):
        for chosen in combinations(read, number):
            yield frozenset(chosen)


def fingerprint(net: Net, relevant: Relevance, ends_at_decision: bool) -> tuple[object, ...]:
    """Equal for two nets that a search to the decision cannot tell apart, so that it is made once."""
    seen, queue, rows = {net.start[0]}, [net.start[0]], []
    while queue:
        spot = net.spots[queue.pop()]
        moves = []
        for move in spot.moves + net.beside:
            moves.append((move.name, move.kind, move.by, move.to, move.clauses, move.absent, move.counter, move.closes, move.when, move.finds))
            over = ends_at_decision and move.kind == "served" and move.decides
            if move.to >= 0 and not over:
                _go_on(net, move.to, seen, queue, ends_at_decision)
        for to in (spot.silence, *spot.silences.values()):
            if to >= 0:
                _go_on(net, to, seen, queue, ends_at_decision)
        rows.append((spot.name, spot.days, spot.silence, tuple(sorted(spot.silences.items())), spot.party, tuple(moves)))
    clocks = tuple((c.name, c.days, c.most, tuple(sorted(c.suspended))) for c in net.clocks if _can_start(net, c.bit, seen))
    questions = tuple((q.name, q.member) for q in net.questions)
    return (tuple(sorted(rows)), clocks, questions, tuple(relevant.findings[i] for i in sorted(seen)), net.start, net.lasting)


def _go_on(net: Net, to: int, seen: set[int], queue: list[int], ends_at_decision: bool) -> None:
    over = ends_at_decision and (net.spots[to].decided or bool(net.spots[to].outcome))
    if to not in seen and not over:
        seen.add(to)
        queue.append(to)


def _can_start(net: Net, bit: int, seen: set[int]) -> bool:
    """Whether a limit can begin where the search looks: by reaching a stage there, or by what is done there."""
    if net.start[3] & bit:
        return True
    names = {net.spots[i].name for i in seen}
    done = {m.name for i in seen for m in net.spots[i].moves}
    for event, effect in net.events.items():
        if effect.starts & bit or any(net.questions[n].clock & bit for n in effect.asks):
            what = event.removeprefix("reaching ").removeprefix("service of ")
            if what in names or what in done or event.startswith("silence of "):
                return True
    return bit in net.finding_of_age
