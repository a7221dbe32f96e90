"""What is kept and for how long: the schedule of the library, legal holds, and what is due for erasure on a day.

A hold keeps data from being erased while it lasts, and no day longer: what expired meanwhile is due when it ends (GDPR
Article 5(1)(e) gives no reason to keep longer). A hold must itself end: unless somebody renews it by its review, it
lapses. Every date is a period like any other and can be read as a sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, cast, get_args

from safeconduct.procedures.period_files import Part, PeriodError, read_part
from safeconduct.procedures.periods import Calendar, Computed, Length, end_of, parse_length
from safeconduct.procedures.state import Case

SOURCE = "retention.yaml"
StartEvent = Literal[
    "case extinguished",
    "last case of the person extinguished",
    "last credential of the person over",
    "offer or request made",
    "draft last changed",
    "payment booked",
    "end of the year of the payment",
    "letter delivered",
    "line written",
    "backup made",
    "referral ended",
]
AtTheEnd = Literal["erase", "anonymise", "transfer to archive"]
KeptAs = Literal["as it is", "month", "age group"]
_OLDEST_OF_GROUP = ((13, "0-13"), (17, "14-17"), (34, "18-34"), (64, "35-64"))
"""Age groups in which asylum statistics of Regulation (EC) No 862/2007 are published; above them 65 and more."""


class NotASchedule(ValueError):
    """The file of retention cannot be used; says file, line, cause and cure."""


class NoHold(ValueError):
    """A hold that cannot be: nobody ordered it, it has no reason, or it has no end."""


@dataclass(frozen=True, slots=True)
class Category:
    """One category of data: what it holds and of whom, why, on what basis, from when, how long, and what then."""

    name: str
    holds: str
    of: tuple[str, ...]
    purpose: str
    basis: str
    basis_read: bool
    starts_with: StartEvent
    kept: Length
    own_promise: bool
    at_the_end: AtTheEnd


@dataclass(frozen=True, slots=True)
class Statistics:
    """All that may be left of an extinguished case, and in which form."""

    purpose: str
    basis: str
    kept_as: Mapping[str, KeptAs]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The whole file."""

    version: str
    categories: Mapping[str, Category]
    statistics: Statistics
    hold_at_most: Length


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold: on whose data, of which category (empty: all), who ordered it, why, and when it is looked at."""

    subject: str
    by: str
    why: str
    since: date
    review_by: date
    category: str = ""
    ended: date | None = None

    def stands(self, day: date) -> bool:
        """Whether it keeps data on a day; on the day after its review it has lapsed unless it was renewed."""
        return self.since <= day <= self.review_by and (self.ended is None or day < self.ended)


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that is kept: of whom or of which case, in which category, and when its start event came, if it did."""

    subject: str
    category: str
    started: date | None


@dataclass(frozen=True, slots=True)
class Expiry:
    """Until when something is kept, with the sum; who holds it longer, and whether it is due for its end."""

    kept: Kept
    computed: Computed | None
    at_the_end: AtTheEnd
    held_by: tuple[Hold, ...]
    due: bool

    @property
    def last_day(self) -> date | None:
        """The last day of its length; None where the start event has not come."""
        return self.computed.end if self.computed else None


@cache
def schedule() -> Schedule:
    """Return the schedule of the library."""
    return read_schedule(files("safeconduct").joinpath("library", SOURCE).read_text(encoding="utf-8"))


def read_schedule(text: str, file: str = f"library/{SOURCE}") -> Schedule:
    """Read and check a schedule.

    Raises:
        NotASchedule: a category lacks purpose, basis or length, or a word is wrong; with file and line.

    """
    try:
        return _schedule(read_part(text, file))
    except PeriodError as error:
        raise NotASchedule(str(error)) from None


def extinguished_on(case: Case) -> date | None:
    """The day from which nothing can happen to a case any more: it ended, and no remedy can be used. None before."""
    if not case.closed:
        return None
    return max((entry.ended or entry.on for entry in case.history), default=case.opening.on)


def expiry(kept: Kept, holds: Iterable[Hold], day: date, calendar: Calendar, plan: Schedule | None = None) -> Expiry:
    """Until when something is kept, and whether it is due for erasure on a day.

    Raises:
        KeyError: the schedule has no such category; nothing may be kept that it does not know.

    """
    category = (plan or schedule()).categories[kept.category]
    computed = last_day(category, kept.started, calendar) if kept.started else None
    standing = tuple(h for h in holds if _concerns(h, kept) and h.stands(day))
    over = computed is not None and computed.end < day
    return Expiry(kept, computed, category.at_the_end, standing, over and not standing)


def last_day(category: Category, started: date, calendar: Calendar) -> Computed:
    """The last day on which data are kept. It is not put off to a working day: nobody acts but the clock."""
    first = date(started.year, 12, 31) if category.starts_with == "end of the year of the payment" else started
    return end_of(first, category.kept, calendar, roll_over=False)


def due_for_erasure(
    everything: Iterable[Kept],
    holds: Sequence[Hold],
    day: date,
    calendar: Calendar,
    plan: Schedule | None = None,
) -> tuple[Expiry, ...]:
    """Everything whose time is over on a day and that no hold keeps, the longest overdue first."""
    found = (expiry(kept, holds, day, calendar, plan) for kept in everything)
    return tuple(sorted((e for e in found if e.due), key=lambda e: (e.last_day or day, e.kept.subject)))


