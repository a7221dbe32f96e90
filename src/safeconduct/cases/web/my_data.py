"""What is held about somebody, to be read and taken away: records, cases, papers and acknowledgements."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec
from django.conf import settings
from django.db.models import QuerySet

from safeconduct.cases import processing
from safeconduct.cases.attachments.refusal import Refused
from safeconduct.cases.controller import Controller, NotARecord, example_controller, read_controller
from safeconduct.cases.data_copy import Of, copy_of_data, written
from safeconduct.cases.file import File, Line
from safeconduct.cases.processing import Record
from safeconduct.cases.retention import schedule
from safeconduct.cases.said import Paper
from safeconduct.cases.visibility import reads
from safeconduct.cases.web import store
from safeconduct.cases.web.access import persons, posts_of
from safeconduct.cases.web.attachments.storing import Erased, Locked, open_for
from safeconduct.cases.web.models import Case, Office, Participant, Reading
from safeconduct.journal import receipt as receipts
from safeconduct.journal.payload import Unreadable
from safeconduct.journal.web import sealing
from safeconduct.people.fields import fields
from safeconduct.people.person import Person as PersonRecord
from safeconduct.people.web.copying import beside
from safeconduct.people.web.models import Person
from safeconduct.people.web.models import Reading as ReadingOfPerson
from safeconduct.people.web.reading import records_of
from safeconduct.procedures.library import Library
from safeconduct.shell.access import Principal
from safeconduct.shell.models import Account

Tells = Callable[[Sequence[Person], Sequence[Of], date], Mapping[str, object]]
_TELLING: list[Tells] = []
CONTROLLER = "controller.yaml"
"""Where an office writes in its data folder who answers for the data."""


def controller() -> Controller:
    """Who answers for the data of this instance; that of the demonstration where no file says it.

    Raises:
        NotARecord: the file of the office cannot be read; with line and cure.

    """
    file = Path(settings.DATA) / CONTROLLER
    return read_controller(file.read_text(encoding="utf-8"), CONTROLLER) if file.exists() else example_controller()


def record_of_instance() -> Record:
    """The record of processing activities of what this instance runs: what its offices take, and what is open.

    Raises:
        NotARecord: a file lacks a purpose or a length, or the controller's file is wrong.

    """
    library = Library.default()
    taken = {name for office in Office.objects.all() for name in office.procedures}
    running = set(Case.objects.filter(erased=False).values_list("procedure", flat=True).distinct())
    known = {entry.id for entry in library.newest()}
    procedures = [library.load(name) for name in sorted((taken | running) & known)]
    return processing.record(controller(), procedures, library.charter(), fields(), schedule())


# ---- what is held about whoever asks ---------------------------------------------------------------------------------


def own_cases(who: Principal) -> QuerySet[Case]:
    """The cases in which somebody is a party themselves; those in which they only represent are of others."""
    mine = Participant.objects.filter(person__in=persons(who), represents="")
    return Case.objects.filter(erased=False, pk__in=mine.values("case_id")).order_by("filed", "id")


def records(who: Principal) -> list[PersonRecord]:
    """The records under which somebody signs in."""
    return list(records_of(Person.objects.filter(pk__in=persons(who))).values())


def ofs(who: Principal) -> list[Of]:
    """The cases of whoever asks, with their roles in them."""
    found = {case.pk.bytes: case for case in own_cases(who)}
    files, mine = store.files_of(list(found)), persons(who)
    roles: dict[bytes, list[str]] = {}
    for row in Participant.objects.filter(case__in=list(found.values()), person__in=mine, represents=""):
        roles.setdefault(row.case_id.bytes, []).append(row.party)
    return [Of(found[case].number, file, tuple(roles[case])) for case, file in files.items()]


def tell_also(tells: Tells) -> None:
    """Let a room above put into the copy what it holds about people; called by its AppConfig."""
    if tells not in _TELLING:
        _TELLING.append(tells)


# ---- to be taken away ------------------------------------------------------------------------------------------------


class _Out(io.RawIOBase):
    """Takes what the archive writes, and gives it on."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        taken = bytes(data)  # type: ignore[call-overload]
        self._kept.append(taken)
        return len(taken)

    def take(self) -> bytes:
        """What was written since."""
        found, self._kept = b"".join(self._kept), []
        return found


