"""What can happen to a case today, read from ``docs/reference/semantics.md`` line by line and nowhere else.

Plain and slow on purpose. Where the page can be read in two ways, the reading taken stands in :data:`READINGS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from safeconduct.procedures.model import (
    LEFT_OPEN,
    Charter,
    Event,
    Guard,
    Opinion,
    Procedure,
    Remedy,
    Silence,
    Stage,
    Step,
)
from safeconduct.procedures.periods import Length, longest
from tests.oracle.case import STAGE, Case, Clock, Key, Member, Move, served_name

Mode = Literal["lawful", "enforced"]
Part = TypeVar("Part")

READINGS = {
    "late answers": "an opinion may be given late only where its silence is left to national law",
    "grounds": "a ground is established only by its finding; the waiver is for 'after'",
    "claims": "in a claim the ways out of a hidden stage in which the silence fell stay open too",
    "split": "the member who goes keeps the other groups; for the others nothing has happened but that one is gone",
}


class Unclear(Exception):
    """The semantics page does not say what this means."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A hidden stage: ``about`` is the act or outcome served, ``fell`` the silence of a claim, ``of`` where it fell."""

    kind: Literal["service", "time for", "review", "claim"]
    about: Event | None = None
    remedy: Remedy | None = None
    fell: Silence | None = None
    of: str = ""


