"""Two records that may be of one person, and why: what is shown to an officer."""

from __future__ import annotations

import msgspec


class Reason(msgspec.Struct, frozen=True):
    """One comparison: its name, the case that holds, and its weight in bits, above 0 for one person."""

    comparison: str
    case: str
    bits: float


class Proposal(msgspec.Struct, frozen=True):
    """Two records that may be of one person, how likely that is, and why."""

    one: str
    other: str
    probability: float
    reasons: tuple[Reason, ...]
