"""Papers, decisions and the whole file, to be read and printed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from safeconduct.cases.attachments.content import texts
from safeconduct.cases.correspondence import letter_kind
from safeconduct.cases.documents import printing
from safeconduct.cases.documents.letters import NoLetters
from safeconduct.cases.documents.sources import TemplateFault
from safeconduct.cases.file import File, Line
from safeconduct.cases.visibility import reads, reads_all
from safeconduct.cases.web import acknowledging, documents, letterhead, letters, papers, readings, store
from safeconduct.cases.web.access import HANDLE, READ, parts, posts
from safeconduct.cases.web.attachments.downloading import download
from safeconduct.cases.web.attachments.folder import Missing
from safeconduct.cases.web.attachments.storing import Erased, Locked
from safeconduct.cases.web.models import Case
from safeconduct.journal.payload import Unreadable
from safeconduct.shell import clock
from safeconduct.shell.access import Principal, needs, principal

_LOG = logging.getLogger(__name__)


@require_safe
@needs(READ, one="number")
def paper(request: HttpRequest, its: Case, paper: str) -> HttpResponseBase:
    """Give one paper to whoever may read what came with its entry; each download is a reading of the file."""
    who, file = principal(request), store.file_of(its.pk.bytes)
    found = papers.paper_of(file, paper)
    parties = _reading(who, its, file)
    line = next((li for li in file.lines if found and li.number == found[0]), None)
    if found is None or line is None or not reads(file, line, parties):
        raise Http404
    held = posts(who)
    if held:
        readings.record(who, its, held[0].office, f"paper of entry {line.number}", clock.current())
    try:
        return download(found[1])
    except (Locked, Erased) as locked:
        said = {"title": locked.sentence(get_language() or "en"), "case": its}
        return render(request, "cases/locked.html", said, status=409)
    except (Missing, Unreadable) as fault:
        _LOG.error(f"A paper of case {its.number} cannot be given: {fault}")
        reason = "missing" if isinstance(fault, Missing) else "changed"
        title = texts(get_language() or "en").faults[reason]
        return render(request, "cases/locked.html", {"title": title, "case": its}, status=500)


def _reading(who: Principal, its: Case, file: File) -> list[str]:
    """The parties as which somebody reads; who only reads for the office that has the case, as the one that decides.

    An office that is asked reads as itself, whoever of it looks.
    """
    acting = [part.party for part in parts(who, its)]
    offices = [post.office for post in posts(who)]
    if acting or any(office.pk == its.office_id for office in offices):
        return acting or [p.name for p in file.law.procedure.parties.values() if p.role == "deciding"]
    return [party for office in offices for party in office.parties]


@require_safe
@needs(READ, one="number")
def court_file(request: HttpRequest, its: Case) -> HttpResponse:
    """Give the whole file to whoever may read all of it, with folios and the hashes of its entries."""
    who, file = principal(request), store.file_of(its.pk.bytes)
    parties = _reading(who, its, file)
    if not any(reads_all(file.law.procedure, party) for party in parties):
        raise Http404
    if posts(who):
        readings.record(who, its, posts(who)[0].office, "file for a court", clock.current())
    return _pdf(request, its, lambda: documents.whole_file(its, file), f"{its.number}.pdf")


@require_safe
@needs(READ, one="number")
def decision(request: HttpRequest, its: Case, entry: int) -> HttpResponse:
    """Give a decision as a document in the official language, its translation beside it."""
    who, file = principal(request), store.file_of(its.pk.bytes)
    parties = _reading(who, its, file)
    line = file.line(entry)
    if line is None or not documents.is_printed(file, line) or not reads(file, line, parties):
        raise Http404
    if posts(who):
        readings.record(who, its, posts(who)[0].office, f"decision, entry {entry}", clock.current())
    return _pdf(request, its, lambda: documents.decision(its, file, line), f"{its.number}-{entry}.pdf")


@require_safe
@needs(READ, one="number")
def letter(request: HttpRequest, its: Case, entry: int) -> HttpResponse:
    """Give the letter of an entry as a document in the official language, its translation beside it."""
    who, file = principal(request), store.file_of(its.pk.bytes)
    line = file.line(entry)
    if line is None or letter_kind(file, line) is None or not reads(file, line, _reading(who, its, file)):
        raise Http404
    if posts(who):
        readings.record(who, its, posts(who)[0].office, f"letter, entry {entry}", clock.current())
    return _pdf(request, its, lambda: letters.letter(its, file, line), f"{its.number}-{entry}.pdf")


@require_safe
@needs(HANDLE, one="number")
def acknowledgement(request: HttpRequest, its: Case, entry: int) -> HttpResponse:
    """Give the acknowledgement of an entry in the language of the person, for post and for the counter."""
    who, file = principal(request), store.file_of(its.pk.bytes)
    line = file.line(entry, own=True)
    parties = _reading(who, its, file)
    if line is None or not reads(file, line, parties):
        raise Http404
    readings.record(who, its, posts(who)[0].office, f"acknowledgement, entry {entry}", clock.current())
    language = letterhead.person_of(its, file).language
    return acknowledgement_of(request, its, file, line, parties, language)


def acknowledgement_of(
    request: HttpRequest, its: Case, file: File, line: Line, parties: list[str], language: str
) -> HttpResponse:
    """The acknowledgement as a sheet; for a second after an entry is written there is none yet."""
    with translation.override(language):
        sheet = acknowledging.sheet(its, file, line, parties)
    if sheet is None:
        return HttpResponse(status=503, headers={"Retry-After": "1"})
    # The name of the file says nothing but the first letters of a hash.
    name = f"acknowledgement-{sheet.letters[:8]}.pdf"
    return _pdf(request, its, lambda: printing.acknowledgement(sheet, language, letterhead.templates()), name)


def _pdf(request: HttpRequest, its: Case, make: Callable[[], bytes], name: str) -> HttpResponse:
    try:
        made = make()
    except (TemplateFault, NoLetters) as fault:
        return render(request, "cases/locked.html", {"title": str(fault), "case": its}, status=500)
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
