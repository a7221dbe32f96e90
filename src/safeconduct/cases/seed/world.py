"""A whole invented world from one seed: at least three hundred cases at every stage, each act of them offered by law.

Differences between groups of people are chance alone: no habit asks for sex, age, disability or nationality. What
differs on purpose are workplaces (one is slow) and procedures. All of it is invented and no statistic of anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from safeconduct.cases.seed.around import Around
from safeconduct.cases.seed.cast import Cast, cast_for
from safeconduct.cases.seed.habits import Habits, Plot, all_habits
from safeconduct.cases.seed.lot import Dice, Lot, new_lot, shuffled
from safeconduct.cases.seed.model import Event, Person, Script, World
from safeconduct.cases.seed.people import Lists, OfficeEntry, load_lists, office_of
from safeconduct.cases.seed.reading import content
from safeconduct.cases.seed.tales import Shelf, Tale, tell
from safeconduct.cases.seed.telling import Teller, Texts
from safeconduct.procedures.library import Library
from safeconduct.procedures.model import Procedure

MAIN = "migration"
"""The purpose of the instance that most people see; ``cases`` of it are made, those of other purposes come on top."""
_COME_BACK = 0.06


def world(dice: Dice, today: date, cases: int = 320, library: Library | None = None) -> World:
    """Make the world as it stands on the morning of ``today``.

    ``dice`` is a seeded ``random.Random``: the same seed and day give the same world. ``cases`` is the number of cases
    of the migration purpose; of other purposes there are as many as their plots name.
    """
    return _Maker(Shelf(library or Library.default(), today), new_lot(dice)).world(cases)


class _Maker:
    """Everything that is read once, and what was made so far."""

    def __init__(self, shelf: Shelf, lot: Lot) -> None:
        self.shelf, self.lot = shelf, lot
        self.lists: Lists = load_lists()
        self.texts = content("texts", Texts)
        self.habits = tuple(h for h in all_habits() if h.procedure in shelf.procedures)
        self.offices = {o.key: office_of(o, self._taken_by(o)) for o in self.lists.offices}
        self.people: dict[str, Person] = {}

    def world(self, cases: int) -> World:
        told = [(habits, plot) for habits in self.habits for plot in self._plots(habits, cases)]
        scripts = [
            self._script(number, habits, plot)
            for number, (habits, plot) in enumerate(shuffled(told, self.lot, "order"), 1)
        ]
        return World(
            self.shelf.today,
            tuple(self.offices.values()),
            tuple(e for e, _ in self.lists.employers),
            tuple(a for a, _ in (*self.lists.lawyers, *self.lists.guardians)),
            tuple(self.people.values()),
            tuple(sorted(scripts, key=lambda s: (s.opening.on, s.key))),
        )

    # ---- which cases -------------------------------------------------------------------------------------------------

    def _plots(self, habits: Habits, cases: int) -> Iterator[Plot]:
        """Those that must be there, then the others by their share."""
        named = [plot for plot in habits.plots for _ in range(plot.cases)]
        yield from named
        shares = {i: plot.share for i, plot in enumerate(habits.plots) if plot.share}
        for number in range(self._wanted(habits, cases) - len(named) if shares else 0):
            yield habits.plots[self.lot.weighted(shares, habits.procedure, number)]

    def _wanted(self, habits: Habits, cases: int) -> int:
        """How many of this procedure: its share of the main purpose, or just its number."""
        if self._purpose(habits) != MAIN:
            return round(habits.share)
        main = [h for h in self.habits if self._purpose(h) == MAIN]
        whole = sum(h.share for h in main)
        before = sum(h.share for h in main[: main.index(habits)])
        return round(cases * (before + habits.share) / whole) - round(cases * before / whole)

    def _purpose(self, habits: Habits) -> str:
        return purpose_of(self.shelf.procedures[habits.procedure])

    def _taken_by(self, office: OfficeEntry) -> tuple[str, ...]:
        return tuple(h.procedure for h in self.habits if office.takes and self._decides(h, office))

    def _decides(self, habits: Habits, office: OfficeEntry) -> bool:
        parties = self.shelf.procedures[habits.procedure].parties
        return any(party in parties and parties[party].role == "deciding" for party in office.parties)

    def _takers(self, habits: Habits) -> Mapping[str, OfficeEntry]:
        return {o.key: o for o in self.lists.offices if habits.procedure in self.offices[o.key].procedures}

    # ---- one case ----------------------------------------------------------------------------------------------------

    def _script(self, number: int, habits: Habits, plot: Plot) -> Script:
        lot = self.lot.inside("case", number)
        tale = tell(self.shelf, habits, plot, self._takers(habits), lot)
        cast = self._again(cast_for(tale, self.lists, self.offices, number, self.texts.needs), lot)
        self.people |= {p.key: p for p in cast.people}
        teller = Teller(cast, self.texts)
        end = tale.played.end
        return Script(
            key=f"case-{number}",
            title=plot.title,
            procedure=end.procedure.identity,
            state=habits.state,
            purpose=purpose_of(end.procedure),
            opening=tale.opening,
            filing=teller.filing(),
            participants=cast.participants(),
            office=cast.office.key,
            events=_in_order(teller, Around(teller, self.lists.interpreters, self.shelf.today), self.shelf.today),
            stage=end.stage,
            outcome=end.outcome,
            old_number=_old_number(tale, lot) if tale.opening.stage else "",
        )

    def _again(self, cast: Cast, lot: Lot) -> Cast:
        """Some come back: a person of an earlier case stands in this one too."""
        alone = not cast.members and not cast.person.guardian
        earlier = [p for p in self.people.values() if not p.guardian and "-" not in p.key.removeprefix("person-")]
        if alone and earlier and lot.happens(_COME_BACK, "comes back"):
            return replace(cast, person=lot.one(earlier, "who comes back"))
        return cast


def purpose_of(procedure: Procedure) -> str:
    """What data are held for where this is decided: the first purpose of the party that decides."""
    return next(party.purposes[0] for party in procedure.parties.values() if party.role == "deciding")


def _in_order(teller: Teller, around: Around, today: date) -> tuple[Event, ...]:
    """By day; within a day powers and assignments first, then acts in their order, then the rest."""
    events = [(e, 0) for e in around.before_acts()] + [(e, 1) for e in teller.acts()]
    events += [(e, 2) for e in around.after_acts()]
    kept = [(e, rank) for e, rank in events if e.on < today]
    return tuple(e for e, _ in sorted(kept, key=lambda pair: (pair[0].on, pair[1])))


def _old_number(tale: Tale, lot: Lot) -> str:
    return f"MV-{lot.number(1000, 99999, 'old'):05}-{lot.number(1, 9, 'sheet')}/OAM-{tale.filed.year}"
