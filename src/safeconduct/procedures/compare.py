"""Promise 10: a version or a national specialisation against what it replaces, measure by measure.

No weights: each measure has a direction. Any worse and none better is *worse*; none worse is *not worse*; both is
*incomparable*, and then each line needs a reason. A changed word of outcome is reported and needs a second signature.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from safeconduct.procedures.model import Charter, Place, Procedure, Remedy, Silence
from safeconduct.procedures.names import event_name
from safeconduct.procedures.periods import Length, longest, shortest
from safeconduct.procedures.proving import check_alone
from safeconduct.procedures.report import NOT_WORSE, Bound, Finding, Name, Report, Say

Verdict = Literal["better", "worse", "changed"]
Whole = Literal["same", "not worse", "worse", "incomparable"]


@dataclass(frozen=True, slots=True)
class Line:
    """One measure that differs: what it is, before and after, and which way it went for the person."""

    what: Say
    old: Say
    new: Say
    verdict: Verdict
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two procedures that a person would feel."""

    old: str
    new: str
    verdict: Whole
    lines: tuple[Line, ...]
    second_signature: bool


def compare(old: Procedure, new: Procedure, charter: Charter) -> Comparison:
    """``new`` against ``old``, with both checked under the same charter."""
    return compared(old, new, charter, check_alone(old, charter), check_alone(new, charter))


def compared(old: Procedure, new: Procedure, charter: Charter, before: Report, after: Report) -> Comparison:
    """The same where both reports are at hand."""
    lines = (
        *_bounds(before, after),
        *_promises(old, new),
        *_periods(old, new),
        *_remedies(old, new),
        *_grounds(old, new),
        *_evidence(old, new),
        *_fees(old, new),
        *_flows(old, new),
        *_safeguards(old, new),
        *_silences(old, new, charter),
        *_outcomes(old, new),
        *_found(before, after),
    )
    signature = any(line.what.text.startswith("word of outcome") for line in lines)
    return Comparison(old.identity, new.identity, _whole(lines), lines, signature)


def _binds(old: Procedure, new: Procedure, law: str) -> bool:
    """Whether the old text gives this value itself; to a specialisation, what it leaves to national law is none."""
    left_open = any(s.open for key, s in old.sources.items() if law == key or law.startswith(f"{key} "))
    return not (left_open and new.specialises.startswith(f"{old.id}@"))


def _whole(lines: tuple[Line, ...]) -> Whole:
    ways = {line.verdict for line in lines} - {"changed"}
    if ways == {"worse", "better"}:
        return "incomparable"
    return "worse" if "worse" in ways else "not worse" if lines else "same"


# ---- days ----------------------------------------------------------------------------------------------------------


def _bounds(before: Report, after: Report) -> Iterator[Line]:
    yield from _bound(Say("longest time to a decision, all keep their duties"), before.lawful, after.lawful)
    yield from _bound(Say("longest time to a decision, nobody answers"), before.enforced, after.enforced)


def _bound(what: Say, old: Bound, new: Bound) -> Iterator[Line]:
    if old.days != new.days:
        worse = new.days is None or (old.days is not None and new.days > old.days)
        yield Line(what, _days(old.days), _days(new.days), _worse(worse))


def _days(days: int | None) -> Say:
    return Say("no end in law") if days is None else Say("{days} days", {"days": days})


def _promises(old: Procedure, new: Procedure) -> Iterator[Line]:
    for name, promise in new.promises.items():
        before = old.promises.get(name)
        if before is None:
            continue
        if before.at_most and promise.at_most and before.at_most != promise.at_most:
            more = promise.at_most > before.at_most
            yield Line(_published(name), _days(before.at_most), _days(promise.at_most), _worse(more), promise.place)
        if before.not_before and promise.not_before and before.not_before != promise.not_before:
            less = shortest(promise.not_before) < shortest(before.not_before)
            what = Say("protected time: {promise}", {"promise": Name("promises", name)})
            times = _length(before.not_before), _length(promise.not_before)
            yield Line(what, *times, _worse(less), promise.place)
    for name, gone in old.promises.items():
        if name not in new.promises:
            yield Line(_published(name), Say("there"), Say("gone"), "worse", gone.place)


def _published(promise: str) -> Say:
    return Say("published promise: {promise}", {"promise": Name("promises", promise)})


def _worse(worse: bool) -> Verdict:
    return "worse" if worse else "better"


def _length(length: Length | None) -> Say:
    return Say("none") if length is None else Say("{length}", {"length": str(length)})


