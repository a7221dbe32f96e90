"""The file of a case: its entries in order, and the state that replaying them gives.

Nothing else is the truth about a case. What silence did stands in the journal too, written by the worker; replaying
computes it anew and holds it against what was written, so that neither can be wrong unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple, cast

from safeconduct.cases.said import NOTHING, Began, Opened, Said
from safeconduct.cases.verbs import ACTS, BEGINNINGS, LATE, LAW, MIGRATES, PARTS, SILENCE, THE_POST
from safeconduct.procedures import run, state
from safeconduct.procedures.brought_forward import begin
from safeconduct.procedures.migration import migrate
from safeconduct.procedures.model import Charter, Procedure
from safeconduct.procedures.periods import Calendar

DAY = timedelta(days=1)


class NotTheSame(ValueError):
    """The journal and its replay differ: the entry at this number is not what the law makes of those before it."""


class Erased(ValueError):
    """The key of the person was destroyed: what made this case cannot be read any more."""


@dataclass(frozen=True, slots=True)
class Law:
    """What a case runs under."""

    procedure: Procedure
    charter: Charter
    calendar: Calendar


class Line(NamedTuple):
    """One entry of the file. ``said`` is None where it was erased; ``link`` is its hash in the journal."""

    number: int
    link: bytes
    written: datetime
    on: date
    who: str
    role: str
    verb: str
    what: str
    member: str
    follows: str
    procedure: str
    version: str
    source: str
    typed_by: str
    key: str
    said: Said | None

    @property
    def words(self) -> Said:
        """What came with it, nothing where it was erased."""
        return self.said or NOTHING


@dataclass(frozen=True, slots=True)
class File:
    """A case with all its entries; build it with :func:`read`."""

    id: bytes
    law: Law
    case: state.Case
    lines: tuple[Line, ...]
    inherited: int = 0
    """How many of the first lines belong to the case from which this one was parted."""
    shown: dict[Hashable, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What pages made of it, kept with it: a file never changes, and what is forgotten with it is forgotten whole."""

    @property
    def version(self) -> int:
        """The number of its last entry in the journal."""
        return self.lines[-1].number if len(self.lines) > self.inherited else 0

    def line(self, number: int, *, own: bool = False) -> Line | None:
        """The entry of this number, or nothing; of its ``own`` entries alone, or of all."""
        lines = self.lines[self.inherited :] if own else self.lines
        return next((line for line in lines if line.number == number), None)

    @property
    def head(self) -> bytes:
        """The hash of its last entry: two files with one head are equal."""
        return self.lines[-1].link


LawOf = Callable[[str, str, date, str, date], Law]
"""Gives the law by identity, hash of its text, date of the charter, State, and day of filing."""


def read(case: bytes, lines: Sequence[Line], law_of: LawOf, origin: File | None = None) -> File:
    """Replay the entries of a case from its first.

    Raises:
        Erased: the first entry cannot be read any more.
        NotTheSame: what the journal says of silence is not what the law makes of the acts.

    """
    first = lines[0]
    if first.said is None or first.said.opened is None:
        raise Erased(case.hex())
    opened = first.said.opened
    law = law_of(first.procedure, first.version, opened.charter, opened.state, opened.on)
    file = _parted(case, first, origin) if first.verb == PARTS and origin else _begun(case, first, opened, law)
    return extended(file, lines[1:], law_of)


def extended(file: File, lines: Iterable[Line], law_of: LawOf) -> File:
    """The file with further entries."""
    case, law, added = file.case, file.law, list(file.lines)
    told = sum(line.verb in LAW for line in added)
    for line in lines:
        added.append(line)
        if line.verb not in LAW:
            continue
        if line.verb == MIGRATES:
            law = law_of(line.procedure, line.version, case.charter.version, case.calendar.state, line.on)
            case = migrate(case, law.procedure, line.on).case
        else:
            case = _moved(case, line, told)
        _hold_against(case, line, told)
        told += 1
    return replace(file, law=law, case=case, lines=tuple(added))


def act_of(line: Line) -> state.Act:
    """The act of the law that an entry tells."""
    others = line.follows == "the others"
    follows: Literal["the one", "the others"] = "the others" if others else "the one"
    by = "" if line.role == THE_POST else line.role
    return state.Act(line.on, by, cast(state.Verb, line.verb), line.what, line.member, follows)


def opening_of(opened: Opened) -> state.Opening:
    """The opening in the words of the run-time semantics."""
    starts = (state.Start(s.limit, s.earliest, s.latest, s.member, s.extended, s.suspensions) for s in opened.starts)
    return state.Opening(
        opened.on,
        frozenset(opened.circumstances),
        opened.people,
        opened.stage,
        tuple(state.Finding(*f) for f in opened.findings),
        tuple(starts),
        opened.taken,
    )


def opened_of(opening: state.Opening, law: Law) -> Opened:
    """The opening as it is kept."""
    return Opened(
        opening.on,
        law.calendar.state,
        law.charter.version,
        tuple(sorted(opening.circumstances)),
        opening.people,
        opening.stage,
        tuple((f.name, f.member, f.since) for f in opening.findings),
        tuple(Began(s.limit, s.earliest, s.latest, s.member, s.extended, s.suspensions) for s in opening.starts),
        opening.taken,
    )


def _begun(case: bytes, first: Line, opened: Opened, law: Law) -> File:
    begun = begin(law.procedure, law.charter, law.calendar, opening_of(opened))
    return File(case, law, begun, (first,))


def _parted(case: bytes, first: Line, origin: File) -> File:
    """The others of a case whose one went elsewhere: all that happened before belongs to both."""
    act = replace(act_of(first), verb="does", follows="the others")
    others = run.apply(origin.case, act).alone()
    return File(case, origin.law, others, (*origin.lines, first), len(origin.lines))


def _moved(case: state.Case, line: Line, told: int) -> state.Case:
    if line.verb in (SILENCE, LATE):
        return case if len(case.history) > told else run.pass_until(case, line.on + DAY)
    if line.verb in ACTS:
        return run.apply(case, act_of(line)).alone()
    raise NotTheSame(f"Entry {line.number} says '{line.verb}', which cannot stand here.")


def _hold_against(case: state.Case, line: Line, told: int) -> None:
    entry = case.history[told] if told < len(case.history) else None
    if entry is None or not _tells(entry, line):
        found = entry.text if entry else "nothing"
        raise NotTheSame(f"Entry {line.number} says '{line.verb}: {line.what}', and the law makes of it: {found}.")


def _tells(entry: state.Entry, line: Line) -> bool:
    match entry.kind:
        case "act":
            return entry.act is not None and (entry.act.verb, entry.act.what) == (line.verb, line.what)
        case "silence" | "late":
            return (entry.kind, entry.limit, entry.member) == (line.verb, line.what, line.member)
        case "migrated":
            return line.verb == MIGRATES
        case _:
            return line.verb in BEGINNINGS
