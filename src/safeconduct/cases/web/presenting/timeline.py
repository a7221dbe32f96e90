"""What happened in a case, the latest first, in the reader's words; what they may not read is told without words."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext

from safeconduct.cases import verbs
from safeconduct.cases.correspondence import is_decision, letter_kind
from safeconduct.cases.file import File, Line
from safeconduct.cases.said import NOTHING, Paper, Said
from safeconduct.cases.visibility import reads
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.web.presenting.counting import first_large
from safeconduct.procedures.web.presenting.words import Words

Names = Callable[[str], str]
"""Gives the name of a person by their number in the register, empty where the reader may not know it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the story: when, who, what; with its words, papers, and the number of its entry."""

    number: int
    on: date
    hue: str
    who: str
    heading: str
    text: str
    said: Said
    papers: tuple[Paper, ...]
    source: str
    typed: bool
    law: bool
    erased: bool
    decision: bool
    """It can be printed as a decision."""
    letter: bool
    """It is written to somebody as a letter that can be printed."""


def items(words: Words, file: File, parties: Collection[str], names: Names) -> list[Item]:
    """The story of a file as these parties read it."""
    return [_item(words, file, line, reads(file, line, parties), names) for line in reversed(file.lines)]


def _item(words: Words, file: File, line: Line, may_read: bool, names: Names) -> Item:
    said = line.words if may_read else NOTHING
    return Item(
        number=line.number,
        on=line.on,
        hue=words.hue(line.role) if line.role in words.procedure.parties else "body",
        who=who(words, line),
        heading=first_large(heading(words, line, said, names)),
        text=said.text or said.reasons,
        said=said,
        papers=said.papers,
        source=source(line.source),
        typed=bool(line.typed_by),
        law=line.verb in verbs.LAW,
        erased=line.said is None,
        decision=may_read and line.verb == "does" and line.what in _decisions_of(_Same(words.procedure)),
        letter=may_read and letter_kind(file, line) is not None,
    )


def who(words: Words, line: Line) -> str:
    """Who acted, in the name of which party."""
    if line.verb in (verbs.SILENCE, verbs.LATE):
        return gettext("the law")
    if line.role == verbs.THE_POST:
        return gettext("the post")
    return words.party(line.role) if line.role in words.procedure.parties else line.role


def heading(words: Words, line: Line, said: Said, names: Names) -> str:
    """What happened, as a short sentence."""
    if line.verb in _IN_LAW:
        return _IN_LAW[line.verb]() % {"what": about(words, line)}
    if line.verb in _FIXED:
        return _FIXED[line.verb]()
    return _OFFICE[line.verb](words, line, said, names) if line.verb in _OFFICE else line.verb


def about(words: Words, line: Line) -> str:
    """What an act is about: a step, an answer, a remedy, a limit, a stage that was reached."""
    whom = f" ({words.name('people', line.member)})" if line.member else ""
    return f"{what(words, line.what)}{whom}"


def what(words: Words, name: str) -> str:
    """Any name that an act may carry, in the reader's words."""
    procedure = words.procedure
    inner, _, against = name.partition(" against ")
    if against and inner in procedure.remedies:
        return words.name("remedies", inner)
    if name.startswith("time for ") and against:
        return words.name("remedies", inner.removeprefix("time for "))
    if name.startswith("reaching "):
        return words.stage(name.removeprefix("reaching "))
    section = _sections_of(_Same(procedure)).get(name)
    if section:
        return words.name(section, name)
    return gettext("time for this stage") if name == "limit" else name


