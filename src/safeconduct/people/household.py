"""Households: who lives together, who is the head, how each stands to the head, from when until when.

A household says nothing of custody, guardianship or nationality, and gives nobody the right to act for another.
"""

from __future__ import annotations

from datetime import date

import msgspec

from safeconduct.people.codes import HEAD, codes

MOST = 40


class NotAHousehold(ValueError):
    """A household that contradicts itself; says what to correct."""


class Member(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One member: who, how they stand to the head, on which days they belong to it (both included)."""

    person: str
    relationship: str
    since: date
    until: date | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.relationship not in codes("relationships").codes:
            message = (
                f"{self.relationship!r} is no relationship. Use a code of library/people/codes/relationships.yaml."
            )
            raise NotAHousehold(message)
        if self.until is not None and self.until < self.since:
            message = f"A member leaves on {self.until}, before they come on {self.since}. Correct one of the days."
            raise NotAHousehold(message)

    def belongs(self, on: date) -> bool:
        """Whether they are a member on a day."""
        return self.since <= on and (self.until is None or on <= self.until)


class Household(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A household with everybody who ever belonged to it."""

    members: tuple[Member, ...]

    def __post_init__(self) -> None:
        """Refuse a person who stands twice, or two heads, on one day."""
        if not 0 < len(self.members) <= MOST:
            message = f"A household has one to {MOST} members, not {len(self.members)}."
            raise NotAHousehold(message)
        for at, one in enumerate(self.members):
            for other in self.members[:at]:
                if _meet(one, other) and one.person == other.person:
                    message = f"{one.person} stands twice on one day. End the first before the second begins."
                    raise NotAHousehold(message)
                if _meet(one, other) and one.relationship == other.relationship == HEAD:
                    message = "A household has one head on each day. End the first before the second begins."
                    raise NotAHousehold(message)

    def on(self, day: date) -> tuple[Member, ...]:
        """The members on a day, the head first."""
        return tuple(sorted((m for m in self.members if m.belongs(day)), key=lambda m: m.relationship != HEAD))

    def head(self, day: date) -> str:
        """The number of the head on a day; empty where there is none."""
        return next((m.person for m in self.on(day) if m.relationship == HEAD), "")


def _meet(one: Member, other: Member) -> bool:
    return (one.until is None or other.since <= one.until) and (other.until is None or one.since <= other.until)
