"""Decisions and whole files of a case as documents: what the file says, in the official language and in theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from safeconduct.cases.attachments.refusal import Refused
from safeconduct.cases.documents import printing
from safeconduct.cases.documents.model import (
    CourtFile,
    Decision,
    DecisionWording,
    FileEntry,
    FilePaper,
    Ground,
    Office,
    Remedy,
    Signature,
)
from safeconduct.cases.file import File, Line
from safeconduct.cases.said import Paper
from safeconduct.cases.web import law
from safeconduct.cases.web.attachments import storing
from safeconduct.cases.web.drawing import Drawer
from safeconduct.cases.web.models import Case
from safeconduct.cases.web.presenting.timeline import heading, who
from safeconduct.cases.web.serving import addressee_of
from safeconduct.journal.payload import Unreadable
from safeconduct.journal.web import sealing
from safeconduct.people.person import Person as Record
from safeconduct.people.web.models import Person
from safeconduct.people.web.reading import records_of
from safeconduct.procedures import model as law_model
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.web.presenting.counting import day, first_large, length
from safeconduct.procedures.web.presenting.words import Words


def templates() -> Path:
    """Where an office keeps its own templates."""
    return Path(settings.DATA) / "templates"


def decision(its: Case, file: File, line: Line) -> bytes:
    """A decision in the official language of the office, with its translation for the person beside it."""
    official, theirs = official_language(its), _language_of(file, its)
    to = _addressee(file, line.on)
    its_decision = Decision(
        office=_office(its),
        reference=its.number,
        made=_moment(line.on),
        wordings={language: _wording(its, file, line, language) for language in {official, theirs}},
        addressee=(to.called, *to.contact.post) if to is not None else (),
        signatures=_signatures(file, line, official),
    )
    return printing.decision(its_decision, official, theirs, templates())


def is_decision(file: File, line: Line) -> bool:
    """Whether an entry takes a decision that can be printed."""
    step = next((s for s in file.law.procedure.steps if s.name == line.what), None)
    return line.verb == "does" and step is not None and bool(step.decides or step.grounds)


def official_language(its: Case) -> str:
    """The language that binds: that of the office."""
    known = {code for code, _ in settings.LANGUAGES}
    return its.office.language if its.office is not None and its.office.language in known else settings.LANGUAGE_CODE


def whole_file(its: Case, file: File) -> bytes:
    """The whole file for a court, each paper with its folio, every entry with its hash."""
    language = official_language(its)
    with translation.override(language):
        words = law.words(its.procedure, its.version)
        told = CourtFile(
            office=_office(its),
            reference=its.number,
            made=_moment(file.case.last_day),
            title=gettext("File %(number)s") % {"number": its.number},
            procedure=words.title,
            date=day(file.case.last_day),
            papers=tuple(_papers(its, file, words, language)),
            entries=tuple(_entry(words, line) for line in file.lines),
            checkpoint=sealing.newest_note(),
        )
    with Drawer() as draw:
        return printing.court_file(told, language, templates(), draw)


def _wording(its: Case, file: File, line: Line, language: str) -> DecisionWording:
    with translation.override(language):
        words, procedure, said = law.words(its.procedure, its.version), file.law.procedure, line.words
        cited = next((words.law(step.law) for step in procedure.steps if step.name == line.what), "")
        decided = {"office": words.party(line.role).partition(" (")[0], "what": words.name("steps", line.what)}
        # What an officer wrote is in the official language alone; the sheet says that it was not translated.
        official = language == official_language(its)
        return DecisionWording(
            title=first_large(words.name("steps", line.what)),
            date=day(line.on),
            procedure=words.title,
            operative=gettext("%(office)s decides: %(what)s.") % decided,
            grounds=tuple(Ground(words.name("grounds", name), cited) for name in said.grounds),
            reasons=(said.reasons or said.text) if official else "",
            remedies=tuple(_remedy(words, remedy) for remedy in _remedies(procedure, line.what)),
        )


def _remedies(procedure: Procedure, step: str) -> list[law_model.Remedy]:
    return [r for r in procedure.remedies.values() if any(e.name == step for e in r.against)]


def _remedy(words: Words, remedy: law_model.Remedy) -> Remedy:
    return Remedy(
        name=first_large(words.name("remedies", remedy.name)),
        where=words.party(remedy.before),
        within=length(remedy.within),
        law=words.law(remedy.law),
        suspends=remedy.suspensive,
    )


def _signatures(file: File, line: Line, language: str) -> tuple[Signature, ...]:
    """One line for each official who had a part in it; their names stand on the paper that they sign."""
    proposals = [li.words.proposal for li in file.lines if li.words.proposal is not None and li.number < line.number]
    count = 2 if any(proposal.what == line.what for proposal in proposals) else 1
    with translation.override(language):
        return (Signature(function=gettext("for the office")),) * count


def _moment(on: date) -> datetime:
    return datetime.combine(on, time(12), UTC)


def _office(its: Case) -> Office:
    if its.office is None:
        return Office("")
    return Office(its.office.name, tuple(its.office.address.splitlines()))


def _addressee(file: File, on: date) -> Record | None:
    to = addressee_of(file, on)
    return records_of(Person.objects.filter(pk=to.person)).get(to.person) if to is not None else None


def _language_of(file: File, its: Case) -> str:
    """The language of the person for letters, as far as pages have it."""
    known = {code for code, _ in settings.LANGUAGES}
    person = next((j.person for j in _joined(file) if j.party == file.law.procedure.person), "")
    record = records_of(Person.objects.filter(pk=person)).get(person)
    return next((code for code in (record.languages if record else ()) if code in known), official_language(its))


def _joined(file: File) -> Iterator[Any]:
    return (line.words.joined for line in file.lines if line.words.joined is not None)


def _entry(words: Words, line: Line) -> FileEntry:
    told = first_large(heading(words, line, line.words, lambda _: ""))
    return FileEntry(line.number, day(line.on), f"{who(words, line)}: {told}", line.link.hex())


def _papers(its: Case, file: File, words: Words, language: str) -> Iterator[FilePaper]:
    """Every decision and every paper, in the order of their entries."""
    for line in file.lines:
        if is_decision(file, line):
            title = first_large(words.name("steps", line.what))
            yield FilePaper(day(line.on), title, decision(its, file, line))
        for paper in line.words.papers:
            yield _paper(line, paper, language)


def _paper(line: Line, paper: Paper, language: str) -> FilePaper:
    try:
        return FilePaper(day(line.on), paper.title, b"".join(storing.open_for(paper)))
    except (storing.Locked, storing.Erased) as closed:
        return FilePaper(day(line.on), paper.title, None, closed.sentence(language))
    except (Refused, LookupError, Unreadable):
        return FilePaper(day(line.on), paper.title, None)
