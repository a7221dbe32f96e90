"""Every name that the text uses is one that it, the charter or the library knows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import chain

from safeconduct.procedures.messages import Notes
from safeconduct.procedures.model import (
    ANYONE,
    LEFT_OPEN,
    Charter,
    Event,
    Guard,
    Opinion,
    Place,
    Procedure,
    Remedy,
    Silence,
    Source,
    Stage,
    Step,
    TimeLimit,
)
from safeconduct.procedures.period_files import library_names
from safeconduct.procedures.places import Places
from safeconduct.procedures.words import REPRESENTATIVE, ROLES

ALL_ARTICLES = "all"
EACH = "each "


def note_references(procedure: Procedure, charter: Charter, places: Places, notes: Notes) -> None:
    """Note every name that nobody knows, and every article that stands in no list."""
    _References(procedure, charter, places, notes).note()


class _References:
    def __init__(self, procedure: Procedure, charter: Charter, places: Places, notes: Notes) -> None:
        self.p, self.charter, self.places, self.notes = procedure, charter, places, notes
        self.steps = {step.name: step for step in procedure.steps}
        self.findings = findings_of(procedure)
        self.spots = (*procedure.stages, *hidden_stages(procedure))

    def note(self) -> None:
        self._head()
        self._parties()
        self._people()
        self._evidence_and_data()
        self._service()
        for stage in self.p.stages.values():
            self._stage(stage)
        for step in self.p.steps:
            self._step(step)
        for opinion in self.p.opinions.values():
            self._opinion(opinion)
        for limit in self.p.limits.values():
            self._limit(limit)
        for remedy in self.p.remedies.values():
            self._remedy(remedy)
        self._promises()

    def _known(self, code: str, name: str, known: Iterable[str], *path: str, item: bool = False) -> None:
        if name and name not in known:
            self.notes.unknown(code, self.places.of(*path, item=name if item else ""), name, known)

    def _head(self) -> None:
        p = self.p
        self._known("unknown-stage", p.starts_in, p.stages, "starts in")
        self._known("unknown-periods", p.calendar.periods, _shelf("periods"), "calendar", "periods")
        for state in p.calendar.holidays_of:
            self._known("unknown-state", state, _shelf("states"), "calendar", "holidays of", item=True)
        for name in p.was:
            self._known("unknown-old-name", name, (*p.stages, *p.limits), "was", name)
        for name in p.called:
            self._known("unknown-party", name, p.parties, "called", name)
        for path in p.left_out:
            self._law(self.places.text("left out", path, "law"), "left out", path, "law")

    def _parties(self) -> None:
        for party in self.p.parties.values():
            self._group_of(party.name, "parties", party.name)
            self._known("unknown-role", party.role, (*ROLES, f"{REPRESENTATIVE}PARTY"), "parties", party.name, "is")
            self._known("unknown-party", party.represents, self.p.parties, "parties", party.name, "is")
            for purpose in party.purposes:
                self._purpose(purpose, "parties", party.name, "purposes", item=True)

    def _group_of(self, party: str, *path: str) -> None:
        if party.startswith(EACH):
            self._known("unknown-group", party.removeprefix(EACH), self.p.people, *path)

    def _purpose(self, purpose: str, *path: str, item: bool = False) -> None:
        self._known("unknown-purpose", purpose, self.charter.purposes, *path, item=item)

    def _people(self) -> None:
        for section, facts in (("people", self.p.people), ("circumstances", self.p.circumstances)):
            for fact in facts.values():
                self._law(fact.law, section, fact.name, "law")
                self._law(fact.required_by, section, fact.name, "required by")

    def _evidence_and_data(self) -> None:
        p = self.p
        for evidence in p.evidence.values():
            self._law(evidence.asked_by, "evidence", evidence.name, "asked by")
            self._purpose(evidence.purpose, "evidence", evidence.name, "for")
        for datum in p.data.values():
            self._purpose(datum.given_for, "data", datum.name, "given for")
            self._known("unknown-party", datum.by, p.parties, "data", datum.name, "by")
            for holder in datum.held_by:
                self._known("unknown-party", holder, p.parties, "data", datum.name, "held by", item=True)
        for fee in p.fees.values():
            payers = (*p.parties, *self.charter.costs_fall_on)
            self._known("unknown-payer", fee.payer, payers, "fees", fee.name, "payer")
            self._law(fee.law, "fees", fee.name, "law")

    def _service(self) -> None:
        service = self.p.service
        if service is None:
            return
        self._law(service.law, "service", "law")
        for party in service.to:
            self._known("unknown-party", party, self.p.parties, "service", "to", item=True)
        channels = tuple(channel.name for channel in service.channels)
        for channel in service.channels:
            self._known(
                "unknown-channel", channel.if_returned, channels, "service", "channels", channel.name, "if returned"
            )
            self._law(channel.law, "service", "channels", channel.name, "law")

    def _stage(self, stage: Stage) -> None:
        here = ("stages", stage.name)
        self._known("unknown-outcome", stage.outcome, self.charter.outcomes, *here, "outcome")
        self._known("unknown-outcome", stage.decided, self.charter.outcomes, *here, "decided")
        self._longer(stage.longer, *here)
        self._silence(stage.silence, *here, "if nothing comes")
        self._law(stage.law, *here, "law")

    def _longer(self, longer: tuple[tuple[str, object], ...], *path: str) -> None:
        for circumstance, _ in longer:
            self._known("unknown-circumstance", circumstance, self.p.circumstances, *path, "longer", circumstance)

    def _silence(self, silence: Silence | None, *path: str) -> None:
        if silence is None or not silence.has_consequence:
            return
        self._known("unknown-silence", silence.kind, self.charter.silences, *path, silence.kind)
        self._known("unknown-stage", silence.to, self.p.stages, *path, silence.kind)
        self._known("unknown-party", silence.claimed_by, self.p.parties, *path, "claimed by")
        self._known("unknown-stage", silence.if_not_confirmed, self.p.stages, *path, "if not confirmed")

    def _step(self, step: Step) -> None:
        p, at = self.p, self.places
        self._step_word("unknown-party", step, step.by, (*p.parties, ANYONE))
        self._step_word("unknown-stage", step, step.to, p.stages, "to")
        self._step_word("unknown-limit", step, step.extends, p.limits, "extends")
        self._step_word("unknown-outcome", step, step.decides, self.charter.outcomes, "decides")
        self._step_word("unknown-safeguard", step, step.safeguard, self.charter.safeguards, "safeguard")
        self._step_word("unknown-group", step, step.for_one, p.people, "for one")
        for word, names, code, known in (
            ("needs", step.needs, "unknown-evidence", p.evidence),
            ("only if", step.only_if, "unknown-circumstance", p.circumstances),
            ("unless", step.unless, "unknown-circumstance", p.circumstances),
        ):
            for name in names:
                self._step_word(code, step, name, known, word, item=True)
        for guard in step.after:
            self._guard(guard, at.of_step(step, "after", item=guard.finding))
        for ground in step.grounds:
            if ground.finding:
                self._guard(ground.finding, at.of_step(step, "grounds", ground.name))
        for datum, party in step.sends:
            self._step_word("unknown-datum", step, datum, p.data, "sends", item=True)
            if party not in p.parties:
                self.notes.unknown("unknown-party", at.of_step(step, "sends", datum), party, p.parties)
        self._law_at(step.law, at.of_step(step, "law"))

    def _step_word(
        self, code: str, step: Step, name: str, known: Iterable[str], *path: str, item: bool = False
    ) -> None:
        if name and name not in known:
            self.notes.unknown(code, self.places.of_step(step, *path, item=name if item else ""), name, known)

    def _guard(self, guard: Guard, place: Place) -> None:
        if guard.group and guard.group not in self.p.people:
            self.notes.unknown("unknown-group", place, guard.group, self.p.people)
        if guard.finding not in self.findings and guard.finding != "stage":
            self.notes.unknown("unknown-finding", place, guard.finding, self.findings)

    def _opinion(self, opinion: Opinion) -> None:
        here = ("opinions", opinion.name)
        self._events(opinion.asked_with, *here, "asked with")
        self._known("unknown-party", opinion.of, self.p.parties, *here, "of")
        answers = (*opinion.answers, LEFT_OPEN)
        self._known("unknown-answer", opinion.silence, answers, *here, "if nothing comes")
        self._known("unknown-safeguard", opinion.safeguard, self.charter.safeguards, *here, "safeguard")
        self._known("unknown-group", opinion.for_each, self.p.people, *here, "for each")
        for circumstance in opinion.only_if:
            self._known("unknown-circumstance", circumstance, self.p.circumstances, *here, "only if", item=True)
        self._law(opinion.law, *here, "law")

    def _limit(self, limit: TimeLimit) -> None:
        here = ("time limits", limit.name)
        self._events(limit.starts_with, *here, "starts with")
        self._events(limit.ends_with, *here, "ends with")
        for name in limit.suspended_in:
            self._known("unknown-suspension", name, self.spots, *here, "suspended in", item=True)
        self._known("unknown-party", limit.answers_for_it, self.p.parties, *here, "answers for it")
        self._longer(limit.longer, *here)
        self._silence(limit.silence, *here, "if nothing comes")
        self._law(limit.law, *here, "law")

    def _remedy(self, remedy: Remedy) -> None:
        here = ("remedies", remedy.name)
        self._events(remedy.against, *here, "against")
        self._known("unknown-party", remedy.by, self.p.parties, *here, "by")
        self._known("unknown-party", remedy.before, self.p.parties, *here, "before")
        self._known("unknown-stage", remedy.annulled_to, self.p.stages, *here, "if annulled", "to")
        self._known("unknown-stage", remedy.replaced_to, self.p.stages, *here, "if replaced", "to")
        self._silence(remedy.silence, *here, "if the court is silent")
        self._law(remedy.law, *here, "law")

    def _events(self, events: tuple[Event, ...], *path: str) -> None:
        for event in events:
            place = self.places.of(*path, item=str(event))
            kind, name = event.kind, event.name
            if kind == "service of" and name.startswith("reaching "):
                kind, name = "reaching", name.removeprefix("reaching ")
            code, known = self._kinds()[kind]
            if name not in known:
                self.notes.unknown(code, place, name, tuple(known))

    def _kinds(self) -> dict[str, tuple[str, Iterable[str]]]:
        return {
            "step": ("unknown-step", self.steps),
            "service of": ("unknown-step", self.steps),
            "reaching": ("unknown-stage", self.p.stages),
            "silence of": ("unknown-limit", self.p.limits),
        }

    def _promises(self) -> None:
        for promise in self.p.promises.values():
            here = ("promises", promise.name)
            self._known("unknown-stage", promise.from_stage, self.p.stages, *here, "from")
            self._known("unknown-step", promise.step, self.steps, *here, "step")
            self._law(promise.law, *here, "law")

    def _law(self, law: str, *path: str) -> None:
        if law:
            self._law_at(law, self.places.of(*path))

    def _law_at(self, law: str, place: Place) -> None:
        note_law(law, self.p.sources, place, self.notes)


def note_law(law: str, sources: dict[str, Source], place: Place, notes: Notes) -> None:
    """Note a citation whose source is not declared, or whose article is neither read nor assumed."""
    source = source_of(law, sources)
    if source is None:
        instead = f"Begin with one of: {', '.join(sources)}; or add the source."
        notes.add("law-unreadable", place, found=law, instead=instead)
    elif not (source.open or source.own_promise):
        _note_article(source, law.removeprefix(source.key).strip(), place, notes)


def _note_article(source: Source, article: str, place: Place, notes: Notes) -> None:
    listed = (*source.read, *source.assumed)
    if ALL_ARTICLES in listed or article in listed:
        return
    if article:
        notes.add("unknown-article", place, article=article, source=source.key)
    else:
        notes.add("article-missing", place, source=source.key)


def source_of(law: str, sources: dict[str, Source]) -> Source | None:
    """The source that ``law`` cites: the longest key with which it begins."""
    keys = [key for key in sources if law == key or law.startswith(key + " ")]
    return sources[max(keys, key=len)] if keys else None


def findings_of(procedure: Procedure) -> tuple[str, ...]:
    """Every finding that an opinion or a step makes."""
    answers = chain.from_iterable(opinion.answers for opinion in procedure.opinions.values())
    return (*answers, *(step.finds for step in procedure.steps if step.finds))


def hidden_stages(procedure: Procedure) -> tuple[str, ...]:
    """The names of the stages that services, remedies and claims add (docs/reference/semantics.md, section 2)."""
    served = [step.name for step in procedure.steps if step.is_served]
    named = [str(event) for remedy in procedure.remedies.values() for event in remedy.against]
    served += [f"reaching {s.name}" for s in procedure.stages.values() if s.served or f"reaching {s.name}" in named]
    found = [f"service of {name}" for name in served]
    for remedy in procedure.remedies.values():
        if remedy.suspensive:
            for event in remedy.against:
                found += [f"time for {remedy.name} against {event}", f"{remedy.name} against {event}"]
    return (*found, *_claims(procedure, found))


def _claims(procedure: Procedure, hidden: list[str]) -> Iterable[str]:
    for stage in procedure.stages.values():
        if stage.silence and stage.silence.claimed_by:
            yield f"claim of limit in {stage.name}"
    for remedy in procedure.remedies.values():
        if remedy.silence.claimed_by:
            yield from (f"claim of limit in {remedy.name} against {event}" for event in remedy.against)
    open_stages = [stage.name for stage in procedure.stages.values() if not stage.outcome]
    for limit in procedure.limits.values():
        if limit.silence and limit.silence.claimed_by:
            yield from (f"claim of {limit.name} in {name}" for name in (*open_stages, *hidden))


@cache
def _shelf(folder: str) -> tuple[str, ...]:
    return library_names(folder)
