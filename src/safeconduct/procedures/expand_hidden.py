"""The hidden stages of a net: what follows silence, the service of decisions, and remedies against them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace

from safeconduct.procedures.expand_clocks import Clocks
from safeconduct.procedures.model import Place, Remedy, Silence
from safeconduct.procedures.names import event_name
from safeconduct.procedures.net import Clock, Days, Move, Spot, SpotKind
from safeconduct.procedures.periods import Length
from safeconduct.procedures.report import Name, Say


class HiddenStages(Clocks, ABC):
    """Adds the stages that the law does not name; spots are made when something first leads to them."""

    @abstractmethod
    def _arrive(self, name: str) -> int:
        """The spot to which 'to STAGE' leads."""

    @abstractmethod
    def _always(self, spot: Spot) -> None:
        """Add the steps that can be taken in every stage."""

    def _spot(self, name: str, kind: SpotKind, place: Place, fill: Callable[[Spot], None]) -> int:
        if name not in self.spots:
            spot = Spot(len(self.result.spots), name, kind, place)
            self.result.spots.append(spot)
            self.spots[name] = spot.index
            self.waiting.append(lambda: fill(spot))
        return self.spots[name]

    def _settle(self) -> None:
        while self.waiting:
            self.waiting.pop()()

    def _limits_falling(self, spot: Spot) -> None:
        """Where the end of each time limit leads from here (a claim remembers the stage in which the silence fell)."""
        for limit in self.p.limits.values():
            if self._follows(limit.silence):
                spot.silences[self.limit_bits[limit.name]] = self._silent(limit.silence, limit.name, spot)

    def _silent(self, silence: Silence | None, limit: str, spot: Spot) -> int:
        if silence is None or not silence.has_consequence:
            return -1
        if not silence.claimed_by:
            return self._arrive(silence.to)
        if spot.kind == "claim" and limit == "limit":
            return -1
        return self._claim(silence, limit, spot)

    def _claim(self, silence: Silence, limit: str, spot: Spot) -> int:
        depth = spot.name.count("claim of ")
        if depth > len(self.p.limits):
            return self._arrive(silence.if_not_confirmed)
        name = f"claim of {limit} in {spot.name}"
        return self._spot(name, "claim", silence.place, lambda s: self._fill_claim(s, silence, spot))

    def _fill_claim(self, spot: Spot, silence: Silence, fallen: Spot) -> None:
        by, unconfirmed = silence.claimed_by, self._arrive(silence.if_not_confirmed)
        told = {"party": Name("parties", by), "kind": Name("silences", silence.kind)}
        confirms = Say("{party} confirms what silence means: {kind}", told)
        declines = Say("{party} does not confirm what silence means: {kind}", told)
        spot.party, spot.about, spot.silence_kind = by, fallen.name, silence.kind
        spot.moves = [
            Move("confirm", by, False, self._arrive(silence.to), confirms, silence.place, "confirm"),
            Move("decline", by, False, unconfirmed, declines, silence.place, "decline"),
        ]
        spot.moves += [replace(m, must=False) for m in fallen.moves if m.by != by and not self._from_always(m)]
        self._always(spot)
        if silence.within is not None:
            spot.limited, spot.days, spot.silence = True, self.measure(silence.within), unconfirmed
        self._limits_falling(spot)

    def _from_always(self, move: Move) -> bool:
        return move.step is not None and move.step in self.p.always

    def _service(self, about: str, leads: Callable[[], int], place: Place) -> int:
        name = f"service of {about}"
        return self._spot(name, "service", place, lambda s: self._fill_service(s, about, leads()))

    def _fill_service(self, spot: Spot, about: str, leads: int) -> None:
        remedy, service = self.remedies.get(about), self.p.service
        starts, to = 0, leads
        if remedy and remedy.suspensive:
            to = self._time_for(remedy, about, leads)
        elif remedy:
            starts = self.remedy_bits[remedy.name, about][0]
        spot.about, spot.party, spot.duty = about, self._sender(about), True
        spot.moves = [
            Move("served", "", False, to, Say("{what} is served", {"what": event_name(about)}), spot.place, about,
                 effect=self.result.events.get(f"service of {about}"), also_starts=starts, decides=self._decides(about))
        ]  # fmt: skip
        self._always(spot)
        if service is not None:
            parts = [c.deemed_served_after for c in service.channels]
            if not self.sent_at_once:
                parts.append(service.sent_within)
            spot.limited, spot.silence = True, -1
            spot.days = Days(0, sum(self.measure(part).longest for part in parts))
        self._limits_falling(spot)

    def _sender(self, about: str) -> str:
        """Who took a decision sends it; an end by silence, or one that the person brought about, the deciding party."""
        by = next((s.by for s in self.p.steps if s.name == about), self.deciding)
        return self.deciding if by not in self.p.parties or by == self.p.person else by

    def _decides(self, about: str) -> bool:
        return any(s.name == about and s.decides for s in self.p.steps)

    def _time_for(self, remedy: Remedy, about: str, leads: int) -> int:
        name = f"time for {remedy.name} against {about}"
        return self._spot(name, "time for remedy", remedy.place, lambda s: self._fill_time(s, remedy, about, leads))

    def _fill_time(self, spot: Spot, remedy: Remedy, about: str, leads: int) -> None:
        name = f"{remedy.name} against {about}"
        pending = self._spot(name, "remedy", remedy.place, lambda s: self._fill_remedy(s, remedy, about, leads))
        spot.about, spot.party = about, remedy.by
        spot.moves = [Move("file", remedy.by, False, pending, self._filing(remedy, about), remedy.place, remedy.name)]
        self._always(spot)
        spot.limited, spot.days = True, self.measure(remedy.within)
        spot.silence, spot.silence_kind = leads, "goes on"
        self._limits_falling(spot)

    def _fill_remedy(self, spot: Spot, remedy: Remedy, about: str, leads: int) -> None:
        spot.about, spot.party, spot.duty = about, remedy.before, True
        spot.moves = self._reviews(remedy, about, leads)
        self._always(spot)
        spot.limited, spot.days = True, self.measure(remedy.decided_within)
        spot.silence_kind, spot.silence = remedy.silence.kind, self._silent(remedy.silence, "limit", spot)
        self._limits_falling(spot)

    def _filing(self, remedy: Remedy, about: str) -> Say:
        told = self._about(remedy, about) | {"party": Name("parties", remedy.by)}
        return Say("{party} files: {remedy}, against {what}", told)

    def _reviews(self, remedy: Remedy, about: str, leads: int) -> list[Move]:
        court, place, told = remedy.before, remedy.place, self._about(remedy, about)
        moves = [Move("uphold", court, True, leads, Say("{party} upholds: {what}", told), place, "uphold")]
        if remedy.annulled_to:
            to, text = self._arrive(remedy.annulled_to), Say("{party} annuls: {what}", told)
            often = self._counter(f"annul {remedy.name}", remedy.annulled_at_most)
            moves.append(Move("annul", court, True, to, text, place, "annul", counter=often))
        if remedy.replaced_to:
            to, text = self._arrive(remedy.replaced_to), Say("{party} replaces: {what}", told)
            moves.append(Move("replace", court, True, to, text, place, "replace"))
        return moves

    def _about(self, remedy: Remedy, about: str) -> dict[str, object]:
        return {
            "party": Name("parties", remedy.before),
            "remedy": Name("remedies", remedy.name),
            "what": event_name(about),
        }

    def _beside(self) -> None:
        """A remedy that does not suspend runs beside whatever comes, also beside an outcome."""
        self.remedy_bits: dict[tuple[str, str], tuple[int, int]] = {}
        for remedy in self.p.remedies.values():
            for event in [] if remedy.suspensive else remedy.against:
                self._run_beside(remedy, str(event))

    def _run_beside(self, remedy: Remedy, about: str) -> None:
        name = f"{remedy.name} against {about}"
        first = self._remedy_clock(f"time for {name}", remedy.within, remedy.by, True, remedy.place)
        answered = remedy.silence.has_consequence
        second = self._remedy_clock(name, remedy.decided_within, remedy.before, answered, remedy.place)
        self.remedy_bits[remedy.name, about] = (first, second)
        file = Move(
            "file", remedy.by, False, -1, self._filing(remedy, about), remedy.place, remedy.name,
            when=first, stops=first, also_starts=second,
        )  # fmt: skip
        reviews = [replace(m, when=second, stops=second) for m in self._reviews(remedy, about, -1)]
        self.result.beside += [file, *reviews]
        if remedy.silence.has_consequence:
            self.result.beside.append(self._court_silent(remedy, second))

    def _remedy_clock(self, name: str, length: Length, party: str, consequence: bool, place: Place) -> int:
        days = self.measure(length)
        clock = self._add_clock(Clock(0, name, "remedy", days, days.longest, party, consequence, place=place))
        self.result.remedy_clocks |= clock
        return clock

    def _court_silent(self, remedy: Remedy, clock: int) -> Move:
        told = {"party": Name("parties", remedy.before), "remedy": Name("remedies", remedy.name)}
        to, text = self._arrive(remedy.silence.to), Say("{party} is silent: {remedy}", told)
        return Move("lapse", remedy.before, False, to, text, remedy.place, "lapse", when=clock, stops=clock)
