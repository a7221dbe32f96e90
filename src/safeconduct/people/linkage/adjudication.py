"""Deciding about a pair: it is proposed, an officer decides with reasons, and nothing is ever merged by itself.

A merge is an entry over two identifiers: both records stay as they are, and each case keeps its identifier. What is
written later says on which side it was written; undoing gives each side what was written on it, and asks about the
rest. So an undone merge leaves exactly what there would be without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from safeconduct.people.linkage.proposal import Proposal

Verdict = Literal["same", "not the same", "needs more"]
Record = Mapping[str, str]


class NotADecision(ValueError):
    """A decision that cannot be taken; says why."""


class Decision(msgspec.Struct, frozen=True):
    """What an officer decided about two records, and why."""

    one: str
    other: str
    verdict: Verdict
    reasons: str
    officer: str
    registered_by: frozenset[str] = frozenset()
    """Who registered the two: nobody decides alone about a record of their own."""

    def __post_init__(self) -> None:
        """Refuse a decision without reasons, about one record, or about the officer's own work."""
        if not self.reasons.strip():
            message = "Say why: the person may ask, and a later officer must understand it."
            raise NotADecision(message)
        if self.one == self.other:
            message = f"{self.one} is one record. Choose two."
            raise NotADecision(message)
        if self.registered_by == {self.officer}:
            message = "You registered both records. Let somebody else decide whether they are of one person."
            raise NotADecision(message)


class Write(msgspec.Struct, frozen=True):
    """A later change of one field; ``side`` is the identifier that it was made on, empty where nobody said."""

    field: str
    value: str
    side: str = ""


class Undone(NamedTuple):
    """Both records as they stand without the merge, and the writes of which somebody must say whose they are."""

    one: dict[str, str]
    other: dict[str, str]
    asked: tuple[Write, ...]


def queue(pairs: Iterable[Proposal], decisions: Sequence[Decision] = ()) -> list[Proposal]:
    """Return what waits for an officer: pairs that need more come last, otherwise the likeliest first."""
    latest = {frozenset((each.one, each.other)): each.verdict for each in decisions}
    open_ = [each for each in pairs if latest.get(frozenset((each.one, each.other))) in (None, "needs more")]
    return sorted(
        open_,
        key=lambda each: (frozenset((each.one, each.other)) in latest, -each.probability, each.one, each.other),
    )


def may_merge(decision: Decision) -> bool:
    """Whether a decision makes two records one person's. Nothing else does, however likely it is."""
    return decision.verdict == "same"


def merged(kept: Record, other: Record, writes: Sequence[Write] = ()) -> dict[str, str]:
    """Return how two records are shown as one: what the kept one says, what only the other one knows, later writes."""
    shown = {**kept, **{field: value for field, value in other.items() if not kept.get(field)}}
    return {**shown, **{write.field: write.value for write in writes}}


def undone(one: tuple[str, Record], other: tuple[str, Record], writes: Sequence[Write]) -> Undone:
    """Part two records again; each is given with its identifier, as it was when they were merged."""
    for write in writes:
        if write.side not in ("", one[0], other[0]):
            message = f"{write.field} was written on {write.side}, which is neither {one[0]} nor {other[0]}."
            raise NotADecision(message)
    return Undone(
        {**one[1], **_on(one[0], writes)},
        {**other[1], **_on(other[0], writes)},
        tuple(write for write in writes if not write.side),
    )


def _on(side: str, writes: Sequence[Write]) -> dict[str, str]:
    return {write.field: write.value for write in writes if write.side == side}
