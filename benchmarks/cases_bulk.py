"""Cases of the Czech employee card that take ten steps each, of which no two need be alike.

They are filed over sixty days, by and about people of their own; each waits its own days between its steps, within what
the law allows, and each act says something else. Everything is drawn from one seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from safeconduct.cases.file import Law
from safeconduct.cases.recording import Author
from safeconduct.cases.said import Joined, Said, Service
from safeconduct.cases.web import actions
from safeconduct.cases.web.actions import Done, Filing, Order
from safeconduct.procedures.brought_forward import sizes_of, true_of
from safeconduct.procedures.library import Library
from safeconduct.procedures.periods import load_calendar
from safeconduct.procedures.state import Opening

FIRST_DAY, DAYS = date(2027, 1, 4), 60
STEPS = (
    ("permit authority", "does", "wait for the applicant", (0, 1)),
    ("worker", "does", "appear in person", (0, 3)),
    ("permit authority", "sends", "ask for what is missing", (0, 4)),
    ("the post", "serves", "ask for what is missing", (1, 6)),
    ("worker", "does", "bring the papers", (3, 12)),
    ("permit authority", "does", "confirm the file is complete", (0, 5)),
    ("police", "answers", "no threat", (1, 9)),
    ("labour office", "answers", "no local candidate", (0, 4)),
    ("permit authority", "sends", "grant", (0, 6)),
    ("the post", "serves", "grant", (1, 6)),
)
"""By whom, what, and how many days after the step before: at least and at most."""
_WORDS = ("passport", "contract", "lease", "diploma", "letter", "record", "copy", "translation", "seal", "consulate")


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime.combine(FIRST_DAY, time(9), UTC)

    def __call__(self) -> datetime:
        return self.now

    def to(self, day: date) -> Hand:
        """Set it to nine o'clock of a day."""
        self.now = max(self.now, datetime.combine(day, time(9), UTC))
        return self


class Bulk:
    """Cases that go on step by step, those of many committed together."""

    def __init__(self, cases: int, clock: Hand, seed: int = 1) -> None:
        self.random, self.clock = Random(seed), clock
        filings = [self._filing() for _ in range(cases)]
        self.clock.to(max(filing.opening.on for filing in filings))
        self.cases = [done.file.id for done in actions.file_all(filings, self.clock, tell=False)]
        self.orders = [self._orders(case, filing) for case, filing in zip(self.cases, filings, strict=True)]

    def step(self, number: int, at_once: int) -> list[Done]:
        """Let every case take one step, so many of them in one transaction."""
        orders = [its[number] for its in self.orders]
        self.clock.to(max(order.on for order in orders))
        done: list[Done] = []
        for first in range(0, len(orders), at_once):
            done += actions.carry_out(orders[first : first + at_once], self.clock, tell=False)
        return done

    def alone(self, number: int) -> None:
        """Let every case take one step, each in a transaction of its own."""
        orders = [its[number] for its in self.orders]
        self.clock.to(max(order.on for order in orders))
        for order in orders:
            actions.act(order, self.clock)

    def _filing(self) -> Filing:
        on = FIRST_DAY + timedelta(days=self.random.randrange(DAYS))
        law = law_on(on)
        worker, employer = self._number(), self._number()
        opening = Opening(on, true_of(law.procedure, {"filed in person": False}), sizes_of(law.procedure, {}))
        joined = (Joined("worker", worker), Joined("employer", employer))
        return Filing(law, opening, Author(employer, "employer", "portal"), worker, joined, Said(text=self._text()))

    def _orders(self, case: bytes, filing: Filing) -> list[Order]:
        return list(self._walk(case, filing))

    def _walk(self, case: bytes, filing: Filing) -> Iterator[Order]:
        on = filing.opening.on
        official = self._number()
        for by, verb, what, (least, most) in STEPS:
            on += timedelta(days=self.random.randint(least, most))
            role = "" if by == "the post" else by
            who = filing.person if by == "worker" else official
            said = Said(text=self._text(), service=Service("worker", filing.person) if verb == "serves" else None)
            yield Order(case, None, Author(who, by, "portal"), verb, what, on, role, said=said)

    def _number(self) -> str:
        return self.random.randbytes(16).hex()

    def _text(self) -> str:
        return " ".join(self.random.choices(_WORDS, k=self.random.randint(8, 24)))


def law_on(on: date) -> Law:
    """The law under which the cases run."""
    library = Library.default()
    procedure = library.load("cz/employee-card")
    return Law(procedure, library.charter(), load_calendar("CZ", procedure.calendar.periods, on))
