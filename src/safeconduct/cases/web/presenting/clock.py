"""The bar of time of one limit: what ran, what stood still, what remains; and the list that says the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language_bidi, gettext

from safeconduct.procedures.state import Clock
from safeconduct.procedures.timebar import Bar, Stretch, bar, scale_for
from safeconduct.procedures.web.presenting.counting import day, days
from safeconduct.procedures.web.presenting.words import Words

ROOM = 1.15
"""The bar leaves room after the last day, in which lateness shows."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One numbered line under the bar."""

    number: int
    hue: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class TimeBar:
    """A bar as the template of bars takes it, with its legs and where today stands (per cent)."""

    bar: Bar
    label: str
    end_text: str
    axis_unit: str
    legs: tuple[Leg, ...]
    now: str


def time_bar(words: Words, clock: Clock, today: date) -> TimeBar:
    """Draw a limit: the office above the line, the person's side below it."""
    legs = _legs(words, clock, today)
    stretches = [Stretch(hue, number, at, kind) for at, (hue, kind, number, _) in enumerate(legs, 1)]  # type: ignore[arg-type]
    total = sum(s.days for s in stretches)
    scale = scale_for(max(total, 1), room=ROOM)
    drawn = bar(stretches, scale, right_to_left=get_language_bidi(), ends=clock.end is not None)
    return TimeBar(
        drawn,
        _label(clock, today),
        day(clock.end) if clock.end else gettext("the clock stands still"),
        gettext("days"),
        tuple(Leg(at, hue, kind, text) for at, (hue, kind, _, text) in enumerate(legs, 1)),
        _now(clock, today, scale.days),
    )


def _legs(words: Words, clock: Clock, today: date) -> list[tuple[str, str, int, str]]:
    """Stretches from the start to the last day: hue, kind, days, words."""
    hue = words.hue(clock.party)
    legs: list[tuple[str, str, int, str]] = []
    at = clock.start
    stops = [*clock.suspensions, *([(clock.still_since, max(today, clock.still_since))] if clock.still_since else [])]
    for first, last in stops:
        _ran(legs, hue, at, min(first, today))
        still = (last - first).days
        text = gettext("%(days)s stood still, from %(first)s to %(last)s")
        legs.append(("person", "still", still, text % {"days": days(still), "first": day(first), "last": day(last)}))
        at = last
    if clock.still_since is not None:
        return [leg for leg in legs if leg[2]]
    end = clock.end or today
    _ran(legs, hue, at, min(max(today, at), end))
    left = (end - max(today, at)).days
    if left > 0:
        text = gettext("%(days)s remain, to %(day)s") % {"days": days(left), "day": day(end)}
        legs.append((hue, "rest", left, text))
    return [leg for leg in legs if leg[2]]


def _ran(legs: list[tuple[str, str, int, str]], hue: str, first: date, last: date) -> None:
    ran = (last - first).days
    if ran > 0:
        legs.append((hue, "run", ran, gettext("%(days)s ran, from %(day)s") % {"days": days(ran), "day": day(first)}))


def _label(clock: Clock, today: date) -> str:
    if clock.end is None:
        return gettext("The clock stands still.")
    left = (clock.end - today).days
    if left < 0:
        return gettext("It ended on %(day)s, %(days)s ago.") % {"day": day(clock.end), "days": days(-left)}
    return gettext("It ends on %(day)s; %(days)s remain.") % {"day": day(clock.end), "days": days(left)}


def _now(clock: Clock, today: date, scale: int) -> str:
    share = min(max((today - clock.start).days / scale, 0), 1) * 100
    return f"{100 - share if get_language_bidi() else share:.2f}%"
