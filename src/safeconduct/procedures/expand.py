"""From a procedure to its net: hidden stages, services, claims and remedies are spelled out.

This is section 2 to 5 of ``docs/reference/semantics.md`` written as a table, for one choice of circumstances. One thing
is folded: the chain of channels of a service is a single spot that may end on any day up to its longest, since
each channel but the last can come back on its last day and nothing else depends on which channel it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from safeconduct.procedures.graph import entered
from safeconduct.procedures.model import (
    Charter,
    Ground,
    Guard,
    Opinion,
    Place,
    Procedure,
    Remedy,
    Silence,
    Stage,
    Step,
)
from safeconduct.procedures.net import Clock, Days, Effect, Move, Net, Question, Spot
from safeconduct.procedures.periods import Length, longest, shortest
from safeconduct.procedures.report import Name, Say

Measure = Callable[[Length], Days]


def counted(length: Length) -> Days:
    """Days as they are counted, before an end on a non-working day moves to the next working day."""
    return Days(shortest(length), longest(length))


def expand(
    procedure: Procedure,
    charter: Charter,
    circumstances: frozenset[str] = frozenset(),
    people: int = 1,
    measure: Measure = counted,
    sent_at_once: bool = False,
) -> Net:
    """The net of ``procedure`` for a case in which exactly ``circumstances`` are true and each group has ``people`` members.

    ``sent_at_once``: decisions are handed over on the day they are taken, so that service takes the channels' days only.
    """
    return _Expansion(procedure, charter, circumstances, people, measure, sent_at_once).net()


class _Expansion:
    """Builds one net; spots are made when something first leads to them, so only what exists is there."""

    def __init__(
        self,
        procedure: Procedure,
        charter: Charter,
        circumstances: frozenset[str],
        people: int,
        measure: Measure,
        sent_at_once: bool,
    ) -> None:
        self.sent_at_once = sent_at_once
        self.p, self.charter, self.true, self.measure = procedure, charter, circumstances, measure
        self.result = Net(procedure, circumstances, {group: people for group in procedure.people})
        self.spots: dict[str, int] = {}
        self.waiting: list[Callable[[], None]] = []
        self.remedies = {str(e): r for r in procedure.remedies.values() for e in r.against}
        self.deciding = next((q.name for q in procedure.parties.values() if q.role == "deciding"), "")
        self.next_finding = 1
        self.next_count = 0

    def net(self) -> Net:
        self._members()
        self._clocks()
        self._questions()
        self._findings_of_steps()
        self._events()
        self._safeguards()
        self._beside()
        first = self._arrive(self.p.starts_in)
        self._settle()
        self._suspensions()
        self.result.start, self.result.initial_fresh = entered(self.result, (first, 0, 0, 0, 0), first)
        return self.result

    def _settle(self) -> None:
        while self.waiting:
            self.waiting.pop()()

    # ---- people, findings -------------------------------------------------------------------------------------

    def _bit(self) -> int:
        bit, self.next_finding = self.next_finding, self.next_finding << 1
        return bit

    def _members(self) -> None:
        for group, number in self.result.members.items():
            for one in range(1, number + 1):
                self.result.member_bits[f"{group} {one}"] = self._bit()
        self.result.gone = sum(self.result.member_bits.values())

    def _names(self, group: str) -> list[str]:
        return [m for m in self.result.member_bits if m.rsplit(" ", 1)[0] == group] if group else [""]

    def _finding(self, name: str, member: str) -> int:
        key = (name, member)
        if key not in self.result.finding_bits:
            bit = self.result.finding_bits[key] = self._bit()
            if member:
                self.result.member_mask[member] = self.result.member_mask.get(member, 0) | bit
        return self.result.finding_bits[key]

    def _add_clock(self, clock: Clock) -> int:
        clock.bit = 1 << len(self.result.clocks)
        self.result.clocks.append(clock)
        return clock.bit

    def _age(self, bit: int, name: str, good_for: Length | None, place: Place) -> int:
        """The clock of a finding that is good for a time; the finding lives through a decision only if it has one."""
        if good_for is None:
            return 0
        if bit not in self.result.age_of:
            days = counted(good_for)  # an expiry does not move to a working day (Regulation 1182/71 Art. 4(3))
            clock = self._add_clock(
                Clock(0, name, "age", days, days.longest, "", consequence=True, place=place)
            )
            self.result.age_of[bit] = clock
            self.result.finding_of_age[clock] = bit
            self.result.lasting |= bit
        return self.result.age_of[bit]

    # ---- clocks ------------------------------------------------------------------------------------------------

    def _clocks(self) -> None:
        self._add_clock(Clock(0, "limit", "limit", Days(0, 0), 0, "", consequence=True))
        self.limit_bits: dict[str, int] = {}
        for limit in self.p.limits.values():
            days = self._length(limit.length, limit.longer)
            extra = self._extra(limit.name, limit.extension)
            days = Days(days.shortest, days.longest)
            most = days.longest + extra.longest
            clock = Clock(
                0, limit.name, "limit", Days(days.shortest - extra.slack, days.longest), most, limit.answers_for_it,
                consequence=self._follows(limit.silence) or self._listened_to(f"silence of {limit.name}"), place=limit.place,
            )  # fmt: skip
            self.limit_bits[limit.name] = self._add_clock(clock)

    def _length(self, length: Length, longer: Iterable[tuple[str, Length]]) -> Days:
        return self.measure(
            next((other for circumstance, other in longer if circumstance in self.true), length)
        )

    def _extra(self, limit: str, extension: Length | None) -> Days:
        if extension is None:
            return Days(0, 0)
        times = sum(s.at_most or 1 for s in self.p.steps if s.extends == limit and self._open(s))
        one = self.measure(extension)
        return Days(one.shortest * times, one.longest * times)

    def _follows(self, silence: Silence | None) -> bool:
        return silence is not None and silence.has_consequence

    def _listened_to(self, event: str) -> bool:
        lists = [x.starts_with + x.ends_with for x in self.p.limits.values()] + [
            o.asked_with for o in self.p.opinions.values()
        ]
        return any(str(e) == event for events in lists for e in events)

    def _suspensions(self) -> None:
        for limit in self.p.limits.values():
            clock = self.result.clocks[self.limit_bits[limit.name].bit_length() - 1]
            clock.suspended = {self.spots[name] for name in limit.suspended_in if name in self.spots}

    # ---- opinions ----------------------------------------------------------------------------------------------

    def _questions(self) -> None:
        self.asks: dict[str, list[int]] = {}
        for opinion in self.p.opinions.values():
            if all(c in self.true or c in self.p.people for c in opinion.only_if):
                for member in self._names(opinion.for_each):
                    self._question(opinion, member)

    def _question(self, opinion: Opinion, member: str) -> None:
        number = len(self.result.questions)
        answers = tuple(self._finding(a, member) for a in opinion.answers)
        for bit in answers:
            self._age(bit, opinion.name, opinion.good_for, opinion.place)
        silence = self._finding(opinion.silence, member) if opinion.silence in opinion.answers else 0
        days = self.measure(opinion.within)
        clock = self._add_clock(
            Clock(
                0,
                opinion.name,
                "opinion",
                days,
                days.longest,
                opinion.of,
                consequence=bool(silence),
                place=opinion.place,
            )
        )
        self.result.questions.append(
            Question(
                1 << number,
                clock,
                answers,
                silence,
                opinion.name,
                opinion.of,
                member,
                opinion.place,
                sum(answers),
                self.result.member_bits.get(member, 0),
            )
        )
        self.result.opinion_clocks |= clock
        for event in opinion.asked_with:
            self.asks.setdefault(str(event), []).append(number)

    def _findings_of_steps(self) -> None:
        for step in self.p.steps:
            if step.finds and self._open(step):
                for member in self._names(step.for_one):
                    self._age(self._finding(step.finds, member), step.finds, step.good_for, step.place)

    def _events(self) -> None:
        known: dict[str, Effect] = self.result.events
        for limit in self.p.limits.values():
            bit = self.limit_bits[limit.name]
            for event in limit.ends_with:
                known.setdefault(str(event), Effect()).ends |= bit
            for event in limit.starts_with:
                known.setdefault(str(event), Effect()).starts |= bit
        for name, numbers in self.asks.items():
            known.setdefault(name, Effect()).asks = tuple(numbers)

    # ---- safeguards --------------------------------------------------------------------------------------------

    def _applies(self, safeguard: str) -> bool:
        """A safeguard for a circumstance that the file knows binds where it is true; one for unknown persons binds always."""
        whom = (
            self.charter.safeguards[safeguard].for_whom
            if safeguard in self.charter.safeguards
            else "everyone"
        )
        return whom not in self.p.circumstances or whom in self.true

    def _safeguards(self) -> None:
        met: dict[str, list[int]] = {}
        for opinion in self.p.opinions.values():
            if opinion.safeguard and opinion.answers:
                met.setdefault(opinion.safeguard, []).append(
                    self._whole(opinion.answers[0], opinion.for_each)
                )
        for step in self.p.steps:
            if step.safeguard and step.finds and self._open(step):
                met.setdefault(step.safeguard, []).append(self._whole(step.finds, step.for_one))
        for name in self.charter.safeguards:
            if self._applies(name):
                self.result.safeguards[name] = tuple(b for b in met.get(name, []) if b)

    def _whole(self, finding: str, group: str) -> int:
        """The bits that must hold together: the finding of every member."""
        bits = [self.result.finding_bits.get((finding, m), 0) for m in self._names(group)]
        return sum(bits) if all(bits) else 0

    # ---- guards ------------------------------------------------------------------------------------------------

    def _open(self, step: Step) -> bool:
        return all(c in self.true or c in self.p.people for c in step.only_if) and not any(
            c in self.true for c in step.unless
        )

    def _waived(self, finding: str) -> bool:
        makers: list[Opinion | Step] = [o for o in self.p.opinions.values() if finding in o.answers]
        makers += [s for s in self.p.steps if s.finds == finding]
        return bool(makers) and all(self._never(m) for m in makers)

    def _never(self, maker: Opinion | Step) -> bool:
        missing = any(c not in self.true and c not in self.p.people for c in maker.only_if)
        return missing or bool(maker.safeguard and not self._applies(maker.safeguard))

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

    def _grounds(self, grounds: tuple[Ground, ...], member: str) -> list[list[int]]:
        """The ways in which a ground can be established, each a list of masks; one way without masks is always open."""
        if not grounds or any(g.finding is None for g in grounds):
            return [[]]
        ways = [
            self._clause(g.finding, member)
            for g in grounds
            if g.finding and not self._waived(g.finding.finding)
        ]
        single = [way[0] for way in ways if len(way) == 1]
        joined = [[_union(single)]] if single else []
        return joined + [way for way in ways if len(way) != 1]

    # ---- steps -------------------------------------------------------------------------------------------------

    def _step_moves(self, step: Step, optional: bool = False) -> list[Move]:
        if not self._open(step):
            return []
        moves = []
        for member in self._names(step.for_one):
            after = [mask for guard in step.after for mask in self._clause(guard, member)]
            for way in self._grounds(step.grounds, member):
                moves += self._step_move(step, member, tuple(after + way), optional)
        return moves

    def _step_move(self, step: Step, member: str, clauses: tuple[int, ...], optional: bool) -> list[Move]:
        found = self._finding(step.finds, member) if step.finds else 0
        move = Move(
            "step", step.by, step.must and not optional, self._after_step(step), self._told(step, member), step.place, step.name, step,
            clauses=clauses, finds=found, ages=self.result.age_of.get(found, 0), unfinds=self._others(step.finds, member),
            closes=bool(step.decides or step.grounds), counter=self._counter(step.name, step.at_most),
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
        one = _copy(move, finds=move.finds | away, unfinds=move.unfinds | lost)
        if not others:
            return [one]
        rest = Move(
            "step", move.by, False, -1, move.text, move.place, move.name, step, clauses=move.clauses,
            absent=move.absent, finds=self.result.member_bits[member], unfinds=self.result.member_mask.get(member, 0),
            counter=move.counter, leaves=self.result.member_bits[member],
        )  # fmt: skip
        return [one, rest]

    def _others(self, finding: str, member: str) -> int:
        """The other answers of the opinion that this finding belongs to, if it is one's: a new answer replaces them."""
        rows = [o.answers for o in self.p.opinions.values() if finding in o.answers]
        return _union(self._finding(a, member) for answers in rows for a in answers if a != finding)

    def _counter(self, name: str, cap: int | None) -> tuple[int, int] | None:
        if cap is None:
            return None
        if name not in self.result.counters:
            self.result.counters[name] = (self.next_count, cap)
            self.next_count += max(cap, 1).bit_length()
        return self.result.counters[name]

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

    # ---- spots -------------------------------------------------------------------------------------------------

    def _spot(self, name: str, kind: str, place: Place, fill: Callable[[Spot], None]) -> int:
        if name not in self.spots:
            spot = Spot(len(self.result.spots), name, kind, place)  # type: ignore[arg-type]
            self.result.spots.append(spot)
            self.spots[name] = spot.index
            self.waiting.append(lambda: fill(spot))
        return self.spots[name]

    def _arrive(self, name: str) -> int:
        """Where 'to STAGE' leads: an outcome that is served, or that can be appealed, is served first."""
        stage = self.p.stages[name]
        if stage.outcome and (stage.served or f"reaching {name}" in self.remedies):
            return self._service(f"reaching {name}", lambda: self._stage(name), stage.place)
        return self._stage(name)

    def _after_step(self, step: Step) -> int:
        if not step.to:
            return -1
        if step.is_served:
            return self._service(step.name, lambda: self._arrive(step.to), step.place)
        return self._arrive(step.to)

    def _stage(self, name: str) -> int:
        stage = self.p.stages[name]
        return self._spot(
            name, "outcome" if stage.outcome else "stage", stage.place, lambda s: self._fill_stage(s, stage)
        )

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

    def _limits_falling(self, spot: Spot) -> None:
        """Where the end of each time limit leads from this spot (a claim remembers the stage in which the silence fell)."""
        for limit in self.p.limits.values():
            if self._follows(limit.silence):
                spot.silences[self.limit_bits[limit.name]] = self._silent(limit.silence, limit.name, spot)

    def _silent(self, silence: Silence | None, limit: str, spot: Spot) -> int:
        if silence is None or not silence.has_consequence:
            return -1
        if not silence.claimed_by:
            return self._arrive(silence.to)
        if spot.kind == "claim" and limit == "limit":
            return -1
        return self._claim(silence, limit, spot)

    def _claim(self, silence: Silence, limit: str, spot: Spot) -> int:
        depth = spot.name.count("claim of ")
        if depth > len(self.p.limits):
            return self._arrive(silence.if_not_confirmed)
        return self._spot(
            f"claim of {limit} in {spot.name}",
            "claim",
            silence.place,
            lambda s: self._fill_claim(s, silence, spot),
        )

    def _fill_claim(self, spot: Spot, silence: Silence, fallen: Spot) -> None:
        by, unconfirmed = silence.claimed_by, self._arrive(silence.if_not_confirmed)
        told = {"party": Name("parties", by), "kind": Name("silences", silence.kind)}
        spot.party, spot.about, spot.silence_kind = by, fallen.name, silence.kind
        spot.moves = [
            Move("confirm", by, False, self._arrive(silence.to), Say("{party} confirms what silence means: {kind}", told), silence.place, "confirm"),
            Move("decline", by, False, unconfirmed, Say("{party} does not confirm what silence means: {kind}", told), silence.place, "decline"),
        ]  # fmt: skip
        spot.moves += [_copy(m, must=False) for m in fallen.moves if m.by != by and not self._from_always(m)]
        self._always(spot)
        if silence.within is not None:
            spot.limited, spot.days, spot.silence = True, self.measure(silence.within), unconfirmed
        self._limits_falling(spot)

    def _from_always(self, move: Move) -> bool:
        return move.step is not None and move.step in self.p.always

    # ---- service and remedies ----------------------------------------------------------------------------------

    def _service(self, about: str, leads: Callable[[], int], place: Place) -> int:
        name = f"service of {about}"
        return self._spot(name, "service", place, lambda s: self._fill_service(s, about, leads()))

    def _fill_service(self, spot: Spot, about: str, leads: int) -> None:
        remedy, service = self.remedies.get(about), self.p.service
        starts, to = 0, leads
        if remedy and remedy.suspensive:
            to = self._time_for(remedy, about, leads)
        elif remedy:
            starts = self.remedy_bits[remedy.name, about][0]
        spot.about, spot.party, spot.duty = about, self.deciding, True
        spot.moves = [
            Move("served", "", False, to, Say("{what} is served", {"what": _what(about)}), spot.place, about,
                 effect=self.result.events.get(f"service of {about}"), also_starts=starts, decides=self._decides(about))
        ]  # fmt: skip
        self._always(spot)
        if service is not None:
            parts = [c.deemed_served_after for c in service.channels]
            if not self.sent_at_once:
                parts.append(service.sent_within)
            spot.limited, spot.silence = True, -1
            spot.days = Days(0, sum(self.measure(part).longest for part in parts))
        self._limits_falling(spot)

    def _decides(self, about: str) -> bool:
        return any(s.name == about and s.decides for s in self.p.steps)

    def _time_for(self, remedy: Remedy, about: str, leads: int) -> int:
        return self._spot(
            f"time for {remedy.name} against {about}", "time for remedy", remedy.place,
            lambda s: self._fill_time(s, remedy, about, leads),
        )  # fmt: skip

    def _fill_time(self, spot: Spot, remedy: Remedy, about: str, leads: int) -> None:
        pending = self._spot(
            f"{remedy.name} against {about}",
            "remedy",
            remedy.place,
            lambda s: self._fill_remedy(s, remedy, about, leads),
        )
        spot.about, spot.party = about, remedy.by
        spot.moves = [
            Move("file", remedy.by, False, pending, self._filing(remedy, about), remedy.place, remedy.name)
        ]
        self._always(spot)
        spot.limited, spot.days, spot.silence, spot.silence_kind = (
            True,
            self.measure(remedy.within),
            leads,
            "goes on",
        )
        self._limits_falling(spot)

    def _fill_remedy(self, spot: Spot, remedy: Remedy, about: str, leads: int) -> None:
        spot.about, spot.party, spot.duty = about, remedy.before, True
        spot.moves = self._reviews(remedy, about, leads)
        self._always(spot)
        spot.limited, spot.days = True, self.measure(remedy.decided_within)
        spot.silence_kind, spot.silence = remedy.silence.kind, self._silent(remedy.silence, "limit", spot)
        self._limits_falling(spot)

    def _filing(self, remedy: Remedy, about: str) -> Say:
        return Say(
            "{party} files: {remedy}, against {what}",
            {**self._about(remedy, about), "party": Name("parties", remedy.by)},
        )

    def _about(self, remedy: Remedy, about: str) -> dict[str, object]:
        return {
            "party": Name("parties", remedy.before),
            "remedy": Name("remedies", remedy.name),
            "what": _what(about),
        }

    def _reviews(self, remedy: Remedy, about: str, leads: int) -> list[Move]:
        told = self._about(remedy, about)
        moves = [
            Move(
                "uphold",
                remedy.before,
                True,
                leads,
                Say("{party} upholds: {what}", told),
                remedy.place,
                "uphold",
            )
        ]
        if remedy.annulled_to:
            moves.append(
                Move("annul", remedy.before, True, self._arrive(remedy.annulled_to), Say("{party} annuls: {what}", told),
                     remedy.place, "annul", counter=self._counter(f"annul {remedy.name}", remedy.annulled_at_most))
            )  # fmt: skip
        if remedy.replaced_to:
            moves.append(
                Move("replace", remedy.before, True, self._arrive(remedy.replaced_to), Say("{party} replaces: {what}", told),
                     remedy.place, "replace")
            )  # fmt: skip
        return moves

    def _beside(self) -> None:
        """A remedy that does not suspend runs beside whatever comes, also beside an outcome."""
        self.remedy_bits: dict[tuple[str, str], tuple[int, int]] = {}
        for remedy in self.p.remedies.values():
            for event in [] if remedy.suspensive else remedy.against:
                self._run_beside(remedy, str(event))

    def _run_beside(self, remedy: Remedy, about: str) -> None:
        time, court = self.measure(remedy.within), self.measure(remedy.decided_within)
        first = self._add_clock(
            Clock(
                0,
                f"time for {remedy.name} against {about}",
                "remedy",
                time,
                time.longest,
                remedy.by,
                True,
                place=remedy.place,
            )
        )
        second = self._add_clock(
            Clock(0, f"{remedy.name} against {about}", "remedy", court, court.longest, remedy.before,
                  remedy.silence.has_consequence, place=remedy.place)
        )  # fmt: skip
        self.remedy_bits[remedy.name, about] = (first, second)
        self.result.remedy_clocks |= first | second
        file = Move(
            "file",
            remedy.by,
            False,
            -1,
            self._filing(remedy, about),
            remedy.place,
            remedy.name,
            when=first,
            stops=first,
            also_starts=second,
        )
        reviews = [_copy(m, when=second, stops=second) for m in self._reviews(remedy, about, -1)]
        self.result.beside += [file, *reviews]
        if remedy.silence.has_consequence:
            self.result.beside.append(self._court_silent(remedy, second))

    def _court_silent(self, remedy: Remedy, clock: int) -> Move:
        told = {"party": Name("parties", remedy.before), "remedy": Name("remedies", remedy.name)}
        text = Say("{party} is silent: {remedy}", told)
        return Move(
            "lapse",
            remedy.before,
            False,
            self._arrive(remedy.silence.to),
            text,
            remedy.place,
            "lapse",
            when=clock,
            stops=clock,
        )


def _what(about: str) -> Name:
    return (
        Name("stages", about.removeprefix("reaching "))
        if about.startswith("reaching ")
        else Name("steps", about)
    )


def _union(bits: Iterable[int]) -> int:
    together = 0
    for bit in bits:
        together |= bit
    return together


def _copy(move: Move, **changes: object) -> Move:
    values = {name: getattr(move, name) for name in move.__slots__}
    return Move(**(values | changes))
