"""What a proof rests on. Assumptions enter at five doors only, and each is printed with the proof."""

from __future__ import annotations

from collections.abc import Iterator

from safeconduct.procedures.model import LEFT_OPEN, Charter, Procedure
from safeconduct.procedures.report import Name, Say


def assumptions_of(procedure: Procedure, charter: Charter) -> tuple[Say, ...]:
    """Law not read, silence left to national law, duties 'as a rule', working days, and that duties are kept."""
    return (
        *_unread(procedure, charter),
        *_left_open(procedure),
        *_as_a_rule(procedure),
        *_calendar(procedure),
        _OBEDIENCE,
    )


_OBEDIENCE = Say("the lawful bound holds if everyone keeps their time; the enforced bound needs nobody to")


def _unread(procedure: Procedure, charter: Charter) -> Iterator[Say]:
    for source in [*procedure.sources.values(), *charter.sources.values()]:
        if source.assumed:
            told = {"source": Name("sources", source.key), "articles": ", ".join(source.assumed)}
            yield Say("not read, assumed: {source} {articles}", told)
        if source.open:
            yield Say("left open: {source}", {"source": Name("sources", source.key)})


def _left_open(procedure: Procedure) -> Iterator[Say]:
    pattern = "silence is left to national law: {what}"
    for stage in procedure.stages.values():
        if stage.silence and stage.silence.kind == LEFT_OPEN:
            yield Say(pattern, {"what": Name("stages", stage.name)})
    for limit in procedure.limits.values():
        if limit.silence and limit.silence.kind == LEFT_OPEN:
            yield Say(pattern, {"what": Name("limits", limit.name)})
    for opinion in procedure.opinions.values():
        if opinion.silence == LEFT_OPEN:
            yield Say(pattern, {"what": Name("opinions", opinion.name)})


def _as_a_rule(procedure: Procedure) -> Iterator[Say]:
    pattern = "a duty only as a rule, counted as if it were exact: {what}"
    for stage in procedure.stages.values():
        if stage.as_a_rule:
            yield Say(pattern, {"what": Name("stages", stage.name)})
    for limit in procedure.limits.values():
        if limit.as_a_rule:
            yield Say(pattern, {"what": Name("limits", limit.name)})


def _calendar(procedure: Procedure) -> Iterator[Say]:
    states = ", ".join(procedure.calendar.holidays_of)
    if states:
        yield Say(
            "weekends and holidays of: {states}; rule of periods: {rule}",
            {"states": states, "rule": procedure.calendar.periods},
        )
