"""Sends a draft: people enter the register, the case begins with its papers and goes to its office."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from safeconduct.cases import questions as asked
from safeconduct.cases import verbs
from safeconduct.cases.file import Law
from safeconduct.cases.questions import LATER, NO, OR_ELSE, SHOWN, UNSURE, YES, Question
from safeconduct.cases.recording import Author
from safeconduct.cases.said import Assignment, Joined, Power, Said
from safeconduct.cases.web import actions, drafts, papers, showing
from safeconduct.cases.web.access import Part, account_number, number_of, person_number, posts, today
from safeconduct.cases.web.actions import Done, Draw, Filing
from safeconduct.cases.web.models import Case, Draft, Office
from safeconduct.cases.web.registering import registered
from safeconduct.journal.entry import CASE_LENGTH
from safeconduct.journal.web import keys
from safeconduct.people.web.models import Person
from safeconduct.procedures.brought_forward import sizes_of, true_of
from safeconduct.procedures.library import Library
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.periods import load_calendar
from safeconduct.procedures.state import Opening
from safeconduct.procedures.web.presenting.words import Words
from safeconduct.shell.access import Principal
from safeconduct.shell.clock import Clock


@dataclass(frozen=True, slots=True)
class _Sent:
    """A draft that is sent: by whom, what it answers, who takes part, under which law, to which office."""

    who: Principal
    draft: Draft
    answers: Mapping[str, str]
    questions: tuple[Question, ...]
    people: dict[str, str]
    law: Law
    office: Office | None
    case: bytes
    clock: Clock

    @property
    def party(self) -> str:
        """Who files."""
        return self.answers.get("party", self.law.procedure.person)

    @property
    def person(self) -> str:
        """The number of the one whom the case is about."""
        return self.people[self.law.procedure.person]

    def filing(self) -> Filing:
        """The case that begins."""
        procedure = self.law.procedure
        opening = Opening(
            today(),
            true_of(procedure, asked.circumstances(procedure, self.questions, self.answers)),
            sizes_of(procedure, asked.people(self.questions, self.answers)),
        )
        told = {q.name: self.answers[q.key] for q in self.questions if q.kind in _TOLD and self.answers.get(q.key)}
        joined = tuple(Joined(name, person) for name, person in self.people.items())
        return Filing(
            self.law, opening, self._author(), self.person, joined, Said(answers=told), tuple(self._then()), self.case
        )

    def _author(self) -> Author:
        """Who files; an official who types for somebody at the counter says so."""
        filer = self.people.get(self.party, self.person)
        if posts(self.who) and self.who.account is not None:
            return Author(person_number(filer), self.party, "counter", account_number(self.who.account.pk))
        return Author(number_of(self.who, Part(self.party, filer)), self.party, "portal")

    def _then(self) -> Iterator[tuple[str, str, Said]]:
        """What comes with a filing: papers, a power of attorney, the office."""
        names = {q.key: q.name for q in self.questions}
        key = keys.keys_for(settings.PURPOSE, [self.person])[self.person]
        files = drafts.files_of(self.draft)
        handed_in = papers.stored_of_draft(files, self.case, key, self.clock, names, self.answers)
        shown = showing.kept_in(self.answers)
        if handed_in or shown:
            yield verbs.ADDS_PAPERS, "", Said(papers=tuple(handed_in), shown=shown)
        email = self.answers.get("representative.email")
        holder = Person.objects.filter(account__email__iexact=email).first() if email else None
        if holder is not None:
            power = Power(holder.id, self.person, "power of attorney", "both", today())
            yield verbs.EMPOWERS, "", Said(power=power)
        yield from assigned(self.office)


_TOLD = ("text", "paper")


def send(who: Principal, draft: Draft, answers: Mapping[str, str], clock: Clock, draw: Draw = os.urandom) -> Done:
    """File what the draft says, all of it or nothing; the draft is gone then."""
    procedure = Library.default().load(draft.procedure)
    party = answers.get("party", procedure.person)
    office = office_for(procedure.id)
    law = law_for(procedure, office.state if office else procedure.calendar.holidays_of[0], today())
    with transaction.atomic():
        people = registered(draft, party, procedure, answers, clock, is_own=not posts(who))
        found = asked.questions(procedure, party)
        sent = _Sent(who, draft, answers, found, people, law, office, draw(CASE_LENGTH), clock)
        done = actions.file(sent.filing(), clock)
        draft.delete()
    return done


def law_for(procedure: Procedure, state: str, on: date) -> Law:
    """The law as it stands on a day, with the calendar of the office's State."""
    calendar = load_calendar(state, procedure.calendar.periods, on)
    return Law(procedure, Library.default().charter(), calendar)


def assigned(office: Office | None) -> tuple[tuple[str, str, Said], ...]:
    """The entry that says to which office a case goes; none where no office takes such cases."""
    return ((verbs.ASSIGNS, "", Said(assignment=Assignment(office.name))),) if office is not None else ()


def office_for(procedure: str) -> Office | None:
    """The office to which cases of a procedure come first."""
    return next((o for o in Office.objects.order_by("pk") if procedure in o.procedures), None)


def filers(procedure: Procedure) -> list[str]:
    """Who may file: the person, an employer or host, and who represents the person."""
    first = [procedure.person]
    others = [name for name in procedure.parties if "employer" in name or "host" in name or name == "sponsor"]
    return list(dict.fromkeys([*first, *others, *(p.name for p in procedure.parties.values() if p.represents)]))


# ---- telling ---------------------------------------------------------------------------------------------------------


def case_number_of(done: Done) -> str:
    """The number of a case that was filed."""
    return Case.objects.values_list("number", flat=True).get(pk=UUID(bytes=done.file.id))


def told(question: Question, words: Words, answers: Mapping[str, str]) -> str:
    """An answer in the reader's words."""
    said = answers.get(question.key, "")
    if question.kind == "circumstance":
        return {YES: gettext("Yes"), NO: gettext("No"), UNSURE: gettext("not sure")}.get(said, "")
    if question.kind == "paper" and said:
        way = {LATER: gettext("later"), OR_ELSE: words.or_else(question.name)}
        if said == SHOWN:
            return gettext("Shown from a wallet: %(facts)s") % {"facts": showing.facts_of(question.key, answers)}
        files = answers.get(f"{question.key}.files", "")
        return way.get(said) or f"{words.form(question.name, said)} ({files})"
    return said
