"""Post that was scanned in one go with sheets between its letters: cut there, and a case proposed for each piece."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.cases.attachments.batches import pages_of, split
from safeconduct.cases.attachments.content import kinds
from safeconduct.cases.attachments.refusal import Refused, too_large
from safeconduct.cases.attachments.separators import NEXT, Cut, Piece, cut, sheet_text
from safeconduct.cases.documents import printing
from safeconduct.cases.documents.model import Separator
from safeconduct.cases.documents.pictures import NotShown
from safeconduct.cases.documents.printing import MEMORY
from safeconduct.cases.web import letterhead, papers
from safeconduct.cases.web.access import HANDLE, OFFICER
from safeconduct.cases.web.drawing import TOO_MUCH, Drawer
from safeconduct.cases.web.models import Case
from safeconduct.cases.web.views.case import problems_of
from safeconduct.cases.web.views.post import MOST, signed
from safeconduct.journal import receipt as receipts
from safeconduct.journal.payload import key_number
from safeconduct.journal.web import keys
from safeconduct.shell import clock
from safeconduct.shell.access import needs, principal
from safeconduct.shell.idempotency.forms import once

SHEETS = 10
"""How many sheets are printed at once."""
MARK = 16
"""Digits of the mark of a sheet: 64 bits, of a key that stays here."""
SECONDS = 120.0
"""For reading all pages of one scan."""


class ScanForm(forms.Form):
    """The whole post of a day in one PDF."""

    batch = forms.FileField(label=_("All post of the day in one PDF, with sheets between the letters"))


@dataclass(frozen=True, slots=True)
class Found:
    """The papers that sheets propose for a case, and the pages they were on."""

    case: Case
    pages: list[Piece]
    kept: str


@require_safe
@needs(OFFICER)
def next_letter(request: HttpRequest) -> HttpResponse:
    """Print sheets that say that the next letter begins: for officials alone, since each bears our mark."""
    return _printed(request, Separator(SHEETS, clock.current(), _code(NEXT)))


@require_safe
@needs(HANDLE, one="number")
def of_case(request: HttpRequest, its: Case) -> HttpResponse:
    """Print the sheet to lay before letters of a case."""
    return _printed(request, Separator(1, clock.current(), _code(its.number), its.number))


def _printed(request: HttpRequest, its: Separator) -> HttpResponse:
    language = get_language() or settings.LANGUAGE_CODE
    made = printing.separators(its, language, letterhead.templates())
    headers = {"Content-Disposition": 'inline; filename="sheets.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _code(what: str) -> str:
    return receipts.qr_svg(sheet_text(what, mark_of(what)))


def mark_of(what: str) -> str:
    """The mark of a sheet, which only this instance can make."""
    return key_number(keys.secret(settings.PURPOSE), f"separator {what}")[:MARK]


@require_http_methods(["GET", "HEAD", "POST"])
@needs(OFFICER)
@once
def scan(request: HttpRequest) -> HttpResponse:
    """Cut a scan at its sheets, and propose the case of each piece; a person then enters it, or not."""
    form = ScanForm(request.POST or None, request.FILES or None)
    shown: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            shown |= _sorted(form.cleaned_data["batch"], HANDLE.objects(principal(request)))
        except Refused as refused:
            form.add_error("batch", refused.sentence(get_language() or "en"))
        except NotShown as fault:
            form.add_error("batch", _TOO_LONG if fault.why == TOO_MUCH else _UNREADABLE)
        except papers.NotTaken as refused:
            form.add_error("batch", str(refused))
    return render(request, "cases/scan.html", shown | {"problems": problems_of(form) if form.is_bound else []})


_UNREADABLE = _("The pages of this scan cannot be read. Scan the post again.")
_TOO_LONG = _("Reading the pages of this scan takes too long. Send fewer pages at once.")


def _sorted(batch: UploadedFile[bytes], cases: QuerySet[Case]) -> dict[str, Any]:
    if (batch.size or 0) > kinds().most_bytes:
        raise too_large("pdf")
    whole = next(split(batch.read(), ""))
    its = _cut(whole)
    known = {case.number: case for case in cases.filter(number__in={piece.case for piece in its.pieces})}
    found = [_found(whole, its, case) for case in known.values()]
    proposed = {piece for one in found for piece in one.pages}
    left = [piece for piece in its.pieces if piece not in proposed]
    return {"found": found, "left": left, "remarks": its.remarks}


def _cut(whole: bytes) -> Cut:
    # Pages of letters are drawn in memory alone: no disk keeps them.
    with Drawer(SECONDS) as draw, TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as place:
        return cut(draw.codes(whole, Path(place)), mark_of)


def _found(whole: bytes, its: Cut, case: Case) -> Found:
    pieces = [piece for piece in its.pieces if piece.case == case.number][:MOST]
    files = [_file(whole, piece) for piece in pieces]
    return Found(case, pieces, signed(case, papers.stored(files, case, clock.current)))


def _file(whole: bytes, piece: Piece) -> UploadedFile[bytes]:
    content = pages_of(whole, piece.first, piece.last)
    return SimpleUploadedFile(f"scan-{piece.first}.pdf", content, "application/pdf")
