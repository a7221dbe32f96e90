"""How a case begins: by filing, or brought forward from a paper file into the stage where it already stands.

Of a brought-forward case it is often not known to the day when a limit began. Each start is then a pair of days: what
binds an authority ends at the earlier of the two ends, what binds the person at the later, so that what was written
down badly costs nobody but who wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from safeconduct.procedures.clocks import acting, length_for, sender
from safeconduct.procedures.draft import Draft
from safeconduct.procedures.model import Charter, Opinion, Procedure, Remedy, Silence, Step
from safeconduct.procedures.periods import Calendar, Length
from safeconduct.procedures.state import (
    FORGOTTEN,
    NOT_CONFIRMED,
    RESTS,
    SERVED_IF_SILENT,
    STAGE_LIMIT,
    Case,
    Clock,
    Entry,
    Finding,
    Opening,
    Standing,
    Start,
)


def bring_forward(  # noqa: PLR0913 - a file on paper says this much
    procedure: Procedure,
    charter: Charter,
    calendar: Calendar,
    on: date,
    circumstances: Mapping[str, bool],
    stage: str,
    *,
    findings: Iterable[Finding] = (),
    starts: Iterable[Start] = (),
    taken: Mapping[str, int] | None = None,
    people: Mapping[str, int] | None = None,
) -> Case:
    """A case that is entered on ``on`` where it stands: in ``stage`` (a hidden one too), with what is established.

    ``starts`` says when each limit that runs began (``limit`` for that of the stage, a channel for what is on its way),
    ``taken`` how often capped steps were taken. A limit of which nothing is said does not run, except the stage's own:
    its start must be said.
    """
    opening = Opening(
        on,
        true_of(procedure, circumstances),
        sizes_of(procedure, people or {}),
        stage,
        tuple(findings),
        tuple(starts),
        tuple(sorted((taken or {}).items())),
    )
    return begin(procedure, charter, calendar, opening)


def true_of(procedure: Procedure, circumstances: Mapping[str, bool]) -> frozenset[str]:
    """The circumstances that are true of a case; where nothing is said, the way the file says for doubt."""
    _known_names(circumstances, procedure.circumstances, "circumstance")
    in_doubt = {name: c.in_doubt == "yes" for name, c in procedure.circumstances.items()}
    return frozenset(name for name, so in (in_doubt | dict(circumstances)).items() if so)


def sizes_of(procedure: Procedure, people: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """How many stand in the case: one of each group where nothing is said."""
    _known_names(people, procedure.people, "group of people")
    return tuple((name, people.get(name, 1)) for name in procedure.people)


def _known_names(said: Iterable[str], known: Iterable[str], what: str) -> None:
    unknown = [name for name in said if name not in known]
    if unknown:
        raise ValueError(f"This procedure knows no {what} '{unknown[0]}'. It knows: {', '.join(known) or 'none'}.")


def begin(procedure: Procedure, charter: Charter, calendar: Calendar, opening: Opening) -> Case:
    """The case on its first day: filed, or brought forward where the opening names a stage."""
    people = tuple(f"{group} {i}" for group, number in opening.people for i in range(1, number + 1))
    nowhere = Standing("", "stage")
    case = Case(procedure, charter, calendar, procedure.identity, opening, nowhere, people)
    draft = Draft(case, opening.on)
    if not opening.stage:
        draft.arrive(procedure.starts_in)
        return draft.case(Entry(opening.on, "opened", "The case is filed", ""))
    _known(draft, opening)
    return draft.case(Entry(opening.on, "opened", "The case is brought forward", ""))


def standing_named(procedure: Procedure, name: str) -> Standing | None:
    """The stage of this name, hidden stages included; nothing if the procedure has no such stage."""
    if name in procedure.stages:
        return Standing(name, "outcome" if procedure.stages[name].outcome else "stage")
    if name.startswith("claim of "):
        return _claim_named(procedure, name)
    return next((s for s in _hidden(procedure) if s.name == name), None)


def _hidden(procedure: Procedure) -> Iterator[Standing]:
    abouts = [s.name for s in procedure.steps if s.is_served and s.to]
    remedies = [(r, str(e)) for r in procedure.remedies.values() for e in r.against]
    abouts += [f"reaching {s.name}" for s in procedure.stages.values() if s.served and s.outcome]
    abouts += [about for _, about in remedies]
    for about in abouts:
        yield Standing(f"service of {about}", "service", about)
    for remedy, about in remedies:
        if remedy.suspensive:
            yield Standing(f"time for {remedy.name} against {about}", "time for remedy", about, remedy.name)
            yield Standing(f"{remedy.name} against {about}", "remedy", about, remedy.name)


def _claim_named(procedure: Procedure, name: str) -> Standing | None:
    for limit in (STAGE_LIMIT, *procedure.limits):
        inside = name.removeprefix(f"claim of {limit} in ")
        fell_in = standing_named(procedure, inside) if inside != name else None
        if fell_in is not None:
            silence = _claimed(procedure, limit, fell_in)
            return Standing(name, "claim", silence=silence, fell_in=fell_in) if silence else None
    return None


def _claimed(procedure: Procedure, limit: str, fell_in: Standing) -> Silence | None:
    silence = _stage_silence(procedure, fell_in) if limit == STAGE_LIMIT else procedure.limits[limit].silence
    return silence if silence is not None and silence.claimed_by else None


def _stage_silence(procedure: Procedure, standing: Standing) -> Silence | None:
    if standing.remedy:
        return procedure.remedies[standing.remedy].silence
    stage = procedure.stages.get(standing.name)
    return stage.silence if stage else None


def _known(draft: Draft, opening: Opening) -> None:
    standing = standing_named(draft.p, opening.stage)
    if standing is None:
        names = ", ".join(draft.p.stages)
        raise ValueError(f"This procedure has no stage '{opening.stage}'. Its stages: {names}.")
    draft.standing = standing
    draft.taken = {(name, ""): times for name, times in opening.taken}
    for finding in opening.findings:
        _hold(draft, finding)
    for start in opening.starts:
        _start(draft, start)
    limited = standing.kind != "outcome" and _stage_clock(draft, Start(STAGE_LIMIT, opening.on, opening.on))
    if limited and ("stage", STAGE_LIMIT, "", "") not in draft.clocks:
        raise ValueError(f"Say when the limit of '{opening.stage}' began: add a start for '{STAGE_LIMIT}'.")


def _hold(draft: Draft, finding: Finding) -> None:
    makers = makers_of(draft.p, finding.name)
    if not makers:
        known = [a for o in draft.p.opinions.values() for a in o.answers]
        known += [s.finds for s in draft.p.steps if s.finds]
        raise ValueError(f"This procedure has no finding '{finding.name}'. It has: {', '.join(known)}.")
    draft.findings[finding.name, finding.member] = finding
    good_for = makers[0].good_for
    if good_for is not None:
        draft.start(age_of(finding, good_for))


def age_of(finding: Finding, good_for: Length) -> Clock:
    """Give the clock of a finding that is good for a time only."""
    return Clock("finding", finding.name, finding.since, good_for, member=finding.member, follows=FORGOTTEN)


def makers_of(procedure: Procedure, finding: str) -> list[Opinion | Step]:
    """List the opinions and steps of a procedure that can establish a finding."""
    makers: list[Opinion | Step] = [o for o in procedure.opinions.values() if finding in o.answers]
    return makers + [s for s in procedure.steps if s.finds == finding]


def _start(draft: Draft, start: Start) -> None:
    clock = clock_named(draft, start)
    if clock is None:
        raise ValueError(f"This procedure has no limit '{start.limit}' that can run in '{draft.standing.name}'.")
    if clock.kind == "opinion":
        draft.out[clock.name, clock.member] = None
    extension = draft.p.limits[clock.name].extension if clock.kind == "limit" else None
    extensions = (extension,) * start.extended if extension is not None else ()
    draft.start(
        replace(
            clock,
            start=start.earliest,
            latest_start=start.latest,
            extensions=extensions,
            suspensions=start.suspensions,
        )
    )


def clock_named(draft: Draft, start: Start) -> Clock | None:
    """Build the clock of this name as the text has it, where it can run in the stage of the draft."""
    p, day = draft.p, start.earliest
    if start.limit == STAGE_LIMIT:
        return _stage_clock(draft, start)
    if start.limit in p.limits:
        limit = p.limits[start.limit]
        length = length_for(draft.before.opening, p, limit.length, limit.longer)
        return Clock("limit", limit.name, day, length, limit.answers_for_it, follows=limit.silence or "")
    if start.limit in p.opinions:
        opinion = p.opinions[start.limit]
        follows = opinion.silence if opinion.silence in opinion.answers else ""
        return Clock("opinion", opinion.name, day, opinion.within, opinion.of, start.member, follows=follows)
    return _channel_clock(draft, start) or _remedy_clock(p, start)


def _stage_clock(draft: Draft, start: Start) -> Clock | None:
    found = _stage_limit(draft)
    if found is None:
        return None
    length, party, follows = found
    return Clock("stage", STAGE_LIMIT, start.earliest, length, party, follows=follows)


def _stage_limit(draft: Draft) -> tuple[Length, str, Silence | str] | None:
    p, standing = draft.p, draft.standing
    if standing.kind == "service" and p.service is not None:
        return p.service.sent_within, sender(p, standing.about), ""
    if standing.kind == "claim" and standing.silence is not None and standing.silence.within is not None:
        return standing.silence.within, standing.silence.claimed_by, NOT_CONFIRMED
    if standing.remedy:
        remedy = p.remedies[standing.remedy]
        if standing.kind == "remedy":
            return remedy.decided_within, remedy.before, remedy.silence
        return remedy.within, remedy.by, RESTS
    stage = p.stages.get(standing.name)
    if stage is None or stage.limit is None:
        return None
    return (
        length_for(draft.before.opening, p, stage.limit, stage.longer),
        acting(stage),
        stage.silence or "",
    )


def _channel_clock(draft: Draft, start: Start) -> Clock | None:
    """What is on its way already: the start is the day on which it was sent."""
    service = draft.p.service
    channel = next((c for c in service.channels if c.name == start.limit), None) if service else None
    if channel is None or draft.standing.kind != "service":
        return None
    draft.standing = replace(draft.standing, channel=channel.name)
    follows = SERVED_IF_SILENT
    after, party = channel.deemed_served_after, sender(draft.p, draft.standing.about)
    return Clock("stage", STAGE_LIMIT, start.earliest, after, party, follows=follows, channel=channel.name)


def _remedy_clock(procedure: Procedure, start: Start) -> Clock | None:
    for remedy in procedure.remedies.values():
        for about in map(str, remedy.against):
            if not remedy.suspensive and start.limit == f"time for {remedy.name} against {about}":
                return _time(remedy, about, start.earliest)
            if not remedy.suspensive and start.limit == f"{remedy.name} against {about}":
                return Clock(
                    "remedy",
                    remedy.name,
                    start.earliest,
                    remedy.decided_within,
                    remedy.before,
                    about=about,
                    follows=remedy.silence,
                )
    return None


def _time(remedy: Remedy, about: str, day: date) -> Clock:
    return Clock("time for remedy", remedy.name, day, remedy.within, remedy.by, about=about, follows=RESTS)
