"""The model of a published procedure: what a procedure file says once it is read, merged and found whole.

Everything here is frozen data. Names are the words of the file itself, so that a lawyer can follow any value
back to its line: each part that can be wrong carries its :class:`Place`. What the parts mean together is told
in ``docs/reference/semantics.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from safeconduct.procedures.periods import Length

Quantifier = Literal["all", "each", "any", "this"]
EventKind = Literal["step", "reaching", "service of", "silence of"]

ANYONE = "anyone"
ONLY_LATE = "only late"
LEFT_OPEN = "left to national law"
STAGE_ITSELF = "stage"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a sentence stands: the file that had the last word, and its line (from 1)."""

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who acts.

    ``role`` is ``the person``, ``deciding``, ``court or tribunal``, ``administrative review`` or empty.
    """

    name: str
    role: str = ""
    represents: str = ""
    by: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What is true of this case, fixed by filing. ``in_doubt`` says which way doubt goes: ``yes``, ``no`` or unsaid.

    The same shape serves the groups of ``people`` who stand in one case (there the name is the group's).
    """

    name: str
    shown_by: str = ""
    in_doubt: str = ""
    about: str = ""
    required_by: str = ""
    favours: str = ""
    law: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A proof that is asked for, the forms in which it is accepted, and the way out for who cannot obtain it."""

    name: str
    accepted: tuple[str, ...] = ()
    or_else: str = ""
    asked_by: str = ""
    purpose: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Datum:
    """A datum, the purpose for which it was given, who gave it, and who holds it from the start."""

    name: str
    given_for: str
    by: str
    held_by: tuple[str, ...] = ()
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Fee:
    """What it costs. ``kind`` is ``administrative``, ``recruitment`` or ``related cost``, ``cap`` the file's words."""

    name: str
    kind: str
    payer: str
    cap: str = ""
    law: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Event:
    """The only things that start or end a limit, or ask an opinion."""

    kind: EventKind
    name: str

    def __str__(self) -> str:
        return self.name if self.kind == "step" else f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Silence:
    """What follows when a limit ends and nothing came.

    ``kind`` is a word of the charter's list, or ``only late`` (nothing follows), or ``left to national law``.
    A claimed silence waits ``within`` for ``claimed_by`` to confirm it; unconfirmed it leads to ``if_not_confirmed``.
    """

    kind: str
    to: str = ""
    claimed_by: str = ""
    within: Length | None = None
    if_not_confirmed: str = ""
    place: Place = Place()

    @property
    def has_consequence(self) -> bool:
        return self.kind not in (ONLY_LATE, LEFT_OPEN)


