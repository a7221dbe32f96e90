"""From played acts to events: who does each one, by which way it comes, and what is said and handed in with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import field

from safeconduct.cases.said import NOTHING, Said, Service
from safeconduct.cases.seed.cast import Cast
from safeconduct.cases.seed.model import Event
from safeconduct.cases.seed.papers import Papers
from safeconduct.cases.seed.reading import Part
from safeconduct.cases.seed.walk import Move
from safeconduct.cases.verbs import BRINGS_FORWARD, OPENS
from safeconduct.procedures.guards import guard_holds
from safeconduct.procedures.model import Step
from safeconduct.procedures.state import Act, Case

DESK, PORTAL, POST, EMAIL, COUNTER, DATA_BOX, SYSTEM = (
    "desk",
    "portal",
    "post",
    "e-mail",
    "counter",
    "data box",
    "another system",
)
ON_PAPER = frozenset({POST, EMAIL, COUNTER, DATA_BOX})
"""A clerk types what comes by these."""
_PERSON = {PORTAL: 60, EMAIL: 12, POST: 20, COUNTER: 8}
_OFFLINE = {POST: 7, COUNTER: 3}
_ADVISER = {DATA_BOX: 6, PORTAL: 4}
_EMPLOYER = {PORTAL: 7, DATA_BOX: 2, POST: 1}
_BODY = {DESK: 6, SYSTEM: 3, POST: 1}
_REVIEWS = ("upholds", "annuls", "replaces")
_HEARING = 60


class Text(Part, frozen=True):
    """Words in English, and in Czech where an office says them."""

    en: str
    cs: str = ""
    corrections: str = ""


class Question(Part, frozen=True):
    """What somebody asks (``person`` or ``employer``), and what the office answers."""

    by: str
    en: str
    answer: Text


class Meeting(Part, frozen=True):
    """What somebody is invited to."""

    en: str
    cs: str
    minutes: int

    @property
    def is_hearing(self) -> bool:
        """Whether it is long enough to be one, with an interpreter and a record."""
        return self.minutes >= _HEARING


class Texts(Part, frozen=True):
    """All words of the demonstration."""

    acts: dict[str, list[Text]]
    reasons: dict[str, list[Text]]
    messages: list[Question]
    notes: list[Text]
    appointments: dict[str, Meeting]
    records: list[Text]
    needs: tuple[str, ...]
    papers: dict[str, str]
    encloses: dict[str, str] = field(default_factory=dict)


class Teller:
    """Tells the acts of one case."""

    def __init__(self, cast: Cast, texts: Texts) -> None:
        self.cast, self.texts, self.lot = cast, texts, cast.lot.inside("telling")
        self.moves = cast.tale.played.moves
        self.papers = Papers(cast, texts.papers, texts.encloses)

    def filing(self) -> Event:
        """The entry that opens the case."""
        cast, habits = self.cast, self.cast.tale.setting.habits
        weights = {p: w for p, w in habits.filed_by.items() if p != "representative" or cast.adviser is not None}
        by = self.lot.weighted(weights, "filed by")
        source = self._source(by, "filing")
        if "filed in person" in cast.procedure.circumstances:
            in_person = "filed in person" in cast.tale.opening.circumstances
            by = cast.procedure.person if in_person else by
            source = COUNTER if in_person else POST if source == COUNTER else source
        work = {"occupation": f"{cast.occupation.isco} {cast.occupation.en}"} if cast.employer else {}
        if cast.tale.opening.stage:
            by, source = cast.deciding, DESK
        typed = cast.clerk().key if source in ON_PAPER else ""
        actor = cast.clerk().key if source == DESK else cast.actor(by)
        return Event(
            cast.tale.opening.on,
            BRINGS_FORWARD if cast.tale.opening.stage else OPENS,
            "",
            by,
            actor,
            source,
            said=Said(answers=work),
            papers=self.papers.first(),
            typed_by=typed,
        )

    def acts(self) -> Iterator[Event]:
        """Each act of the law in its order."""
        for number, move in enumerate(self.moves):
            yield self._event(move, number)

    def _event(self, move: Move, number: int) -> Event:
        act, cast = move.act, self.cast
        step = step_of(move.before, act)
        if not act.by:
            return self._by_post(act, number)
        source = COUNTER if self._in_person(act, step) else self._source(act.by, str(number))
        said, language, translation = self._said(move, step, number)
        actor = cast.actor(act.by, act.member)
        return Event(
            act.on,
            act.verb,
            act.what,
            act.by,
            actor,
            source,
            member=act.member,
            follows=act.follows if act.follows == "the others" else "",
            said=said,
            papers=self.papers.handed_in_with(act, number),
            typed_by=cast.clerk().key if source in ON_PAPER and not self._is_own(act.by) else "",
            second=self._second(move, step),
            language=language,
            translation=translation,
        )

    def _in_person(self, act: Act, step: Step | None) -> bool:
        """What the law wants in person, and what is said in a hearing."""
        meeting = self.texts.appointments.get(act.what)
        heard = meeting is not None and meeting.is_hearing and bool(self.cast.tale.setting.habits.cast.get(act.by))
        return heard or (step is not None and step.in_person and not self._is_own(act.by))

    def _by_post(self, act: Act, number: int) -> Event:
        """Nobody of the case acts: the post brings a proof of service, or the letter itself."""
        words, language, translation = self._words(act.verb, True, number)
        service = Service("", "", proof=words)
        return Event(
            act.on,
            act.verb,
            act.what,
            "",
            "",
            POST,
            said=Said(service=service),
            typed_by=self.cast.clerk().key,
            language=language,
            translation=translation,
        )

    def _second(self, move: Move, step: Step | None) -> str:
        """Four eyes: what goes against a person, and each confirmation of what silence means."""
        against = step is not None and bool(step.grounds) and is_against(move.before, step)
        if move.act.verb == "confirms" or (against and move.act.verb in ("does", "sends")):
            return self.cast.second(self.cast.official(move.act.by)).key
        return ""

    # ---- ways --------------------------------------------------------------------------------------------------------

    def _is_own(self, party: str) -> bool:
        return party in self.cast.office.parties

    def _source(self, party: str, what: str) -> str:
        kind = self.cast.tale.setting.habits.cast.get(party, "")
        if not kind:
            return DESK if self._is_own(party) else self.lot.weighted(_BODY, "way", what)
        ways = {"employer": _EMPLOYER, "host": _EMPLOYER, "lawyer": _ADVISER, "guardian": _ADVISER}.get(kind, _PERSON)
        offline = ways is _PERSON and not self.cast.person.email
        return self.lot.weighted(_OFFLINE if offline else ways, "way", what)

    # ---- words -------------------------------------------------------------------------------------------------------

    def _said(self, move: Move, step: Step | None, number: int) -> tuple[Said, str, str]:
        act = move.act
        key = act.verb if act.verb in (*_REVIEWS, "confirms", "declines") else act.what
        if act.verb == "files" and key not in self.texts.acts:
            key = "appeal"
        if act.verb == "sends":
            return self._sending(), "en", ""
        official = not self.cast.tale.setting.habits.cast.get(act.by)
        grounds = grounds_of(move.before, step, act.member) if step is not None else ()
        if grounds:
            reasons = [self.lot.one(self.texts.reasons[g], "reason", number, g) for g in grounds]
            return self._reasoned(reasons, grounds)
        text, language, translation = self._words(key, official, number)
        return (Said(text=text) if text else NOTHING), language, translation

    def _reasoned(self, reasons: list[Text], grounds: tuple[str, ...]) -> tuple[Said, str, str]:
        english = self._filled("\n\n".join(r.en for r in reasons))
        if self._is_czech() and all(r.cs for r in reasons):
            czech = self._filled("\n\n".join(r.cs for r in reasons), czech=True)
            return Said(reasons=czech, grounds=grounds), "cs", english
        return Said(reasons=english, grounds=grounds), "en", ""

    def _words(self, key: str, official: bool, number: int) -> tuple[str, str, str]:
        """Words for this key in the language in which they are said, that language, and the English of it."""
        choices = self.texts.acts.get(key)
        if not choices:
            return "", "en", ""
        return self.worded(self.lot.one(choices, "words", number), official)

    def worded(self, text: Text, official: bool) -> tuple[str, str, str]:
        """A text as an office says it in its language, or as anybody else says it in English."""
        if official and text.cs and self._is_czech():
            return self._filled(text.cs, czech=True), "cs", self._filled(text.en)
        return self._filled(text.en), "en", ""

    def _is_czech(self) -> bool:
        return self.cast.tale.setting.habits.state == "CZ"

    def _filled(self, text: str, czech: bool = False) -> str:
        cast = self.cast
        words: Mapping[str, str] = {
            "person": cast.person.latin,
            "employer": cast.employer.name if cast.employer else "",
            "occupation": cast.occupation.cs if czech else cast.occupation.en,
            "paper": self.papers.missing or "statement",
            "office": cast.office.local if czech else cast.office.name,
            "lawyer": cast.adviser.name if cast.adviser else "",
        }
        return text.format_map(words)

    def _sending(self) -> Said:
        """To the representative where there is one: sent to the person, it would not be served."""
        cast, service = self.cast, self.cast.procedure.service
        assert service is not None  # noqa: S101 - what is sent has a channel
        channel = service.channels[0].name
        language = cast.person.languages[0]
        if cast.adviser is not None and service.to[0] != cast.procedure.person:
            kind = "guardianship" if cast.adviser.kind == "guardian" else "power of attorney"
            return Said(service=Service(service.to[0], cast.adviser.key, kind, channel, language=language))
        return Said(service=Service(cast.procedure.person, cast.person.key, "", channel, language=language))


def step_of(case: Case, act: Act) -> Step | None:
    """The step of the file that an act takes; what is only sent was taken before."""
    if act.verb != "does":
        return None
    standing = case.standing.fell_in or case.standing
    stage = case.procedure.stages.get(standing.name)
    here = stage.steps if stage is not None else ()
    return next((s for s in (*here, *case.procedure.always) if s.name == act.what), None)


def grounds_of(case: Case, step: Step, member: str) -> tuple[str, ...]:
    """The grounds of a step that are established."""
    return tuple(g.name for g in step.grounds if g.finding is None or guard_holds(case, g.finding, member))


def is_against(case: Case, step: Step) -> bool:
    """Whether a step decides against the person, or for good, by the charter's word for its outcome."""
    outcome = case.charter.outcomes.get(step.decides)
    return outcome is not None and (outcome.against_person or outcome.irreversible)