def hold(subject: str, *, by: str, why: str, since: date, calendar: Calendar, category: str = "") -> Hold:
    """Order a hold; its review is as far away as the schedule allows.

    Raises:
        NoHold: nobody is named, or no reason.

    """
    plan = schedule()
    if not by.strip() or not why.strip():
        raise NoHold("A hold needs who ordered it and why: whose data are kept longer has a right to know both.")
    if category and category not in plan.categories:
        raise NoHold(f"There is no category '{category}'; there are: {', '.join(plan.categories)}.")
    review = end_of(since, plan.hold_at_most, calendar, roll_over=False).end
    return Hold(subject, by, why, since, review, category)


def renewed(old: Hold, *, by: str, why: str, on: date, calendar: Calendar) -> Hold:
    """Renew a hold that stands, with a reason of its own; the old one ends where the new one begins.

    Raises:
        NoHold: the old one has lapsed or ended, so that data may be gone; or the reason is missing.

    """
    if not old.stands(on):
        raise NoHold(f"This hold stood until {old.ended or old.review_by}. Order a new one for what is still there.")
    return hold(old.subject, by=by, why=why, since=on, calendar=calendar, category=old.category)


def reviews_due(holds: Iterable[Hold], day: date, within: int) -> tuple[Hold, ...]:
    """Holds that stand and lapse within so many days unless somebody renews them, the next first."""
    soon = (h for h in holds if h.stands(day) and (h.review_by - day).days <= within)
    return tuple(sorted(soon, key=lambda h: h.review_by))


def for_statistics(facts: Mapping[str, object], plan: Schedule | None = None) -> dict[str, object]:
    """All that is left of an extinguished case: what the schedule names, in its form, and nothing else."""
    kept = (plan or schedule()).statistics.kept_as
    return {name: _coarse(facts[name], form) for name, form in kept.items() if facts.get(name) is not None}


def _coarse(value: object, form: KeptAs) -> object:
    if form == "month":
        return value.strftime("%Y-%m") if isinstance(value, date) else str(value)[:7]
    if form == "age group":
        years = int(str(value))
        return next((name for oldest, name in _OLDEST_OF_GROUP if years <= oldest), "65+")
    return value


def _concerns(standing: Hold, kept: Kept) -> bool:
    return standing.subject == kept.subject and standing.category in ("", kept.category)


def _schedule(part: Part) -> Schedule:
    part.text("retention")
    version, most = part.day("version"), _length(part, "a hold is looked at within")
    if version is None:
        raise part.wrong("'version' is missing", "Write the day of this text, as in 2026-11-24.")
    if not part.value("sources"):
        raise part.wrong("'sources' is missing", "Name the laws that the bases cite.", "sources")
    categories = _categories(part)
    statistics = _statistics(_one(part, "statistics", "Say what is left of an extinguished case."))
    found = Schedule(version.isoformat(), categories, statistics, most)
    part.end()
    return found


def _categories(part: Part) -> dict[str, Category]:
    found: dict[str, Category] = {}
    for entry in part.parts("categories"):
        category = _category(entry)
        if category.name in found:
            raise entry.wrong(f"'{category.name}' stands there twice", "Put both into one.", "category")
        found[category.name] = category
    if not found:
        raise part.wrong("there are no categories", "Write what is kept; what stands nowhere may not be kept.")
    return found


def _category(part: Part) -> Category:
    found = Category(
        name=part.text("category"),
        holds=part.text("holds"),
        of=_names(part, "of"),
        purpose=part.text("purpose"),
        basis=part.text("basis"),
        basis_read=part.choice("status", ("read", "assumed")) == "read",
        starts_with=cast(StartEvent, part.choice("starts with", get_args(StartEvent))),
        kept=_length(part, "kept"),
        own_promise=_yes(part, "own promise"),
        at_the_end=cast(AtTheEnd, part.choice("at the end", get_args(AtTheEnd))),
    )
    part.end()
    return found


def _statistics(part: Part) -> Statistics:
    forms = _one(part, "kept as", "Name each fact that is left, and its form.")
    kept = {str(name): cast(KeptAs, forms.choice(str(name), get_args(KeptAs))) for name in forms.data.values}
    part.choice("status", ("read", "assumed"))
    found = Statistics(part.text("purpose"), part.text("basis"), kept)
    part.end()
    return found


def _one(part: Part, key: str, cure: str) -> Part:
    found = part.parts(key)
    if len(found) != 1:
        raise part.wrong(f"'{key}' must stand there once", cure, key)
    return found[0]


def _length(part: Part, key: str) -> Length:
    try:
        found = parse_length(part.text(key))
    except PeriodError:
        raise
    except ValueError as error:
        raise part.wrong(f"'{key}': {error}", "Write it as in '5 years'.", key) from None
    if found.number == 0:
        raise part.wrong(f"'{key}' is nothing", "What is kept for no time is not kept; take it out.", key)
    return found


def _names(part: Part, key: str) -> tuple[str, ...]:
    found = part.value(key)
    if not isinstance(found, list) or not found or not all(isinstance(name, str) for name in found):
        raise part.wrong(f"'{key}' must name whose data they are", f"Write '{key}: [applicants]'.", key)
    return tuple(found)


def _yes(part: Part, key: str) -> bool:
    """``yes`` is a word to one version of YAML and a truth to another; both are taken."""
    found = part.value(key)
    if found not in (True, False, "yes", "no"):
        raise part.wrong(f"'{key}' must be yes or no", f"Write '{key}: yes' where no law gives the length.", key)
    return found in (True, "yes")
