"""A date and the sum behind it, as a table that can be read aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from safeconduct.procedures.periods import Computed, SumStep, parse_length
from safeconduct.procedures.state import Clock, Due
from safeconduct.procedures.web.presenting.counting import day, days, length
from safeconduct.procedures.web.presenting.words import Words


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sum: sign, what, why, how many days, and the date that it leads to."""

    sign: str
    what: str
    why: str
    number: str
    on: date
    last: bool = False


def rows(computed: Computed, began: str = "") -> list[Row]:
    """The lines of a sum, from the start to the last day."""
    found = [Row("", began or gettext("It began"), gettext("the day itself does not count"), "", computed.start)]
    before = computed.start
    for step in computed.steps:
        found.append(_row(step, before))
        before = step.date
    last = Row("=", gettext("Last day"), _rule(computed), "", computed.end, last=True)
    return [*found, last]


def _row(step: SumStep, before: date) -> Row:
    sign, what, why = _STEPS.get(step.text_key, _at_its_end)(dict(step.values))
    return Row(sign, what, why, str((step.date - before).days), step.date)


Told = tuple[str, str, str]


def _counted(values: dict[str, str]) -> Told:
    return "+", gettext("Length of the time limit"), _length(values)


def _extended(values: dict[str, str]) -> Told:
    return "+", gettext("Extension"), _length(values)


def _suspended(values: dict[str, str]) -> Told:
    return "+", gettext("The clock stood still"), days(int(values["days"]))


def _counted_again(values: dict[str, str]) -> Told:
    first, last = date.fromisoformat(values["first"]), date.fromisoformat(values["last"])
    still = gettext("from %(first)s to %(last)s") % {"first": day(first), "last": day(last)}
    return "+", gettext("The clock stood still"), still


def _rolled_over(values: dict[str, str]) -> Told:
    return "→", gettext("Not a working day"), _reason(values["reason"])


def _clear(values: dict[str, str]) -> Told:
    return "+", gettext("The last day does not count either"), ""


def _working_days(values: dict[str, str]) -> Told:
    return "→", gettext("It must hold two working days"), ""


def _at_its_end(values: dict[str, str]) -> Told:
    return "→", gettext("The clock stood still at its end"), ""


_STEPS: dict[str, Callable[[dict[str, str]], Told]] = {
    "length": _counted,
    "extended": _extended,
    "suspended": _suspended,
    "suspended, counted again": _counted_again,
    "rolled over": _rolled_over,
    "clear": _clear,
    "working days at least": _working_days,
}


def _length(values: dict[str, str]) -> str:
    return length(parse_length(values["length"]))


def _reason(reason: str) -> str:
    return _WEEKDAYS[reason]() if reason in _WEEKDAYS else reason


_WEEKDAYS = {
    "Saturday": lambda: gettext("Saturday"),
    "Sunday": lambda: gettext("Sunday"),
    "Friday": lambda: gettext("Friday"),
}


def _rule(computed: Computed) -> str:
    return gettext("by the rule %(rule)s, %(calendar)s") % {
        "rule": computed.rule,
        "calendar": computed.calendar_version,
    }


@dataclass(frozen=True, slots=True)
class Limit:
    """A running limit as the reader sees it."""

    name: str
    hue: str
    who: str
    end: date | None
    days_left: int | None
    overdue: bool
    still: bool
    still_since: date | None
    between: tuple[date, date] | None
    follows: str
    law: str
    sum: list[Row]


def limits(words: Words, dues: tuple[Due, ...], clocks: tuple[Clock, ...], today: date) -> list[Limit]:
    """Every running limit, findings left out: those are about how long something holds."""
    by_key = {(c.kind, c.label, c.member): c for c in clocks}
    return [
        _limit(words, due, by_key.get((due.kind, due.limit, due.member)), today)
        for due in dues
        if due.kind != "finding"
    ]


def _limit(words: Words, due: Due, clock: Clock | None, today: date) -> Limit:
    return Limit(
        name=limit_name(words, due.limit, clock),
        hue=words.hue(due.answers_for_it),
        who=words.party(due.answers_for_it) if due.answers_for_it else "",
        end=due.date,
        days_left=(due.date - today).days if due.date else None,
        overdue=due.overdue or bool(due.date and due.date < today),
        still=due.suspended,
        still_since=clock.still_since if clock else None,
        between=due.between,
        follows=follows(words, due),
        law="",
        sum=rows(due.computed) if due.computed else [],
    )


def limit_name(words: Words, name: str, clock: Clock | None = None) -> str:
    """What a limit is called: by the file's word, or by what it is the time for."""
    if clock is not None and clock.about:
        return words.name("remedies", clock.name)
    if name in words.procedure.limits:
        return words.name("limits", name)
    if name in words.procedure.opinions:
        return words.name("opinions", name)
    if name == "limit":
        return gettext("Time for this stage")
    return words.stage(name) if name in words.procedure.stages else name


def follows(words: Words, due: Due) -> str:
    """What follows if nothing comes, in the words of the charter."""
    silence = due.what_follows
    if isinstance(silence, str):
        return words.name("findings", silence) if silence else ""
    return words.name("silences", silence.kind)


def texts(rows_: list[Row]) -> Iterator[str]:
    """The sum as plain lines, for letters and the interface."""
    for row in rows_:
        why = f" ({row.why})" if row.why else ""
        yield f"{row.sign} {row.what}{why}: {day(row.on)}".strip()
