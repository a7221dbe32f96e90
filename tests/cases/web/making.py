"""Cases in a database, made through the same acts as those of the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time

from safeconduct.cases.file import Law
from safeconduct.cases.recording import Author
from safeconduct.cases.said import Joined, Said
from safeconduct.cases.web import actions
from safeconduct.cases.web.actions import Done, Filing, Order
from safeconduct.procedures.brought_forward import sizes_of, true_of
from safeconduct.procedures.state import Opening
from tests.cases.making import law

OFFICER = Author("officer 1", "permit authority", "portal")
SECOND = Author("officer 2", "permit authority", "portal")
WORKER = Author("worker 1", "worker", "portal")
POST = Author("registry", "", "post")
FILED = date(2027, 1, 11)
WORKER_PERSON, EMPLOYER = "1" * 32, "2" * 32
PARTICIPANTS = (Joined("worker", WORKER_PERSON), Joined("employer", EMPLOYER))


class Hand:
    """A clock that a test sets by hand."""

    def __init__(self, day: date) -> None:
        self.now = datetime.combine(day, time(9), UTC)

    def __call__(self) -> datetime:
        return self.now

    def to(self, day: date) -> Hand:
        """Set the clock to nine o'clock of a day, or leave it where it is if that is later."""
        self.now = max(self.now, datetime.combine(day, time(9), UTC))
        return self


def opening(its: Law, on: date, **circumstances: bool) -> Opening:
    """An opening; what is not said goes the way of doubt."""
    said = {name.replace("_", " "): so for name, so in circumstances.items()}
    return Opening(on, true_of(its.procedure, said), sizes_of(its.procedure, {}))


def filed(clock: Hand, its: Law | None = None, on: date = FILED, said: Said | None = None) -> Done:
    """A case that was filed on a day."""
    found = its or law()
    its_opening = opening(found, on, filed_in_person=False) if found.procedure.circumstances else opening(found, on)
    filing = Filing(
        found, its_opening, Author("employer 1", "employer", "portal"), WORKER_PERSON, PARTICIPANTS, said or Said()
    )
    return actions.file(filing, clock.to(on))


def order(done: Done, author: Author, verb: str, what: str, on: date, **more: object) -> Order:
    """An order about a case as it stands."""
    by = str(more.pop("by", author.role))
    return Order(done.file.id, done.file.version, author, verb, what, on, by, **more)  # type: ignore[arg-type]


def acted(done: Done, clock: Hand, author: Author, verb: str, what: str, on: date, **more: object) -> Done:
    """The case after an act on its day."""
    return actions.act(order(done, author, verb, what, on, **more), clock.to(on))


Play = Callable[[Done, Hand], Done]
