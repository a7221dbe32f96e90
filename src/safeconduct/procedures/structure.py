"""Stages that nobody reaches, limits that never start, questions never asked, events that never come."""

from __future__ import annotations

from safeconduct.procedures.messages import Notes
from safeconduct.procedures.model import Event, Procedure, Remedy
from safeconduct.procedures.places import Places
from safeconduct.procedures.ways import Ways


def note_structure(procedure: Procedure, ways: Ways, places: Places, notes: Notes) -> None:
    """Note what stands in the file but can never be."""
    _empty(procedure, places, notes)
    if notes:
        return
    _never_served(procedure, places, notes)
    _unreached(procedure, ways, places, notes)
    if notes:
        return
    ran = {name for spot, names in ways.may_run.items() for name in names}
    for limit in procedure.limits.values():
        if limit.name not in ran:
            place = places.of("time limits", limit.name, "starts with")
            notes.add("limit-never-starts", place, name=limit.name)
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


def _unreached(procedure: Procedure, ways: Ways, places: Places, notes: Notes) -> None:
    """Of stages that lead to each other, only the first is named: the others follow from it."""
    lost = [name for name in procedure.stages if name not in ways.may_run]
    led_to = {target for name in lost for target in _targets(procedure, name) if target != name}
    for name in [name for name in lost if name not in led_to] or lost[:1]:
        notes.add("unreachable-stage", places.of("stages", name), name=name)


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
