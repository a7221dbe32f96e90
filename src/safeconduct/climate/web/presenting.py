"""What the pages of a study say: numbers rounded to what they can bear, words in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10

from django.utils.formats import number_format
from django.utils.translation import gettext

from safeconduct.climate.band import Band
from safeconduct.climate.risk import Exceeded, Part
from safeconduct.climate.study import Answer, Answers
from safeconduct.climate.web.plotting import (
    Curve,
    Dot,
    Tick,
    Whisker,
    curve_of,
    dots_of,
    shades_of,
    ties_of,
    whiskers_of,
)

DIGITS = 3
"""More digits than these would claim a precision that no model has."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of the form."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A study in the list."""

    name: str
    title: str
    kind: str
    average: Range
    synthetic: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """A band in words; ``known`` is false where nothing is known."""

    central: str
    low: str
    high: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: a name and its bands."""

    name: str
    average: Range
    rare: Range


@dataclass(frozen=True, slots=True)
class StudyPage:
    """One answer of a study as its page shows it."""

    answers: Answers
    answer: Answer
    quantity: str
    whole: Row
    rows: tuple[Row, ...]
    rare_years: str
    place: str
    curve: Curve | None
    curve_rows: tuple[tuple[str, Range], ...]
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]
    dots: tuple[tuple[Dot, str], ...]
    key: tuple[tuple[int, str], ...]
    whiskers: tuple[Whisker, ...]
    ticks: tuple[tuple[float, str], ...]
    height: float
    ties: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, Range], ...]
    staying: tuple[tuple[str, Range], ...]
    quantities: tuple[Choice, ...]
    scenarios: tuple[Choice, ...]
    places: tuple[Choice, ...]


def asked_for(answers: Answers, quantity: str, scenario: str) -> Answer:
    """Return the answer for a quantity and a scenario; what is not there is taken as the first."""
    fitting = [one for one in answers.answers if one.scenario == scenario] or list(answers.answers)
    fitting = [one for one in fitting if one.scenario == fitting[0].scenario]
    return next((one for one in fitting if one.risk.quantity == quantity), fitting[0])


def card(name: str, answers: Answers) -> Card:
    """Return a study as the list shows it."""
    risk = answers.answers[0].risk
    return Card(name, answers.study, risk.kind, said(risk.whole.average), risk.synthetic, risk.sources)


def page_of(answers: Answers, answer: Answer, place: str) -> StudyPage:
    """Return everything that the page of a study shows."""
    risk = answer.risk
    places = sorted(risk.places, key=lambda part: -part.average.central)
    shown = next((part for part in places if part.name == place), risk.whole)
    years = _rarest(risk.whole.curve)
    curve = curve_of(shown.curve)
    whiskers, ticks, height = whiskers_of(places)
    return StudyPage(
        answers=answers,
        answer=answer,
        quantity=quantity_words(risk.quantity),
        whole=_row(risk.whole, years),
        rows=tuple(_row(part, years) for part in places),
        rare_years=_number(years),
        place=shown.name,
        curve=curve,
        curve_rows=tuple((_number(point.years), said(point.people)) for point in shown.curve),
        across=_labelled(curve.across if curve else ()),
        up=_labelled(curve.up if curve else ()),
        dots=tuple((dot, said(dot.value).central) for dot in dots_of(places)),
        key=_key(places),
        whiskers=whiskers,
        ticks=_labelled(ticks),
        height=height,
        ties=ties_of(places),
        groups=tuple((name, said(band)) for name, band in shown.groups.items()) if len(shown.groups) > 1 else (),
        staying=_staying(answer),
        quantities=_choices(answers, "quantity", risk.quantity),
        scenarios=_choices(answers, "scenario", answer.scenario),
        places=tuple(Choice(part.name, part.name, part is shown) for part in places),
    )


def quantity_words(quantity: str) -> str:
    """Say a quantity in the reader's language."""
    return {"housing loss": gettext("Homes lost"), "evacuation": gettext("Evacuation")}[quantity]


def said(band: Band | None) -> Range:
    """Say a band; one that is not known is never a zero."""
    if band is None:
        return Range(gettext("not known"), "", "", known=False)
    return Range(_number(band.central), _number(band.low), _number(band.high))


def _row(part: Part, years: float) -> Row:
    rare = next((point.people for point in part.curve if point.years == years), None)
    return Row(part.name, said(part.average), said(rare))


def _rarest(curve: tuple[Exceeded, ...]) -> float:
    """Return 100 years where they are known, or the longest period that is; tables show one rare event."""
    known = [point.years for point in curve if point.people is not None]
    return 100.0 if 100.0 in known else max(known, default=0.0)  # noqa: PLR2004 - the usual rare event


def _staying(answer: Answer) -> tuple[tuple[str, Range], ...]:
    stays = answer.staying
    if stays is None:
        return ()
    months = [
        (gettext("still displaced after {months} months").format(months=_number(month)), said(band))
        for month, band in sorted(stays.months.items())
    ]
    return ((gettext("need shelter"), said(stays.sheltered)), *months)


def _choices(answers: Answers, what: str, chosen: str) -> tuple[Choice, ...]:
    values = [one.risk.quantity if what == "quantity" else one.scenario for one in answers.answers]
    words = {value: quantity_words(value) if what == "quantity" else value for value in values}
    if what == "scenario":
        words["today"] = gettext("today")
    return tuple(Choice(value, words[value], value == chosen) for value in dict.fromkeys(values))


def _key(places: list[Part]) -> tuple[tuple[int, str], ...]:
    second, third, fourth = (_number(value) for value in shades_of(places))
    return (
        (1, gettext("under {most}").format(most=second)),
        (2, gettext("{least} to {most}").format(least=second, most=third)),
        (3, gettext("{least} to {most}").format(least=third, most=fourth)),
        (4, gettext("{least} and more").format(least=fourth)),
    )


def _labelled(ticks: tuple[Tick, ...]) -> tuple[tuple[float, str], ...]:
    return tuple((tick.at, _number(tick.value)) for tick in ticks)


def _number(value: float) -> str:
    """Round to three digits, and write as the language does."""
    if value > 0:
        step = 10.0 ** max(floor(log10(value)) - DIGITS + 1, 0)
        value = round(value / step) * step
    return number_format(round(value), force_grouping=True)
