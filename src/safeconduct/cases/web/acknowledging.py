"""The acknowledgement of an entry as a sheet of paper: what was received and when, with the code that proves it."""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from safeconduct.cases.documents.model import Acknowledgement
from safeconduct.cases.file import File, Line
from safeconduct.cases.visibility import reads
from safeconduct.cases.web import law
from safeconduct.cases.web.models import Case
from safeconduct.cases.web.presenting.receipts import acknowledged
from safeconduct.cases.web.presenting.timeline import source
from safeconduct.journal import receipt as receipts
from safeconduct.journal.web import sealing
from safeconduct.procedures.web.presenting.counting import day, weekday


def sheet(its: Case, file: File, line: Line, parties: Collection[str]) -> Acknowledgement | None:
    """The sheet in the language of now; None while the entry is being sealed and cannot be proved yet."""
    ack = acknowledged(law.words(its.procedure, its.version), file, line, sealing.receipt_of(line.link), parties)
    if ack.receipt is None:
        return None
    there = line.written.astimezone(ZoneInfo(settings.OFFICE_TIME_ZONE))
    return Acknowledgement(
        number=line.number,
        reference=its.number,
        made=line.written,
        received=_received(ack.papers, day(there.date())),
        at=f"{weekday(there.date())}, {date_format(there, 'H:i', use_l10n=False)}",
        what=_what(line, ack.papers if reads(file, line, parties) else 0),
        by=source(line.source),
        letters=ack.letters,
        qr_svg=receipts.qr_svg(ack.text),
        next=() if ack.due else (gettext("No time limit of an office runs now."),),
        due=weekday(ack.due) if ack.due else "",
        if_not=gettext("ask the superior office to act. You need only this sheet."),
    )


def _received(papers: int, on: str) -> str:
    if not papers:
        return gettext("This was entered on %(day)s") % {"day": on}
    told = ngettext(
        "We received %(number)s paper from you on %(day)s", "We received %(number)s papers from you on %(day)s", papers
    )
    return told % {"number": papers, "day": on}


def _what(line: Line, papers: int) -> str:
    if not papers:
        return gettext("one entry")
    pages = sum(paper.pages for paper in line.words.papers)
    counted = ngettext("%(number)s paper", "%(number)s papers", papers) % {"number": papers}
    many = ngettext("%(number)s page", "%(number)s pages", pages) % {"number": pages}
    return f"{counted}, {many}" if pages else counted
