"""The ways of a procedure without its days: which stage can follow which, and which limits may or must run there.

Hidden stages are told as in ``docs/reference/semantics.md``; days, findings and circumstances are left out, so that a
way that is here may be closed in truth, but no way is missing. What has a bound here has one in truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from safeconduct.procedures.model import Place, Procedure, Remedy, Silence, Stage, Step, TimeLimit

MOST_WAYS = 30_000


class TooManyWays(Exception):
    """The ways are more than any procedure needs; counting them would not end in good time."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way from a stage to the next: ``moves`` is false where the case stays, ``silent`` is the limit that ended."""

    source: str
    target: str
    how: str
    place: Place
    capped: bool = False
    events: tuple[str, ...] = ()
    moves: bool = True
    silent: str = ""
    ends_all: bool = False


class Ways:
    """All ways that lead on from the beginning. ``may_run`` and ``must_run`` name time limits by stage."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        limits = procedure.limits.values()
        self.remedy_of = {str(e): r for r in procedure.remedies.values() for e in r.against}
        self.claims: dict[str, tuple[str, Silence]] = {}
        self.ended_by = _limits_by_event((str(e), limit.name) for limit in limits for e in limit.ends_with)
        self.started_by = _limits_by_event((str(e), limit.name) for limit in limits for e in limit.starts_with)
        self.steps = {step.name: step for step in procedure.steps}
        start = procedure.starts_in
        self.start = Way("", start, "", Place(), events=(f"reaching {start}",))
        self.may_run = {start: self._after(self.start, frozenset())}
        self.ways: dict[str, tuple[Way, ...]] = {}
        self._explore()
        self.must_run = self._surely()

    @property
    def all(self) -> Iterator[Way]:
        """Every way that can be gone."""
        for ways in self.ways.values():
            yield from ways

    def is_end(self, spot: str) -> bool:
        """An outcome, or the service of one: all limits have ended."""
        stage = self.procedure.stages.get(spot.removeprefix("service of reaching "))
        return bool(stage and stage.outcome)

    def breaks(self, way: Way, limit: TimeLimit) -> bool:
        """Whether ``limit`` ends on this way, though it may begin again on it."""
        ended = any(str(event) in way.events for event in limit.ends_with)
        return ended or way.ends_all or way.silent == limit.name or self.is_end(way.target)

    def _after(self, way: Way, running: frozenset[str]) -> frozenset[str]:
        if self.is_end(way.target):
            return frozenset()
        now = frozenset() if way.ends_all else running - {way.silent}
        for event in way.events:
            now = (now - self.ended_by.get(event, frozenset())) | self.started_by.get(event, frozenset())
        return now

    def _explore(self) -> None:
        """Limits that may run are gathered until nothing is added; a stage is seen again when one is."""
        waiting, seen = [self.start.target], 0
        while waiting:
            spot = waiting.pop()
            self.ways[spot] = tuple(self._from(spot))
            seen += len(self.ways[spot])
            if seen > MOST_WAYS:
                raise TooManyWays
            for way in self.ways[spot]:
                known = self.may_run.get(way.target)
                after = self._after(way, self.may_run[spot]) | (known or frozenset())
                if after != known:
                    self.may_run[way.target] = after
                    waiting.append(way.target)

    def _surely(self) -> dict[str, frozenset[str]]:
        """The limits that run in a stage however it was reached: begin with all, and take away."""
        surely = dict.fromkeys(self.may_run, frozenset(self.procedure.limits))
        surely[self.start.target] = self._after(self.start, frozenset())
        waiting = [*self.may_run]
        while waiting:
            spot = waiting.pop()
            for way in self.ways[spot]:
                less = surely[way.target] & self._after(way, surely[spot])
                if less != surely[way.target]:
                    surely[way.target] = less
                    waiting.append(way.target)
        return surely

    def _from(self, spot: str) -> Iterator[Way]:
        yield from self._own_ways(spot)
        if self.is_end(spot) and not spot.startswith("service of "):
            return
        for step in self.procedure.always:
            yield from self._step(spot, step)
        for name in sorted(self.may_run[spot]):
            limit = self.procedure.limits[name]
            if spot not in limit.suspended_in and f"claim of {name} in " not in spot:
                yield from self._limit_ends(spot, limit)

    def _own_ways(self, spot: str) -> Iterator[Way]:
        stage = self.procedure.stages.get(spot)
        if stage:
            yield from self._stage(stage)
        elif spot in self.claims:
            yield from self._claim(spot, *self.claims[spot])
        elif spot.startswith("service of "):
            yield from self._served(spot, spot.removeprefix("service of "))
        else:
            yield from self._in_remedy(spot)

    def _stage(self, stage: Stage) -> Iterator[Way]:
        for step in stage.steps:
            yield from self._step(stage.name, step)
        if stage.silence and stage.silence.has_consequence and stage.limit:
            yield from self._silence(Way(stage.name, "", "", stage.place), stage.silence, "limit")

    def _step(self, spot: str, step: Step) -> Iterator[Way]:
        way = Way(spot, step.to or spot, step.name, step.place, step.at_most is not None, (step.name,))
        if step.is_served:
            yield replace(way, target=f"service of {step.name}")
        elif step.to:
            yield self._entering(way)
        else:
            yield replace(way, moves=False)

    def _entering(self, way: Way) -> Way:
        """The way into a stage; into an end that is served it leads over its service."""
        reaching = f"reaching {way.target}"
        if self._end_is_served(way.target):
            return replace(way, target=f"service of {reaching}")
        return replace(way, events=(*way.events, reaching))

    def _end_is_served(self, stage: str) -> bool:
        found = self.procedure.stages[stage]
        return bool(found.outcome) and (found.served or f"reaching {stage}" in self.remedy_of)

    def _served(self, spot: str, about: str) -> Iterator[Way]:
        event, place = f"service of {about}", self._place(about)
        remedy = self.remedy_of.get(about)
        if remedy and remedy.suspensive:
            yield Way(spot, f"time for {remedy.name} against {about}", "it is served", place, events=(event,))
            return
        yield self._led(spot, about, "it is served", (event,))
        if remedy:
            beside = Way(spot, "", "", remedy.place, events=(event,), ends_all=True)
            yield from self._court(beside, remedy)

    def _led(self, spot: str, about: str, how: str, events: tuple[str, ...] = ()) -> Way:
        """Where an act leads when nothing more can be said against it; an outcome is entered, not served again."""
        if about.startswith("reaching "):
            return Way(spot, about.removeprefix("reaching "), how, self._place(about), events=(*events, about))
        step = self.steps[about]
        target = step.to or step.stage or self.procedure.starts_in
        return self._entering(Way(spot, target, how, step.place, events=events))

    def _in_remedy(self, spot: str) -> Iterator[Way]:
        remedy, about = self._remedy_at(spot)
        if spot.startswith("time for "):
            yield Way(spot, f"{remedy.name} against {about}", f"file the {remedy.name}", remedy.place)
            yield self._led(spot, about, "the time ends")
            return
        yield self._led(spot, about, "upheld")
        yield from self._court(Way(spot, "", "", remedy.place), remedy)

    def _remedy_at(self, spot: str) -> tuple[Remedy, str]:
        for about, remedy in self.remedy_of.items():
            if spot in (f"time for {remedy.name} against {about}", f"{remedy.name} against {about}"):
                return remedy, about
        raise LookupError(spot)

    def _court(self, way: Way, remedy: Remedy) -> Iterator[Way]:
        if remedy.annulled_to:
            capped = remedy.annulled_at_most is not None
            yield self._entering(replace(way, target=remedy.annulled_to, how="annulled", capped=capped))
        if remedy.replaced_to:
            yield self._entering(replace(way, target=remedy.replaced_to, how="replaced"))
        if remedy.silence.has_consequence:
            yield from self._silence(way, remedy.silence, "limit")

    def _limit_ends(self, spot: str, limit: TimeLimit) -> Iterator[Way]:
        event, silence = f"silence of {limit.name}", limit.silence
        way = Way(spot, spot, event, limit.place, events=(event,), moves=False, silent=limit.name)
        if silence and silence.has_consequence:
            yield from self._silence(replace(way, moves=True), silence, limit.name)
        else:
            yield way

    def _silence(self, way: Way, silence: Silence, limit: str) -> Iterator[Way]:
        """The way that ``silence`` leads, over its claim if it must be claimed; a claim within a claim is left out."""
        way, claim = replace(way, how="nothing comes", place=silence.place), f"claim of {limit} in {way.source}"
        if silence.claimed_by and way.source not in self.claims:
            self.claims[claim] = (way.source, silence)
            yield replace(way, target=claim)
            return
        yield self._entering(replace(way, target=silence.to))
        if silence.claimed_by:
            yield self._entering(replace(way, target=silence.if_not_confirmed))

    def _claim(self, spot: str, stage: str, silence: Silence) -> Iterator[Way]:
        yield self._entering(Way(spot, silence.to, "confirmed", silence.place))
        yield self._entering(Way(spot, silence.if_not_confirmed, "not confirmed", silence.place))
        found = self.procedure.stages.get(stage)
        for step in found.steps if found else ():
            if step.by != silence.claimed_by:
                yield from self._step(spot, step)

    def _place(self, about: str) -> Place:
        if about.startswith("reaching "):
            return self.procedure.stages[about.removeprefix("reaching ")].place
        return self.steps[about].place


def _limits_by_event(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for event, limit in pairs:
        found[event] = found.get(event, frozenset()) | {limit}
    return found


def knots(spots: Iterable[str], ways: Iterable[Way]) -> list[frozenset[str]]:
    """The sets of stages in which the case can go round (strongly connected, with at least one way inside)."""
    onward: dict[str, set[str]] = {spot: set() for spot in spots}
    for way in ways:
        if way.moves:
            onward[way.source].add(way.target)
    parts = _connected(onward)
    return [part for part in parts if len(part) > 1 or any(spot in onward[spot] for spot in part)]


def _connected(onward: dict[str, set[str]]) -> list[frozenset[str]]:
    """Strongly connected parts, by a depth-first order forwards and a gathering backwards (Kosaraju)."""
    back: dict[str, set[str]] = {spot: set() for spot in onward}
    for source, targets in onward.items():
        for target in targets:
            back[target].add(source)
    seen: set[str] = set()
    order = [spot for start in onward for spot in _depth_first(start, onward, seen)]
    taken: set[str] = set()
    return [frozenset(part) for start in reversed(order) if (part := list(_depth_first(start, back, taken)))]


def _depth_first(start: str, onward: dict[str, set[str]], seen: set[str]) -> Iterator[str]:
    """The spots that are new from ``start`` on, each after all those that follow it."""
    if start in seen:
        return
    seen.add(start)
    stack = [(start, iter(sorted(onward[start])))]
    while stack:
        spot, rest = stack[-1]
        following = next((target for target in rest if target not in seen), None)
        if following is None:
            stack.pop()
            yield spot
        else:
            seen.add(following)
            stack.append((following, iter(sorted(onward[following]))))
