"""Sentences that each can be read, but not together: limits, silences, claims, service, remedies, guards, promises."""

from __future__ import annotations

from safeconduct.procedures.messages import Notes
from safeconduct.procedures.model import (
    ANYONE,
    Charter,
    Circumstance,
    Guard,
    OwnPromise,
    Procedure,
    Remedy,
    Service,
    Silence,
    Stage,
    Step,
)
from safeconduct.procedures.period_lengths import Length, Unit
from safeconduct.procedures.places import Places

MOST_CIRCUMSTANCES = 6
DAYS_AT_LEAST: dict[Unit, float] = {
    "hours": 1 / 24,
    "days": 1,
    "working days": 1,
    "weeks": 7,
    "months": 28,
    "years": 365,
}
DAYS_AT_MOST: dict[Unit, float] = {"hours": 1, "days": 1, "working days": 7, "weeks": 7, "months": 31, "years": 366}
CLAIM = ("claimed by", "within", "if not confirmed")
NEEDS_CLAIM = {"yes": True, "": False}


def note_contradictions(procedure: Procedure, charter: Charter, places: Places, notes: Notes) -> None:
    """Note what contradicts itself."""
    _Contradictions(procedure, charter, places, notes).note()


class _Contradictions:
    def __init__(self, procedure: Procedure, charter: Charter, places: Places, notes: Notes) -> None:
        self.p, self.charter, self.places, self.notes = procedure, charter, places, notes
        self.group_of = {answer: o.for_each for o in procedure.opinions.values() for answer in o.answers}
        self.group_of |= {s.finds: s.for_one for s in procedure.steps if s.finds}

    def note(self) -> None:
        self._head()
        self._people()
        self._service()
        for stage in self.p.stages.values():
            self._stage(stage)
        for step in self.p.steps:
            self._step(step)
        self._limits()
        for remedy in self.p.remedies.values():
            self._remedy(remedy)
        self._two_remedies()
        for promise in self.p.promises.values():
            self._promise(promise)
        self._circumstances()

    def _head(self) -> None:
        p, until = self.p, self.p.in_force_until
        if until and until < p.in_force_from:
            place = self.places.of("in force until")
            self.notes.add("ends-before-it-starts", place, first=p.in_force_from, last=until)
        if p.stages[p.starts_in].outcome:
            self.notes.add("starts-at-end", self.places.of("starts in"), name=p.starts_in)
        if not any(stage.outcome for stage in p.stages.values()):
            self.notes.add("no-end", self.places.of("stages"))

    def _people(self) -> None:
        persons = [party for party in self.p.parties.values() if party.role == "the person"]
        if not persons:
            self.notes.add("no-person", self.places.of("parties"))
        for party in persons[1:]:
            self.notes.add("two-persons", self.places.of("parties", party.name, "is"), name=party.name)
        if not any(party.role == "deciding" for party in self.p.parties.values()):
            self.notes.add("no-deciding", self.places.of("parties"))
        for section, facts in (("people", self.p.people), ("circumstances", self.p.circumstances)):
            for fact in facts.values():
                self._doubt(section, fact)

    def _doubt(self, section: str, fact: Circumstance) -> None:
        if fact.about and not fact.in_doubt:
            place = self.places.of(section, fact.name)
            self.notes.add("in-doubt-missing", place, name=fact.name, about=fact.about)

    def _service(self) -> None:
        if self.p.service is None:
            self._needs_service()
        else:
            self._channels(self.p.service)

    def _needs_service(self) -> None:
        """One message is enough: the block is missing once."""
        served = [(step.name, self.places.of_step(step)) for step in self.p.steps if step.is_served]
        served += [(s.name, self.places.of("stages", s.name, "served")) for s in self.p.stages.values() if s.served]
        named = [(e, r) for r in self.p.remedies.values() for e in r.against if e.kind == "reaching"]
        served += [(e.name, self.places.of("remedies", r.name, "against", item=str(e))) for e, r in named]
        for name, place in served[:1]:
            self.notes.add("service-missing", place, name=name)

    def _channels(self, service: Service) -> None:
        names = [channel.name for channel in service.channels]
        next_ones = {channel.if_returned for channel in service.channels}
        for index, channel in enumerate(service.channels):
            place = self.places.of("service", "channels", channel.name, "if returned")
            if channel.if_returned and names.index(channel.if_returned) <= index:
                self.notes.add("channel-goes-back", place, name=channel.name)
            if index and channel.name not in next_ones:
                place = self.places.of("service", "channels", channel.name)
                self.notes.add("channel-unused", place, name=channel.name)

    def _stage(self, stage: Stage) -> None:
        here = ("stages", stage.name)
        if stage.outcome:
            self._ends(stage)
        elif stage.served:
            self.notes.add("served-not-an-end", self.places.of(*here, "served"), name=stage.name)
        if stage.limit is None and not stage.outcome:
            words = {"longer": stage.longer, "as a rule": stage.as_a_rule, "if nothing comes": stage.silence}
            for word in [word for word, said in words.items() if said][:1]:
                self.notes.add("limit-missing", self.places.of(*here, word), word=word)
        elif stage.limit and stage.silence is None and not stage.outcome:
            self.notes.add("limit-without-silence", self.places.of(*here, "lasts at most"), name=stage.name)
        self._longer(stage.limit, stage.longer, *here)
        self._claim(stage.silence, *here, "if nothing comes")

    def _ends(self, stage: Stage) -> None:
        words = {
            "lasts at most": stage.limit,
            "longer": stage.longer,
            "if nothing comes": stage.silence,
            "decided": stage.decided,
        }
        said = [word for word, value in words.items() if value]
        said += [f"{step.by} {'must' if step.must else 'may'}" for step in stage.steps]
        for word in dict.fromkeys(said):
            self.notes.add("outcome-goes-on", self.places.of("stages", stage.name, word), name=stage.name, word=word)

    def _longer(self, limit: Length | None, longer: tuple[tuple[str, Length], ...], *path: str) -> None:
        for circumstance, length in longer:
            if limit and surely_shorter(length, limit):
                place = self.places.of(*path, "longer", circumstance)
                self.notes.add("longer-is-shorter", place, found=length, limit=limit)

    def _claim(self, silence: Silence | None, *path: str) -> None:
        if silence is None or not silence.has_consequence:
            return
        place = self.places.of(*path)
        said = dict(zip(CLAIM, (silence.claimed_by, silence.within, silence.if_not_confirmed), strict=True))
        missing = [word for word, value in said.items() if not value]
        if len(missing) == len(CLAIM):
            if self._must_be_claimed(silence):
                self.notes.add("claim-missing", place, kind=silence.kind)
        elif missing:
            self.notes.add("claim-incomplete", place, word=missing[0])

    def _must_be_claimed(self, silence: Silence) -> bool:
        rule = self.charter.silences[silence.kind].claimed
        outcome = self.charter.outcomes.get(self.p.stages[silence.to].outcome)
        return NEEDS_CLAIM.get(rule, bool(outcome and outcome.against_person))

    def _step(self, step: Step) -> None:
        self._who(step)
        self._findings_and_data(step)
        if step.extends:
            self._extends(step)
        for guard in step.after:
            self._guard(step, guard, "after")
        for ground in step.grounds:
            if ground.finding:
                self._guard(step, ground.finding, "grounds")

    def _findings_and_data(self, step: Step) -> None:
        for word, said in (("good for", step.good_for), ("safeguard", step.safeguard)):
            if said and not step.finds:
                self.notes.add("ages-nothing", self.places.of_step(step, word), word=word)
        sent = [datum for datum, _ in step.sends]
        for datum in step.with_consent:
            if datum not in sent:
                self.notes.add("consent-not-sent", self.places.of_step(step, "with consent", item=datum), name=datum)

    def _who(self, step: Step) -> None:
        place = self.places.of_step(step)
        if step.by == ANYONE and step.stage:
            self.notes.add("anyone-in-stage", place)
        if step.must and not step.stage:
            self.notes.add("must-at-any-stage", place, party=step.by)

    def _extends(self, step: Step) -> None:
        place = self.places.of_step(step, "extends")
        if self.p.limits[step.extends].extension is None:
            self.notes.add("extension-missing", place, name=step.name, limit=step.extends)
        elif step.at_most is None:
            self.notes.add("uncapped-extension", place, name=step.name)

    def _guard(self, step: Step, guard: Guard, word: str) -> None:
        place, group = self.places.of_step(step, word, item=guard.finding), self.group_of.get(guard.finding, "")
        if guard.finding == "stage":
            self.notes.add("stage-as-guard", place)
        elif group and not guard.group:
            self.notes.add("guard-of-group", place, name=guard.finding, group=group)
        elif guard.group and guard.group != group:
            self.notes.add("guard-not-of-group", place, name=guard.finding, group=guard.group)
        elif guard.quantifier == "this" and step.for_one != guard.group:
            self.notes.add("this-without-one", place, group=guard.group)

    def _limits(self) -> None:
        extended = {step.extends for step in self.p.steps}
        for limit in self.p.limits.values():
            here = ("time limits", limit.name)
            if limit.silence is None:
                self.notes.add("limit-without-silence", self.places.of(*here), name=limit.name)
            if limit.extension and limit.name not in extended:
                self.notes.add("extension-unused", self.places.of(*here, "extension"), name=limit.name)
            self._longer(limit.length, limit.longer, *here)
            self._claim(limit.silence, *here, "if nothing comes")

    def _remedy(self, remedy: Remedy) -> None:
        steps = {step.name: step for step in self.p.steps}
        for event in remedy.against:
            place = self.places.of("remedies", remedy.name, "against", item=str(event))
            if event.kind == "step":
                if not steps[event.name].is_served:
                    self.notes.add("remedy-unserved", place, name=event.name)
            elif event.kind != "reaching":
                self.notes.add("remedy-event", place)
            elif not self.p.stages[event.name].outcome:
                self.notes.add("remedy-not-an-end", place, name=event.name)
        self._claim(remedy.silence, "remedies", remedy.name, "if the court is silent")

    def _two_remedies(self) -> None:
        first: dict[str, int] = {}
        for remedy in self.p.remedies.values():
            for event in map(str, remedy.against):
                place = self.places.of("remedies", remedy.name, "against", item=event)
                if event in first:
                    self.notes.add("two-remedies", place, name=event, first=first[event])
                first.setdefault(event, place.line)

    def _promise(self, promise: OwnPromise) -> None:
        here = ("promises", promise.name)
        if (promise.at_most is None) == (promise.not_before is None) or bool(promise.step) != bool(promise.not_before):
            self.notes.add("promise-form", self.places.of(*here))
        elif promise.not_before:
            self._not_before(promise, promise.not_before)

    def _not_before(self, promise: OwnPromise, length: Length) -> None:
        step = next(s for s in self.p.steps if s.name == promise.step)
        stage = self.p.stages[promise.from_stage]
        place = self.places.of("promises", promise.name)
        if step.stage == stage.name and stage.limit and surely_shorter(stage.limit, length):
            self.notes.add("not-before-too-long", place, step=step.name, length=length, limit=stage.limit)
        for other in self.p.promises.values():
            at_most = Length(other.at_most, "days") if other.at_most and step.decides else None
            if other.from_stage == promise.from_stage and at_most and surely_shorter(at_most, length):
                self.notes.add(
                    "promises-contradict", place, name=other.name, days=other.at_most, step=step.name, length=length
                )

    def _circumstances(self) -> None:
        p = self.p
        read = {name for step in p.steps for name in (*step.only_if, *step.unless)}
        read |= {name for opinion in p.opinions.values() for name in opinion.only_if}
        read |= {name for stage in p.stages.values() for name, _ in stage.longer}
        read |= {name for limit in p.limits.values() for name, _ in limit.longer}
        if len(read) > MOST_CIRCUMSTANCES:
            self.notes.add(
                "too-many-circumstances", self.places.of("circumstances"), count=len(read), most=MOST_CIRCUMSTANCES
            )


def surely_shorter(one: Length, other: Length) -> bool:
    """Whether ``one`` is shorter than ``other`` from every date; cheap, and silent where it depends on the date."""
    if one.unit == other.unit:
        return one.number < other.number
    return one.number * DAYS_AT_MOST[one.unit] < other.number * DAYS_AT_LEAST[other.unit]
