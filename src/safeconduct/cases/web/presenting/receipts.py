"""An acknowledgement as a sheet to be kept: what was received and when, and nothing that a finder could use."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString, mark_safe

from safeconduct.cases.file import File, Line
from safeconduct.cases.visibility import reads
from safeconduct.cases.web.rows import row
from safeconduct.journal import receipt as receipts
from safeconduct.journal.receipt import Receipt
from safeconduct.procedures.web.presenting.words import Words

GROUP = 4


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The sheet. ``receipt`` is None while the entry is being sealed."""

    number: int
    written: datetime
    on: str
    papers: int
    letters: str
    groups: tuple[str, ...]
    qr: SafeString
    receipt: Receipt | None
    text: str
    due: date | None
    holder: str


def acknowledged(
    words: Words, file: File, line: Line, receipt: Receipt | None, parties: Collection[str]
) -> Acknowledged:
    """The acknowledgement of one entry."""
    its, letters = row(file), line.link.hex()
    text = receipts.to_text(receipt) if receipt else ""
    return Acknowledged(
        number=line.number,
        written=line.written,
        on=line.on.isoformat(),
        papers=len(line.words.papers) if reads(file, line, parties) else 0,
        letters=letters,
        groups=tuple(letters[at : at + GROUP] for at in range(0, len(letters), GROUP)),
        qr=mark_safe(receipts.qr_svg(text)) if text else SafeString(""),  # noqa: S308 - drawn here from letters and digits
        receipt=receipt,
        text=text,
        due=its.decision_due or its.due,
        holder=words.party(its.holder) if its.holder else "",
    )
