"""Tells those who take part that there is news, and before a last day of theirs; never what, and never in what matter.

A letter says that there is news and where to read it; whoever finds it learns nothing. Letters are written in the
transaction of the act and sent by the worker. Who has neither e-mail nor telephone is served by post or at the counter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q, QuerySet

from safeconduct.cases.file import File
from safeconduct.cases.numbers import case_number
from safeconduct.cases.service import in_force, participants
from safeconduct.cases.verbs import LAW
from safeconduct.cases.web.models import Case, Participant
from safeconduct.journal.web import keys
from safeconduct.people.person import Person as Record
from safeconduct.people.representation import Representation
from safeconduct.people.web import models
from safeconduct.people.web.models import Person
from safeconduct.people.web.reading import in_force as in_force_by_register
from safeconduct.people.web.reading import on_register, records_of, representation_of
from safeconduct.shell.clock import Clock, day_of
from safeconduct.shell.outbox.letters import Kind, Text, UnsendableLetter
from safeconduct.shell.outbox.notices import notice
from safeconduct.shell.outbox.posting import post_all
from safeconduct.shell.shapes import ask

BEFORE = timedelta(days=3)
Row = TypeVar("Row", bound=Model)


def tell_of_news(changes: Sequence[tuple[int, File]], now: datetime) -> int:
    """Write letters about files that grew since they had so many entries; return how many are new."""
    grown = [file for known, file in changes if any(line.verb in LAW and line.number > known for line in file.lines)]
    on = day_of(now)
    rows, represented = on_register({person for file in grown for person in _concerned(file, on, ())})
    registered = _registered(grown, on) if represented else []
    people = {file.id: _concerned(file, on, registered) for file in grown}
    others = {one.representative for one in registered}.difference(row.id for row in rows)
    records = records_of([*rows, *ask(Person, Q(id__in=sorted(others)), _all)] if others else rows)
    secret = keys.secret(settings.PURPOSE)
    letters = [
        letter
        for file in grown
        for person in people[file.id]
        if person in records
        for letter in _news(
            records[person], case_number(secret, file.id), f"news {file.id.hex()} {file.version} {person}"
        )
    ]
    return post_all(letters, now) if letters else 0


def _registered(files: Sequence[File], on: date) -> list[Representation]:
    """Who represents the people whom these cases are about, by the register of people, in any case. One query."""
    about = {j.person for file in files for j in participants(file) if j.party == file.law.procedure.person}
    if not about:
        return []
    held = ask(models.Representation, in_force_by_register(on) & Q(represented__in=sorted(about)), _all)
    return [representation_of(row) for row in held]


def _all(rows: QuerySet[Row]) -> QuerySet[Row]:
    return rows


def _concerned(file: File, on: date, registered: Sequence[Representation]) -> list[str]:
    joined = [j.person for j in participants(file)]
    people = {j.person for j in participants(file) if j.party == file.law.procedure.person}
    by_register = [r.representative for r in registered if r.represented in people and r.holds(file.id.hex(), on)]
    return list(dict.fromkeys([*joined, *(p.holder for p in in_force(file, on)), *by_register]))


def warn(clock: Clock) -> int:
    """Write to those whose own last day comes in three days; once for each day."""
    now = clock()
    day = day_of(now) + BEFORE
    due = Case.objects.filter(person_due=day, closed=False, erased=False).values_list("pk", "number")
    sent = 0
    for case, number in due:
        held = Participant.objects.filter(case=case)
        records = records_of(Person.objects.filter(id__in=held.values("person")))
        letters = [
            letter
            for person, record in records.items()
            for letter in _warning(record, number, f"warn {case.hex} {day.isoformat()} {person}")
        ]
        if letters:
            with transaction.atomic():
                sent += post_all(letters, now)
    return sent


def tell_person(person: Person, number: str, key: str, now: datetime) -> int:
    """Write to somebody that there is news under a number, in the transaction of the act; nothing where nobody is."""
    record = records_of([person]).get(person.pk)
    return post_all(_news(record, number, key), now) if record is not None else 0


def _news(record: Record, number: str, key: str) -> Iterator[tuple[Text, str]]:
    yield from _letters(record, *notice("news", _language(record), number=number), key)


def _warning(record: Record, number: str, key: str) -> Iterator[tuple[Text, str]]:
    said = notice("last day", _language(record), number=number, days=str(BEFORE.days))
    yield from _letters(record, *said, key)


def _letters(record: Record, subject: str, body: str, key: str) -> Iterator[tuple[Text, str]]:
    """By e-mail, else by telephone; an address that cannot be written to is passed over."""
    contact, language = record.contact, _language(record)
    ways = [(Kind.EMAIL, contact.email, body), (Kind.SMS, contact.phone.replace(" ", ""), body)]
    for kind, recipient, text in ways:
        if not recipient:
            continue
        try:
            yield Text(kind, recipient, subject if kind == Kind.EMAIL else "", text, language), key
        except UnsendableLetter:
            continue
        return


def _language(record: Record) -> str:
    known = {code for code, _ in settings.LANGUAGES}
    return next((code for code in record.languages if code in known), settings.LANGUAGE_CODE)
