"""What a check says: valid, refused with a reason, or that it cannot tell.

A reason has a code for programs and a sentence for people. Inside a check a reason is raised; at its surface it
becomes an :class:`Outcome`, so that nobody takes a missing answer for a good one.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec


class Verdict(StrEnum):
    """The three answers; “cannot tell” is never read as “valid”."""

    VALID = "valid"
    REFUSED = "refused"
    CANNOT_TELL = "cannot tell"


class Reason(msgspec.Struct, frozen=True):
    """Why: a code of lower-case words joined by hyphens, and a sentence that says what is wrong."""

    code: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.sentence} ({self.code})"


class Refused(ValueError):
    """What was shown is not good."""

    verdict = Verdict.REFUSED

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = Reason(code, sentence)


class CannotTell(Refused):
    """What is needed to judge is missing or too old; it says neither yes nor no."""

    verdict = Verdict.CANNOT_TELL


class Outcome(msgspec.Struct, frozen=True):
    """The answer of a check.

    ``disclosed`` holds the claims as the holder chose to show them, and nothing unless the verdict is valid.
    ``issuer`` names who signed, ``reasons`` says why (for a valid one: why the issuer is trusted, what the status is).
    """

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    disclosed: Mapping[str, Any] = msgspec.field(default_factory=dict)
    issuer: str = ""

    @property
    def valid(self) -> bool:
        return self.verdict is Verdict.VALID


def outcome_of(refused: Refused) -> Outcome:
    """Turn a raised reason into an answer."""
    return Outcome(refused.verdict, (refused.reason,))
