"""What a case asks of its procedure again and again, looked up once: steps by name, who listens for an event, ranks.

A procedure never changes, so its index is kept beside it, for the very object: two that merely look alike have one
each. The kept ones hold their procedures, so that no other object can come to have the same identity meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from safeconduct.procedures.model import Charter, Opinion, Procedure, Remedy, Step, TimeLimit

MOST_PROCEDURES, MOST_STATES = 256, 8_192
_ORDER = ("stage", "limit", "opinion", "finding", "time for remedy", "remedy")


class Listeners(NamedTuple):
    """Who acts on an event: limits that end, limits that start, opinions that are asked, in the order of the file."""

    ends: tuple[TimeLimit, ...] = ()
    starts: tuple[TimeLimit, ...] = ()
    asked: tuple[Opinion, ...] = ()


NOBODY = Listeners()


class Index:
    """The tables of one procedure."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.steps: dict[str, Step] = {}
        """The first step of each name."""
        self.deciding: set[str] = set()
        """Names of steps that decide."""
        self.makers: defaultdict[str, list[Opinion | Step]] = defaultdict(list)
        """What can establish each finding."""
        self.questions: defaultdict[str, list[Opinion]] = defaultdict(list)
        """The opinions that a finding can be an answer to."""
        self.remedies: dict[str, Remedy] = {}
        """The first remedy against each step, or outcome reached."""
        self.offers: dict[int, tuple[Charter, dict[Any, Any]]] = {}
        """What is offered, under each charter in each state (:mod:`.options`)."""
        self.reviewers = {remedy.before for remedy in procedure.remedies.values()}
        self._read_opinions()
        self._read_steps()
        self.listeners = _listeners(procedure)
        self.ranks = _ranks(procedure, self.steps_in_order)
        self.decider = next((q.name for q in procedure.parties.values() if q.role == "deciding"), "")
        self.persons = {name for name, p in procedure.parties.items() if p.role == "the person" or p.represents}
        """Parties that are the person whom the case is about, or represent them."""

    def _read_opinions(self) -> None:
        for opinion in self.procedure.opinions.values():
            for answer in dict.fromkeys(opinion.answers):
                self.makers[answer].append(opinion)
                self.questions[answer].append(opinion)

    def _read_steps(self) -> None:
        self.steps_in_order = self.procedure.steps
        for step in self.steps_in_order:
            self.steps.setdefault(step.name, step)
            if step.decides:
                self.deciding.add(step.name)
            if step.finds:
                self.makers[step.finds].append(step)
        for remedy in self.procedure.remedies.values():
            for event in remedy.against:
                self.remedies.setdefault(str(event), remedy)

    def offers_under(self, charter: Charter) -> dict[Any, Any]:
        """The place where what is offered under this charter is kept; emptied when it grows too large."""
        kept = self.offers.get(id(charter))
        if kept is None:
            kept = self.offers[id(charter)] = (charter, {})
        if len(kept[1]) > MOST_STATES:
            kept[1].clear()
        return kept[1]


_KEPT: dict[int, Index] = {}


def index_of(procedure: Procedure) -> Index:
    """The index of a procedure."""
    found = _KEPT.get(id(procedure))
    if found is None:
        if len(_KEPT) >= MOST_PROCEDURES:
            _KEPT.clear()
        found = _KEPT[id(procedure)] = Index(procedure)
    return found


def _listeners(procedure: Procedure) -> dict[str, Listeners]:
    ends: defaultdict[str, dict[str, TimeLimit]] = defaultdict(dict)
    starts: defaultdict[str, dict[str, TimeLimit]] = defaultdict(dict)
    asked: defaultdict[str, dict[str, Opinion]] = defaultdict(dict)
    for name, limit in procedure.limits.items():
        for event in limit.ends_with:
            ends[str(event)][name] = limit
        for event in limit.starts_with:
            starts[str(event)][name] = limit
    for name, opinion in procedure.opinions.items():
        for event in opinion.asked_with:
            asked[str(event)][name] = opinion
    return {
        event: Listeners(tuple(ends[event].values()), tuple(starts[event].values()), tuple(asked[event].values()))
        for event in {*ends, *starts, *asked}
    }


def _ranks(procedure: Procedure, steps: tuple[Step, ...]) -> dict[tuple[str, str], tuple[int, int]]:
    """The place of each kind and name of clock among ends on one day."""
    answers = [answer for opinion in procedure.opinions.values() for answer in opinion.answers]
    named = {
        "limit": list(procedure.limits),
        "opinion": list(procedure.opinions),
        "finding": answers + [s.finds for s in steps if s.finds],
    }
    ranks: dict[tuple[str, str], tuple[int, int]] = {}
    for order, kind in enumerate(_ORDER):
        for place, name in enumerate(named.get(kind, list(procedure.remedies))):
            ranks.setdefault((kind, name), (order, place))
    return ranks


def unnamed_rank(kind: str) -> tuple[int, int]:
    """The place of a clock whose name the procedure does not list."""
    return (_ORDER.index(kind), -1)
