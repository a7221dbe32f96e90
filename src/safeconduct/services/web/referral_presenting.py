"""Referrals in words, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from django.utils.translation import gettext

from safeconduct.people.person import Person
from safeconduct.people.web.presenting import label as code_label
from safeconduct.people.web.presenting import shown
from safeconduct.services import referral
from safeconduct.services.web.models import Referral
from safeconduct.services.web.referral_forms import FIELD_NAMES, WAYS
from safeconduct.services.web.referrals import Opened


@dataclass(frozen=True, slots=True)
class Listed:
    """A referral in a list: nothing of it says who is referred."""

    number: str
    service: str
    organisation: str
    office: str
    sent: date
    state: str
    tone: str
    waits: bool
    """Whether the receiver has something to answer."""


def listed(row: Referral) -> Listed:
    """Say one line."""
    words, tone = state_of(row)
    waits = row.confirmed is None if row.withdrawn else row.state == Referral.State.SENT
    return Listed(row.pk, row.service.name, row.organisation.name, row.office, row.sent, words, tone, waits)


def state_of(row: Referral) -> tuple[str, str]:
    """How it stands, in a word and a colour."""
    if row.withdrawn is not None:
        if row.confirmed is None:
            return gettext("withdrawn; the service has not answered for its copies yet"), "bad"
        return gettext("withdrawn, and the service answered for its copies"), "info"
    words = {
        "sent": (gettext("sent, not answered yet"), "warn"),
        "accepted": (gettext("accepted"), "ok"),
        "refused": (gettext("refused"), "bad"),
        "closed": (gettext("closed"), "info"),
    }
    return words[row.state]


def told_of(one: Opened) -> dict[str, Any]:
    """Everything that a page says of a referral."""
    row, terms = one.row, one.told.terms
    words, tone = state_of(row)
    return {
        "row": row,
        "line": listed(row),
        "state": words,
        "tone": tone,
        "terms": terms,
        "given": [str(FIELD_NAMES[name]) for name in terms.fields],
        "explained": f"{WAYS.get(terms.explained, terms.explained)}, {code_label('languages', terms.language)}",
        "packet": packet_in_words(one.packet) if one.packet is not None else None,
        "message": (one.packet or {}).get("message", ""),
        "events": [(event.on, _step(event.step), event.words, event.day) for event in one.told.events],
        "may_withdraw": row.withdrawn is None and row.ended is None,
    }


def packet_in_words(packet: dict[str, Any]) -> list[tuple[str, str]]:
    """What was handed over, each field with its name: made of a record that holds nothing else."""
    parts = {name: value for name, value in packet.items() if name != "message"}
    nameless = "names" not in parts
    whole = {"kind": "person", "names": [{"whole": "—"}], **parts}
    record = msgspec.convert(whole, Person)
    rows = [row for part in shown(record) for row in part.rows]
    return rows[1:] if nameless else rows


def _step(step: str) -> str:
    return {
        "accept": gettext("The service accepted."),
        "refuse": gettext("The service refused."),
        "tell": gettext("What came of it"),
        "close": gettext("The service closed it."),
        "destroyed": gettext("The service says that its copies are destroyed."),
        "kept": gettext("The service says why it keeps its copies."),
    }[step]


def verbs() -> dict[str, str]:
    """What an entry in the history of a record says was done about a referral."""
    return {
        referral.REFERS: gettext("referred to a service"),
        referral.DECLINES: gettext("a referral was not agreed to"),
        referral.ACCEPTS: gettext("a service accepted the referral"),
        referral.REFUSES: gettext("a service refused the referral"),
        referral.TELLS: gettext("a service told what came of the referral"),
        referral.CLOSES: gettext("a service closed the referral"),
        referral.DESTROYED: gettext("a service confirmed that its copies are destroyed"),
        referral.KEEPS: gettext("a service said why it keeps its copies"),
    }
