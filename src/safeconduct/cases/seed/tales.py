"""From kinds of cases to played cases: each is filed on such a day that it stands today where its plot wants it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from safeconduct.cases.seed.habits import Habits, Plot, tilted
from safeconduct.cases.seed.lot import Lot
from safeconduct.cases.seed.people import OfficeEntry
from safeconduct.cases.seed.walk import DAY, Played, Setting, play
from safeconduct.procedures.brought_forward import begin
from safeconduct.procedures.library import Library
from safeconduct.procedures.model import Charter, Procedure
from safeconduct.procedures.periods import load_calendar
from safeconduct.procedures.run import open_case
from safeconduct.procedures.state import Case, Clock, Opening, Start

_SPREAD = 575
"""Cases come from the last nineteen months."""
_PROBE, _PROBED = timedelta(days=400), timedelta(days=1200)
_AFTER_THE_END = timedelta(days=160)
_GO_LIVE = timedelta(days=210)
_BEFORE_GO_LIVE = 130
_ATTEMPTS = 400


class PlotImpossible(ValueError):
    """A plot whose cases never come to stand where it wants them: its tilt or its stage must be changed."""


@dataclass(frozen=True)
class Shelf:
    """What cases are made of: the law and today. The library is asked once for each text: it looks at its files."""

    library: Library
    today: date

    @cached_property
    def procedures(self) -> dict[str, Procedure]:
        """The newest version of each procedure."""
        return {entry.id: self.library.load(entry.identity) for entry in self.library.newest()}

    @cached_property
    def charter(self) -> Charter:
        """The newest charter."""
        return self.library.charter()


@dataclass(frozen=True, slots=True)
class Tale:
    """A played case, how it is set, which office takes it, and when it was filed where it comes from."""

    setting: Setting
    office: OfficeEntry
    played: Played
    filed: date

    @property
    def opening(self) -> Opening:
        """How it begins in this journal."""
        return self.played.start.opening


def tell(shelf: Shelf, habits: Habits, plot: Plot, offices: Mapping[str, OfficeEntry], lot: Lot) -> Tale:
    """One case of a plot.

    Raises:
        PlotImpossible: after many attempts none stands where the plot wants it.

    """
    for attempt in range(_ATTEMPTS):
        tale = _attempt(shelf, habits, plot, offices, lot.inside(attempt))
        if tale is not None and _is_wanted(tale, plot):
            return tale
    raise PlotImpossible(
        f"{habits.procedure}: '{plot.title}' never stands in '{plot.stands_in}' on {shelf.today}. "
        "Change its tilt so that cases get there more often, or the stage."
    )


def _is_wanted(tale: Tale, plot: Plot) -> bool:
    verbs = {move.act.verb for move in tale.played.moves}
    return plot.stands_in in ("", tale.played.end.stage) and set(plot.must) <= verbs


def _attempt(shelf: Shelf, habits: Habits, plot: Plot, offices: Mapping[str, OfficeEntry], lot: Lot) -> Tale | None:
    office = offices[plot.office] if plot.office else _office(offices, lot)
    lawyer = lot.happens(tilted(plot, "lawyer", habits.lawyer), "lawyer")
    setting = Setting(habits, plot, lot, office.pace, lawyer)
    if plot.brought_forward:
        return _brought(shelf, setting, office)
    filed = _filing_day(shelf, setting)
    if filed is None:
        return None
    return Tale(setting, office, play(_opened(shelf, setting, filed), setting, shelf.today), filed)


def _office(offices: Mapping[str, OfficeEntry], lot: Lot) -> OfficeEntry:
    return offices[lot.weighted({key: o.takes for key, o in offices.items()}, "office")]


def _filing_day(shelf: Shelf, setting: Setting) -> date | None:
    if not setting.plot.stands_in:
        return shelf.today - timedelta(days=setting.lot.number(3, _SPREAD, "filed"))
    probe = shelf.today - _PROBE
    played = play(_opened(shelf, setting, probe), setting, probe + _PROBED)
    found = list(_stays(played.end, setting.plot.stands_in))
    if not found:
        return None
    first, last = setting.lot.one(found, "which stay")
    day = first + timedelta(days=setting.lot.number(0, max((last - first).days - 1, 0), "day of the stay"))
    return shelf.today - (day + DAY - probe)


def _stays(case: Case, stage: str) -> Iterator[tuple[date, date]]:
    """From when to when a case stood in a stage."""
    since: date | None = None
    for entry in case.history:
        if entry.stage == stage and since is None:
            since = entry.on
        elif entry.stage != stage and since is not None:
            yield since, entry.on
            since = None
    if since is not None:
        yield since, since + _AFTER_THE_END


def _opened(shelf: Shelf, setting: Setting, filed: date) -> Case:
    habits, lot = setting.habits, setting.lot
    procedure = shelf.procedures[habits.procedure]
    drawn = {name: lot.happens(chance, "is", name) for name, chance in habits.circumstances.items()}
    sizes = {group: lot.weighted(numbers, "how many", group) for group, numbers in habits.people.items()}
    calendar = load_calendar(habits.state, procedure.calendar.periods, filed)
    while not calendar.is_working_day(filed):
        filed -= DAY
    calendar = load_calendar(habits.state, procedure.calendar.periods, filed)
    return open_case(procedure, shelf.charter, calendar, filed, drawn | setting.plot.circumstances, sizes)


# ---- brought forward ---------------------------------------------------------------------------------------------


def _brought(shelf: Shelf, setting: Setting, office: OfficeEntry) -> Tale | None:
    """A case that stood in an older register when this one began to be used: some of its starts are not known."""
    on = shelf.today - _GO_LIVE
    on -= timedelta(days=on.weekday())
    old = _opened(shelf, setting, on - timedelta(days=setting.lot.number(10, _BEFORE_GO_LIVE, "old")))
    before = play(old, setting, on).end
    plain = before.standing.kind == "stage" and not any(c.still_since or c.channel for c in before.clocks)
    if not plain or not before.clocks:
        return None
    return Tale(setting, office, play(_entered(before, on, setting.lot), setting, shelf.today), old.opening.on)


def _entered(old: Case, on: date, lot: Lot) -> Case:
    opening = replace(
        old.opening,
        on=on,
        stage=old.stage,
        findings=old.findings,
        starts=tuple(_start(c, on, lot) for c in old.clocks if c.kind != "finding"),
        taken=tuple((name, times) for (name, member), times in old.taken if not member),
    )
    calendar = load_calendar(old.calendar.state, old.procedure.calendar.periods, on)
    return begin(old.procedure, old.charter, calendar, opening)


def _start(clock: Clock, on: date, lot: Lot) -> Start:
    unsure = lot.number(1, 12, "unsure", *clock.key) if lot.happens(0.5, "unknown", *clock.key) else 0
    around = timedelta(days=unsure)
    name = clock.label if clock.kind in ("remedy", "time for remedy") else clock.name
    latest = max(min(clock.start + around, on), clock.start)
    return Start(name, clock.start - around, latest, clock.member, len(clock.extensions), clock.suspensions)
