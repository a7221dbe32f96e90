"""What the proof page shows: twelve cards, what was found, and the counterexample as a dated story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext, ngettext, pgettext

from safeconduct.procedures.report import Finding, PromiseResult, Report, Status, Story, StoryLine
from safeconduct.procedures.timebar import Bar, Stretch, bar, scale_for
from safeconduct.procedures.web.presenting.bars import Entry, LongestTime, OwnWorst, Share, both, each_partys_worst
from safeconduct.procedures.web.presenting.counting import days, weekday
from safeconduct.procedures.web.presenting.page import Count, counts
from safeconduct.procedures.web.presenting.words import Words

_ON_A_CARD = 3
KINDS: dict[Status, str] = {"proven": "ok", "finding": "warn", "violated": "bad"}


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of a story on its day."""

    hue: str
    on: date
    when: str
    day: str
    text: SafeString
    place: str
    line: int


@dataclass(frozen=True, slots=True)
class StoryTold:
    """A counterexample: what happens, day by day, and how many days it takes."""

    happenings: tuple[Happening, ...]
    days: int
    label: str


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is wrong or that a reader must know.

    ``own_line`` is 0 where it stands in another file than that of the procedure: in the one that it specialises.
    """

    ident: str
    number: int
    promise: str
    kind: str
    status: str
    text: SafeString
    cure: SafeString
    place: str
    line: int
    own_line: int
    story: StoryTold | None


@dataclass(frozen=True, slots=True)
class Alike:
    """Findings of one promise that the same would cure."""

    number: int
    promise: str
    kind: str
    status: str
    cure: SafeString
    findings: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One of the twelve."""

    number: int
    name: str
    kind: str
    status: str
    summary: SafeString
    bound: str
    shares: tuple[Share, ...]
    findings: tuple[Found, ...]
    assumptions: tuple[SafeString, ...]

    @property
    def first_findings(self) -> tuple[Found, ...]:
        """As many findings as a card can hold."""
        return self.findings[:_ON_A_CARD]

    @property
    def more(self) -> str:
        """How many more there are; empty if none."""
        number = len(self.findings) - _ON_A_CARD
        return ngettext("and %(number)s more", "and %(number)s more", number) % {"number": number} if number > 0 else ""


@dataclass(frozen=True, slots=True)
class Hero:
    """The answer of the page: the first violated promise with the bar of its story, or the bounds where none is."""

    card: Card | None
    found: Found | None
    bar: LongestTime | None


@dataclass(frozen=True, slots=True)
class ProofPage:
    """Everything on the page, in the reader's language."""

    heading: str
    lead: str
    counts: tuple[Count, ...]
    cards: tuple[Card, ...]
    stories: tuple[Found, ...]
    others: tuple[Alike, ...]
    hero: Hero
    times: tuple[LongestTime, LongestTime]
    own_worst: tuple[OwnWorst, ...]
    assumptions: tuple[SafeString, ...]


def proof_page(words: Words, report: Report, start: date) -> ProofPage:
    """Build the page; stories begin on ``start``."""
    cards = tuple(_card(words, promise, start) for promise in report.promises)
    found = [f for card in cards for f in card.findings]
    times = both(words, report.lawful, report.enforced)
    return ProofPage(
        _heading(report),
        _lead(report),
        counts(report),
        cards,
        tuple(sorted((f for f in found if f.story), key=lambda f: f.kind != "bad")),
        _alike(f for f in found if not f.story),
        _hero(words, report, cards),
        times,
        each_partys_worst(words, report.lawful),
        tuple(words.say(a) for a in report.assumptions),
    )


def _alike(found: Iterable[Found]) -> tuple[Alike, ...]:
    together: dict[tuple[int, str, str], list[Found]] = {}
    for one in found:
        together.setdefault((one.number, one.kind, str(one.cure)), []).append(one)
    return tuple(
        Alike(first.number, first.promise, first.kind, first.status, first.cure, tuple([first, *others]))
        for first, *others in together.values()
    )


def promise_name(number: int) -> str:
    """The name of a promise in the reader's language."""
    return (
        gettext("Decision in a known time"),
        gettext("No limbo"),
        gettext("Reasons and remedy"),
        gettext("Suspensive effect"),
        gettext("Safeguards first"),
        gettext("Purposes"),
        gettext("Evidence once"),
        gettext("Who pays"),
        gettext("Equal treatment"),
        gettext("Not worse"),
        gettext("Possible duty"),
        gettext("Not before"),
    )[number - 1]


def status_word(status: Status) -> str:
    """The word for a status."""
    words = {
        "proven": pgettext("promise", "proven"),
        "finding": pgettext("promise", "finding"),
        "violated": pgettext("promise", "violated"),
    }
    return words[status]


