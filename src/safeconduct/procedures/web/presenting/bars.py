"""The longest time, both ways, as time bars on one scale and as numbered lists that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language_bidi, gettext, ngettext

from safeconduct.procedures.report import Bound, Leg
from safeconduct.procedures.timebar import BELOW, Bar, Lane, Scale, Stretch, bar, scale_for
from safeconduct.procedures.web.presenting.counting import days
from safeconduct.procedures.web.presenting.words import Words

_ROOM_FOR_NO_END = 1.3


@dataclass(frozen=True, slots=True)
class Entry:
    """A numbered line beneath a bar: who answers, in which stage, for how many days."""

    number: int
    hue: str
    who: str
    where: str
    how_long: str
    still: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """How many days of the worst case one party answers for."""

    hue: str
    who: str
    days: str
    below: bool


@dataclass(frozen=True, slots=True)
class OwnWorst:
    """One party's days along the worst case, and its own worst, which may lie on another run."""

    hue: str
    who: str
    along: str
    most: str


@dataclass(frozen=True, slots=True)
class LongestTime:
    """One of the two worst cases. ``days`` is ``None`` where the law sets no end, ``open_in`` says in which stages."""

    ident: str
    heading: str
    days: int | None
    calendar: int | None
    unit: str
    label: str
    end_text: str
    bar: Bar
    entries: tuple[Entry, ...]
    shares: tuple[Share, ...]
    open_in: tuple[str, ...]
    axis_unit: str


def both(words: Words, lawful: Bound, enforced: Bound) -> tuple[LongestTime, LongestTime]:
    """The two worst cases, drawn on one scale."""
    scale = _scale(lawful, enforced)
    return (
        _time(words, lawful, scale, "lawful", gettext("If everyone keeps the law")),
        _time(words, enforced, scale, "enforced", gettext("If nobody answers in time")),
    )


def _scale(lawful: Bound, enforced: Bound) -> Scale:
    totals = [_total(b) for b in (lawful, enforced)]
    endless = any(b.days is None and _total(b) * _ROOM_FOR_NO_END > max(totals) for b in (lawful, enforced))
    return scale_for(*totals, room=_ROOM_FOR_NO_END if endless else 1.0)


def _total(bound: Bound) -> int:
    return sum(leg.days for leg in bound.legs) if bound.days is None or bound.legs else bound.days


def _time(words: Words, bound: Bound, scale: Scale, ident: str, heading: str) -> LongestTime:
    numbers = _numbers(bound.legs)
    stretches = [_stretch(words, leg, numbers[_key(leg)]) for leg in bound.legs]
    ends = bound.days is not None
    drawn = bar(stretches, scale, right_to_left=get_language_bidi(), ends=ends, hole_in=_hole_lane(words, bound))
    shares = _shares(words, bound)
    return LongestTime(
        ident,
        heading,
        bound.days,
        bound.with_calendar if bound.with_calendar != bound.days else None,
        "" if bound.days is None else ngettext("day at most", "days at most", bound.days),
        _label(bound, shares),
        gettext("no end in law") if bound.days is None else days(bound.days),
        drawn,
        _entries(words, bound.legs, numbers),
        shares,
        _open_in(words, bound),
        gettext("days"),
    )


def _open_in(words: Words, bound: Bound) -> tuple[str, ...]:
    """Where the wait has no end; sending and review are told once, however many acts they are about."""
    told = [words.stage(name) for name in bound.open_in if name in words.procedure.stages]
    hidden = [name for name in bound.open_in if name not in words.procedure.stages]
    if any(name.startswith("service of ") for name in hidden):
        told.append(gettext("the sending of a decision"))
    if any(not name.startswith("service of ") for name in hidden):
        told.append(gettext("its review"))
    return tuple(told)


def _key(leg: Leg) -> tuple[str, str, bool]:
    return leg.party, leg.stage, leg.still


def _numbers(legs: Sequence[Leg]) -> dict[tuple[str, str, bool], int]:
    """The same stage with the same party keeps its number each time it comes again."""
    return {key: at for at, key in enumerate(dict.fromkeys(_key(leg) for leg in legs), 1)}


def _stretch(words: Words, leg: Leg, number: int) -> Stretch:
    return Stretch(words.hue(leg.party), leg.days, number, "still" if leg.still else "run")


def _hole_lane(words: Words, bound: Bound) -> Lane:
    if not bound.legs:
        return "middle"
    return "below" if words.hue(bound.legs[-1].party) in BELOW else "above"


def _entries(words: Words, legs: Sequence[Leg], numbers: dict[tuple[str, str, bool], int]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            number,
            words.hue(party),
            words.party(party),
            words.stage(stage),
            _how_long([leg.days for leg in legs if _key(leg) == (party, stage, still)]),
            still,
        )
        for (party, stage, still), number in numbers.items()
    )


def _how_long(stretches: list[int]) -> str:
    """The days of each time, or how often the same number comes."""
    if len(stretches) == 1:
        return days(stretches[0])
    if len(set(stretches)) == 1:
        times = ngettext("%(days)s, %(number)s time", "%(days)s, %(number)s times", len(stretches))
        return times % {"days": days(stretches[0]), "number": len(stretches)}
    return gettext("%(parts)s: %(days)s together") % {
        "parts": " + ".join(str(n) for n in stretches),
        "days": days(sum(stretches)),
    }


def _shares(words: Words, bound: Bound) -> tuple[Share, ...]:
    return tuple(
        Share(words.hue(party), words.party(party), days(number), words.hue(party) in BELOW)
        for party, number in bound.by_party
        if number
    )


def each_partys_worst(words: Words, bound: Bound) -> tuple[OwnWorst, ...]:
    """For who must plan their own part: how long each party can take on any run."""
    along = dict(bound.by_party)
    return tuple(
        OwnWorst(
            words.hue(party),
            words.party(party),
            days(along.get(party, 0)),
            gettext("no end") if most is None else days(most),
        )
        for party, most in bound.worst_of
    )


def _label(bound: Bound, shares: tuple[Share, ...]) -> str:
    """What a reader hears instead of the bar."""
    split = ", ".join(f"{s.who}: {s.days}" for s in shares)
    if bound.days is None:
        return gettext("After %(days)s the law sets no end. %(split)s") % {"days": days(_total(bound)), "split": split}
    return gettext("At most %(days)s. %(split)s") % {"days": days(bound.days), "split": split}
