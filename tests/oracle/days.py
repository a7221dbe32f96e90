"""The oracle: bounds found by living through every day of every run, for procedures small enough to do so.

It judges the checker, so it shares nothing with it but the loaded model. What a case can do next stands in
:mod:`tests.oracle.moves`; this file only walks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from safeconduct.procedures.model import Charter, Procedure
from tests.oracle.case import Case
from tests.oracle.moves import Mode, World

MOST_STATES = 300_000


class TooLarge(Exception):
    """The procedure has too many days and states to be lived through one by one."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A move between two numbered states."""

    days: int
    to: int
    what: str
    enters: str
    decision: bool
    without: tuple[str, ...]


def worst(
    procedure: Procedure,
    charter: Charter,
    circumstances: frozenset[str],
    mode: Mode,
    from_stage: str,
    people: int = 1,
    most_states: int = MOST_STATES,
) -> int | None:
    """The most days from entering ``from_stage`` to the decision; ``None`` if there is no end.

    ``None`` too if no run comes to a decision at all.
    """
    return Days(procedure, charter, circumstances, mode, people, most_states).worst(from_stage)


def fewest(
    procedure: Procedure,
    charter: Charter,
    circumstances: frozenset[str],
    from_stage: str,
    step: str,
    people: int = 1,
    most_states: int = MOST_STATES,
) -> int | None:
    """The fewest days from the last entry of ``from_stage`` to the step, in runs lawful or not; ``None`` if never."""
    return Days(procedure, charter, circumstances, "enforced", people, most_states).fewest(from_stage, step)


def reachable_outcomes(
    procedure: Procedure,
    charter: Charter,
    circumstances: frozenset[str],
    mode: Mode = "enforced",
    people: int = 1,
    most_states: int = MOST_STATES,
) -> frozenset[str]:
    """The stages that end a case and in which one can end."""
    return Days(procedure, charter, circumstances, mode, people, most_states).outcomes()


def can_reach_without(
    procedure: Procedure,
    charter: Charter,
    circumstances: frozenset[str],
    mode: Mode = "enforced",
    people: int = 1,
    most_states: int = MOST_STATES,
) -> frozenset[tuple[str, str]]:
    """Outcomes that cannot be undone, each with a safeguard that it owes and that may not hold as it is entered."""
    return Days(procedure, charter, circumstances, mode, people, most_states).without_safeguard()


class Days:
    """Every state and every move of one world, from filing on."""

    def __init__(
        self,
        procedure: Procedure,
        charter: Charter,
        circumstances: frozenset[str],
        mode: Mode,
        people: int = 1,
        most_states: int = MOST_STATES,
    ) -> None:
        self.procedure = procedure
        self.world = World(procedure, charter, circumstances, mode, people)
        self.number: dict[Case, int] = {}
        self.edges: list[list[Edge]] = []
        filed = self.world.filed()
        self.live_through(filed.to, most_states)
        self.first = Edge(0, 0, filed.what, filed.enters, filed.decision, filed.without)

    def live_through(self, first: Case, most_states: int) -> None:
        waiting = deque([first])
        self.number[first] = 0
        while waiting:
            edges = []
            for move in self.world.moves(waiting.popleft()):
                if move.to not in self.number:
                    if len(self.number) >= most_states:
                        raise TooLarge(
                            f"{self.procedure.identity} has more than {most_states} states; shorten its lengths"
                        )
                    self.number[move.to] = len(self.number)
                    waiting.append(move.to)
                edges.append(Edge(move.days, self.number[move.to], move.what, move.enters, move.decision, move.without))
            self.edges.append(edges)

    def every_edge(self) -> Iterable[Edge]:
        yield self.first
        for edges in self.edges:
            yield from edges

    def entries(self, stage: str) -> list[Edge]:
        return [e for e in self.every_edge() if e.enters == stage]

    def outcomes(self) -> frozenset[str]:
        stages = self.procedure.stages
        return frozenset(e.enters for e in self.every_edge() if e.enters in stages and stages[e.enters].outcome)

    def without_safeguard(self) -> frozenset[tuple[str, str]]:
        return frozenset((e.enters, name) for e in self.every_edge() for name in e.without)

    def fewest(self, stage: str, step: str) -> int | None:
        """Each round is one day; days before the last entry do not count, so all entries begin at 0."""
        today = {e.to for e in self.entries(stage)}
        seen: set[int] = set()
        day = 0
        while today:
            today = self.same_day(today) - seen
            if any(e.what == f"step {step}" for state in today for e in self.edges[state]):
                return day
            seen |= today
            today = {e.to for state in today for e in self.edges[state] if e.days}
            day += 1
        return None

    def same_day(self, states: set[int]) -> set[int]:
        reached, waiting = set(states), list(states)
        while waiting:
            for edge in self.edges[waiting.pop()]:
                if not edge.days and edge.to not in reached:
                    reached.add(edge.to)
                    waiting.append(edge.to)
        return reached

    def worst(self, stage: str) -> int | None:
        """The longest way over groups of states that lead to each other; a group with a day in it has no end."""
        entries = [e for e in self.undecided_edges() if e.enters == stage]
        starts = [e.to for e in entries if not e.decision]
        longest: dict[int, int | None] = {}
        for group in self.groups(starts):
            inside = set(group)
            found: int | None = None
            for edge in (e for state in group for e in self.edges[state]):
                if edge.to in inside and not edge.decision:
                    if edge.days:
                        return None
                    continue
                ahead = 0 if edge.decision else longest[edge.to]
                if ahead is not None and (found is None or edge.days + ahead > found):
                    found = edge.days + ahead
            longest.update(dict.fromkeys(group, found))
        ends = [longest[s] for s in starts] + [0 for e in entries if e.decision]
        return max((days for days in ends if days is not None), default=None)

    def undecided_edges(self) -> list[Edge]:
        """Every edge of runs in which no decision was reached before it."""
        seen, waiting, found = {self.first.to}, [] if self.first.decision else [self.first.to], [self.first]
        while waiting:
            for edge in self.edges[waiting.pop()]:
                found.append(edge)
                if not edge.decision and edge.to not in seen:
                    seen.add(edge.to)
                    waiting.append(edge.to)
        return found

    def groups(self, starts: list[int]) -> Iterable[list[int]]:
        """Strongly connected states before the decision, each group after all that it leads to (Tarjan's algorithm)."""
        index: dict[int, int] = {}
        low: dict[int, int] = {}
        done: set[int] = set()
        path: list[int] = []
        for start in starts:
            if start in index:
                continue
            calls = [(start, iter(self.undecided(start)))]
            index[start] = low[start] = len(index)
            path.append(start)
            while calls:
                state, ahead = calls[-1]
                step = next(ahead, None)
                if step is None:
                    calls.pop()
                    if calls:
                        low[calls[-1][0]] = min(low[calls[-1][0]], low[state])
                    if low[state] == index[state]:
                        group = path[path.index(state) :] if path[-1] != state else [state]
                        del path[-len(group) :]
                        done.update(group)
                        yield group
                elif step not in index:
                    index[step] = low[step] = len(index)
                    path.append(step)
                    calls.append((step, iter(self.undecided(step))))
                elif step not in done:
                    low[state] = min(low[state], index[step])

    def undecided(self, state: int) -> list[int]:
        return [e.to for e in self.edges[state] if not e.decision]
