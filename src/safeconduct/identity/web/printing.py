"""The paper of a credential: its code as a picture, what it is and is not, and what to do when it is lost."""

from __future__ import annotations

import io

import segno
from django.utils.translation import get_language, gettext

from safeconduct.cases.documents import printing
from safeconduct.cases.documents.model import Card
from safeconduct.cases.recording import Author
from safeconduct.cases.web import letterhead
from safeconduct.identity.facts import known
from safeconduct.identity.kinds import CARD, kinds
from safeconduct.identity.web.issuing import authority_of, issue, source_of
from safeconduct.identity.web.models import Credential
from safeconduct.procedures.web.presenting.counting import day
from safeconduct.shell.clock import Clock, day_of

DOT, QUIET = 6, 4
"""Dots of a picture for each module of a code, and its quiet zone in modules (ISO/IEC 18004)."""


def card(credential: Credential, author: Author, clock: Clock) -> bytes:
    """The sheet as PDF, in the reader's language.

    Raises:
        NotPossible, NothingToSay, Refused, Erased: see :func:`safeconduct.identity.web.issuing.issue`.

    """
    text, moment, language = str(issue(credential, CARD, None, clock, author=author)), clock(), get_language() or "en"
    kind = kinds().kinds[credential.kind]
    sheet = Card(
        credential.number,
        moment,
        kind.text("title", language),
        authority_of(credential),
        tuple(_facts(credential, clock)),
        kind.text("says", language),
        kind.text("confers", language),
        tuple(picture_of(text)),
    )
    return printing.card(sheet, language, letterhead.templates())


def picture_of(text: str) -> bytes:
    """A QR code (ISO/IEC 18004, error correction M) as PNG."""
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="png", scale=DOT, border=QUIET)
    return out.getvalue()


def _facts(credential: Credential, clock: Clock) -> list[tuple[str, str]]:
    """What stands beside the code: what is in it, and by whom and until when."""
    words = {
        "full name": gettext("Name"),
        "name in own script": gettext("Name in own script"),
        "date of birth": gettext("Born"),
        "guardian": gettext("Guardian"),
    }
    facts = known(source_of(credential, day_of(clock())), words)
    return [
        *((words[name], str(value)) for name, value in facts.items()),
        (gettext("Number"), credential.number),
        (gettext("Conferred by"), authority_of(credential)),
        (gettext("Conferred on"), day(credential.conferred)),
        (gettext("Valid until"), day(credential.valid_until)),
    ]
