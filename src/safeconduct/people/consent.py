"""Consent: for which purpose somebody lets whom receive which fields, until when; withdrawn in one step.

Consent is a basis only for what a person may refuse without harm (Regulation (EU) 2016/679, Articles 4(11) and 7): an
office that decides about somebody never rests on it. Withdrawing is as easy as giving (Article 7(3)) and undoes nothing
that was done before. Consent always ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

LONGEST = 200
MOST_YEARS = 5


class NotAConsent(ValueError):
    """A consent that is not for one purpose, to somebody, for something and until a day; says what to correct."""


class Consent(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One consent. It holds from ``since`` to ``until``, both included, but not from the day it is withdrawn."""

    purpose: str
    receiver: str
    fields: tuple[str, ...]
    """Names of fields of the record (:class:`safeconduct.people.person.Person`)."""
    since: date
    until: date
    given: str = ""
    """How: on paper, by word of mouth with an interpreter, on the person's own page."""
    withdrawn: date | None = None

    def __post_init__(self) -> None:
        """Refuse what is no consent."""
        if not (self.purpose.strip() and self.receiver.strip() and self.fields):
            message = "A consent names one purpose, one receiver, and at least one field."
            raise NotAConsent(message)
        if max(len(self.purpose), len(self.receiver), len(self.given)) > LONGEST:
            message = f"Purpose, receiver and how it was given have at most {LONGEST} letters."
            raise NotAConsent(message)
        if not self.since <= self.until or self.until.year - self.since.year > MOST_YEARS:
            message = f"A consent ends on a day, at most {MOST_YEARS} years after it begins. Ask again then."
            raise NotAConsent(message)

    def holds(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.since <= on <= self.until and (self.withdrawn is None or on < self.withdrawn)


def allowed(consents: Iterable[Consent], purpose: str, receiver: str, on: date) -> frozenset[str]:
    """The fields that a receiver may have for a purpose on a day: what some consent names, and nothing else."""
    fitting = (c for c in consents if c.purpose == purpose and c.receiver == receiver and c.holds(on))
    return frozenset(field for consent in fitting for field in consent.fields)


_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder(Consent)


def written(consent: Consent) -> bytes:
    """Return the bytes that are sealed."""
    return _ENCODER.encode(consent)


def read(plain: bytes) -> Consent:
    """Read them back."""
    return _DECODER.decode(plain)
