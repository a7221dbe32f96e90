"""The state of one case at run time: where it stands, what holds, which clocks run, and all that has happened.

Everything is frozen: an act makes a new :class:`Case` and leaves the old one as it was. The words follow section 1
of ``docs/reference/semantics.md``; what happens to them is in :mod:`.run`. Dates come in, nothing reads a clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from safeconduct.procedures.model import Charter, Procedure, Silence
from safeconduct.procedures.periods import Calendar, Computed, Length

Day = date
Verb = Literal[
    "does",
    "answers",
    "sends",
    "serves",
    "returns",
    "files",
    "upholds",
    "annuls",
    "replaces",
    "confirms",
    "declines",
]
PlaceKind = Literal["stage", "outcome", "service", "time for remedy", "remedy", "claim"]
ClockKind = Literal["stage", "limit", "opinion", "finding", "time for remedy", "remedy"]
EntryKind = Literal["opened", "act", "silence", "late", "migrated"]

STAGE_LIMIT = "limit"
CLAIM = "claim"
DECISION = "(decision)"
"""Stands among the events of an entry where the decision of section 6 is reached; no step can be called so."""

SERVED_IF_SILENT = "it counts as served"
RESTS = "it goes where the act leads"
NOT_CONFIRMED = "it is as if not confirmed"
FORGOTTEN = "the finding no longer holds"


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did on a day. ``what`` is a step, an answer, a remedy, ``claim``, or what is sent and served.

    ``member`` names one of a group (``child 1``). Where an act parts the people of a case, ``follows`` says which of
    the two cases goes on from here: the one whom the act is about, or the others.
    """

    on: date
    by: str
    verb: Verb
    what: str
    member: str = ""
    follows: Literal["the one", "the others"] = "the one"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a party must or may do today, and the law that says so."""

    party: str
    verb: Verb
    what: str
    member: str
    must: bool
    law: str


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a running clock with its sum. ``date`` is empty while it stands still.

    ``between`` holds both possible last days where the start of a brought-forward limit is not known to the day;
    ``date`` is then the earlier one for an authority and the later one for the person. ``overdue`` says that the day
    has passed and nothing followed.
    """

    limit: str
    date: Day | None
    computed: Computed | None
    answers_for_it: str
    what_follows: Silence | str
    suspended: bool
    kind: ClockKind = "limit"
    member: str = ""
    between: tuple[Day, Day] | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Late:
    """A duty that was kept too late: which, when it was due, and by how many days it was missed."""

    limit: str
    member: str
    due: date
    days: int
    answers_for_it: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history, with its legal date: an act, or what silence did.

    ``events`` are those of the semantics (a step's name, ``reaching STAGE``, ``service of STEP``,
    ``silence of LIMIT``), in their order, and ``(decision)`` where the decision is reached. ``ended`` is the last day
    of the clock that ended: what is dated on it or before comes too late to be entered.
    """

    on: date
    kind: EntryKind
    text: str
    stage: str
    act: Act | None = None
    limit: str = ""
    member: str = ""
    events: tuple[str, ...] = ()
    late: tuple[Late, ...] = ()
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What is established, for the case or for one member, and since when."""

    name: str
    member: str
    since: date


