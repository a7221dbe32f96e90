"""The parts of a net that stand beside the stages: members, findings, clocks, questions and safeguards.

Each member who can leave, each finding that can be made and each clock that can run gets a bit (see :mod:`.net`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from safeconduct.procedures.model import Charter, Opinion, Place, Procedure, Silence, Step, TimeLimit
from safeconduct.procedures.net import Clock, Days, Effect, Net, Question
from safeconduct.procedures.periods import Length, longest, shortest


class Measure(Protocol):
    """How many days a length can take from any start date, if so many suspensions cut it (None: no matter how many)."""

    def __call__(self, length: Length, suspensions: int | None = 0) -> Days: ...


def counted(length: Length, suspensions: int | None = 0) -> Days:
    """Days as they are counted, before an end on a non-working day moves to the next working day.

    Without a calendar no piece of a suspended limit can meet worse holidays than another.
    """
    return Days(shortest(length), longest(length))


class Clocks:
    """Begins a net with everything that a step or a stage can start, end, ask or find."""

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

    def _begin(self) -> None:
        self._members()
        self._clocks()
        self._questions()
        self._findings_of_steps()
        self._events()
        self._safeguards()

    def _members(self) -> None:
        for group, number in self.result.members.items():
            for one in range(1, number + 1):
                self.result.member_bits[f"{group} {one}"] = self._bit()
        self.result.gone = sum(self.result.member_bits.values())

    def _names(self, group: str) -> list[str]:
        return [m for m in self.result.member_bits if m.rsplit(" ", 1)[0] == group] if group else [""]

    def _bit(self) -> int:
        bit, self.next_finding = self.next_finding, self.next_finding << 1
        return bit

    def _finding(self, name: str, member: str) -> int:
        key = (name, member)
        if key not in self.result.finding_bits:
            bit = self.result.finding_bits[key] = self._bit()
            if member:
                self.result.member_mask[member] = self.result.member_mask.get(member, 0) | bit
        return self.result.finding_bits[key]

    def _clocks(self) -> None:
        self._add_clock(Clock(0, "limit", "limit", Days(0, 0), 0, "", consequence=True))
        self.limit_bits: dict[str, int] = {}
        for limit in self.p.limits.values():
            heard = self._follows(limit.silence) or self._listened_to(f"silence of {limit.name}")
            clock = Clock(0, limit.name, "limit", Days(0, 0), 0, limit.answers_for_it, heard, place=limit.place)
            self.limit_bits[limit.name] = self._add_clock(clock)
            self._measure_limit(clock, limit)

    def _measure_limit(self, clock: Clock, limit: TimeLimit, suspensions: int | None = 0) -> None:
        days = self._length(limit.length, limit.longer, suspensions)
        one = self.measure(limit.extension, suspensions) if limit.extension else Days(0, 0)
        times = self._times_extended(limit.name)
        clock.days, clock.most = days, days.longest + times * one.longest
        clock.extension, clock.stretch = one, times * one.slack

    def _length(self, length: Length, longer: Iterable[tuple[str, Length]], suspensions: int | None = 0) -> Days:
        found = next((other for circumstance, other in longer if circumstance in self.true), length)
        return self.measure(found, suspensions)

    def _times_extended(self, limit: str) -> int:
        return sum(
            (s.at_most or 1) * len(self._names(s.for_one)) for s in self.p.steps if s.extends == limit and self._open(s)
        )

    def _follows(self, silence: Silence | None) -> bool:
        return silence is not None and silence.has_consequence

    def _listened_to(self, event: str) -> bool:
        lists = [limit.starts_with + limit.ends_with for limit in self.p.limits.values()]
        lists += [opinion.asked_with for opinion in self.p.opinions.values()]
        return any(str(e) == event for events in lists for e in events)

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
            clock = self._add_clock(Clock(0, name, "age", days, days.longest, "", consequence=True, place=place))
            self.result.age_of[bit] = clock
            self.result.finding_of_age[clock] = bit
            self.result.lasting |= bit
        return self.result.age_of[bit]

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
            Clock(0, opinion.name, "opinion", days, days.longest, opinion.of, bool(silence), place=opinion.place)
        )
        self.result.questions.append(
            Question(
                1 << number, clock, answers, silence, opinion.name, opinion.of, member, opinion.place,
                all_answers=sum(answers), gone=self.result.member_bits.get(member, 0),
            )
        )  # fmt: skip
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

    def _safeguards(self) -> None:
        met: dict[str, list[int]] = {}
        for opinion in self.p.opinions.values():
            if opinion.safeguard and opinion.answers:
                met.setdefault(opinion.safeguard, []).append(self._whole(opinion.answers[0], opinion.for_each))
        for step in self.p.steps:
            if step.safeguard and step.finds and self._open(step):
                met.setdefault(step.safeguard, []).append(self._whole(step.finds, step.for_one))
        for name in self.charter.safeguards:
            if self._applies(name):
                self.result.safeguards[name] = tuple(b for b in met.get(name, []) if b)

    def _applies(self, safeguard: str) -> bool:
        """A safeguard for a circumstance of the file binds where it is true; one for unknown persons binds always."""
        whom = self.charter.safeguards[safeguard].for_whom if safeguard in self.charter.safeguards else "everyone"
        return whom not in self.p.circumstances or whom in self.true

    def _whole(self, finding: str, group: str) -> int:
        """The bits that must hold together: the finding of every member."""
        bits = [self.result.finding_bits.get((finding, m), 0) for m in self._names(group)]
        return sum(bits) if all(bits) else 0

    def _open(self, step: Step) -> bool:
        needed = all(c in self.true or c in self.p.people for c in step.only_if)
        return needed and not any(c in self.true for c in step.unless)

    def _counter(self, name: str, cap: int | None) -> tuple[int, int] | None:
        if cap is None:
            return None
        if name not in self.result.counters:
            self.result.counters[name] = (self.next_count, cap)
            self.next_count += max(cap, 1).bit_length()
        return self.result.counters[name]
