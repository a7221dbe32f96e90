"""Which kinds of case a proof must look at: every choice of the circumstances that something in the file reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from safeconduct.procedures.expand import Measure, counted, expand
from safeconduct.procedures.graph import Graph, Relevance, explore, relevance
from safeconduct.procedures.model import Charter, Procedure
from safeconduct.procedures.net import Days, Net
from safeconduct.procedures.periods import (
    Calendar,
    Length,
    load_calendar,
    longest,
    longest_to_end,
    shortest,
)
from safeconduct.procedures.timed_graph import TooLarge

Kind = frozenset[str]
"""The circumstances that are true of a case; all others are false."""


@dataclass
class Cases:
    """All kinds of case of one procedure under one charter, with the net of each made once."""

    procedure: Procedure
    charter: Charter
    _nets: dict[tuple[Kind, int, Measure, bool], Net] = field(default_factory=dict)
    _graphs: dict[object, Graph] = field(default_factory=dict)

    def net(
        self, kind: Kind = frozenset(), people: int = 1, measure: Measure = counted, sent_at_once: bool = False
    ) -> Net:
        """The net of a case in which exactly ``kind`` is true and each group has ``people`` members."""
        key = (kind, people if self.procedure.people else 1, measure, sent_at_once)
        if key not in self._nets:
            self._nets[key] = expand(self.procedure, self.charter, *key)
        return self._nets[key]

    def graph(self, kind: Kind = frozenset(), people: int = 1) -> Graph:
        """The graph without days of a kind of case; kinds that only days tell apart share one."""
        key = (kind, people)
        if key not in self._graphs:
            net = self.net(kind, people)
            relevant = relevance(net, keep_safeguards=True)
            mark = (fingerprint(net, relevant, to_decision=False, with_days=False), tuple(net.safeguards.items()))
            if mark not in self._graphs:
                self._graphs[mark] = explore(net, relevant)
            self._graphs[key] = self._graphs[mark]
        return self._graphs[key]

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """Every choice, fewest circumstances first, so that the plainest case that shows something is the one shown."""
        read = circumstances_read(self.procedure, self.charter)
        return tuple(frozenset(chosen) for number in range(len(read) + 1) for chosen in combinations(read, number))

    @cached_property
    def calendar(self) -> Measure:
        """Lengths on real calendars, over all states that the file names.

        The longest period from any start and the longest wait to a working day are taken apart, since a suspension may
        move the end onto a worse day.
        """
        rule, on = self.procedure.calendar.periods, self.procedure.version
        calendars = [load_calendar(state, rule, on) for state in self.procedure.calendar.holidays_of]

        def measure(length: Length, suspensions: int | None = 0) -> Days:
            return _on_calendars(length, calendars, suspensions)

        return measure if calendars else counted

    def distinct(
        self,
        kinds: Iterable[Kind] | None = None,
        people: int = 1,
        measure: Measure = counted,
        to_decision: bool = False,
        sent_at_once: bool = False,
    ) -> Iterator[tuple[Kind, Net]]:
        """The kinds of case that a search can tell apart, each with its net."""
        seen = set()
        for kind in self.kinds if kinds is None else kinds:
            net = self.net(kind, people, measure, sent_at_once)
            mark = fingerprint(net, relevance(net), to_decision)
            if mark not in seen:
                seen.add(mark)
                yield kind, net


def _on_calendars(length: Length, calendars: list[Calendar], suspensions: int | None) -> Days:
    if suspensions is None and any(longest(length, c) < longest(length, c, suspensions=1) for c in calendars):
        raise TooLarge  # each of endless suspensions may meet holidays of its own
    most = max(longest_to_end(length, c, suspensions=suspensions or 0) for c in calendars)
    return Days(min(shortest(length, c) for c in calendars), most)


def circumstances_read(procedure: Procedure, charter: Charter) -> tuple[str, ...]:
    """The circumstances that change what can happen, in the order of the file."""
    read = {c for step in procedure.steps for c in step.only_if + step.unless}
    read |= {c for stage in procedure.stages.values() for c, _ in stage.longer}
    read |= {c for limit in procedure.limits.values() for c, _ in limit.longer}
    read |= {c for opinion in procedure.opinions.values() for c in opinion.only_if}
    read |= {charter.safeguards[s].for_whom for s in _safeguards(procedure, charter) if s in charter.safeguards}
    return tuple(c for c in procedure.circumstances if c in read)


def _safeguards(procedure: Procedure, charter: Charter) -> set[str]:
    """Those that something in the file meets, and those that its outcomes owe, met or not."""
    met = {o.safeguard for o in procedure.opinions.values()} | {s.safeguard for s in procedure.steps}
    return met | {
        name for stage in procedure.stages.values() if stage.outcome for name in charter.outcomes[stage.outcome].owes
    }


def fingerprint(net: Net, relevant: Relevance, to_decision: bool, with_days: bool = True) -> tuple[object, ...]:
    """Equal for two nets that a search (to the decision, or to the end) cannot tell apart, so that it is made once."""
    seen, rows = [net.start[0]], []
    for index in seen:
        spot = net.spots[index]
        moves = tuple(
            (m.name, m.kind, m.by, m.to, m.clauses, m.absent, m.others, m.counter, m.closes, m.when, m.finds)
            for m in spot.moves + net.beside
        )
        nexts = [m.to for m in spot.moves + net.beside if not (to_decision and m.kind == "served" and m.decides)]
        for to in [*nexts, spot.silence, *spot.silences.values()]:
            over = to < 0 or (to_decision and (net.spots[to].decided or bool(net.spots[to].outcome)))
            if not over and to not in seen:
                seen.append(to)
        days = spot.days if with_days else spot.limited
        rows.append((spot.name, days, spot.silence, tuple(sorted(spot.silences.items())), spot.party, moves))
    names = {net.spots[i].name for i in seen} | {m.name for i in seen for m in net.spots[i].moves}
    clocks = tuple(
        (c.name, (c.days, c.most, c.extension) if with_days else (), tuple(sorted(c.suspended)))
        for c in net.clocks
        if _can_start(net, c.bit, names)
    )
    questions = tuple((q.name, q.member) for q in net.questions)
    return (
        tuple(sorted(rows)),
        clocks,
        questions,
        tuple(relevant.findings[i] for i in sorted(seen)),
        net.start,
        net.lasting,
    )


def _can_start(net: Net, bit: int, names: set[str]) -> bool:
    """Whether a limit can begin where the search looks: by reaching a stage there, or by what is done there."""
    if net.start[3] & bit or bit in net.finding_of_age or bit & net.remedy_clocks:
        return True
    for event, effect in net.events.items():
        if effect.starts & bit or any(net.questions[n].clock & bit for n in effect.asks):
            what = event.removeprefix("reaching ").removeprefix("service of ")
            if what in names or event.startswith("silence of "):
                return True
    return False