@dataclass(frozen=True, slots=True)
class Standing:
    """The stage in which a case stands, hidden stages included (section 2).

    ``about`` is the step or ``reaching STAGE`` that is served or appealed against, ``channel`` the one on its way;
    a claim keeps the silence that is claimed and where it fell.
    """

    name: str
    kind: PlaceKind
    about: str = ""
    remedy: str = ""
    channel: str = ""
    silence: Silence | None = None
    fell_in: Standing | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """Something with a last day. Its length is kept, so that a later version of the text cannot shorten it unseen.

    ``channel`` is the one by which a decision is on its way: on the last day it counts as served.
    """

    kind: ClockKind
    name: str
    start: date
    length: Length
    party: str = ""
    member: str = ""
    about: str = ""
    follows: Silence | str = ""
    latest_start: date | None = None
    extensions: tuple[Length, ...] = ()
    suspensions: tuple[tuple[date, date], ...] = ()
    still_since: date | None = None
    channel: str = ""
    late: bool = False
    computed: Computed | None = None
    other: Computed | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes it one clock among those that run."""
        return (self.kind, self.name, self.member, self.about)

    @property
    def end(self) -> date | None:
        """The last day, empty while it stands still."""
        return self.computed.end if self.computed else None

    @property
    def has_consequence(self) -> bool:
        """Whether something follows when it ends."""
        if isinstance(self.follows, Silence):
            return self.follows.has_consequence
        return bool(self.follows)

    @property
    def label(self) -> str:
        """The name under which people speak of it."""
        time = "time for " if self.kind == "time for remedy" else ""
        return f"{time}{self.name} against {self.about}" if self.about else self.name


@dataclass(frozen=True, slots=True)
class Opening:
    """How a case began: the day, what is true of it, and how many stand in it.

    A brought-forward case also says where it stood, what was established, and when its limits began.
    """

    on: date
    circumstances: frozenset[str] = frozenset()
    people: tuple[tuple[str, int], ...] = ()
    stage: str = ""
    findings: tuple[Finding, ...] = ()
    starts: tuple[Start, ...] = ()
    taken: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Start:
    """When a limit, an opinion or the limit of the stage began: not before ``earliest`` and not after ``latest``."""

    limit: str
    earliest: date
    latest: date
    member: str = ""
    extended: int = 0
    suspensions: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One case: a pure value. Build it with :func:`safeconduct.procedures.run.open_case`."""

    procedure: Procedure = field(repr=False, compare=False)
    charter: Charter = field(repr=False, compare=False)
    calendar: Calendar = field(repr=False, compare=False)
    identity: str
    opening: Opening
    standing: Standing
    people: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    taken: tuple[tuple[tuple[str, str], int], ...] = ()
    out: tuple[tuple[str, str], ...] = ()
    clocks: tuple[Clock, ...] = ()
    history: tuple[Entry, ...] = ()
    split_off: Case | None = None

    @property
    def stage(self) -> str:
        """The stage of the file, or the hidden one, in which the case stands."""
        return self.standing.name

    @property
    def outcome(self) -> str:
        """The charter's word for how it ended, empty while it goes on."""
        stage = self.procedure.stages.get(self.stage)
        return stage.outcome if stage is not None and self.standing.kind == "outcome" else ""

    @property
    def closed(self) -> bool:
        """In an outcome, and no remedy runs beside it."""
        return self.standing.kind == "outcome" and not any(c.kind in ("time for remedy", "remedy") for c in self.clocks)

    @property
    def last_day(self) -> date:
        """The day up to which its history is written; nothing may be dated before it."""
        return self.history[-1].on if self.history else self.opening.on

    @property
    def acts(self) -> tuple[Act, ...]:
        """All acts in order: replayed from the opening they give this case again."""
        return tuple(e.act for e in self.history if e.act is not None)

    @property
    def late(self) -> tuple[Late, ...]:
        """Every duty that was kept too late."""
        return tuple(late for e in self.history for late in e.late)

    @property
    def circumstances(self) -> frozenset[str]:
        """What is true of this case since its filing."""
        return self.opening.circumstances

    def alone(self) -> Case:
        """The case without the one that it just parted from."""
        return self if self.split_off is None else replace(self, split_off=None)

    def members(self, group: str) -> tuple[str, ...]:
        """Those of a group who stand in this case, named ``child 1``, ``child 2``."""
        return tuple(m for m in self.people if m.rpartition(" ")[0] == group)

    def holds(self, finding: str, member: str = "") -> bool:
        """Whether a finding holds today."""
        return any(f.name == finding and f.member == member for f in self.findings)