class _Same:
    """A procedure that is the same as another where both texts have one hash."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure

    def __hash__(self) -> int:
        return hash(self.procedure.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.procedure.hash == self.procedure.hash


@lru_cache(maxsize=128)
def _decisions_of(same: _Same) -> frozenset[str]:
    return frozenset(s.name for s in same.procedure.steps if is_decision(s))


@lru_cache(maxsize=128)
def _sections_of(same: _Same) -> dict[str, str]:
    """In which section of the translations each name of a procedure stands."""
    procedure = same.procedure
    findings = [a for o in procedure.opinions.values() for a in o.answers]
    found: dict[str, str] = {}
    for section, names in (
        ("stages", procedure.stages),
        ("opinions", procedure.opinions),
        ("limits", procedure.limits),
        ("findings", findings),
        ("remedies", procedure.remedies),
        ("steps", [s.name for s in procedure.steps]),
    ):
        found |= dict.fromkeys(names, section)
    return found


_IN_LAW: dict[str, Callable[[], str]] = {
    "does": lambda: "%(what)s",
    "answers": lambda: gettext("answered: %(what)s"),
    "sends": lambda: gettext("sent: %(what)s"),
    "serves": lambda: gettext("was served: %(what)s"),
    "returns": lambda: gettext("came back, not served: %(what)s"),
    "files": lambda: gettext("filed: %(what)s"),
    "upholds": lambda: gettext("upheld the decision: %(what)s"),
    "annuls": lambda: gettext("annulled the decision: %(what)s"),
    "replaces": lambda: gettext("replaced the decision: %(what)s"),
    "confirms": lambda: gettext("confirmed what silence means"),
    "declines": lambda: gettext("did not confirm what silence would mean"),
    verbs.SILENCE: lambda: gettext("nothing came in time: %(what)s"),
    verbs.LATE: lambda: gettext("the last day passed: %(what)s"),
}
_FIXED: dict[str, Callable[[], str]] = {
    verbs.OPENS: lambda: gettext("the application was filed"),
    verbs.BRINGS_FORWARD: lambda: gettext("the case was brought forward from another register"),
    verbs.PARTS: lambda: gettext("the others go on as a case of their own"),
    verbs.MIGRATES: lambda: gettext("the case goes on under another version of the law"),
    verbs.ADDS_PAPERS: lambda: gettext("papers were added"),
    verbs.WRITES: lambda: gettext("a message was written"),
    verbs.CANCELS: lambda: gettext("an appointment was cancelled"),
    verbs.RECORDS: lambda: gettext("the record was read back"),
    verbs.SIGNS: lambda: gettext("a second official signed"),
    verbs.DISCARDS: lambda: gettext("a proposal was discarded"),
    verbs.CHARGES: lambda: gettext("a fee was charged"),
    verbs.PAYS: lambda: gettext("a fee was paid"),
    verbs.WAIVES: lambda: gettext("a fee was waived"),
    verbs.REFUNDS: lambda: gettext("a fee was paid back"),
}


def _joins(words: Words, line: Line, said: Said, names: Names) -> str:
    named = names(said.joined.person) if said.joined else ""
    party = words.party(line.what)
    return gettext("%(party)s takes part: %(name)s") % {"party": party, "name": named} if named else party


def _empowers(words: Words, line: Line, said: Said, names: Names) -> str:
    named = names(said.power.holder) if said.power else ""
    return gettext("gave power of attorney: %(name)s") % {"name": named}


def _assigns(words: Words, line: Line, said: Said, names: Names) -> str:
    office = said.assignment.office if said.assignment else ""
    return gettext("dealt with by %(office)s") % {"office": office}


def _proposes(words: Words, line: Line, said: Said, names: Names) -> str:
    proposed = what(words, said.proposal.what) if said.proposal else ""
    return gettext("proposed: %(what)s") % {"what": proposed}


_OFFICE: dict[str, Callable[[Words, Line, Said, Names], str]] = {
    verbs.JOINS: _joins,
    verbs.EMPOWERS: _empowers,
    verbs.REVOKES: lambda *_: gettext("the power of attorney was revoked"),
    verbs.ASSIGNS: _assigns,
    verbs.APPOINTS: lambda *_: gettext("an appointment was made"),
    verbs.PROPOSES: _proposes,
}


def source(name: str) -> str:
    """How an act came."""
    return _SOURCES[name]() if name in _SOURCES else name


_SOURCES: dict[str, Callable[[], str]] = {
    "portal": lambda: gettext("through these pages"),
    "post": lambda: gettext("by post"),
    "counter": lambda: gettext("at the counter"),
    "e-mail": lambda: gettext("by e-mail"),
    "another system": lambda: gettext("from another system"),
    "the clock": lambda: gettext("by the clock"),
}
