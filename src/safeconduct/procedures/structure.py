"""Stages that nobody reaches, limits that never start, questions never asked, events that never come."""

from __future__ import annotations

from safeconduct.procedures.messages import Notes
from safeconduct.procedures.model import Event, Procedure, Remedy, TimeLimit
from safeconduct.procedures.places import Places
from safeconduct.procedures.ways import Ways


def note_structure(procedure: Procedure, ways: Ways, places: Places, notes: Notes) -> None:
    """Note what stands in the file but can never be."""
    _empty(procedure, places, notes)
    if notes:
        return
    _never_served(procedure, places, notes)
    lost_stages = [name for name in procedure.stages if name not in ways.may_run]
    ran = {name for names in ways.may_run.values() for name in names}
    lost_limits = [name for name in procedure.limits if name not in ran]
    follows = _follows(procedure, lost_stages, lost_limits)
    for kind, name in _roots(follows):
        if kind == "stage":
            notes.add("unreachable-stage", places.of("stages", name), name=name)
        else:
            notes.add("limit-never-starts", places.of("time limits", name, "starts with"), name=name)
    if not notes:
        _never_asked(procedure, ways, places, notes)


Lost = tuple[str, str]


def _follows(procedure: Procedure, stages: list[str], limits: list[str]) -> dict[Lost, set[Lost]]:
    """For each stage or limit that never comes, those that never come because of it."""
    follows: dict[Lost, set[Lost]] = {}
    for name in stages:
        started = {limit for limit in limits if _starts_in(procedure, procedure.limits[limit], name)}
        targets = _targets(procedure, name) & set(stages)
        follows["stage", name] = {("stage", t) for t in targets} | {("limit", limit) for limit in started}
    for name in limits:
        silence = procedure.limits[name].silence
        led = {silence.to, silence.if_not_confirmed} & set(stages) if silence else set()
        waiting = [x for x in limits if f"silence of {name}" in map(str, procedure.limits[x].starts_with)]
        follows["limit", name] = {("stage", t) for t in led} | {("limit", x) for x in waiting}
    return follows


def _roots(follows: dict[Lost, set[Lost]]) -> list[Lost]:
    """Those that follow from none of the others; the first if each follows from another."""
    led_to = {after for before, afters in follows.items() for after in afters if after != before}
    return [lost for lost in follows if lost not in led_to] or [*follows][:1]


def _starts_in(procedure: Procedure, limit: TimeLimit, stage: str) -> bool:
    acts = {step.name for step in procedure.stages[stage].steps}
    return any(event.name == stage if event.kind == "reaching" else event.name in acts for event in limit.starts_with)


def _never_asked(procedure: Procedure, ways: Ways, places: Places, notes: Notes) -> None:
    came = {event for way in ways.all if not ways.is_end(way.target) for event in way.events}
    came.add(f"reaching {procedure.starts_in}")
    for opinion in procedure.opinions.values():
        if not any(str(event) in came for event in opinion.asked_with):
            place = places.of("opinions", opinion.name, "asked with")
            notes.add("opinion-never-asked", place, name=opinion.name)


def _empty(procedure: Procedure, places: Places, notes: Notes) -> None:
    for stage in procedure.stages.values():
        if not (stage.steps or stage.limit or stage.outcome or stage.decided):
            notes.add("empty-stage", places.of("stages", stage.name), name=stage.name)


def _never_served(procedure: Procedure, places: Places, notes: Notes) -> None:
    served = {step.name for step in procedure.steps if step.is_served}
    against = {str(event) for remedy in procedure.remedies.values() for event in remedy.against}
    for stage in procedure.stages.values():
        if stage.outcome and (stage.served or f"reaching {stage.name}" in against):
            served.add(f"reaching {stage.name}")
    for section, name, word, event in _events(procedure):
        if event.kind == "service of" and event.name not in served:
            notes.add("never-served", places.of(section, name, word, item=str(event)), name=event.name)


def _events(procedure: Procedure) -> list[tuple[str, str, str, Event]]:
    limits, opinions = procedure.limits.values(), procedure.opinions.values()
    return [
        *(("time limits", limit.name, "starts with", e) for limit in limits for e in limit.starts_with),
        *(("time limits", limit.name, "ends with", e) for limit in limits for e in limit.ends_with),
        *(("opinions", opinion.name, "asked with", e) for opinion in opinions for e in opinion.asked_with),
    ]


def _targets(procedure: Procedure, name: str) -> set[str]:
    stage = procedure.stages[name]
    found = {step.to for step in stage.steps} | {r.annulled_to for r in _remedies(procedure, name)}
    found |= {r.replaced_to for r in _remedies(procedure, name)}
    if stage.silence:
        found |= {stage.silence.to, stage.silence.if_not_confirmed}
    return found


def _remedies(procedure: Procedure, name: str) -> list[Remedy]:
    acts = {step.name for step in procedure.stages[name].steps}
    return [r for r in procedure.remedies.values() if any(event.name in acts for event in r.against)]
