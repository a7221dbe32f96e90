"""Promises that are read off the text: what each decision owes, evidence, fees, equal treatment, purposes.

They need no runs: a ground without a finding is wrong however the case goes. Numbers are those of the design's list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from safeconduct.procedures.model import (
    Charter,
    Circumstance,
    Datum,
    Evidence,
    Fee,
    Place,
    Procedure,
    Remedy,
    Silence,
    Stage,
    Step,
)
from safeconduct.procedures.report import Finding, Name, Say

# ---- 3 Reasons and remedy ----------------------------------------------------------------------------------------


def reasons_and_remedy(procedure: Procedure, charter: Charter) -> Iterator[Finding]:
    """Each decision against the person has established grounds, reasons, service and a remedy before another body."""
    for step in procedure.steps:
        outcome = _harm(procedure, charter, step)
        if outcome:
            yield from _owed_by_step(procedure, charter, step, outcome)
    for silence, where in silences(procedure):
        yield from _owed_by_silence(procedure, charter, silence, where)
    for remedy in procedure.remedies.values():
        yield from _another_body(procedure, charter, remedy)


def _harm(procedure: Procedure, charter: Charter, step: Step) -> str:
    """The outcome against the person that this step decides or leads to; empty if none, or if it is her own act."""
    if procedure.parties.get(step.by) and procedure.parties[step.by].role == "the person":
        return ""
    leads = procedure.stages[step.to].outcome if step.to else ""
    for word in (step.decides, leads):
        if word and charter.outcomes[word].against_person:
            return word
    return "refused" if step.grounds and "refused" in charter.outcomes else ""


def _owed_by_step(procedure: Procedure, charter: Charter, step: Step, outcome: str) -> Iterator[Finding]:
    owes = set(charter.outcomes[outcome].owes) | ({"grounds", "reasons", "remedy"} if step.grounds else set())
    told = {"step": Name("steps", step.name)}
    if "grounds" in owes and not step.grounds:
        text = Say("{step} decides against the person and names no ground", told)
        yield _violated(3, text, step.place, Say("give it grounds, each with the finding that establishes it"))
    if "reasons" in owes and not step.reasons:
        text = Say("{step} decides against the person and gives no reasons", told)
        yield _violated(3, text, step.place, Say("say 'reasons: written'"))
    if owes & {"service", "remedy"} and not _is_served(procedure, step):
        text = Say("{step} is never served on the person", told)
        yield _violated(3, text, step.place, Say("say 'served: yes' and how decisions are served"))
    if "remedy" in owes and not _remedies(procedure, step.name) and not _remedies(procedure, f"reaching {step.to}"):
        text = Say("nobody can appeal against: {step}", told)
        yield _violated(3, text, step.place, Say("add a remedy against it, before another body, with a period"))


def _is_served(procedure: Procedure, step: Step) -> bool:
    """Whether the step, or the end that it leads to, is served in a way that the file tells."""
    end = bool(step.to) and procedure.stages[step.to].served
    return procedure.service is not None and (step.is_served or end)


def _remedies(procedure: Procedure, about: str) -> list[Remedy]:
    return [r for r in procedure.remedies.values() if any(str(e) == about for e in r.against)]


def silences(procedure: Procedure) -> Iterator[tuple[Silence, Say]]:
    """Every silence in the file with the words for where it falls."""
    for stage in procedure.stages.values():
        if stage.silence:
            yield stage.silence, Say("{stage}", {"stage": Name("stages", stage.name)})
    for limit in procedure.limits.values():
        if limit.silence:
            yield limit.silence, Say("{limit}", {"limit": Name("limits", limit.name)})
    for remedy in procedure.remedies.values():
        yield remedy.silence, Say("{remedy}", {"remedy": Name("remedies", remedy.name)})


def _owed_by_silence(procedure: Procedure, charter: Charter, silence: Silence, where: Say) -> Iterator[Finding]:
    if not silence.has_consequence:
        return
    stage = procedure.stages[silence.to]
    against = bool(stage.outcome) and charter.outcomes[stage.outcome].against_person
    yield from _unclaimed(charter, silence, where, against)
    if not against:
        return
    missing = _missing_at_end(procedure, stage, charter.outcomes[stage.outcome].owes)
    if missing:
        told = {"where": where, "outcome": Name("outcomes", stage.outcome), "missing": _words(missing)}
        text = Say("silence in {where} ends as {outcome}, without: {missing}", told)
        cure = Say("let an officer decide, or have the end served and open to a remedy ('reaching STAGE')")
        yield _violated(3, text, silence.place, cure)


def _missing_at_end(procedure: Procedure, stage: Stage, owes: Sequence[str]) -> list[str]:
    """What an end by silence cannot give: nobody gives grounds or reasons; a remedy brings service with it."""
    appeal = bool(_remedies(procedure, f"reaching {stage.name}"))
    given = {"service": appeal or bool(stage.served and procedure.service), "remedy": appeal}
    return [word for word in ("grounds", "reasons", "service", "remedy") if word in owes and not given.get(word)]


def _unclaimed(charter: Charter, silence: Silence, where: Say, against: bool) -> Iterator[Finding]:
    kind = charter.silences.get(silence.kind)
    must = kind is not None and (kind.claimed == "yes" or (bool(kind.claimed) and against))
    if must and not silence.claimed_by:
        told = {"where": where, "kind": Name("silences", silence.kind)}
        text = Say("silence in {where} harms or moves a person and nobody named confirms it: {kind}", told)
        yield _violated(3, text, silence.place, Say("add 'claimed by', 'within' and 'if not confirmed'"))


def _another_body(procedure: Procedure, charter: Charter, remedy: Remedy) -> Iterator[Finding]:
    body = procedure.parties.get(remedy.before)
    told = {"remedy": Name("remedies", remedy.name), "party": Name("parties", remedy.before)}
    deciders = {s.by for s in procedure.steps if any(e.kind == "step" and e.name == s.name for e in remedy.against)}
    if body is None or body.role not in charter.who_may_review or remedy.before in deciders:
        text = Say("{remedy} goes to {party}, which is no other body that may review", told)
        cure = Say("name a court, a tribunal or an administrative review body that did not decide")
        yield _violated(3, text, remedy.place, cure)
    if remedy.within.number < 1:
        text = Say("{remedy} leaves no time to file it", told)
        yield _violated(3, text, remedy.place, Say("give a period in 'within'"))
    filer = procedure.parties.get(remedy.by)
    if filer is None or not (filer.role == "the person" or filer.represents):
        yield _violated(3, Say("{remedy} is not open to the person", told), remedy.place, Say("let the person file it"))


# ---- 6 Purposes --------------------------------------------------------------------------------------------------


def purposes(procedure: Procedure, charter: Charter) -> Iterator[Finding]:
    """No datum given for a protected purpose can come to be held for enforcement."""
    enforcing = {p.name for p in procedure.parties.values() if "enforcement" in p.purposes}
    for datum in procedure.data.values():
        if datum.given_for in charter.never_to_enforcement:
            yield from _leaks(procedure, datum, enforcing)


def _leaks(procedure: Procedure, datum: Datum, enforcing: set[str]) -> Iterator[Finding]:
    for holder in datum.held_by:
        if holder in enforcing:
            yield _leak(datum.name, datum.given_for, holder, datum.place)
    sends = [(step, to) for step in procedure.steps for name, to in step.sends if name == datum.name]
    holders = _holders(datum, sends)
    for step, to in sends:
        if step.by in holders and to in enforcing and datum.name not in step.with_consent:
            yield _leak(datum.name, datum.given_for, to, step.place, step.name)


def _holders(datum: Datum, sends: list[tuple[Step, str]]) -> set[str]:
    """Everyone to whom it can come, however often it is handed on."""
    holders = {datum.by, *datum.held_by}
    while True:
        reached = {to for step, to in sends if step.by in holders}
        if reached <= holders:
            return holders
        holders |= reached


def _leak(datum: str, purpose: str, party: str, place: Place, step: str = "") -> Finding:
    told: dict[str, object] = {
        "datum": Name("data", datum),
        "purpose": Name("purposes", purpose),
        "party": Name("parties", party),
    }
    cure = Say("send it only with the consent of who gave it ('with consent'), or not at all")
    if not step:
        return _violated(6, Say("{datum}, given for {purpose}, is held by {party}, which enforces", told), place, cure)
    told["step"] = Name("steps", step)
    text = Say("{datum}, given for {purpose}, comes to {party}, which enforces, by: {step}", told)
    return _violated(6, text, place, cure)


# ---- 7 Evidence, its basis and alternative (twice or once is decided on the graph) ---------------------------------


def evidence_has_basis(procedure: Procedure) -> Iterator[Finding]:
    """Each proof has a law that asks for it, and another way for who cannot obtain it."""
    for item in procedure.evidence.values():
        yield from _basis(item)


def _basis(item: Evidence) -> Iterator[Finding]:
    told = {"evidence": Name("evidence", item.name)}
    if not item.asked_by:
        text = Say("{evidence} is asked for without a law", told)
        yield _violated(7, text, item.place, Say("say 'asked by' which law"))
    if not item.or_else:
        text = Say("who cannot obtain {evidence} is given no other way", told)
        yield _violated(7, text, item.place, Say("say 'or else' what is accepted instead"))


# ---- 8 Who pays ----------------------------------------------------------------------------------------------------


def who_pays(procedure: Procedure, charter: Charter) -> Iterator[Finding]:
    """No recruitment fee or related cost falls on the worker (ILO general principles 7, 17); other fees have a cap."""
    for fee in procedure.fees.values():
        yield from _payer(procedure, charter, fee)


def _payer(procedure: Procedure, charter: Charter, fee: Fee) -> Iterator[Finding]:
    told = {"fee": Name("fees", fee.name), "party": Name("parties", fee.payer)}
    party = procedure.parties.get(fee.payer)
    person = party is not None and (party.role == "the person" or bool(party.represents))
    if fee.kind != "administrative" and (person or fee.payer not in charter.costs_fall_on):
        text = Say("{fee} is a cost of recruitment and falls on {party}", told)
        yield _violated(8, text, fee.place, Say("let the employer, the agency, the programme or the state pay it"))
    if fee.kind == "administrative" and person and not fee.cap:
        yield _violated(8, Say("{fee} has no cap", told), fee.place, Say("say 'never more than'"))


# ---- 9 Equal treatment -----------------------------------------------------------------------------------------------


def equal_treatment(procedure: Procedure, charter: Charter) -> Iterator[Finding]:
    """A rule on age, sex, disability or nationality names the law that requires it, or favours the person."""
    for rule in [*procedure.circumstances.values(), *procedure.people.values()]:
        if _protected(rule, charter) and not rule.required_by and rule.favours != "person":
            told = {"circumstance": Name("circumstances", rule.name), "ground": Name("grounds", rule.about)}
            text = Say("{circumstance} is a rule on {ground} and no law requires it", told)
            yield _violated(9, text, rule.place, Say("say 'required by' which law, or 'favours: person' if it does"))


def _protected(rule: Circumstance, charter: Charter) -> bool:
    return rule.about in charter.protected_grounds


# ---- shared --------------------------------------------------------------------------------------------------------


def _violated(promise: int, text: Say, place: Place, cure: Say) -> Finding:
    return Finding(promise, "violated", text, place, cure)


def _words(keys: list[str]) -> Say:
    return Say(", ".join("{" + k + "}" for k in keys), {k: Name("duties", k) for k in keys})