def _periods(old: Procedure, new: Procedure) -> Iterator[Line]:
    """The time that the person has in a stage of her own: longer is better."""
    for stage in new.stages.values():
        before = old.stages.get(new.was.get(stage.name, stage.name))
        own = any(s.by == new.person for s in stage.steps) and not any(s.must for s in stage.steps)
        if before is None or not own or not stage.limit or not before.limit or stage.limit == before.limit:
            continue
        if not _binds(old, new, before.law):
            continue
        less = longest(stage.limit) < longest(before.limit)
        what = Say("time of the person in {stage}", {"stage": Name("stages", stage.name)})
        yield Line(what, _length(before.limit), _length(stage.limit), _worse(less), stage.place)


# ---- rights --------------------------------------------------------------------------------------------------------


def _remedies(old: Procedure, new: Procedure) -> Iterator[Line]:
    kept = {s.name for s in new.steps} | {f"reaching {name}" for name in new.stages}
    for about in dict.fromkeys(str(e) for p in (old, new) for r in p.remedies.values() for e in r.against):
        before, after = _against(old, about), _against(new, about)
        if before and about in kept:
            yield from _strength(old, new, before, after, event_name(about))


def _against(procedure: Procedure, about: str) -> Remedy | None:
    return next((r for r in procedure.remedies.values() if any(str(e) == about for e in r.against)), None)


def _strength(old: Procedure, new: Procedure, before: Remedy, after: Remedy | None, what: Name) -> Iterator[Line]:
    told = {"what": what}
    against, was = Say("remedy against {what}", told), Say("{kind}", {"kind": before.kind})
    if after is None:
        yield Line(against, was, Say("none"), "worse", before.place)
        return
    one, other = _rank(old, before), _rank(new, after)
    if one != other:
        yield Line(against, was, Say("{kind}", {"kind": after.kind}), _worse(other < one), after.place)
    if before.within != after.within and _binds(old, new, before.law):
        less = longest(after.within) < longest(before.within)
        time = Say("time to appeal against {what}", told)
        yield Line(time, _length(before.within), _length(after.within), _worse(less), after.place)
    if before.suspensive != after.suspensive:
        effect = Say("suspensive effect against {what}", told)
        lost = before.suspensive
        yield Line(effect, _yes(before.suspensive), _yes(after.suspensive), _worse(lost), after.place)


def _rank(procedure: Procedure, remedy: Remedy) -> int:
    body = procedure.parties.get(remedy.before)
    return {"administrative review": 1, "court or tribunal": 2}.get(body.role if body else "", 0)


def _yes(value: bool) -> Say:
    return Say("yes") if value else Say("no")


def _grounds(old: Procedure, new: Procedure) -> Iterator[Line]:
    before = {(s.name, g.name) for s in old.steps for g in s.grounds}
    now = {(s.name, g.name): s.place for s in new.steps for g in s.grounds}
    acts = {s.name for s in new.steps}
    for step, ground in [k for k in now if k not in before]:
        yield Line(_ground(step, ground), Say("none"), Say("there"), "worse", now[step, ground])
    for step, ground in sorted(before - set(now)):
        if step in acts:
            yield Line(_ground(step, ground), Say("there"), Say("gone"), "better")


def _ground(step: str, ground: str) -> Say:
    return Say("ground of {step}: {ground}", {"step": Name("steps", step), "ground": Name("grounds", ground)})


def _evidence(old: Procedure, new: Procedure) -> Iterator[Line]:
    for name, item in new.evidence.items():
        if name not in old.evidence:
            yield Line(_proof(name), Say("not asked"), Say("asked"), "worse", item.place)
        elif old.evidence[name].or_else and not item.or_else:
            yield Line(_proof(name), Say("another way"), Say("no other way"), "worse", item.place)
    for name in old.evidence:
        if name not in new.evidence:
            yield Line(_proof(name), Say("asked"), Say("not asked"), "better")


def _proof(evidence: str) -> Say:
    return Say("evidence: {evidence}", {"evidence": Name("evidence", evidence)})


def _fees(old: Procedure, new: Procedure) -> Iterator[Line]:
    for name, fee in new.fees.items():
        before = old.fees.get(name)
        mine, was_mine = fee.payer == new.person, bool(before and before.payer == old.person)
        if mine != was_mine:
            what = Say("fee on the person: {fee}", {"fee": Name("fees", name)})
            yield Line(what, _yes(was_mine), _yes(mine), _worse(mine), fee.place)