class World:
    """One procedure under one charter for cases with these circumstances, obeyed or not."""

    def __init__(
        self, procedure: Procedure, charter: Charter, circumstances: frozenset[str], mode: Mode, people: int = 1
    ) -> None:
        self.procedure = procedure
        self.charter = charter
        self.true = circumstances | frozenset(procedure.people)
        self.mode = mode
        self.people = people
        self.hidden: dict[str, Hidden] = {}
        limits, opinions = procedure.limits.values(), procedure.opinions.values()
        self.heard = {event for x in limits for event in (*x.starts_with, *x.ends_with)}
        self.heard |= {event for opinion in opinions for event in opinion.asked_with}

    # -- filing ------------------------------------------------------------------------------------------------

    def filed(self) -> Move:
        members = frozenset((group, n + 1) for group in self.procedure.people for n in range(self.people))
        return self.going("filed", Case("", members), self.procedure.starts_in)

    def moves(self, case: Case) -> Iterator[Move]:
        """Everything that may happen next: acts, ends of clocks, and the passing of a day."""
        yield from self.acts(case, case.place)
        if not self.is_outcome(case.place):
            for step in self.procedure.always:
                yield from self.taking(case, step)
            yield from self.answers(case)
        yield from self.remedies_beside(case)
        yield from self.ends(case)
        yield from self.waiting(case)

    def is_outcome(self, place: str) -> bool:
        return place in self.procedure.stages and bool(self.procedure.stages[place].outcome)

    # -- section 6: waiting ------------------------------------------------------------------------------------

    def stands_still(self, case: Case, key: Key) -> bool:
        return key[0] == "limit" and case.place in self.procedure.limits[str(key[1])].suspended_in

    def waiting(self, case: Case) -> Iterator[Move]:
        """A day passes when no clock has run down. Who need not wait for an act lets its clock end first."""
        if not case.clocks and not case.late and self.is_outcome(case.place):
            return  # the case is closed
        going = [(k, c) for k, c in case.clocks if not self.stands_still(case, k)]
        if all(clock.left > 0 for _, clock in going):
            later = {k: c.a_day_later() for k, c in going}
            yield Move(1, "a day passes", case._replace(clocks=frozenset({**dict(case.clocks), **later}.items())))

    def ends(self, case: Case) -> Iterator[Move]:
        for key, clock in case.clocks:
            if clock.may_end and not self.stands_still(case, key):
                yield from self.end_of(case, key)

    def end_of(self, case: Case, key: Key) -> Iterator[Move]:
        """Section 5. Without a consequence a clock ends only where nobody must act, and without effect."""
        without = case.without_clocks([key])
        if key[0] == "opinion":
            yield from self.opinion_unanswered(without, key)
        elif key[0] == "finding":
            yield Move(0, f"{key[1]} is too old", without.no_finding([(str(key[1]), key[2])]))  # type: ignore[list-item]
        elif key[0] == "time for":
            yield Move(0, f"{key} is over", without)
        elif key[0] == "remedy":
            remedy = self.procedure.remedies[str(key[1])]
            late = without if remedy.silence.has_consequence else without._replace(late=without.late | {key})
            yield from self.silence(late, remedy.silence, f"{remedy.name} against {key[2]}")
        elif key[0] == "limit":
            limit = self.procedure.limits[str(key[1])]
            yield from self.silence(without, limit.silence, limit.name, Event("silence of", limit.name))
        else:
            yield from self.stage_limit_over(without)

    def stage_limit_over(self, case: Case) -> Iterator[Move]:
        hidden = self.hidden.get(case.place)
        if hidden is None:
            yield from self.silence(case, self.procedure.stages[case.place].silence, "limit")
        elif hidden.kind == "service":
            yield from self.silence(case, None, "limit")
        elif hidden.kind == "time for":
            yield self.onward("the period ends", case, hidden)
        elif hidden.kind == "review":
            yield from self.silence(case, _sure(hidden.remedy).silence, "limit")
        else:
            yield self.going("nobody confirmed in time", case, _sure(hidden.fell).if_not_confirmed)

    def silence(self, case: Case, silence: Silence | None, limit: str, event: Event | None = None) -> Iterator[Move]:
        if silence is None or not silence.has_consequence:
            if self.mode == "enforced":
                yield Move(0, f"{limit} is missed", case)
            return
        after = self.occurs(case, event) if event else case
        if not silence.claimed_by:
            yield self.going(f"silence of {limit}", after, silence.to)
            return
        name = f"claim of {limit} in {case.place}"
        self.hidden[name] = Hidden("claim", fell=silence, of=case.place)
        yield self.standing(f"silence of {limit}", after, name)

    # -- section 3: steps --------------------------------------------------------------------------------------

    def acts(self, case: Case, place: str, but_not: frozenset[str] = frozenset()) -> Iterator[Move]:
        """The ways out of a stage that somebody chooses, leaving out those of the parties ``but_not``."""
        hidden = self.hidden.get(place)
        if hidden is None:
            for step in self.procedure.stages[place].steps:
                if step.by not in but_not:
                    yield from self.taking(case, step)
        elif hidden.kind == "service":
            yield self.served(case, _sure(hidden.about))
        elif hidden.kind == "time for":
            yield from self.filing(case, hidden, but_not)
        elif hidden.kind == "review":
            yield from self.reviewing(case, hidden, but_not)
        else:
            yield from self.claiming(case, hidden, but_not)

    def claiming(self, case: Case, hidden: Hidden, but_not: frozenset[str]) -> Iterator[Move]:
        fell = _sure(hidden.fell)
        if fell.claimed_by not in but_not:
            yield self.going("confirmed", case, fell.to)
            yield self.going("declined", case, fell.if_not_confirmed)
        yield from self.acts(case, hidden.of, but_not | {fell.claimed_by})

    def taking(self, case: Case, step: Step) -> Iterator[Move]:
        for about in case.group(step.for_one) if step.for_one else [None]:
            if self.offered(case, step, about):
                yield from self.taken(case, step, about)

    def offered(self, case: Case, step: Step, about: Member | None) -> bool:
        return (
            (step.at_most is None or case.times(("step", step.name, about)) < step.at_most)
            and all(c in self.true for c in step.only_if)
            and not any(c in self.true for c in step.unless)
            and all(self.waived(guard) or case.holds(guard, about) for guard in step.after)
            and self.has_ground(case, step, about)
        )

    def has_ground(self, case: Case, step: Step, about: Member | None) -> bool:
        return not step.grounds or any(g.finding is None or case.holds(g.finding, about) for g in step.grounds)

    def waived(self, guard: Guard) -> bool:
        """The finding is one that this case cannot be asked for."""
        sources = [(o.only_if, o.safeguard) for o in self.procedure.opinions.values() if guard.finding in o.answers]
        sources += [(s.only_if, s.safeguard) for s in self.procedure.steps if guard.finding == s.finds]
        return bool(sources) and all(
            any(c not in self.true for c in only_if) or (safeguard and not self.is_owed(safeguard))
            for only_if, safeguard in sources
        )

    def is_owed(self, safeguard: str) -> bool:
        """A safeguard for a circumstance that the file knows is owed where it is true, any other always."""
        whom = self.charter.safeguards[safeguard].for_whom
        return whom not in self.procedure.circumstances or whom in self.true

    def taken(self, case: Case, step: Step, about: Member | None) -> Iterator[Move]:
        leads_elsewhere = bool(step.to) or step.is_served
        used = case.counted(("step", step.name, about)) if step.at_most is not None else case
        if about and leads_elsewhere and len(case.group(about[0])) > 1:
            yield Move(0, f"{step.name} for {about}, seen by the others", self.parted(used, lambda m: m != about))
        if about and leads_elsewhere:
            used = self.parted(used, lambda m: m == about or m[0] != about[0])
        after = self.effects(used, step, about)
        if step.is_served:
            yield self.on_its_way(f"step {step.name}", after, Event("step", step.name))
        elif step.to:
            yield self.going(f"step {step.name}", after, step.to)
        else:
            yield Move(0, f"step {step.name}", after)

    def parted(self, case: Case, stays: Callable[[Member], bool]) -> Case:
        members = frozenset(m for m in case.members if stays(m))
        gone = case.members - members
        left = case.no_finding((f, m) for f, m in case.findings if m in gone)
        left = left.without_clocks(k for k, _ in left.clocks if k[0] == "opinion" and k[2] in gone)
        return left._replace(members=members, late=frozenset(k for k in left.late if k[2] not in gone))

    def effects(self, case: Case, step: Step, about: Member | None) -> Case:
        """After the cap: the finding holds, questions close, a limit is extended, the event occurs."""
        if step.finds:
            case = case.finding(step.finds, about, step.good_for)
        if step.decides or step.grounds:
            case = self.questions_closed(case)
        clock = case.clock(("limit", step.extends)) if step.extends else None
        if clock:
            case = case.with_clock(
                ("limit", step.extends), clock.extended(_sure(self.procedure.limits[step.extends].extension))
            )
        return self.occurs(case, Event("step", step.name))

    def questions_closed(self, case: Case) -> Case:
        case = case.without_clocks(case.running("opinion"))._replace(late=late_remedies(case))
        return case.no_finding(f for f in case.findings if case.clock(("finding", *f)) is None)

    # -- section 2: service, remedies --------------------------------------------------------------------------

    def on_its_way(self, what: str, case: Case, about: Event) -> Move:
        name = served_name(about)
        self.hidden[name] = Hidden("service", about)
        return self.standing(what, case, name)

    def served(self, case: Case, about: Event) -> Move:
        """The act is received: its event occurs, then there is time for a remedy, or the case goes on."""
        after = self.occurs(case, Event("service of", str(about)))
        decision = about.kind == "step" and bool(self.procedure.step(about.name).decides)
        against = [r for r in self.procedure.remedies.values() if about in r.against]
        for remedy in against:
            if not remedy.suspensive:
                after = self.starts(after, ("time for", remedy.name, str(about)), remedy.within)
        for remedy in against:
            if remedy.suspensive:
                name = f"time for {remedy.name} against {about}"
                self.hidden[name] = Hidden("time for", about, remedy)
                return replace(self.standing(f"{about} is served", after, name), decision=decision)
        move = self.onward(f"{about} is served", after, Hidden("service", about))
        return replace(move, decision=decision or move.decision)

    def onward(self, what: str, case: Case, hidden: Hidden) -> Move:
        """To where the act or outcome leads."""
        about = _sure(hidden.about)
        if about.kind == "reaching":
            return self.standing(what, case, about.name)
        step = self.procedure.step(about.name)
        if not step.to and step in self.procedure.always:
            raise Unclear(f"'{step.name}' is served, may be taken anywhere and has no 'to'")
        return self.going(what, case, step.to or step.stage)

    def filing(self, case: Case, hidden: Hidden, but_not: frozenset[str]) -> Iterator[Move]:
        remedy = _sure(hidden.remedy)
        if remedy.by not in but_not:
            name = f"{remedy.name} against {hidden.about}"
            self.hidden[name] = Hidden("review", hidden.about, remedy)
            yield self.standing("filed against", case, name)

    def reviewing(self, case: Case, hidden: Hidden, but_not: frozenset[str]) -> Iterator[Move]:
        remedy = _sure(hidden.remedy)
        if remedy.before not in but_not:
            yield self.onward("upheld", case, hidden)
            yield from self.undone(case, remedy)

    def undone(self, case: Case, remedy: Remedy) -> Iterator[Move]:
        key: Key = ("remedy", remedy.name)
        if remedy.annulled_to and (remedy.annulled_at_most is None or case.times(key) < remedy.annulled_at_most):
            counted = case if remedy.annulled_at_most is None else case.counted(key)
            yield self.going("annulled", counted, remedy.annulled_to)
        if remedy.replaced_to:
            yield self.going("replaced", case, remedy.replaced_to)

    def remedies_beside(self, case: Case) -> Iterator[Move]:
        """Remedies that do not suspend, wherever the case stands, outcomes included."""
        for key in case.running("time for"):
            remedy, filed = self.procedure.remedies[str(key[1])], ("remedy", *key[1:])
            asked = case.without_clocks([key])._replace(late=case.late - {filed})
            yield Move(0, f"{key[1]} is filed", self.starts(asked, filed, remedy.decided_within))
        for key in [*case.running("remedy"), *late_remedies(case)]:
            over = case.without_clocks([key])._replace(late=case.late - {key})
            yield Move(0, f"{key[1]} is upheld", over)
            yield from self.undone(over, self.procedure.remedies[str(key[1])])

    # -- section 4: entering, events ---------------------------------------------------------------------------

    def going(self, what: str, case: Case, name: str) -> Move:
        """Enter a stage of the file; an outcome that is served is first on its way."""
        if self.is_outcome(name) and self.outcome_is_served(self.procedure.stages[name]):
            return self.on_its_way(what, case.without_clocks(case.running("limit")), Event("reaching", name))
        return self.standing(what, case, name)

    def outcome_is_served(self, stage: Stage) -> bool:
        event = Event("reaching", stage.name)
        return stage.served or any(event in r.against for r in self.procedure.remedies.values())

    def standing(self, what: str, case: Case, place: str) -> Move:
        """Enter a stage, hidden or not."""
        stage = self.procedure.stages.get(place)
        without = self.safeguards_missing(case, stage) if stage else ()
        after = case.without_clocks([STAGE])._replace(place=place)
        after = self.occurs(after, Event("reaching", place))
        if stage and stage.outcome:
            after = self.ended(after)
        limit = self.limit_of(place)
        after = after.with_clock(STAGE, limit) if limit else after
        return Move(0, what, after, place, bool(stage and (stage.outcome or stage.decided)), without)

    def ended(self, case: Case) -> Case:
        case = case.without_clocks(case.running("limit", "opinion", "finding"))
        return case._replace(findings=frozenset(), late=late_remedies(case))

    def limit_of(self, place: str) -> Clock | None:
        hidden = self.hidden.get(place)
        if hidden is None:
            stage = self.procedure.stages[place]
            return Clock.set_to(self.length(stage.limit, stage.longer)) if stage.limit else None
        if hidden.kind == "service":
            service = _sure(self.procedure.service)
            days = longest(service.sent_within) + sum(longest(c.deemed_served_after) for c in service.channels)
            return Clock(days, 0)
        if hidden.kind == "claim":
            return Clock.set_to(_sure(_sure(hidden.fell).within))
        remedy = _sure(hidden.remedy)
        return Clock.set_to(remedy.within if hidden.kind == "time for" else remedy.decided_within)

    def length(self, usual: Length, longer: tuple[tuple[str, Length], ...]) -> Length:
        return next((length for circumstance, length in longer if circumstance in self.true), usual)

    def starts(self, case: Case, key: Key, length: Length) -> Case:
        """A running clock is never restarted."""
        return case if case.clock(key) else case.with_clock(key, Clock.set_to(length))

    def occurs(self, case: Case, event: Event) -> Case:
        """First the limits that it ends, then those that it starts, then the opinions that it asks."""
        if event not in self.heard:
            return case
        limits = self.procedure.limits.values()
        case = case.without_clocks(("limit", x.name) for x in limits if event in x.ends_with)
        for limit in limits:
            if event in limit.starts_with:
                case = self.starts(case, ("limit", limit.name), self.length(limit.length, limit.longer))
        for opinion in self.procedure.opinions.values():
            if event in opinion.asked_with and all(c in self.true for c in opinion.only_if):
                case = self.asked(case, opinion)
        return case

    # -- opinions ----------------------------------------------------------------------------------------------

    def asked(self, case: Case, opinion: Opinion) -> Case:
        for about in case.group(opinion.for_each) if opinion.for_each else [None]:
            if not any((answer, about) in case.findings for answer in opinion.answers):
                key: Key = ("opinion", opinion.name, about)
                case = self.starts(case._replace(late=case.late - {key}), key, opinion.within)
        return case

    def answers(self, case: Case) -> Iterator[Move]:
        for key in [*case.running("opinion"), *(case.late - late_remedies(case))]:
            over = case.without_clocks([key])._replace(late=case.late - {key})
            for answer in self.procedure.opinions[str(key[1])].answers:
                yield Move(0, f"{key[1]}: {answer}", self.answered(over, key, answer))

    def answered(self, case: Case, key: Key, answer: str) -> Case:
        """The new answer replaces the others of the same opinion."""
        opinion, about = self.procedure.opinions[str(key[1])], key[2]
        case = case.no_finding((a, about) for a in opinion.answers)  # type: ignore[misc]
        return case.finding(answer, about, opinion.good_for)  # type: ignore[arg-type]

    def opinion_unanswered(self, case: Case, key: Key) -> Iterator[Move]:
        opinion = self.procedure.opinions[str(key[1])]
        if opinion.silence != LEFT_OPEN:
            yield Move(0, f"silence of {opinion.name}", self.answered(case, key, opinion.silence))
        elif self.mode == "enforced":
            yield Move(0, f"{opinion.name} is missed", case._replace(late=case.late | {key}))

    # -- safeguards --------------------------------------------------------------------------------------------

    def safeguards_missing(self, case: Case, stage: Stage) -> tuple[str, ...]:
        """The safeguards that this outcome owes, that this case is owed, and that do not hold now."""
        outcome = self.charter.outcomes.get(stage.outcome)
        owed = outcome.owes if outcome and outcome.irreversible else ()
        return tuple(
            name for name in owed if name in self.charter.safeguards and self.is_owed(name) and not self.met(case, name)
        )

    def met(self, case: Case, safeguard: str) -> bool:
        """The first answer of its opinion, or the finding of its step, holds for all whom it is about."""
        found = [(o.answers[0], o.for_each) for o in self.procedure.opinions.values() if o.safeguard == safeguard]
        found += [(s.finds, s.for_one) for s in self.procedure.steps if s.safeguard == safeguard]
        return any(
            all((finding, about) in case.findings for about in (case.group(group) if group else [None]))
            for finding, group in found
        )


def late_remedies(case: Case) -> frozenset[Key]:
    """The remedies beside the case whose time to be decided is over, and that may still be decided."""
    return frozenset(key for key in case.late if key[0] == "remedy")


def _sure(value: Part | None) -> Part:
    if value is None:
        raise Unclear("a part that the model promises is missing")
    return value
