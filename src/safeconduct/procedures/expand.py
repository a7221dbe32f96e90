"""From a procedure to its net: hidden stages, services, claims and remedies are spelled out.

This is section 2 to 5 of ``docs/reference/semantics.md`` written as a table, for one choice of circumstances. One thing
is folded: the chain of channels of a service is a single spot that may end on any day up to its longest, since
each channel but the last can come back on its last day and nothing else depends on which channel it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from safeconduct.procedures.expand_clocks import Measure, counted
from safeconduct.procedures.expand_hidden import HiddenStages
from safeconduct.procedures.graph import entered
from safeconduct.procedures.model import Charter, Ground, Guard, Opinion, Procedure, Stage, Step, TimeLimit
from safeconduct.procedures.net import Clock, Move, Net, Spot, SpotKind
from safeconduct.procedures.report import Name, Say
from safeconduct.procedures.suspensions import times_entered

__all__ = ["Measure", "counted", "expand"]


def expand(
    procedure: Procedure,
    charter: Charter,
    circumstances: frozenset[str] = frozenset(),
    people: int = 1,
    measure: Measure = counted,
    sent_at_once: bool = False,
) -> Net:
    """The net of ``procedure`` for a case in which just ``circumstances`` are true; each group has ``people`` members.

    ``sent_at_once``: decisions are handed over on the day they are taken; service takes only the channels' days.
    """
    return _Expansion(procedure, charter, circumstances, people, measure, sent_at_once).net()


class _Expansion(HiddenStages):
    """Builds one net from its first stage on: only what something leads to is there."""

    def net(self) -> Net:
        self._begin()
        self._beside()
        first = self._arrive(self.p.starts_in)
        self._settle()
        self._suspensions()
        self.result.start, self.result.initial_fresh = entered(self.result, (first, 0, 0, 0, 0), first)
        return self.result

    def _suspensions(self) -> None:
        for limit in self.p.limits.values():
            clock = self.result.clocks[self.limit_bits[limit.name].bit_length() - 1]
            clock.suspended = {self.spots[name] for name in limit.suspended_in if name in self.spots}
            if clock.suspended and self.measure is not counted:
                times = times_entered(self.p, limit.suspended_in, self.result.members)
                self._measure_limit(clock, limit, times)
                self._measure_extension(clock, limit, times)

    def _measure_extension(self, clock: Clock, limit: TimeLimit, suspensions: int | None) -> None:
        if limit.extension is None:
            return
        days = self.measure(limit.extension, suspensions).longest
        for spot in self.result.spots:
            for move in spot.moves:
                if move.extends is not None and move.extends[0] == clock.bit:
                    move.extends = clock.bit, days

    def _arrive(self, name: str) -> int:
        """Where 'to STAGE' leads: an outcome that is served, or that can be appealed, is served first."""
        stage = self.p.stages[name]
        if stage.outcome and (stage.served or f"reaching {name}" in self.remedies):
            return self._service(f"reaching {name}", lambda: self._stage(name), stage.place)
        return self._stage(name)

    def _stage(self, name: str) -> int:
        stage = self.p.stages[name]
        kind: SpotKind = "outcome" if stage.outcome else "stage"
        return self._spot(name, kind, stage.place, lambda s: self._fill_stage(s, stage))

    def _fill_stage(self, spot: Spot, stage: Stage) -> None:
        spot.outcome, spot.decided = stage.outcome, bool(stage.decided)
        for step in stage.steps:
            spot.moves += self._step_moves(step)
        if not stage.outcome:
            self._always(spot)
        acting = next((s for s in stage.steps if s.must), next(iter(stage.steps), None))
        spot.party = acting.by if acting else ""
        spot.duty = any(s.must for s in stage.steps)
        if stage.limit is not None:
            spot.limited, spot.days = True, self._length(stage.limit, stage.longer)
            spot.silence_kind = stage.silence.kind if stage.silence else ""
            spot.silence = self._silent(stage.silence, "limit", spot)
        self._limits_falling(spot)

    def _always(self, spot: Spot) -> None:
        for step in self.p.always:
            spot.moves += self._step_moves(step)

    def _step_moves(self, step: Step) -> list[Move]:
        if not self._open(step):
            return []
        moves = []
        for member in self._names(step.for_one):
            after = [mask for guard in step.after for mask in self._clause(guard, member)]
            for way in self._grounds(step.grounds, member):
                moves += self._step_move(step, member, tuple(after + way))
        return moves

    def _step_move(self, step: Step, member: str, clauses: tuple[int, ...]) -> list[Move]:
        found = self._finding(step.finds, member) if step.finds else 0
        move = Move(
            "step", step.by, step.must, self._after_step(step), self._told(step, member), step.place, step.name, step,
            clauses=clauses, finds=found, ages=self.result.age_of.get(found, 0),
            unfinds=self._others(step.finds, member), closes=bool(step.decides or step.grounds),
            counter=self._counter(f"{step.name} {member}".strip(), step.at_most),
            extends=self._extension(step), effect=self.result.events.get(step.name), decides=bool(step.decides),
        )  # fmt: skip
        if not member:
            return [move]
        move.absent = self.result.member_bits[member]
        if not step.to:
            return [move]
        return self._split(move, step, member)

    def _split(self, move: Move, step: Step, member: str) -> list[Move]:
        """A case whose people part: a proof follows the one, or the others where there are others."""
        others = [m for m in self._names(step.for_one) if m != member]
        away = _union(self.result.member_bits[m] for m in others)
        lost = _union(self.result.member_mask.get(m, 0) for m in others)
        one = replace(move, finds=move.finds | away, unfinds=move.unfinds | lost)
        if not others:
            return [one]
        rest = Move(
            "step", move.by, False, -1, move.text, move.place, move.name, step, clauses=move.clauses,
            absent=move.absent, finds=self.result.member_bits[member], unfinds=self.result.member_mask.get(member, 0),
            counter=move.counter, others=away,
        )  # fmt: skip
        return [one, rest]

    def _others(self, finding: str, member: str) -> int:
        """The other answers of the opinion that this finding belongs to, if it is one's: a new answer replaces them."""
        rows = [o.answers for o in self.p.opinions.values() if finding in o.answers]
        return _union(self._finding(a, member) for answers in rows for a in answers if a != finding)

    def _after_step(self, step: Step) -> int:
        if not step.to:
            return -1
        if step.is_served:
            return self._service(step.name, lambda: self._arrive(step.to), step.place)
        return self._arrive(step.to)

    def _extension(self, step: Step) -> tuple[int, int] | None:
        limit = self.p.limits.get(step.extends)
        if limit is None or limit.extension is None:
            return None
        return self.limit_bits[limit.name], self.measure(limit.extension).longest

    def _told(self, step: Step, member: str) -> Say:
        values = {"party": Name("parties", step.by), "step": Name("steps", step.name)}
        if not member:
            return Say("{party}: {step}", values)
        return Say("{party}: {step} ({member})", values | {"member": Name("people", member)})

    def _grounds(self, grounds: tuple[Ground, ...], member: str) -> list[list[int]]:
        """The ways in which a ground can be established, each a list of masks; one way without masks is always open."""
        if not grounds or any(g.finding is None for g in grounds):
            return [[]]
        ways = [self._clause(g.finding, member) for g in grounds if g.finding and not self._waived(g.finding.finding)]
        single = [way[0] for way in ways if len(way) == 1]
        joined = [[_union(single)]] if single else []
        return joined + [way for way in ways if len(way) != 1]

    def _clause(self, guard: Guard, member: str) -> list[int]:
        """One mask for each thing that must be so; a member who has left the case is no longer asked about."""
        if self._waived(guard.finding):
            return []
        if guard.quantifier == "each":
            gone = self.result.member_bits
            return [self._finding(guard.finding, m) | gone[m] for m in self._names(guard.group)]
        if guard.quantifier == "any":
            return [sum(self._finding(guard.finding, m) for m in self._names(guard.group))]
        return [self._finding(guard.finding, member if guard.quantifier == "this" else "")]

    def _waived(self, finding: str) -> bool:
        makers: list[Opinion | Step] = [o for o in self.p.opinions.values() if finding in o.answers]
        makers += [s for s in self.p.steps if s.finds == finding]
        return bool(makers) and all(self._never(m) for m in makers)

    def _never(self, maker: Opinion | Step) -> bool:
        missing = any(c not in self.true and c not in self.p.people for c in maker.only_if)
        return missing or bool(maker.safeguard and not self._applies(maker.safeguard))


def _union(bits: Iterable[int]) -> int:
    together = 0
    for bit in bits:
        together |= bit
    return together
