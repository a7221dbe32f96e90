"""What the library page shows of each procedure: its one-line answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from safeconduct.procedures.report import Bound, Report
from safeconduct.procedures.web.presenting.counting import days
from safeconduct.procedures.web.presenting.page import Count, counts
from safeconduct.procedures.web.presenting.proof import KINDS
from safeconduct.procedures.web.presenting.words import Words


@dataclass(frozen=True, slots=True)
class Card:
    """A procedure in the library."""

    id: str
    identity: str
    title: str
    summary: str
    text_language: str
    lawful: str
    enforced: str
    endless: bool
    tone: str
    counts: tuple[Count, ...]


def card(words: Words, report: Report) -> Card:
    """The card of one procedure."""
    procedure = words.procedure
    return Card(
        procedure.id,
        procedure.identity,
        words.title,
        words.summary,
        words.language,
        _answer(report.lawful),
        _answer(report.enforced),
        report.enforced.days is None,
        KINDS[report.status],
        counts(report),
    )


def _answer(bound: Bound) -> str:
    if bound.days is None:
        return gettext("The law sets no end")
    if bound.with_calendar is None or bound.with_calendar == bound.days:
        return gettext("At most %(days)s") % {"days": days(bound.days)}
    return gettext("At most %(days)s, %(calendar)s on the calendar") % {
        "days": days(bound.days),
        "calendar": days(bound.with_calendar),
    }