def archive(who: Principal, on: date) -> Iterator[bytes]:
    """Everything about whoever asks as a ZIP, part by part: ``data.json``, papers, acknowledgements.

    The table of contents of a ZIP comes last: one that was cut short does not open, so that it is never taken for a
    whole one. What cannot be given is named in ``left-out.txt``, with the reason.
    """
    held = ofs(who)
    copy = copy_of_data(_person(who, held, on), held, record_of_instance(), on)
    out, left_out = _Out(), list[str]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("data.json", written(copy))
        yield out.take()
        for of in held:
            for folder, paper in _papers(of):
                yield from _paper(made, out, folder, paper, left_out)
            yield from _acknowledgements(made, out, of, left_out)
        if left_out:
            made.writestr("left-out.txt", "\n".join(left_out) + "\n")
    yield out.take()


def _person(who: Principal, held: Sequence[Of], on: date) -> dict[str, object]:
    """What the register holds about whoever asks, and who looked: at their records, and into their cases."""
    people = [row for row in Person.objects.filter(pk__in=persons(who)) if row.sealed is not None]
    told: dict[str, object] = {
        "records": [msgspec.to_builtins(record) for record in records_of(people).values()],
        "beside the records": [beside(person, on) for person in people],
        "who looked": list(_looked(people, who)),
    }
    for tells in _TELLING:
        told |= tells(people, held, on)
    return told


def _looked(people: Sequence[Person], who: Principal) -> Iterator[dict[str, str]]:
    """When somebody looked, in which office and why. Whoever looked acts for the office, and is named by their post."""
    at_records = list(ReadingOfPerson.objects.filter(person__in=people).order_by("at", "pk"))
    into_cases = list(Reading.objects.filter(case__in=own_cases(who)).select_related("case", "office").order_by("at"))
    posts = posts_of(Account.objects.filter(pk__in={row.account_id for row in at_records}))
    for row in at_records:
        yield {"at": row.at.isoformat(), "what": "record", "post": posts.get(row.account_id, ""), "why": row.why}
    for one in into_cases:
        office = one.office.name if one.office else ""
        yield {"at": one.at.isoformat(), "what": f"case {one.case.number}", "post": office, "why": one.why}


def _papers(of: Of) -> Iterator[tuple[str, Paper]]:
    """Every paper that somebody may read, once."""
    seen: set[str] = set()
    for line in of.file.lines:
        if reads(of.file, line, of.roles):
            for paper in line.words.papers:
                if paper.id not in seen:
                    seen.add(paper.id)
                    yield f"{of.number}/papers/{line.number}", paper


def _paper(made: zipfile.ZipFile, out: _Out, folder: str, paper: Paper, left_out: list[str]) -> Iterator[bytes]:
    try:
        parts = open_for(paper)
    except (Locked, Erased, Refused, Unreadable, LookupError) as why:
        left_out.append(f"{folder}/{paper.title}: {why}")
        return
    name = "".join(sign if sign.isalnum() or sign in " ._-" else "_" for sign in paper.name or paper.id)
    with made.open(f"{folder}-{paper.id[:8]}-{name}", "w", force_zip64=True) as target:
        for part in parts:
            target.write(part)
            yield out.take()


def _acknowledgements(made: zipfile.ZipFile, out: _Out, of: Of, left_out: list[str]) -> Iterator[bytes]:
    for line in _own(of.file):
        found = sealing.receipt_of(line.link)
        if found is None:
            left_out.append(f"{of.number}/acknowledgements/{line.number}: being sealed; ask again in a minute")
        else:
            made.writestr(f"{of.number}/acknowledgements/{line.number}.json", receipts.to_file(found))
    yield out.take()


def _own(file: File) -> tuple[Line, ...]:
    return file.lines[file.inherited :]


__all__ = ["NotARecord", "archive", "controller", "ofs", "own_cases", "record_of_instance", "records"]
