"""What decisions and letters of a case share: office, addressee, languages, and who signed, from the journal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from safeconduct.cases import verbs
from safeconduct.cases.correspondence import said_with
from safeconduct.cases.documents.model import Office, Signature
from safeconduct.cases.file import File, Line
from safeconduct.cases.service import person_of as number_of
from safeconduct.cases.web.access import accounts_of, role_on
from safeconduct.cases.web.models import Case
from safeconduct.cases.web.serving import addressee_of
from safeconduct.people.person import Person as Record
from safeconduct.people.web.models import Person
from safeconduct.people.web.reading import records_of
from safeconduct.procedures.web.presenting.counting import day

OFFICIAL = "portal"
"""How an act came that an official did here; any other came on paper, and its signature stands there."""


@dataclass(frozen=True, slots=True)
class To:
    """To whom something is written: lines of the address, and their language as far as pages have it."""

    lines: tuple[str, ...]
    language: str


def templates() -> Path:
    """Where an office keeps its own templates."""
    return Path(settings.DATA) / "templates"


def official_language(its: Case) -> str:
    """The language that binds: that of the office."""
    known = {code for code, _ in settings.LANGUAGES}
    return its.office.language if its.office is not None and its.office.language in known else settings.LANGUAGE_CODE


def office(its: Case) -> Office:
    """Whose letterhead."""
    if its.office is None:
        return Office("")
    return Office(its.office.name, tuple(its.office.address.splitlines()))


def moment(on: date) -> datetime:
    """The time that a document bears: noon of the day of its act, so that printing it again gives the same bytes."""
    return datetime.combine(on, time(12), UTC)


def person_of(its: Case, file: File) -> To:
    """The person whom the case is about."""
    return addressed(its, number_of(file, file.law.procedure.person))


def receiver(its: Case, file: File, line: Line, party: str = "") -> To:
    """To whom an entry is written: on whom it is served; or a party, where another than the person is meant."""
    service = said_with(file, line).service
    if service is not None and service.to_person:
        return addressed(its, service.to_person)
    other = number_of(file, party) if party != file.law.procedure.person else ""
    if other:
        return addressed(its, other)
    to = addressee_of(file, line.on)
    return addressed(its, to.person if to is not None and not to.is_nobody else "")


def addressed(its: Case, person: str) -> To:
    """Name, address and language of somebody in the register; nobody is named who was erased."""
    record = records_of(Person.objects.filter(pk=person)).get(person) if person else None
    lines = (record.called, *record.contact.post) if record is not None else ()
    return To(lines, _language(record) or official_language(its))


def signatures(its: Case, file: File, line: Line) -> tuple[Signature, ...]:
    """Who proposed and who signed, with their role and the day; an empty line where nobody has signed yet."""
    with translation.override(official_language(its)):
        proposal = _proposal(file, line)
        signed = () if line.verb == verbs.PROPOSES else (line,)
        parts = [li for li in (proposal, *signed) if li is not None]
        called = accounts_of({li.who for li in parts})
        made = tuple(_signature(its, li, called) for li in parts)
        return made if signed else (*made, Signature())


def _proposal(file: File, line: Line) -> Line | None:
    """The entry that proposed what was signed, which has its proposal among its words."""
    proposal = said_with(file, line).proposal
    if proposal is None:
        return None
    return next((li for li in file.lines if li.verb == verbs.PROPOSES and li.what == proposal.id), None)


def _signature(its: Case, line: Line, called: dict[str, tuple[int, str]]) -> Signature:
    account, name = called.get(line.who, (0, ""))
    if line.source != OFFICIAL:
        # It came on paper: whoever typed it did not sign it.
        account, name = 0, ""
    role = role_on(account, its.office_id, line.on) if account else ""
    part = "proposed" if line.verb == verbs.PROPOSES else "signed"
    return Signature(name, role or gettext("for the office"), part, day(line.on))  # type: ignore[arg-type]


def _language(record: Record | None) -> str:
    known: Collection[str] = {code for code, _ in settings.LANGUAGES}
    return next((code for code in (record.languages if record else ()) if code in known), "")
