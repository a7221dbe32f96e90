"""Rooms above hear of what happens in cases, in the transaction that writes it; each says so once, at start-up.

What they do then stands or falls with the act: a document is conferred when the decision is written, or neither is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from safeconduct.cases.file import File, Line
from safeconduct.cases.verbs import LAW
from safeconduct.procedures.state import Entry
from safeconduct.shell.clock import Clock


class Grown(NamedTuple):
    """A file with new entries, and how many of its lines were there before."""

    file: File
    known: int

    @property
    def news(self) -> list[tuple[Line, Entry]]:
        """What happened in law since: each entry of the journal with what the law made of it."""
        law = [(place, line) for place, line in enumerate(self.file.lines) if line.verb in LAW]
        told = zip(law, self.file.case.history, strict=False)
        return [(line, entry) for (place, line), entry in told if place >= self.known]


Follower = Callable[[Sequence[Grown], Clock], None]
_FOLLOWERS: list[Follower] = []


def follow(follower: Follower) -> None:
    """Hear of every act from now on; called by the AppConfig of a room."""
    if follower not in _FOLLOWERS:
        _FOLLOWERS.append(follower)


def tell(grown: Sequence[Grown], clock: Clock) -> None:
    """Tell every follower."""
    for follower in _FOLLOWERS:
        follower(grown, clock)
