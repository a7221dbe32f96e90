"""Writes an invented world into an empty instance: offices, officials, people, and their cases, act by act.

Every act goes through the same function as those of the pages, so that whatever the demonstration shows could have
happened. Cases grow side by side: the next act of each is written together with those of the others.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import cast

from django.db import transaction
from msgspec import structs
from pypdf import PdfWriter

from safeconduct.cases import verbs
from safeconduct.cases.file import Law
from safeconduct.cases.recording import Author
from safeconduct.cases.said import Assignment, Joined, Paper, Proposal, Said
from safeconduct.cases.seed.model import NOTES, Event, Person, Script, World
from safeconduct.cases.seed.twice import twice
from safeconduct.cases.verbs import THE_POST
from safeconduct.cases.web import actions, notes, silence
from safeconduct.cases.web.access import account_number, person_number
from safeconduct.cases.web.actions import Filing, Order
from safeconduct.cases.web.attachments import storing
from safeconduct.cases.web.models import Case, Office, Post
from safeconduct.journal.web import sealing
from safeconduct.people import person as records
from safeconduct.people.web import registry
from safeconduct.people.web.registry import By
from safeconduct.procedures.library import Library
from safeconduct.procedures.periods import load_calendar
from safeconduct.shell.clock import Clock, day_of
from safeconduct.shell.models import Account
from safeconduct.shell.principals import Principal

SINCE = date(2020, 1, 1)
"""Officials of the demonstration hold their posts since then."""
RECENT = timedelta(days=60)


@dataclass(slots=True)
class _Keys:
    """What the keys of the invented world became: numbers of people, accounts of officials, names of offices."""

    people: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)


def write(world: World, clock: Clock, told: Callable[[int, int], None] = lambda done, all_: None) -> int:
    """Write a world; return how many cases it has. ``told`` hears how many acts of how many are written."""
    with transaction.atomic():
        keys = _everybody(world, clock)
        _register_twice(world, keys, clock)
    done = _file_all(world.scripts, keys, clock)
    held = {case.pk.bytes: case for case in Case.objects.all()}
    runs = [_orders(held[d.file.id], script, keys, clock) for d, script in zip(done, world.scripts, strict=True)]
    _write_acts(runs, clock, told)
    while silence.write_due(clock, tell=False):
        continue
    sealing.seal(clock)
    return len(done)


# ---- who -------------------------------------------------------------------------------------------------------------


def _everybody(world: World, clock: Clock) -> _Keys:
    keys = _Keys()
    for office in world.offices:
        row = Office.objects.create(
            name=office.name,
            address=office.address,
            state=office.state,
            language=office.language,
            parties=list(office.parties),
            procedures=list(office.procedures),
        )
        keys.offices[office.key] = row
        for official in office.officials:
            account = Account.objects.create_user(official.email, name=official.name)
            Post.objects.create(account=account, office=row, role=official.role, since=SINCE)
            keys.accounts[official.key] = account
    entries = list(_records(world))
    by = By(next(iter(keys.accounts.values())), "invented for the demonstration")
    rows = registry.enter_all([(record, _account(record)) for _, record in entries], by, clock)
    keys.people = {key: row.id for (key, _), row in zip(entries, rows, strict=True)}
    return keys


def _account(record: records.Person) -> Account | None:
    if not record.contact.email:
        return None
    known = Account.objects.filter(email=record.contact.email).first()
    return known or Account.objects.create_user(record.contact.email, name=record.called)


def _records(world: World) -> Iterator[tuple[str, records.Person]]:
    for employer in world.employers:
        contact = records.Contact(employer.email, post=tuple(employer.address.splitlines()))
        yield employer.key, records.Person("organisation", (records.Name(employer.name),), contact=contact)
    for adviser in world.advisers:
        contact = records.Contact(adviser.email, post=tuple(adviser.address.splitlines()))
        yield adviser.key, records.Person("person", (records.Name(adviser.name),), contact=contact)
    for person in world.people:
        yield person.key, _record(person)


def _record(person: Person) -> records.Person:
    names = [records.Name(person.latin, person.given[1], person.family[1])]
    if person.written != person.latin:
        names = [
            records.Name(person.written, person.given[0], person.family[0], use="also known as"),
            records.Name(person.latin, person.given[1], person.family[1]),
        ]
    return records.Person(
        "person",
        tuple(names),
        born=person.born.isoformat(),
        sex=cast(records.Sex, person.sex),
        nationalities=(person.nationality,),
        languages=person.languages,
        needs=person.needs,
        contact=records.Contact(person.email, person.phone, tuple(person.address.splitlines())),
    )


def _register_twice(world: World, keys: _Keys, clock: Clock) -> None:
    """Register some of them a second time at a counter: the worker then proposes the pairs."""
    officials = [each for office in world.offices for each in office.of_role("registry", "officer")]
    again = [(_record(person), None) for person in twice(world.people)]
    if officials and again:
        registry.enter_all(again, By(keys.accounts[officials[0].key], "came to the counter"), clock)


# ---- cases -----------------------------------------------------------------------------------------------------------


def _file_all(scripts: Sequence[Script], keys: _Keys, clock: Clock) -> list[actions.Done]:
    return actions.file_all([_filing(script, keys) for script in scripts], clock, tell=False)


def _filing(script: Script, keys: _Keys) -> Filing:
    procedure = Library.default().load(script.procedure)
    calendar = load_calendar(script.state, procedure.calendar.periods, script.opening.on)
    law = Law(procedure, Library.default().charter(), calendar)
    people = {party: keys.people[key] for party, _, key in script.participants if key in keys.people}
    joined = tuple(Joined(party, keys.people[key], member) for party, member, key in script.participants)
    said = structs.replace(_said(script.filing.said, keys), old_number=script.old_number)
    office = keys.offices[script.office]
    return Filing(
        law,
        script.opening,
        _author(script.filing, keys),
        people.get(procedure.person) or next(iter(people.values())),
        joined,
        said,
        ((verbs.ASSIGNS, "", Said(assignment=Assignment(office.name))),),
    )


def _orders(case: Case, script: Script, keys: _Keys, clock: Clock) -> Iterator[list[Order]]:
    """The acts of a case, those that belong together in one list; its notes are kept on the way."""
    if script.filing.papers:
        handed_in = _papers(case, script.filing, clock)
        by, on = _author(script.filing, keys), script.opening.on
        said = Said(papers=handed_in)
        yield [Order(case.pk.bytes, None, by, verbs.ADDS_PAPERS, "", on, by.role, said=said)] if handed_in else []
    for event in script.events:
        if event.verb == NOTES:
            _keep_note(case, event, keys, clock)
        elif event.second:
            yield list(_proposed(case.pk.bytes, event, keys))
        else:
            yield [_order(case, event, keys, clock)]


def _order(case: Case, event: Event, keys: _Keys, clock: Clock) -> Order:
    said = structs.replace(_said(event.said, keys), papers=_papers(case, event, clock))
    return Order(
        case.pk.bytes,
        None,
        _author(event, keys),
        event.verb,
        event.what,
        event.on,
        event.by,
        event.member,
        event.follows,
        said,
    )


def _keep_note(case: Case, event: Event, keys: _Keys, clock: Clock) -> None:
    account = keys.accounts.get(event.actor)
    if account is not None and event.said.text:
        notes.keep(case, Principal(account), event.said.text, clock())


def _papers(case: Case, event: Event, clock: Clock) -> tuple[Paper, ...]:
    """The papers of an event: small files with as many empty pages, since nobody may take them for real ones.

    Older papers are left out: each file is brought safely to the disk, and whoever tries the demonstration waits.
    """
    if event.on < day_of(clock()) - RECENT:
        return ()
    found = []
    for paper in event.papers:
        kept = storing.store([_blank(paper.pages)], f"{paper.title}.pdf", case.pk.bytes, case.key, clock=clock)
        found.append(kept.paper(paper.title, paper.evidence, paper.form))
    return tuple(found)


@lru_cache
def _blank(pages: int) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return out.getvalue()


def _proposed(case: bytes, event: Event, keys: _Keys) -> Iterator[Order]:
    """One official proposes, another signs, and the act takes effect."""
    first, second = _author(event, keys), Author(_number(event.second, keys), event.by, event.source)
    name = f"{case.hex()[:8]}-{event.on.isoformat()}-{event.verb}"
    said = structs.replace(_said(event.said, keys), proposal=Proposal(name, event.verb, event.what, event.member))
    yield Order(case, None, first, verbs.PROPOSES, name, event.on, event.by, said=said)
    yield Order(case, None, second, verbs.SIGNS, name, event.on, event.by)
    yield Order(
        case,
        None,
        second,
        event.verb,
        event.what,
        event.on,
        event.by,
        event.member,
        event.follows,
        said,
        signed=True,
    )


def _write_acts(runs: list[Iterator[list[Order]]], clock: Clock, told: Callable[[int, int], None]) -> None:
    done, going = 0, list(runs)
    while going:
        heads = [(run, next(run, None)) for run in going]
        orders = [order for _, some in heads if some for order in some]
        if orders:
            actions.carry_out(orders, clock, tell=False)
        done += len(orders)
        told(done, done)
        going = [run for run, some in heads if some is not None]


# ---- words -----------------------------------------------------------------------------------------------------------


def _author(event: Event, keys: _Keys) -> Author:
    if not event.actor:
        return Author(_number(event.typed_by, keys) if event.typed_by else "the post", THE_POST, event.source)
    typed_by = _number(event.typed_by, keys) if event.typed_by else ""
    return Author(_number(event.actor, keys), event.by or THE_POST, event.source, typed_by)


def _number(key: str, keys: _Keys) -> str:
    account = keys.accounts.get(key)
    return account_number(account.pk) if account is not None else person_number(keys.people[key])


def _said(said: Said, keys: _Keys) -> Said:
    """What was said, with numbers in place of the keys of the world."""
    known: Mapping[str, str] = keys.people
    changes: dict[str, object] = {}
    if said.joined is not None:
        changes["joined"] = structs.replace(said.joined, person=known.get(said.joined.person, said.joined.person))
    if said.power is not None:
        holder, represented = known[said.power.holder], known[said.power.represented]
        changes["power"] = structs.replace(said.power, holder=holder, represented=represented)
    if said.service is not None:
        person = known.get(said.service.to_person, said.service.to_person)
        changes["service"] = structs.replace(said.service, to_person=person)
    if said.assignment is not None:
        changes["assignment"] = _assignment(said.assignment, keys)
    return structs.replace(said, **changes)


def _assignment(said: Assignment, keys: _Keys) -> Assignment:
    office = keys.offices[said.office].name if said.office in keys.offices else said.office
    account = keys.accounts.get(said.official)
    return structs.replace(said, office=office, official=str(account.pk) if account else "")


def is_empty() -> bool:
    """Whether the instance holds no case and no office yet."""
    return not Case.objects.exists() and not Office.objects.exists()


def today(clock: Clock) -> date:
    """The day for which the world is made."""
    return day_of(clock())