def _flows(old: Procedure, new: Procedure) -> Iterator[Line]:
    before = {(datum, to) for s in old.steps for datum, to in s.sends}
    now = {(datum, to): s.place for s in new.steps for datum, to in s.sends}
    for datum, to in [k for k in now if k not in before]:
        yield Line(_flow(datum, to), _yes(False), _yes(True), "worse", now[datum, to])
    for datum, to in sorted(before - set(now)):
        yield Line(_flow(datum, to), _yes(True), _yes(False), "better")


def _flow(datum: str, to: str) -> Say:
    return Say("{datum} is sent to {party}", {"datum": Name("data", datum), "party": Name("parties", to)})


def _safeguards(old: Procedure, new: Procedure) -> Iterator[Line]:
    for name in sorted(_guarded(old) - _guarded(new)):
        yield Line(_safeguard(name), Say("there"), Say("gone"), "worse")
    for name in sorted(_guarded(new) - _guarded(old)):
        yield Line(_safeguard(name), Say("none"), Say("there"), "better")


def _safeguard(name: str) -> Say:
    return Say("safeguard: {safeguard}", {"safeguard": Name("safeguards", name)})


def _guarded(procedure: Procedure) -> set[str]:
    asked = {opinion.safeguard for opinion in procedure.opinions.values()}
    return (asked | {step.safeguard for step in procedure.steps}) - {""}


# ---- silence, outcome, findings ------------------------------------------------------------------------------------


def _silences(old: Procedure, new: Procedure, charter: Charter) -> Iterator[Line]:
    for name, stage in new.stages.items():
        before = old.stages.get(new.was.get(name, name))
        if before:
            yield from _silence(Name("stages", name), before.silence, stage.silence, charter)
    for name, limit in new.limits.items():
        if name in old.limits:
            yield from _silence(Name("limits", name), old.limits[name].silence, limit.silence, charter)


def _silence(where: Name, before: Silence | None, after: Silence | None, charter: Charter) -> Iterator[Line]:
    if before is None or after is None or before.kind == after.kind:
        return
    kinds = charter.silences
    one, other = (kinds[s.kind].rank if s.kind in kinds else _LATE for s in (before, after))
    only_reported = "deemed agreement" in (before.kind, after.kind) or one == other
    verdict: Verdict = "changed" if only_reported else _worse(other < one)
    told = [Say("{kind}", {"kind": Name("silences", s.kind)}) for s in (before, after)]
    yield Line(Say("if nothing comes in {where}", {"where": where}), told[0], told[1], verdict, after.place)


_LATE = 2
"""Nothing follows: as good for the person as an end, worse than going on."""


def _outcomes(old: Procedure, new: Procedure) -> Iterator[Line]:
    for name, stage in new.stages.items():
        before = old.stages.get(new.was.get(name, name))
        if before is not None and before.outcome != stage.outcome:
            what = Say("word of outcome of {stage}", {"stage": Name("stages", name)})
            yield Line(what, _word(before.outcome), _word(stage.outcome), "changed", stage.place)
    known = {s.outcome for s in old.stages.values()} | {s.decides for s in old.steps}
    for name, stage in new.stages.items():
        if stage.outcome and stage.outcome not in known and new.was.get(name, name) not in old.stages:
            what = Say("word of outcome, new: {stage}", {"stage": Name("stages", name)})
            yield Line(what, Say("none"), _word(stage.outcome), "changed", stage.place)
    decided = {s.name: s.decides for s in old.steps}
    for step in new.steps:
        if step.name in decided and decided[step.name] != step.decides:
            what = Say("word of outcome decided by {step}", {"step": Name("steps", step.name)})
            yield Line(what, _word(decided[step.name]), _word(step.decides), "changed", step.place)


def _word(outcome: str) -> Say:
    return Say("{outcome}", {"outcome": Name("outcomes", outcome)}) if outcome else Say("none")


def _found(before: Report, after: Report) -> Iterator[Line]:
    old = {(f.promise, str(f.text)) for f in _breaches(before)}
    for finding in _breaches(after):
        if (finding.promise, str(finding.text)) not in old:
            what = Say("promise {number}: {text}", {"number": finding.promise, "text": finding.text})
            yield Line(what, Say("kept"), Say("broken"), "worse", finding.place)


def _breaches(report: Report) -> Iterator[Finding]:
    """What is broken, but for days and for this comparison, which have lines of their own."""
    return (f for f in report.findings if f.status == "violated" and f.promise not in (1, NOT_WORSE))
