"""What the page of one procedure shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi, gettext, ngettext

from safeconduct.procedures import model
from safeconduct.procedures.drawing import draw, page_svg
from safeconduct.procedures.model import OwnPromise, Source
from safeconduct.procedures.report import Report
from safeconduct.procedures.web.presenting import silences, stages
from safeconduct.procedures.web.presenting.bars import LongestTime, both
from safeconduct.procedures.web.presenting.counting import day, days, length
from safeconduct.procedures.web.presenting.words import Words


@dataclass(frozen=True, slots=True)
class Paper:
    """What to bring, in which forms it is accepted, and what to do who cannot obtain it."""

    name: str
    accepted: tuple[str, ...]
    or_else: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What it costs, who pays, and the most that may be asked."""

    name: str
    payer: str
    hue: str
    cap: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts."""

    name: str
    hue: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """Ways to have an answer looked at again that go alike, in sentences; ``against`` names what each is against."""

    names: tuple[str, ...]
    against: tuple[str, ...]
    sentences: tuple[str, ...]
    silence: str
    hole: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """An instrument: which articles we read, which we assume, and whether it is left to each state."""

    title: str
    url: str
    read: str
    assumed: str
    open: bool
    own_promise: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the twelve promises have one status."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """Everything on the page, in the reader's language."""

    times: tuple[LongestTime, LongestTime]
    papers: tuple[Paper, ...]
    costs: tuple[Cost, ...]
    silences: tuple[silences.WhatFollows, ...]
    remedies: tuple[Remedy, ...]
    items: tuple[stages.Item, ...]
    always: tuple[stages.Duty, ...]
    drawing: SafeString
    actors: tuple[Actor, ...]
    readings: tuple[Reading, ...]
    counts: tuple[Count, ...]
    own_promises: tuple[str, ...]
    left_open: tuple[str, ...]
    served_to: str
    channels: tuple[str, ...]
    sent_within: str


def procedure_page(words: Words, report: Report) -> ProcedurePage:
    """Build the page."""
    procedure = words.procedure
    return ProcedurePage(
        both(words, report.lawful, report.enforced),
        tuple(_papers(words)),
        tuple(_costs(words)),
        silences.every_silence(words),
        tuple(_remedies(words)),
        stages.every_item(words),
        stages.always(words),
        drawn(words),
        tuple(Actor(words.party(p), words.hue(p)) for p in procedure.parties),
        tuple(_reading(words, s) for s in procedure.sources.values()),
        counts(report),
        tuple(_own_promise(words, p) for p in procedure.promises.values()),
        tuple(procedure.stays_open.values()),
        *_service(words),
    )


def which_cases(applies: model.AppliesTo) -> str:
    """Which cases a version governs, by the day of their event."""
    cases = f"{applies.cases} {applies.event}"
    told = {
        "applications lodged": gettext("applications lodged"),
        "cases opened": gettext("cases opened"),
        "children identified": gettext("children identified"),
        "requests made": gettext("requests made"),
    }
    values = {"cases": told.get(cases, cases), "first": day(applies.first)}
    if applies.last is None:
        return gettext("%(cases)s on or after %(first)s") % values
    return gettext("%(cases)s from %(first)s to %(last)s") % (values | {"last": day(applies.last)})


def drawn(words: Words) -> SafeString:
    """The flow as an SVG element."""
    drawing = draw(words.procedure, lambda name: stages.label(words, name))
    title, text = gettext("The way of a case"), gettext("The numbered list says the same.")
    return mark_safe(page_svg(drawing, title, text, right_to_left=get_language_bidi()))  # noqa: S308


def counts(report: Report) -> tuple[Count, ...]:
    """How many promises are proven, found wanting, violated; what is none is not shown."""
    number = {status: sum(p.status == status for p in report.promises) for status in ("proven", "finding", "violated")}
    told = (
        Count("ok", ngettext("%(number)s proven", "%(number)s proven", number["proven"])),
        Count("warn", ngettext("%(number)s finding", "%(number)s findings", number["finding"])),
        Count("bad", ngettext("%(number)s violated", "%(number)s violated", number["violated"])),
    )
    return tuple(
        Count(count.kind, count.text % {"number": n}) for count, n in zip(told, number.values(), strict=True) if n
    )


def _papers(words: Words) -> Iterable[Paper]:
    for evidence in words.procedure.evidence.values():
        accepted = tuple(words.form(evidence.name, form) for form in evidence.accepted)
        yield Paper(words.name("evidence", evidence.name), accepted, words.or_else(evidence.name))


def _costs(words: Words) -> Iterable[Cost]:
    for fee in words.procedure.fees.values():
        yield Cost(words.name("fees", fee.name), _payer(words, fee.payer), words.hue(fee.payer), words.cap(fee.name))


def _payer(words: Words, payer: str) -> str:
    """A party of the file, or a word of the charter's list of those on whom costs may fall."""
    if payer in words.procedure.parties:
        return words.party(payer)
    charter = {
        "employer": gettext("the employer"),
        "recruitment agency": gettext("the recruitment agency"),
        "programme": gettext("the programme"),
        "state": gettext("the state"),
    }
    return charter.get(payer, payer)


def _remedies(words: Words) -> Iterable[Remedy]:
    alike: dict[tuple[str, ...], list[model.Remedy]] = {}
    for remedy in words.procedure.remedies.values():
        silence = silences.what_follows(words, remedy.silence)
        alike.setdefault((*stages.remedy_sentences(words, remedy), silence), []).append(remedy)
    for (*sentences, silence), remedies in alike.items():
        yield Remedy(
            tuple(words.name("remedies", r.name) for r in remedies),
            tuple(stages.against(words, r) for r in remedies),
            tuple(sentences),
            silence,
            not remedies[0].silence.has_consequence,
        )


def _reading(words: Words, source: Source) -> Reading:
    return Reading(
        words.name("sources", source.key),
        _LAW % source.celex if source.celex else "",
        _articles(source.read),
        _articles(source.assumed),
        source.open,
        source.own_promise,
    )


_LAW = "https://eur-lex.europa.eu/legal-content/TXT/?uri=CELEX:%s"
"""Where an instrument of the Union stands, by its CELEX number."""


def _articles(articles: tuple[str, ...]) -> str:
    return gettext("all") if articles == ("all",) else gettext(", ").join(articles)


def _own_promise(words: Words, promise: OwnPromise) -> str:
    name = words.name("promises", promise.name)
    if promise.at_most is not None:
        return gettext("%(name)s: at most %(length)s") % {"name": name, "length": days(promise.at_most)}
    if promise.not_before is None:
        return name
    return gettext("%(name)s: not before %(length)s") % {"name": name, "length": length(promise.not_before)}


def _service(words: Words) -> tuple[str, tuple[str, ...], str]:
    """To whom decisions are served, by which channels, and within which time they are sent."""
    service = words.procedure.service
    if service is None:
        return "", (), ""
    channels = tuple(
        gettext("%(channel)s: counts as served after %(length)s")
        % {"channel": words.name("channels", c.name), "length": length(c.deemed_served_after)}
        for c in service.channels
    )
    return gettext(", ").join(words.party(p) for p in service.to), channels, length(service.sent_within)
