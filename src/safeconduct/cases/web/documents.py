"""Decisions and whole files of a case as documents: what the file says, in the official language and in theirs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from pypdf import PdfReader

from safeconduct.cases.attachments.refusal import Refused
from safeconduct.cases.documents import rendering
from safeconduct.cases.file import File, Line
from safeconduct.cases.said import Paper
from safeconduct.cases.service import addressee
from safeconduct.cases.web import law
from safeconduct.cases.web.attachments import storing
from safeconduct.cases.web.models import Case
from safeconduct.cases.web.presenting.timeline import heading, who
from safeconduct.journal.payload import Unreadable
from safeconduct.people.person import Person as Record
from safeconduct.people.web.models import Person
from safeconduct.people.web.reading import records_of
from safeconduct.procedures.model import Procedure, Remedy
from safeconduct.procedures.web.presenting.counting import day, first_large, length
from safeconduct.procedures.web.presenting.words import Words

SHOWN = {"pdf": "pdf", "png": "png", "jpeg": "jpg"}
"""Kinds of papers that a sheet can show, with the ending that the typesetter knows them by."""


def templates() -> Path:
    """Where an office keeps its own templates."""
    return Path(settings.DATA) / "templates"


def decision(its: Case, file: File, line: Line) -> bytes:
    """A decision in the official language of the office, with its translation for the person."""
    official, theirs = official_language(its), _language_of(file, its)
    with translation.override(official):
        data = _decision(its, file, line, official)
    if theirs != official:
        with translation.override(theirs):
            other = _decision(its, file, line, theirs)
            words = rendering.words_in(theirs, templates())
            notice = f"{words['binds']} {words['machine']}"
            data["translation"] = {**other, "notice": notice, "words": words}
    return rendering.render("decision", data, templates())


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
        papers = list(_papers(its, file))
        data = _head(its, file, words, language, file.case.last_day) | {
            "title": gettext("File %(number)s") % {"number": its.number},
            "papers": [{k: v for k, v in paper.items() if k != "bytes"} for paper in papers],
            "entries": [_entry(words, line) for line in file.lines],
        }
    contents = {paper["path"]: paper["bytes"] for paper in papers if paper["path"]}
    return rendering.render("index", data, templates(), contents)


def _decision(its: Case, file: File, line: Line, language: str) -> dict[str, Any]:
    words, procedure = law.words(its.procedure, its.version), file.law.procedure
    laws = {s.name: s.law for s in procedure.steps}
    said = line.words
    return _head(its, file, words, language, line.on) | {
        "title": first_large(words.name("steps", line.what)),
        "operative": gettext("%(office)s decides: %(what)s.")
        % {"office": words.party(line.role).partition(" (")[0], "what": words.name("steps", line.what)},
        "grounds": [
            {"name": words.name("grounds", g), "law": words.law(laws.get(line.what, ""))} for g in said.grounds
        ],
        "reasons": said.reasons or said.text,
        "remedies": [_remedy(words, remedy) for remedy in _remedies(procedure, line.what)],
        "signatures": _signatures(its, file, line),
        "translation": None,
    }


def _remedies(procedure: Procedure, step: str) -> list[Remedy]:
    return [r for r in procedure.remedies.values() if any(e.name == step for e in r.against)]


def _remedy(words: Words, remedy: Remedy) -> dict[str, str]:
    suspends = (
        gettext("It suspends the decision.") if remedy.suspensive else gettext("It does not suspend the decision.")
    )
    text = gettext("Before %(body)s, within %(length)s from the day of service. %(suspends)s") % {
        "body": words.party(remedy.before),
        "length": length(remedy.within),
        "suspends": suspends,
    }
    return {"name": first_large(words.name("remedies", remedy.name)), "text": text, "law": words.law(remedy.law)}


def _signatures(its: Case, file: File, line: Line) -> list[str]:
    """One line for each official who had a part in it; their names stand on the paper that they sign."""
    proposed = [li for li in file.lines if li.words.proposal is not None and li.number < line.number]
    count = 2 if any(li.words.proposal and li.words.proposal.what == line.what for li in proposed) else 1
    return [gettext("for the office")] * count


def _head(its: Case, file: File, words: Words, language: str, on: date) -> dict[str, Any]:
    to = addressee(file)
    records = records_of(Person.objects.filter(pk=to.person)) if to is not None else {}
    record = records.get(to.person) if to is not None else None
    return {
        "language": language,
        "made": on.isoformat(),
        "date": day(on),
        "office": {"name": its.office.name if its.office else "", "address": its.office.address if its.office else ""},
        "reference": its.number,
        "procedure": words.title,
        "addressee": _address(record),
        "channel": "",
    }


def _address(record: Record | None) -> list[str]:
    return [record.called, *record.contact.post] if record is not None else []


def _language_of(file: File, its: Case) -> str:
    """The language of the person for letters, as far as pages have it."""
    known = {code for code, _ in settings.LANGUAGES}
    person = next((j.person for j in _joined(file) if j.party == file.law.procedure.person), "")
    record = records_of(Person.objects.filter(pk=person)).get(person)
    return next((code for code in (record.languages if record else ()) if code in known), official_language(its))


def _joined(file: File) -> Iterator[Any]:
    return (line.words.joined for line in file.lines if line.words.joined is not None)


def _entry(words: Words, line: Line) -> dict[str, Any]:
    told = first_large(heading(words, line, line.words, lambda _: ""))
    return {"number": line.number, "date": day(line.on), "text": f"{who(words, line)}: {told}", "link": line.link.hex()}


def _papers(its: Case, file: File) -> Iterator[dict[str, Any]]:
    """Every decision and every paper, in the order of their entries; what cannot be shown says so on its sheet."""
    at = 0
    for line in file.lines:
        if is_decision(file, line):
            at += 1
            made = decision(its, file, line)
            title = first_large(law.words(its.procedure, its.version).name("steps", line.what))
            yield _shown(line, title, f"paper-{at}.pdf", made, _pages(made))
        for paper in line.words.papers:
            at += 1
            yield _paper(line, paper, at)


def _paper(line: Line, paper: Paper, at: int) -> dict[str, Any]:
    ending = SHOWN.get(paper.kind, "")
    try:
        content = b"".join(storing.open_for(paper)) if ending else b""
    except (Refused, storing.Locked, storing.Erased, LookupError, Unreadable):
        content = b""
    name = f"paper-{at}.{ending}" if content else ""
    return _shown(line, paper.title, name, content, paper.pages if ending == "pdf" else 0)


def _shown(line: Line, title: str, path: str, content: bytes, pages: int) -> dict[str, Any]:
    return {"date": day(line.on), "title": title, "path": path, "pages": pages, "bytes": content}


def _pages(made: bytes) -> int:
    return len(PdfReader(io.BytesIO(made)).pages)
