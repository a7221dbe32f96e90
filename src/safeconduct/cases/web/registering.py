"""Those who enter the register with a case: the record of what was answered, and the entry that everybody has there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.conf import settings
from django.utils.translation import gettext
from msgspec.structs import replace

from safeconduct.cases.web.models import Draft
from safeconduct.people import person as records
from safeconduct.people.web import registry
from safeconduct.people.web.models import Person
from safeconduct.people.web.reading import records_of
from safeconduct.people.web.registry import By
from safeconduct.procedures.model import Procedure
from safeconduct.shell.clock import Clock
from safeconduct.shell.models import Account


def registered(
    draft: Draft, party: str, procedure: Procedure, answers: Mapping[str, str], clock: Clock, *, is_own: bool
) -> dict[str, str]:
    """The number of each party in the register; whoever files for themselves (``is_own``) is entered once."""
    said = {
        name: person_of(key, answers) if kind == "person" else organisation_of(key, answers)
        for name, key, kind in _parties(party, procedure)
        if answers.get(key)
    }
    by = came_with_a_case(draft.account, "person" if is_own else "office", "portal" if is_own else "counter")
    known = _known(draft.account, said[party], by, clock) if is_own and party in said else ""
    new = [(name, record) for name, record in said.items() if not (known and name == party)]
    accounts = [draft.account if is_own and name == party else None for name, _ in new]
    entries = [(record, account) for (_, record), account in zip(new, accounts, strict=True)]
    made = registry.enter_all(entries, by, clock)
    numbers = {name: row.pk for (name, _), row in zip(new, made, strict=True)}
    return {name: numbers.get(name, known) for name in said}


def came_with_a_case(account: Account, role: str, source: str) -> By:
    """Who enters people with a case, and why; which case it is stays in its own file."""
    return By(account, gettext("came with a case"), role, source)


def _known(account: Account, said: records.Person, by: By, clock: Clock) -> str:
    """The number of whoever files for themselves and is registered already; their record has what was said now."""
    own = Person.objects.filter(account=account, kind=said.kind).first()
    before = records_of([own]).get(own.pk) if own else None
    if own is None or before is None:
        return ""
    registry.correct(own, _with(before, said), by, own.changed, clock)
    return own.pk


def _with(before: records.Person, said: records.Person) -> records.Person:
    """A record with what was answered; what a case does not ask stays, and so does a birth that a document shows."""
    known = {name.whole for name in before.names}
    fresh = tuple(name for name in said.names if name.whole not in known)
    others = tuple(replace(n, use="also known as") if n.use == "present" else n for n in before.names)
    born = before.born if before.born_by == "document" or not said.born else said.born
    return replace(
        before,
        names=(*fresh, *others)[: records.MOST_NAMES] if any(n.use == "present" for n in fresh) else before.names,
        born=born,
        born_by=before.born_by if born == before.born else "stated",
        nationalities=said.nationalities or before.nationalities,
        languages=tuple(dict.fromkeys((*said.languages, *before.languages))),
        needs=said.needs or before.needs,
        registered_as=said.registered_as or before.registered_as,
        contact=records.Contact(
            said.contact.email or before.contact.email,
            said.contact.phone or before.contact.phone,
            said.contact.post or before.contact.post,
            before.contact.portal,
        ),
    )


def _parties(party: str, procedure: Procedure) -> Iterator[tuple[str, str, str]]:
    yield procedure.person, "person", "person"
    if party != procedure.person:
        yield party, "filer", "organisation"
    if party != "employer" and "employer" in procedure.parties:
        yield "employer", "employer", "organisation"


def person_of(key: str, answers: Mapping[str, str]) -> records.Person:
    """The record of a person as it was answered."""
    said = {name.removeprefix(f"{key}."): value for name, value in answers.items() if name.startswith(f"{key}.")}
    names = [records.Name(said["name"])]
    if said.get("own_script"):
        names.append(records.Name(said["own_script"], use="transliteration"))
    return records.Person(
        "person",
        tuple(names),
        born=said.get("born", ""),
        nationalities=tuple(filter(None, [said.get("nationality", "").upper()])),
        languages=(said.get("language") or settings.LANGUAGE_CODE,),
        needs=said.get("needs", ""),
        contact=_contact(said),
    )


def organisation_of(key: str, answers: Mapping[str, str]) -> records.Person:
    """The record of an organisation as it was answered."""
    said = {name.removeprefix(f"{key}."): value for name, value in answers.items() if name.startswith(f"{key}.")}
    name = (records.Name(said["name"]),)
    return records.Person("organisation", name, contact=_contact(said), registered_as=said.get("registered_as", ""))


def _contact(said: Mapping[str, str]) -> records.Contact:
    post = tuple(line.strip() for line in said.get("post", "").splitlines() if line.strip())
    return records.Contact(said.get("email", ""), said.get("phone", ""), post)
