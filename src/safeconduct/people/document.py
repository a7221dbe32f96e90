"""Documents that say who somebody is, and how far each can be relied on.

A document is what an officer held in hand, saw as a copy, or was only told of. That it has expired takes nothing from
what it says about birth and name; a doubt is written down as what was seen, never as a conclusion about the person.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from safeconduct.people.born import check_born

Seen = Literal["original", "copy", "stated"]
"""How it was shown: the original was held in hand, a copy or photograph was seen, or it was only told of."""
LONGEST = 300


class NotADocument(ValueError):
    """A document that says nothing or contradicts itself; says what to correct."""


class Document(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One document of somebody."""

    kind: str
    """What it is, such as ``passport``."""
    seen: Seen
    number: str = ""
    country: str = ""
    """Of the issuing State or organisation (ICAO Doc 9303-3, section 5)."""
    authority: str = ""
    """Which office, court or mission issued it, as it is named there."""
    issued: str = ""
    expires: str = ""
    """Dates, months or years, as far as they can be read; empty where it does not expire or does not say."""
    doubts: str = ""
    """What was seen that does not fit, such as a changed photograph."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not self.kind:
            message = "A document has no kind. Say what it is, such as passport."
            raise NotADocument(message)
        for text in (self.number, self.authority, self.doubts):
            if len(text) > LONGEST:
                message = f"What is noted of a document has more than {LONGEST} letters. Write it shorter."
                raise NotADocument(message)
        check_born(self.issued, "date of issue")
        check_born(self.expires, "date of expiry")
        if self.issued and self.expires and self.expires < self.issued[: len(self.expires)]:
            message = f"It expired on {self.expires}, before it was issued on {self.issued}. Correct one of them."
            raise NotADocument(message)

    def has_expired(self, on: date) -> bool:
        """Whether it was good for travel or identification until a day, month or year that is over."""
        known = [int(part) for part in self.expires.split("-")] if self.expires else []
        return bool(known) and (on.year, on.month, on.day)[: len(known)] > tuple(known)

    @property
    def is_relied_on(self) -> bool:
        """Whether the original was seen and nothing about it is in doubt."""
        return self.seen == "original" and not self.doubts