@dataclass(frozen=True, slots=True)
class Guard:
    """A finding that must hold today: ``all`` if it is one of the case, else of each, any or this member of a group."""

    finding: str
    quantifier: Quantifier = "all"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of a decision and the finding that establishes it (``None``: that the stage was reached is enough)."""

    name: str
    finding: Guard | None


@dataclass(frozen=True, slots=True)
class Step:
    """One act that a party may or must take in one stage."""

    name: str
    stage: str
    by: str
    must: bool
    to: str = ""
    needs: tuple[str, ...] = ()
    after: tuple[Guard, ...] = ()
    only_if: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    at_most: int | None = None
    finds: str = ""
    good_for: Length | None = None
    safeguard: str = ""
    extends: str = ""
    grounds: tuple[Ground, ...] = ()
    reasons: str = ""
    decides: str = ""
    served: bool = False
    in_writing: bool = False
    in_person: bool = False
    for_one: str = ""
    sends: tuple[tuple[str, str], ...] = ()
    with_consent: tuple[str, ...] = ()
    law: str = ""
    place: Place = Place()

    @property
    def is_served(self) -> bool:
        """Decisions, acts with grounds, and what says so itself are served; remedy periods start at service."""
        return bool(self.served or self.decides or self.grounds)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a case can stand. An outcome is a stage that ends it."""

    name: str
    steps: tuple[Step, ...] = ()
    limit: Length | None = None
    longer: tuple[tuple[str, Length], ...] = ()
    as_a_rule: bool = False
    silence: Silence | None = None
    outcome: str = ""
    decided: str = ""
    served: bool = False
    law: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A limit over several stages (in the law's words a period). A step that ``extends`` it adds ``extension``."""

    name: str
    length: Length
    starts_with: tuple[Event, ...]
    ends_with: tuple[Event, ...] = ()
    suspended_in: tuple[str, ...] = ()
    extension: Length | None = None
    longer: tuple[tuple[str, Length], ...] = ()
    answers_for_it: str = ""
    as_a_rule: bool = False
    silence: Silence | None = None
    law: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Opinion:
    """A question to another body: it runs beside the stage. ``silence`` is an answer, or ``left to national law``."""

    name: str
    asked_with: tuple[Event, ...]
    of: str
    answers: tuple[str, ...]
    within: Length
    silence: str
    safeguard: str = ""
    good_for: Length | None = None
    only_if: tuple[str, ...] = ()
    for_each: str = ""
    law: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Channel:
    """A way of serving; ``if_returned`` names the next one, empty for the last, which cannot come back."""

    name: str
    deemed_served_after: Length
    if_returned: str = ""
    law: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Service:
    """How every decision reaches the person: to whom first, sent within, in which language, by channels in order."""

    to: tuple[str, ...]
    sent_within: Length
    channels: tuple[Channel, ...]
    language: str = ""
    law: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Remedy:
    """A way to have an act looked at again. ``against`` names steps, or ``reaching STAGE`` for an end by silence."""

    name: str
    kind: str
    against: tuple[Event, ...]
    by: str
    before: str
    within: Length
    decided_within: Length
    silence: Silence
    suspensive: bool
    annulled_to: str = ""
    annulled_at_most: int | None = None
    replaced_to: str = ""
    law: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class OwnPromise:
    """A published number: a longest time from a stage to the decision, or a protected time before a step."""

    name: str
    from_stage: str
    at_most: int | None = None
    not_before: Length | None = None
    step: str = ""
    law: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Source:
    """An instrument and the state of our reading of it, article by article. ``all`` stands for every article."""

    key: str
    title: str
    celex: str = ""
    read: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    open: bool = False
    own_promise: bool = False
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class AppliesTo:
    """Which cases this version governs, which is another thing than when its text binds."""

    cases: str
    event: str
    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class CalendarChoice:
    """The rule of periods and the states whose holidays the published figures cover."""

    periods: str
    holidays_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Charter:
    """What every procedure owes, stated outside of them, so that who drops a safeguard does not drop the check."""

    version: date
    silences: dict[str, SilenceKind]
    outcomes: dict[str, Outcome]
    safeguards: dict[str, Safeguard]
    never_to_enforcement: tuple[str, ...]
    costs_fall_on: tuple[str, ...]
    protected_grounds: tuple[str, ...]
    who_may_review: tuple[str, ...]
    sources: dict[str, Source]
    hash: str
    file: str = ""
    purposes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SilenceKind:
    """What silence can mean.

    ``claimed`` is ``yes``, ``where the outcome is against the person`` or empty; ``rank`` 5 is best for the person.
    """

    name: str
    favours_person: bool = False
    against_person: bool = False
    claimed: str = ""
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """``owes`` mixes duties (grounds, reasons, remedy, service) and safeguards by name."""

    name: str
    favours_person: bool = False
    against_person: bool = False
    irreversible: bool = False
    owes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Safeguard:
    """A check that must come first: for whom (``everyone``, a circumstance or a group), and how long it stays good."""

    name: str
    for_whom: str
    good_for: Length
    law: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """One published procedure, merged and whole. Mappings keep the order of the file, which decides ties."""

    id: str
    version: date
    title: str
    in_force_from: date
    applies_to: AppliesTo
    calendar: CalendarChoice
    parties: dict[str, Party]
    service: Service | None
    starts_in: str
    stages: dict[str, Stage]
    always: tuple[Step, ...]
    sources: dict[str, Source]
    hash: str
    in_force_until: date | None = None
    people: dict[str, Circumstance] = field(default_factory=dict)
    circumstances: dict[str, Circumstance] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    data: dict[str, Datum] = field(default_factory=dict)
    fees: dict[str, Fee] = field(default_factory=dict)
    opinions: dict[str, Opinion] = field(default_factory=dict)
    limits: dict[str, TimeLimit] = field(default_factory=dict)
    remedies: dict[str, Remedy] = field(default_factory=dict)
    promises: dict[str, OwnPromise] = field(default_factory=dict)
    specialises: str = ""
    called: dict[str, str] = field(default_factory=dict)
    was: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    stays_open: dict[str, str] = field(default_factory=dict)
    file: str = ""

    @property
    def identity(self) -> str:
        return f"{self.id}@{self.version.isoformat()}"

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step of every stage, then those offered at any stage before the end."""
        return tuple(s for stage in self.stages.values() for s in stage.steps) + self.always

    @property
    def person(self) -> str:
        return next((p.name for p in self.parties.values() if p.role == "the person"), "")

    def step(self, name: str) -> Step:
        return next(s for s in self.steps if s.name == name)
