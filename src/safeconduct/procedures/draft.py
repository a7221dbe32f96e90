"""A case while something happens to it: entering stages, events, limits, findings (sections 3 and 4 of the semantics).

A draft is the only thing here that changes, and it lives inside one act: :meth:`Draft.case` freezes it again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from safeconduct.procedures.clocks import acting, compute, length_for, sender, suspend
from safeconduct.procedures.guards import all_true
from safeconduct.procedures.index import NOBODY, index_of, unnamed_rank
from safeconduct.procedures.model import Opinion, Remedy, Silence, Stage, Step, TimeLimit
from safeconduct.procedures.periods import Length
from safeconduct.procedures.state import (
    DECISION,
    FORGOTTEN,
    NOT_CONFIRMED,
    RESTS,
    SERVED_IF_SILENT,
    STAGE_LIMIT,
    Case,
    Clock,
    ClockKind,
    Entry,
    Finding,
    Late,
    Standing,
)


class Draft:
    """A case on ``day`` while it changes."""

    def __init__(self, case: Case, day: date) -> None:
        self.before, self.day, self.p = case, day, case.procedure
        self.index = index_of(case.procedure)
        self.standing = case.standing
        self.people = list(case.people)
        self.findings = {(f.name, f.member): f for f in case.findings}
        self.taken = dict(case.taken)
        self.out = dict.fromkeys(case.out)
        self.clocks = {c.key: c for c in case.clocks}
        self.events: list[str] = []
        self.lates: list[Late] = []

    def case(self, entry: Entry | None, split_off: Case | None = None) -> Case:
        """The frozen case after this; ``entry`` is told what occurred and is added to the history."""
        before, history = self.before, self.before.history
        if entry is not None:
            history = (*history, self._told(entry))
        return Case(  # each field by its place: dataclasses.replace takes twice the time, and this is done for each act
            before.procedure,
            before.charter,
            before.calendar,
            before.identity,
            before.opening,
            self.standing,
            tuple(self.people),
            tuple(self.findings.values()),
            tuple(sorted(self.taken.items())),
            tuple(self.out),
            self._frozen_clocks(),
            history,
            split_off,
        )

    def _told(self, e: Entry) -> Entry:
        """The entry with what occurred."""
        events, lates = tuple(self.events), tuple(self.lates)
        return Entry(e.on, e.kind, e.text, self.standing.name, e.act, e.limit, e.member, events, lates, e.ended)

    def _frozen_clocks(self) -> tuple[Clock, ...]:
        """The clocks with their last days, in the order in which two ends on one day take effect."""
        name = self.standing.name
        clocks = [compute(self.before, suspend(self.p, c, name, self.day)) for c in self.clocks.values()]
        if len(clocks) > 1:
            ranks = self.index.ranks
            clocks.sort(key=lambda c: (ranks.get((c.kind, c.name)) or unnamed_rank(c.kind), c.member, c.about))
        return tuple(clocks)

    # ---- steps and answers -------------------------------------------------------------------------------------

    def take(self, step: Step, member: str) -> None:
        """A step is taken, in the order of section 3."""
        self.count(step.name, member)
        if step.finds:
            self.find(step.finds, member, step.good_for)
        if step.decides or step.grounds:
            self.close_the_questions()
        if step.extends:
            self.extend(step.extends)
        self.occur(step.name)
        if step.to and step.is_served:
            self.begin_service(step.name)
        elif step.to:
            self.arrive(step.to)

    def count(self, name: str, member: str = "") -> None:
        """Uses the cap of a step, or of an annulment."""
        self.taken[name, member] = self.taken.get((name, member), 0) + 1

    def find(self, finding: str, member: str, good_for: Length | None) -> None:
        """A finding holds from today; it replaces the other answers to the same question."""
        for opinion in self.index.questions.get(finding, ()):
            for other in opinion.answers:
                self.forget(other, member)
        self.forget(finding, member)
        self.findings[finding, member] = Finding(finding, member, self.day)
        if good_for is not None:
            self.start(Clock("finding", finding, self.day, good_for, member=member, follows=FORGOTTEN))

    def forget(self, finding: str, member: str) -> None:
        """A finding no longer holds."""
        self.findings.pop((finding, member), None)
        self.clocks.pop(("finding", finding, member, ""), None)

    def close_the_questions(self) -> None:
        """A decision closes the questions: opinions out lapse, findings that have no time of their own end."""
        self.out.clear()
        self.stop_all("opinion")
        for finding, member in list(self.findings):
            if ("finding", finding, member, "") not in self.clocks:
                self.forget(finding, member)

    def extend(self, limit: str) -> None:
        """The limit gets its extension, if it runs."""
        clock, more = self.clocks.get(("limit", limit, "", "")), self.p.limits[limit].extension
        if clock is not None and more is not None:
            again = replace(clock, extensions=(*clock.extensions, more), late=False, computed=None, other=None)
            self.clocks[clock.key] = again

    def answer(self, opinion: Opinion, answer: str, member: str) -> None:
        """The body has answered."""
        self.out.pop((opinion.name, member), None)
        self.stop(("opinion", opinion.name, member, ""))
        self.find(answer, member, opinion.good_for)

    def without(self, member: str) -> None:
        """A member has left this case: what was asked and found about this one goes along."""
        self.people.remove(member)
        self.out = {key: None for key in self.out if key[1] != member}
        self.findings = {key: f for key, f in self.findings.items() if key[1] != member}
        self.clocks = {key: c for key, c in self.clocks.items() if c.member != member}

    # ---- events ------------------------------------------------------------------------------------------------

    def occur(self, event: str) -> None:
        """An event: first limits end, then limits that do not run start, then opinions are asked."""
        self.events.append(event)
        listeners = self.index.listeners.get(event, NOBODY)
        for limit in listeners.ends:
            self.stop(("limit", limit.name, "", ""))
        for limit in listeners.starts:
            self._start_limit(limit)
        for opinion in listeners.asked:
            self._ask(opinion)

    def _start_limit(self, limit: TimeLimit) -> None:
        length = length_for(self.before.opening, self.p, limit.length, limit.longer)
        follows: Silence | str = limit.silence or ""
        self.start(Clock("limit", limit.name, self.day, length, limit.answers_for_it, follows=follows))

    def _ask(self, opinion: Opinion) -> None:
        if not all_true(self.p, self.before.opening, opinion.only_if):
            return
        members = [m for m in self.people if m.rpartition(" ")[0] == opinion.for_each]
        for member in members if opinion.for_each else [""]:
            answered = any((a, member) in self.findings for a in opinion.answers)
            if (opinion.name, member) not in self.out and not answered:
                self.out[opinion.name, member] = None
                follows = opinion.silence if opinion.silence in opinion.answers else ""
                self.start(
                    Clock("opinion", opinion.name, self.day, opinion.within, opinion.of, member, follows=follows)
                )

    # ---- clocks ------------------------------------------------------------------------------------------------

    def start(self, clock: Clock) -> None:
        """A running clock is never restarted; one that ended may start afresh."""
        self.clocks.setdefault(clock.key, clock)

    def stop(self, key: tuple[str, str, str, str]) -> None:
        """A clock ends. Where its last day had passed, the history says by how much."""
        clock = self.clocks.pop(key, None)
        if clock is not None and clock.late and clock.end is not None:
            days = (self.day - clock.end).days
            self.lates.append(Late(clock.label, clock.member, clock.end, days, clock.party))

    def stop_all(self, *kinds: ClockKind) -> None:
        """All clocks of these kinds end."""
        for key in [k for k in self.clocks if k[0] in kinds]:
            self.stop(key)

    # ---- stages ------------------------------------------------------------------------------------------------

    def arrive(self, name: str) -> None:
        """The case comes to a stage; an outcome that is served, or can be appealed, is served first."""
        stage = self.p.stages[name]
        event = f"reaching {name}"
        if stage.outcome and (stage.served or self.remedy_against(event) is not None):
            self._end_everything()
            self.begin_service(event)
        else:
            self.enter(stage)

    def enter(self, stage: Stage) -> None:
        """The case enters a stage of the file."""
        self._stand(Standing(stage.name, "outcome" if stage.outcome else "stage"))
        self.occur(f"reaching {stage.name}")
        if stage.outcome or stage.decided:
            self.events.append(DECISION)
        if stage.outcome:
            self._end_everything()
        elif stage.limit is not None:
            length = length_for(self.before.opening, self.p, stage.limit, stage.longer)
            self._limit(length, acting(stage), stage.silence or "")

    def begin_service(self, about: str) -> None:
        """What is decided must be sent; the deciding party answers for it."""
        service = self.p.service
        if service is None:
            self.served(about)
            return
        self._stand(Standing(f"service of {about}", "service", about))
        self._limit(service.sent_within, sender(self.p, about), "")

    def send(self, channel: str) -> None:
        """It is on its way by this channel; after a time it counts as served."""
        assert self.p.service is not None  # noqa: S101 - only a service sends
        after = next(c.deemed_served_after for c in self.p.service.channels if c.name == channel)
        self.standing = replace(self.standing, channel=channel)
        self.stop(("stage", STAGE_LIMIT, "", ""))
        self._limit(after, sender(self.p, self.standing.about), SERVED_IF_SILENT, channel)

    def served(self, about: str) -> None:
        """It is served: the time for a remedy begins."""
        self.occur(f"service of {about}")
        if about in self.index.deciding:
            self.events.append(DECISION)
        remedy = self.remedy_against(about)
        if remedy is not None and remedy.suspensive:
            self._stand(Standing(f"time for {remedy.name} against {about}", "time for remedy", about, remedy.name))
            self._limit(remedy.within, remedy.by, RESTS)
            return
        if remedy is not None:
            self.start(
                Clock("time for remedy", remedy.name, self.day, remedy.within, remedy.by, about=about, follows=RESTS)
            )
        self.lead(about)

    def lead(self, about: str) -> None:
        """Where what was served leads: the outcome, or the stage of the step."""
        if about.startswith("reaching "):
            self.enter(self.p.stages[about.removeprefix("reaching ")])
        else:
            self.arrive(self.index.steps[about].to)

    def file(self, remedy: Remedy, about: str, beside: bool) -> None:
        """A remedy is filed: the case waits for it, or it runs beside."""
        if not beside:
            self._stand(Standing(f"{remedy.name} against {about}", "remedy", about, remedy.name))
            self._limit(remedy.decided_within, remedy.before, remedy.silence)
            return
        self.stop(("time for remedy", remedy.name, "", about))
        follows = remedy.silence
        self.start(
            Clock("remedy", remedy.name, self.day, remedy.decided_within, remedy.before, about=about, follows=follows)
        )

    def claim(self, silence: Silence, limit: str) -> None:
        """A silence that must be claimed waits for the officer who confirms it."""
        assert silence.within is not None  # noqa: S101 - the loader asks for it
        name = f"claim of {limit} in {self.standing.name}"
        self._stand(Standing(name, "claim", silence=silence, fell_in=self.standing))
        self._limit(silence.within, silence.claimed_by, NOT_CONFIRMED)

    def fall_silent(self, silence: Silence, limit: str) -> None:
        """What a silence means takes effect, or waits to be claimed."""
        if silence.claimed_by:
            self.claim(silence, limit)
        else:
            self.arrive(silence.to)

    def remedy_against(self, about: str) -> Remedy | None:
        """The remedy against a step or an outcome reached, if there is one."""
        return self.index.remedies.get(about)

    def _stand(self, standing: Standing) -> None:
        self.stop(("stage", STAGE_LIMIT, "", ""))
        self.standing = standing

    def _limit(self, length: Length, party: str, follows: Silence | str, channel: str = "") -> None:
        self.start(Clock("stage", STAGE_LIMIT, self.day, length, party, follows=follows, channel=channel))

    def _end_everything(self) -> None:
        """An outcome ends limits, opinions and findings; a remedy that does not suspend runs on."""
        self.stop_all("stage", "limit", "opinion")
        self.out.clear()
        for finding, member in list(self.findings):
            self.forget(finding, member)