def _heading(report: Report) -> str:
    parts = [count.text for count in counts(report)]
    return gettext("Twelve promises: %(counts)s") % {"counts": gettext(", ").join(parts)}


def _lead(report: Report) -> str:
    followed = gettext("We followed every way in which this procedure can go, for every applicant.")
    if report.status == "violated":
        return f"{followed} " + gettext("A promise can be broken. Here is how, told as a story.")
    if report.status == "finding":
        return f"{followed} " + gettext("No promise can be broken, but there is something that you must know.")
    return f"{followed} " + gettext("No promise can be broken.")


def _card(words: Words, promise: PromiseResult, start: date) -> Card:
    found = tuple(_found(words, f, promise.number, at, start) for at, f in enumerate(promise.findings, 1))
    bound = "" if promise.bound_days is None else gettext("At most %(days)s.") % {"days": days(promise.bound_days)}
    shares = tuple(Share(words.hue(p), words.party(p), days(n), False) for p, n in promise.by_party if n)
    return Card(
        promise.number,
        promise_name(promise.number),
        KINDS[promise.status],
        status_word(promise.status),
        words.say(promise.summary),
        bound,
        shares,
        found,
        tuple(words.say(a) for a in promise.assumptions),
    )


def _found(words: Words, finding: Finding, number: int, at: int, start: date) -> Found:
    return Found(
        f"found-{number}-{at}",
        number,
        promise_name(number),
        KINDS[finding.status],
        status_word(finding.status),
        words.say(finding.text),
        words.say(finding.cure),
        str(finding.place),
        finding.place.line,
        finding.place.line if finding.place.file == words.procedure.file else 0,
        _story(words, finding.story, start) if finding.story else None,
    )


# ---- stories ----------------------------------------------------------------------------------------------------


def _story(words: Words, story: Story, start: date) -> StoryTold:
    length = max(line.day for line in story)
    return StoryTold(
        tuple(_happening(words, line, start) for line in story),
        length,
        _story_length(length),
    )


def _story_length(number: int) -> str:
    if number == 0:
        return gettext("All of it on one day")
    return ngettext("A story of %(number)s day", "A story of %(number)s days", number) % {"number": number}


def _happening(words: Words, line: StoryLine, start: date) -> Happening:
    on = line.on(start)
    return Happening(
        words.hue(line.party) if line.party else "body",
        on,
        weekday(on),
        gettext("day %(number)s") % {"number": line.day},
        words.say(line.text),
        str(line.place),
        line.place.line,
    )


# ---- the answer of the page -------------------------------------------------------------------------------------


def _hero(words: Words, report: Report, cards: tuple[Card, ...]) -> Hero:
    broken = next((c for c in cards if c.kind == "bad" and c.findings), None)
    if broken is None:
        return Hero(None, None, None)
    promise = report.promises[broken.number - 1]
    pairs = list(zip(promise.findings, broken.findings, strict=True))
    told = [(f, shown) for f, shown in pairs if f.story and f.status == "violated"] or [p for p in pairs if p[0].story]
    if not told:
        return Hero(broken, broken.findings[0], None)
    finding, shown = told[0]
    return Hero(broken, shown, _story_bar(words, finding.story, str(shown.text)))


def _story_bar(words: Words, story: Story, label: str) -> LongestTime | None:
    """The days of a story as a bar that nothing ends; a story on one day has no bar."""
    stretches = list(_stretches(words, story))
    total = sum(s.days for s, _ in stretches)
    if not total:
        return None
    scale = scale_for(total, room=1.5)
    drawn: Bar = bar([s for s, _ in stretches], scale, right_to_left=get_language_bidi(), ends=False, hole_in="middle")
    entries = tuple(
        Entry(s.number, s.hue, _who(words, line), _where(words, line), days(s.days)) for s, line in stretches
    )
    end = gettext("the promise is broken")
    return LongestTime("story-bar", "", total, None, "", label, end, drawn, entries, (), (), gettext("days"))


def _who(words: Words, line: StoryLine) -> str:
    return words.party(line.party) if line.party else gettext("Nobody")


def _where(words: Words, line: StoryLine) -> str:
    return words.word(line.text.values.get("stage", ""))


def _stretches(words: Words, story: Story) -> Iterator[tuple[Stretch, StoryLine]]:
    """Each wait in a story, with the line that tells of it."""
    number, before = 0, 0
    for at, line in enumerate(story):
        if line.day > before:
            number += 1
            wait = story[at - 1]
            yield Stretch(words.hue(wait.party) if wait.party else "body", line.day - before, number), wait
            before = line.day
