"""The parts of a net: what a procedure becomes when hidden stages, services, claims and remedies are spelled out.

A net is made for one choice of circumstances and one number of members for each group (:mod:`.expand` makes it).
Its states are five small integers, so that thousands of them are explored in milliseconds:

    (spot, findings, counts, running, out)

``spot`` is the index of the stage or hidden stage; ``findings`` has a bit for each finding that holds (and one for
each member who has left the case); ``counts`` packs how often each capped step was taken; ``running`` has a bit for
each clock with days left; ``out`` one for each opinion that has been asked and not answered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from safeconduct.procedures.model import Place, Procedure, Step
from safeconduct.procedures.report import Name, Say

State = tuple[int, int, int, int, int]
SpotKind = Literal["stage", "outcome", "service", "time for remedy", "remedy", "claim"]

STAGE_LIMIT = 1
"""The bit of the current stage's own limit among the running clocks; it is always the first."""


@dataclass(frozen=True, slots=True)
class Days:
    """A length as proofs need it: the fewest and the most days that it can take from any start date."""

    shortest: int
    longest: int

    @property
    def slack(self) -> int:
        return self.longest - self.shortest


@dataclass(slots=True)
class Clock:
    """Something with days left. ``consequence``: time may not pass it at 0 even where nobody keeps duties.

    ``extension``: what one extension adds; ``stretch``: how many days fewer all extensions together may add.
    """

    bit: int
    name: str
    kind: Literal["limit", "opinion", "age", "remedy"]
    days: Days
    most: int
    party: str
    consequence: bool
    suspended: set[int] = field(default_factory=set)
    place: Place = Place()
    extension: Days = Days(0, 0)
    stretch: int = 0


@dataclass(slots=True)
class Effect:
    """What an event does to limits and questions: what ends, what starts if it does not run, what is asked."""

    ends: int = 0
    starts: int = 0
    asks: tuple[int, ...] = ()


@dataclass(slots=True)
class Question:
    """An opinion for one member (or the case): its bits, its answers' bits in order, and what its silence finds."""

    bit: int
    clock: int
    answers: tuple[int, ...]
    silence: int
    name: str
    of: str
    member: str
    place: Place
    all_answers: int = 0
    gone: int = 0


@dataclass(slots=True)
class Move:
    """One thing that can happen at a spot without time passing: a step, service, filing, review or confirmation.

    ``clauses``: each mask must share a bit with the findings. ``absent``: must share none. ``when``: clocks that run.
    ``others``: one of these bits must be missing, since whoever goes leaves somebody behind.
    """

    kind: Literal["step", "served", "file", "uphold", "annul", "replace", "confirm", "decline", "lapse"]
    by: str
    must: bool
    to: int
    text: Say
    place: Place
    name: str
    step: Step | None = None
    clauses: tuple[int, ...] = ()
    absent: int = 0
    when: int = 0
    stops: int = 0
    finds: int = 0
    unfinds: int = 0
    ages: int = 0
    closes: bool = False
    counter: tuple[int, int] | None = None
    extends: tuple[int, int] | None = None
    effect: Effect | None = None
    also_starts: int = 0
    others: int = 0
    decides: bool = False


@dataclass(slots=True)
class Spot:
    """A stage, shown or hidden. ``silence`` is the spot to which the end of its own limit leads (-1: to none)."""

    index: int
    name: str
    kind: SpotKind
    place: Place
    days: Days | None = None
    party: str = ""
    silence: int = -1
    silence_kind: str = ""
    limited: bool = False
    duty: bool = False
    outcome: str = ""
    decided: bool = False
    moves: list[Move] = field(default_factory=list)
    silences: dict[int, int] = field(default_factory=dict)
    about: str = ""


@dataclass(slots=True)
class Net:
    """The whole: spots, clocks, questions, and the tables by which :mod:`safeconduct.procedures.graph` goes on."""

    procedure: Procedure
    circumstances: frozenset[str]
    members: dict[str, int]
    spots: list[Spot] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    finding_bits: dict[tuple[str, str], int] = field(default_factory=dict)
    member_bits: dict[str, int] = field(default_factory=dict)
    lasting: int = 0
    gone: int = 0
    age_of: dict[int, int] = field(default_factory=dict)
    finding_of_age: dict[int, int] = field(default_factory=dict)
    member_mask: dict[str, int] = field(default_factory=dict)
    events: dict[str, Effect] = field(default_factory=dict)
    beside: list[Move] = field(default_factory=list)
    safeguards: dict[str, tuple[int, ...]] = field(default_factory=dict)
    opinion_clocks: int = 0
    remedy_clocks: int = 0
    start: State = (0, 0, 0, 0, 0)
    initial_fresh: int = 0
    counters: dict[str, tuple[int, int]] = field(default_factory=dict)

    def findings_named(self, mask: int) -> list[tuple[str, str]]:
        return [key for key, bit in self.finding_bits.items() if mask & bit]

    def name_of(self, spot: int) -> Name:
        return Name("stages", self.spots[spot].name)
