"""Decisions and whole files of a case as documents: what the file says, in the official language and in theirs."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext

from safeconduct.cases import verbs
from safeconduct.cases.attachments.refusal import Refused
from safeconduct.cases.correspondence import decision_of, letter_kind, said_with, step_of
from safeconduct.cases.documents import printing
from safeconduct.cases.documents.model import (
    CourtFile,
    Decision,
    DecisionWording,
    FileEntry,
    FilePaper,
    Ground,
    Remedy,
)
from safeconduct.cases.file import File, Line
from safeconduct.cases.said import Paper
from safeconduct.cases.signatures import waiting
from safeconduct.cases.web import law, letterhead, letters, showing
from safeconduct.cases.web.attachments import storing
from safeconduct.cases.web.drawing import Drawer
from safeconduct.cases.web.models import Case
from safeconduct.cases.web.presenting.timeline import heading, who
from safeconduct.journal.payload import Unreadable
from safeconduct.journal.web import sealing
from safeconduct.procedures import model as law_model
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.web.presenting.counting import day, first_large, length
from safeconduct.procedures.web.presenting.words import Words


def decision(its: Case, file: File, line: Line) -> bytes:
    """A decision in the official language of the office, with its translation for the person beside it.

    What is only proposed is a draft, and says so on every page.
    """
    official, theirs = letterhead.official_language(its), letterhead.person_of(its, file).language
    to = letterhead.receiver(its, file, line)
    its_decision = Decision(
        office=letterhead.office(its),
        reference=its.number,
        made=letterhead.moment(line.on),
        wordings={language: _wording(its, file, line, language) for language in {official, theirs}},
        addressee=to.lines,
        signatures=letterhead.signatures(its, file, line),
        draft=line.verb == verbs.PROPOSES,
    )
    return printing.decision(its_decision, official, theirs, letterhead.templates())


def is_printed(file: File, line: Line) -> bool:
    """Whether an entry takes a decision that can be printed, or proposes one on which nobody has said yes or no."""
    taken = line.verb != verbs.PROPOSES or any(its.line.number == line.number for its in waiting(file))
    return bool(taken and decision_of(file, line))


def whole_file(its: Case, file: File) -> bytes:
    """The whole file for a court, each paper with its folio, every entry with its hash."""
    language = letterhead.official_language(its)
    with translation.override(language):
        words = law.words(its.procedure, its.version)
        told = CourtFile(
            office=letterhead.office(its),
            reference=its.number,
            made=letterhead.moment(file.case.last_day),
            title=gettext("File %(number)s") % {"number": its.number},
            procedure=words.title,
            date=day(file.case.last_day),
            papers=tuple(_papers(its, file, words, language)),
            entries=tuple(_entry(words, line) for line in file.lines),
            checkpoint=sealing.newest_note(),
        )
    with Drawer() as draw:
        return printing.court_file(told, language, letterhead.templates(), draw)


def _wording(its: Case, file: File, line: Line, language: str) -> DecisionWording:
    with translation.override(language):
        words, procedure, said = law.words(its.procedure, its.version), file.law.procedure, said_with(file, line)
        what = decision_of(file, line)
        step = step_of(procedure, what)
        cited = words.law(step.law) if step is not None else ""
        decided = {"office": words.party(line.role).partition(" (")[0], "what": words.name("steps", what)}
        # What an officer wrote is in the official language alone; the sheet says that it was not translated.
        official = language == letterhead.official_language(its)
        return DecisionWording(
            title=first_large(words.name("steps", what)),
            date=day(line.on),
            procedure=words.title,
            operative=gettext("%(office)s decides: %(what)s.") % decided,
            grounds=tuple(Ground(words.name("grounds", name), cited) for name in said.grounds),
            reasons=(said.reasons or said.text) if official else "",
            remedies=tuple(_remedy(words, remedy) for remedy in _remedies(procedure, what)),
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


def _entry(words: Words, line: Line) -> FileEntry:
    told = first_large(heading(words, line, line.words, lambda _: ""))
    shown = [gettext("Shown from a wallet: %(facts)s") % {"facts": showing.told(one)} for one in line.words.shown]
    return FileEntry(line.number, day(line.on), ". ".join([f"{who(words, line)}: {told}", *shown]), line.link.hex())


def _papers(its: Case, file: File, words: Words, language: str) -> Iterator[FilePaper]:
    """Every decision, letter and paper, in the order of their entries; what nobody signed is none of them."""
    for line in file.lines:
        if line.verb != verbs.PROPOSES and decision_of(file, line):
            title = first_large(words.name("steps", line.what))
            yield FilePaper(day(line.on), title, decision(its, file, line))
        elif letter_kind(file, line):
            yield FilePaper(day(line.on), letters.title(words, file, line), letters.letter(its, file, line))
        for paper in line.words.papers:
            yield _paper(line, paper, language)


def _paper(line: Line, paper: Paper, language: str) -> FilePaper:
    try:
        return FilePaper(day(line.on), paper.title, b"".join(storing.open_for(paper)))
    except (storing.Locked, storing.Erased) as closed:
        return FilePaper(day(line.on), paper.title, None, closed.sentence(language))
    except (Refused, LookupError, Unreadable):
        return FilePaper(day(line.on), paper.title, None)
