"""What offices do around the acts of the law: assign, invite, record, answer, charge; and powers of attorney."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from safeconduct.cases.said import Appointment, Assignment, Money, Power, Proposal, Record, Said
from safeconduct.cases.seed.lot import shuffled
from safeconduct.cases.seed.model import NOTES, Event, Official, Paper
from safeconduct.cases.seed.telling import DATA_BOX, DESK, ON_PAPER, PORTAL, POST, Meeting, Teller, is_against
from safeconduct.cases.seed.walk import DAY, Move
from safeconduct.cases.verbs import (
    APPOINTS,
    ASSIGNS,
    CANCELS,
    CHARGES,
    EMPOWERS,
    PAYS,
    PROPOSES,
    RECORDS,
    REFUNDS,
    WAIVES,
    WRITES,
)
from safeconduct.procedures.options import options
from safeconduct.procedures.state import DECISION

_REASSIGNED, _CANCELLED, _NOTED, _PAID, _WAIVED = 0.2, 0.1, 0.2, 0.9, 0.04
_MESSAGES = {0: 55, 1: 30, 2: 15}
_PAYMENT_TERM = (2, 12)
_TIMES = ("08:30", "09:00", "10:15", "11:00", "13:00", "14:30", "15:15")
_SOON = timedelta(days=9)
_PROPOSED = 0.75
_SPEAKS_FOR_THEMSELVES = frozenset({"cs", "en"})


class Around:
    """Everything beside the acts of one case."""

    def __init__(self, teller: Teller, interpreters: Mapping[str, str], today: date) -> None:
        self.teller, self.cast, self.today = teller, teller.cast, today
        self.interpreters = interpreters
        self.lot = teller.cast.lot.inside("around")
        self.tale = self.cast.tale
        self.begun = self.tale.opening.on
        self.officer = self.cast.official(self.cast.deciding)

    def before_acts(self) -> Iterator[Event]:
        """What comes first on its day."""
        yield from self._power()
        yield self._assigned(self.begun, self.officer)

    def after_acts(self) -> Iterator[Event]:
        """What comes after the acts of its day."""
        yield from self._guardianship()
        yield from self._reassigned()
        for number, move in enumerate(self.tale.played.moves):
            yield from self._met(move, number)
        yield from self._to_come()
        yield from self._messages()
        yield from self._notes()
        yield from self._fee()
        yield from self._proposed()

    # ---- powers ------------------------------------------------------------------------------------------------------

    def _power(self) -> Iterator[Event]:
        """A power of attorney from the start, or from the time when the lawyer first acts."""
        adviser = self.cast.adviser
        if adviser is None or adviser.kind != "lawyer":
            return
        first = next((m.act.on for m in self.tale.played.moves if m.act.by == self._representative()), None)
        latest = first or min(self.begun + timedelta(days=25), self.today - DAY)
        early = self.lot.happens(0.5, "early") or latest <= self.begun
        on = self.begun if early else self._working_day(latest, back=True)
        yield self._power_event(max(on, self.begun), "power of attorney")

    def _guardianship(self) -> Iterator[Event]:
        adviser = self.cast.adviser
        appointed = next((m.act.on for m in self.tale.played.moves if m.act.what == "appoint a guardian"), None)
        if adviser is not None and adviser.kind == "guardian" and appointed is not None:
            yield self._power_event(appointed, "appointment by the guardianship court")

    def _power_event(self, on: date, kind: str) -> Event:
        adviser = self.cast.adviser
        assert adviser is not None  # noqa: S101 - asked before
        power = Power(adviser.key, self.cast.person.key, kind, "both", on)
        source = self.lot.one((DATA_BOX, PORTAL, POST), "power by")
        paper = Paper(
            kind[:1].upper() + kind[1:], "application/pdf", f"scan-{self.lot.number(1000, 9999, 'power')}.pdf"
        )
        typed = self.cast.clerk().key if source in ON_PAPER else ""
        return Event(
            on,
            EMPOWERS,
            "",
            self._representative(),
            adviser.key,
            source,
            said=Said(power=power),
            papers=(paper,),
            typed_by=typed,
        )

    def _representative(self) -> str:
        return next((q.name for q in self.cast.procedure.parties.values() if q.represents), "")

    # ---- who deals with it -------------------------------------------------------------------------------------------

    def _assigned(self, on: date, official: Official, why: str = "") -> Event:
        said = Said(assignment=Assignment(self.cast.office.key, official.key, why))
        return Event(on, ASSIGNS, "", self.cast.deciding, self.cast.supervisor().key, DESK, said=said)

    def _reassigned(self) -> Iterator[Event]:
        """While somebody is away another keeps the case, and gives it back."""
        away = self._working_day(self.begun + timedelta(days=self.lot.number(8, 60, "away")))
        back = self._working_day(away + timedelta(days=self.lot.number(6, 16, "back")))
        own = (m.act.on for m in self.tale.played.moves if m.act.by == self.cast.deciding)
        if (
            self.lot.happens(_REASSIGNED, "reassigned")
            and back < self._last()
            and not any(away <= d <= back for d in own)
        ):
            yield self._assigned(away, self.cast.second(self.officer), "absence")
            yield self._assigned(back, self.officer, "back from absence")

    # ---- meetings ----------------------------------------------------------------------------------------------------

    def _met(self, move: Move, number: int) -> Iterator[Event]:
        meeting = self.teller.texts.appointments.get(move.act.what)
        since = move.before.last_day
        if meeting is None or move.act.verb != "does" or move.act.on <= since or move.act.what == "grant":
            return
        early = move.act.on - timedelta(days=self.lot.number(1, 6, number))
        invited = self._working_day(max(since, early))
        appointed = self._appointment(meeting, move.act.on, f"a{number}")
        if self.lot.happens(_CANCELLED, "cancelled", number):
            earlier = self._appointment(meeting, max(invited, move.act.on - DAY), f"c{number}")
            yield self._official(invited, APPOINTS, earlier.id, Said(appointment=earlier))
            yield self._official(invited, CANCELS, earlier.id, Said(text="The interpreter is ill."))
        yield self._official(invited, APPOINTS, appointed.id, Said(appointment=appointed))
        if meeting.is_hearing:
            yield self._record(move.act.on, appointed, number)

    def _to_come(self) -> Iterator[Event]:
        """The card is ready: an appointment that has not been yet, where a grant was served just now."""
        meeting = self.teller.texts.appointments["grant"]
        granted = next((m for m in self.tale.played.moves if m.act.verb == "serves" and m.act.what == "grant"), None)
        if granted is not None:
            day = self._working_day(granted.act.on + _SOON)
            appointed = self._appointment(meeting, day, "card")
            yield self._official(granted.act.on, APPOINTS, appointed.id, Said(appointment=appointed))

    def _appointment(self, meeting: Meeting, on: date, name: str) -> Appointment:
        language = self.cast.person.languages[0]
        interpreted = meeting.is_hearing and not _SPEAKS_FOR_THEMSELVES & set(self.cast.person.languages)
        at = f"{on.isoformat()}T{self.lot.one(_TIMES, 'time', name)}+{'02' if _summer(on) else '01'}:00"
        return Appointment(
            name,
            at,
            self.cast.office.address,
            meeting.en,
            meeting.minutes,
            language if interpreted else "",
            self.cast.person.needs,
        )

    def _record(self, on: date, appointed: Appointment, number: int) -> Event:
        text = self.lot.one(self.teller.texts.records, "record", number)
        interpreter = self.interpreters.get(appointed.interpreter, "")
        present = ", ".join([self.cast.person.latin, *([self.cast.adviser.name] if self.cast.adviser else [])])
        record = Record(appointed.id, text.en, True, text.corrections, interpreter, present)
        return self._official(on, RECORDS, appointed.id, Said(record=record))

    # ---- letters, notes, money ---------------------------------------------------------------------------------------

    def _messages(self) -> Iterator[Event]:
        """Somebody asks before it is decided, and an officer answers a few days later."""
        asked = [q for q in self.teller.texts.messages if q.by == "person" or self.cast.employer]
        questions = shuffled(asked, self.lot, "questions")
        for number in range(self.lot.weighted(_MESSAGES, "messages")):
            on = self._some_day("asked", number)
            question = questions[number]
            actor, by = self._asker(question.by)
            yield Event(on, WRITES, "", by, actor, PORTAL, said=Said(text=question.en))
            day = self._working_day(on + timedelta(days=self.lot.number(1, 4, "reply", number)))
            words, language, english = self.teller.worded(question.answer, official=True)
            yield self._official(day, WRITES, "", Said(text=words), language, english)

    def _asker(self, by: str) -> tuple[str, str]:
        kinds = self.tale.setting.habits.cast
        party = next((p for p, kind in kinds.items() if kind in ("employer", "host")), "") if by == "employer" else ""
        return (self.cast.actor(party), party) if party else (self.cast.person.key, self.cast.procedure.person)

    def _notes(self) -> Iterator[Event]:
        if self.lot.happens(_NOTED, "noted"):
            text = self.lot.one(self.teller.texts.notes, "note")
            words, language, english = self.teller.worded(text, official=True)
            day = self._working_day(self._some_day("noted"), back=True)
            if day >= self.begun:
                yield self._official(day, NOTES, "", Said(text=words), language, english)

    def _fee(self) -> Iterator[Event]:
        """Charged at the start, then paid, or waived for who cannot pay; paid back where nothing was decided."""
        fees = {} if self.tale.opening.stage else self.tale.setting.habits.fees
        for fee, amount in fees.items():
            asked = Money(fee, amount, "CZK")
            on = self._working_day(self.begun)
            yield self._official(on, CHARGES, fee, Said(money=asked))
            day = self._working_day(on + timedelta(days=self.lot.number(*_PAYMENT_TERM, "paid")))
            if self.lot.happens(_WAIVED, "waived", fee):
                waived = Money(fee, amount, "CZK", why="no means, shown by a statement")
                yield self._official(day, WAIVES, fee, Said(money=waived))
            elif self.lot.happens(_PAID, "is paid", fee):
                yield self._official(day, PAYS, fee, Said(money=asked))
                yield from self._refund(day, fee, amount)

    def _refund(self, paid: date, fee: str, amount: str) -> Iterator[Event]:
        end = self.tale.played.end
        if end.outcome == "not lodged":
            day = self._working_day(max(end.last_day, paid) + timedelta(days=5))
            yield self._official(day, REFUNDS, fee, Said(money=Money(fee, amount, "CZK", why="not lodged")))

    def _proposed(self) -> Iterator[Event]:
        """An act against the person that waits for its second signature today."""
        case = self.tale.played.end
        day = self._working_day(self.today - DAY, back=True)
        against = (
            o
            for o in options(case)
            if o.step is not None and o.step.grounds and o.step.by == self.cast.deciding and is_against(case, o.step)
        )
        option = next(against, None)
        if option is not None and day >= case.last_day and self.lot.happens(_PROPOSED, "proposed"):
            proposal = Proposal("p1", "does", option.offer.what, option.offer.member)
            yield self._official(day, PROPOSES, proposal.id, Said(proposal=proposal))

    # ---- days --------------------------------------------------------------------------------------------------------

    def _official(
        self, on: date, verb: str, what: str, said: Said, language: str = "en", translation: str = ""
    ) -> Event:
        return Event(
            on,
            verb,
            what,
            self.cast.deciding,
            self.officer.key,
            DESK,
            said=said,
            language=language,
            translation=translation,
        )

    def _some_day(self, *question: object) -> date:
        return self.begun + timedelta(days=self.lot.number(0, max((self._last() - self.begun).days, 0), *question))

    def _last(self) -> date:
        """The last day on which people ask about the case: when it was decided or ended, else yesterday."""
        end = self.tale.played.end
        decided = [e.on for e in end.history if DECISION in e.events] + ([end.last_day] if end.closed else [])
        return min([*decided, self.today - DAY])

    def _working_day(self, day: date, back: bool = False) -> date:
        calendar = self.tale.played.start.calendar
        while not calendar.is_working_day(day):
            day += -DAY if back else DAY
        return day


def _summer(day: date) -> bool:
    """Central European Summer Time, between the last Sundays of March and October."""
    return _last_sunday(day.year, 3) <= day < _last_sunday(day.year, 10)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)
