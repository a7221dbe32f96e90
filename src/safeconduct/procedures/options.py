"""What the law offers in a state of a case, and what each offer does when it is taken (sections 2, 3 and 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace

from safeconduct.procedures.clocks import sender
from safeconduct.procedures.draft import Draft
from safeconduct.procedures.guards import is_open
from safeconduct.procedures.index import index_of
from safeconduct.procedures.model import ANYONE, Channel, Opinion, Remedy, Step
from safeconduct.procedures.state import CLAIM, Act, Case, Offer, Standing, Verb


@dataclass(frozen=True, slots=True)
class Option:
    """An offer with its effect. ``by`` is empty where nobody acts: the post comes, or comes back."""

    offer: Offer
    happens: Callable[[Draft], None]
    by: str
    in_person: bool = False
    step: Step | None = None
    full_name: str = ""

    @property
    def splits(self) -> bool:
        """Whether the one whom the step is about leaves the others."""
        return self.step is not None and bool(self.step.for_one and self.step.to)

    def fits(self, act: Act) -> bool:
        """Whether the act is this one, whoever does it."""
        named = act.what in (self.offer.what, self.full_name)
        return named and (act.verb, act.member) == (self.offer.verb, self.offer.member)

    def is_open_to(self, case: Case, party: str) -> bool:
        """Whether this party may do it: itself, a representative unless in person, anyone where anyone may."""
        if self.by in ("", ANYONE, party):
            return True
        who = case.procedure.parties.get(party)
        return who is not None and who.represents == self.by and not self.in_person


def options(case: Case) -> tuple[Option, ...]:
    """Everything that can be done now, in the order of the file.

    It depends on no date, so it is found once for each state: everything that guards, standings and remedies look at.
    """
    known = index_of(case.procedure).offers_under(case.charter)
    state = _state(case)
    found = known.get(state)
    if found is None:
        found = known[state] = tuple(_told_apart(list(_found(case))))
    return found


def _state(case: Case) -> tuple[Hashable, ...]:
    """All that offers depend on beside the procedure and the charter."""
    beside = [(c.kind, c.name, c.about) for c in case.clocks if c.kind in ("time for remedy", "remedy")]
    established = [(f.name, f.member) for f in case.findings]
    opening, standing = case.opening, case.standing
    return (
        *(standing, opening.circumstances, opening.people, case.people, case.taken, case.out),
        *(tuple(established), tuple(beside)),
    )


def _found(case: Case) -> Iterator[Option]:
    yield from _standing(case, case.standing)
    if case.standing.kind != "outcome":
        yield from _steps(case, case.procedure.always)
    yield from _answers(case)
    yield from _beside(case)


def _standing(case: Case, standing: Standing) -> Iterator[Option]:
    match standing.kind:
        case "stage":
            yield from _steps(case, case.procedure.stages[standing.name].steps)
        case "service":
            yield from _service(case, standing)
        case "time for remedy":
            yield _filing(case.procedure.remedies[standing.remedy], standing.about, beside=False)
        case "remedy":
            yield from _reviews(case, case.procedure.remedies[standing.remedy], standing.about, beside=False)
        case "claim":
            yield from _claim(case, standing)
        case "outcome":
            pass


# ---- steps and answers -----------------------------------------------------------------------------------------------


def _steps(case: Case, steps: tuple[Step, ...]) -> Iterator[Option]:
    for step in steps:
        for member in case.members(step.for_one) if step.for_one else ("",):
            if is_open(case, step, member):
                yield _step(step, member)


def _step(step: Step, member: str) -> Option:
    offer = Offer(step.by, "does", step.name, member, step.must, step.law)
    return Option(offer, lambda d: d.take(step, member), step.by, step.in_person, step)


def _answers(case: Case) -> Iterator[Option]:
    for name, member in case.out:
        opinion = case.procedure.opinions[name]
        for answer in opinion.answers:
            yield _answer(opinion, answer, member)


def _answer(opinion: Opinion, answer: str, member: str) -> Option:
    offer = Offer(opinion.of, "answers", answer, member, True, opinion.law)
    return Option(offer, lambda d: d.answer(opinion, answer, member), opinion.of)


# ---- service ---------------------------------------------------------------------------------------------------------


def _service(case: Case, standing: Standing) -> Iterator[Option]:
    service, by = case.procedure.service, sender(case.procedure, standing.about)
    if service is None:
        return
    if not standing.channel:
        first = service.channels[0]
        offer = Offer(by, "sends", standing.about, "", True, service.law)
        yield Option(offer, lambda d: d.send(first.name), by)
        return
    channel = next(c for c in service.channels if c.name == standing.channel)
    yield _receipt(standing, by, channel)
    if channel.if_returned:
        returned = Offer(by, "returns", standing.about, "", False, channel.law)
        yield Option(returned, lambda d: d.send(channel.if_returned), "")


def _receipt(standing: Standing, by: str, channel: Channel) -> Option:
    offer = Offer(by, "serves", standing.about, "", False, channel.law)
    return Option(offer, lambda d: d.served(standing.about), "")


# ---- remedies --------------------------------------------------------------------------------------------------------


def _filing(remedy: Remedy, about: str, beside: bool) -> Option:
    return _review("files", remedy, about, lambda d: d.file(remedy, about, beside), by=remedy.by)


def _reviews(case: Case, remedy: Remedy, about: str, beside: bool) -> Iterator[Option]:
    upheld = (lambda d: _ended(d, remedy, about)) if beside else (lambda d: d.lead(about))
    yield _review("upholds", remedy, about, upheld)
    times = dict(case.taken).get((f"annul {remedy.name}", ""), 0)
    if remedy.annulled_to and (remedy.annulled_at_most is None or times < remedy.annulled_at_most):
        yield _review("annuls", remedy, about, lambda d: _annulled(d, remedy, about))
    if remedy.replaced_to:
        yield _review("replaces", remedy, about, lambda d: _replaced(d, remedy, about))


def _review(verb: Verb, remedy: Remedy, about: str, happens: Callable[[Draft], None], by: str = "") -> Option:
    party = by or remedy.before
    offer = Offer(party, verb, remedy.name, "", not by, remedy.law)
    return Option(offer, happens, party, full_name=f"{remedy.name} against {about}")


def _annulled(draft: Draft, remedy: Remedy, about: str) -> None:
    draft.count(f"annul {remedy.name}")
    _ended(draft, remedy, about)
    draft.arrive(remedy.annulled_to)


def _replaced(draft: Draft, remedy: Remedy, about: str) -> None:
    _ended(draft, remedy, about)
    draft.arrive(remedy.replaced_to)


def _ended(draft: Draft, remedy: Remedy, about: str) -> None:
    draft.stop(("remedy", remedy.name, "", about))


def _beside(case: Case) -> Iterator[Option]:
    """Remedies that do not suspend run beside whatever comes."""
    for clock in case.clocks:
        if clock.kind == "time for remedy":
            yield _filing(case.procedure.remedies[clock.name], clock.about, beside=True)
        elif clock.kind == "remedy":
            yield from _reviews(case, case.procedure.remedies[clock.name], clock.about, beside=True)


# ---- claims ----------------------------------------------------------------------------------------------------------


def _claim(case: Case, standing: Standing) -> Iterator[Option]:
    """Confirm or decline; until then the others may still act where the silence fell."""
    silence, fell_in = standing.silence, standing.fell_in
    if silence is None or fell_in is None:
        return
    by, law = silence.claimed_by, _law_where(case, standing)
    confirmed = Offer(by, "confirms", CLAIM, "", False, law)
    declined = Offer(by, "declines", CLAIM, "", False, law)
    yield Option(confirmed, lambda d: d.arrive(silence.to), by, full_name=standing.name)
    yield Option(declined, lambda d: d.arrive(silence.if_not_confirmed), by, full_name=standing.name)
    for option in _standing(case, fell_in):
        if option.by != by and option.offer.verb not in ("sends", "returns"):
            yield replace(option, offer=replace(option.offer, must=False))


def _law_where(case: Case, standing: Standing) -> str:
    """The law of the limit that ended: of a time limit, a remedy, or the stage."""
    inside = standing.name.removeprefix("claim of ")
    limit = next((x for x in case.procedure.limits.values() if inside.startswith(f"{x.name} in ")), None)
    if limit is not None:
        return limit.law
    fell_in = standing.fell_in
    if fell_in is not None and fell_in.remedy:
        return case.procedure.remedies[fell_in.remedy].law
    stage = case.procedure.stages.get(fell_in.name if fell_in is not None else "")
    return stage.law if stage is not None else ""


def _told_apart(found: list[Option]) -> Iterator[Option]:
    """Two remedies of one name at once are offered under their full names."""
    times = Counter((o.offer.verb, o.offer.what, o.offer.member) for o in found if o.full_name)
    for option in found:
        key = (option.offer.verb, option.offer.what, option.offer.member)
        if option.full_name and times[key] > 1:
            yield replace(option, offer=replace(option.offer, what=option.full_name))
        else:
            yield option
