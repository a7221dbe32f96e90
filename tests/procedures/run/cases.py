"""Small procedures and short words for the tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from safeconduct.procedures import run
from safeconduct.procedures.library import Library
from safeconduct.procedures.loader import load_text
from safeconduct.procedures.model import Charter, Procedure
from safeconduct.procedures.periods import Calendar, load_calendar, sentence
from safeconduct.procedures.run import Act, Case
from safeconduct.procedures.state import Verb

SAMPLES = Library(Path(__file__).parents[1] / "files", behind=Library.default())


def sample(name: str) -> Procedure:
    """One of the sample files."""
    return SAMPLES.load(name)


def charter() -> Charter:
    """The charter of the library."""
    return Library.default().charter()


def calendar(procedure: Procedure, state: str = "CZ") -> Calendar:
    """The calendar of a State under the procedure's rule of periods."""
    return load_calendar(state, procedure.calendar.periods, date(2026, 6, 1))


def day(text: str) -> date:
    """A day, as in ``2027-01-31``."""
    return date.fromisoformat(text)


def opened(
    procedure: Procedure, on: str, state: str = "CZ", people: dict[str, int] | None = None, **true: bool
) -> Case:
    """A case filed on a day; circumstances with underscores for spaces."""
    said = {name.replace("_", " "): so for name, so in true.items()}
    return run.open_case(procedure, charter(), calendar(procedure, state), day(on), said, people)


def after(case: Case, *acts: tuple[str, ...]) -> Case:
    """The case after acts, each ``(day, party, verb, what[, member])``."""
    for act in acts:
        case = run.apply(case, an_act(*act))
    return case


def an_act(on: str, by: str, verb: str, what: str, member: str = "") -> Act:
    """An act with its day as text."""
    return Act(day(on), by, cast(Verb, verb), what, member)


def ends(case: Case) -> dict[str, date | None]:
    """The last day of each running clock."""
    return {f"{d.limit} of {d.member}" if d.member else d.limit: d.date for d in run.due(case)}


def sum_of(case: Case, limit: str) -> str:
    """The sum of one clock as a sentence."""
    computed = next(d.computed for d in run.due(case) if d.limit == limit)
    assert computed is not None
    return sentence(computed)


def names(case: Case, on: str, party: str | None = None) -> list[str]:
    """What is offered on a day."""
    return [f"{o.what} ({o.member})" if o.member else o.what for o in run.offered(case, day(on), party)]


@dataclass
class Text:
    """A small procedure in YAML; each part can be replaced."""

    stages: str
    limits: str = ""
    opinions: str = ""
    remedies: str = ""
    people: str = ""
    circumstances: str = ""
    version: str = "2026-11-24"
    more: str = ""
    starts_in: str = "examined"

    def load(self) -> Procedure:
        """The procedure."""
        return load_text(self.yaml(), "small.yaml")

    def yaml(self) -> str:
        """The whole text."""
        head = _HEAD.replace("VERSION", self.version).replace("STARTS", self.starts_in)
        sections = {
            "people": self.people,
            "circumstances": self.circumstances,
            "stages": self.stages,
            "opinions": self.opinions,
            "time limits": self.limits,
            "remedies": self.remedies,
        }
        body = "\n".join(f"{name}:\n{_indented(text)}" for name, text in sections.items() if text.strip())
        return f"{head}\n{body}\n{self.more}{_TAIL}"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.strip("\n").splitlines())


_HEAD = """\
procedure: test/small
version: VERSION
in force from: 2026-01-01
applies to: applications lodged on or after 2026-01-01
title: A small procedure
calendar: {periods: eu/1182-71, holidays of: [CZ]}
parties:
  person: {is: the person, purposes: [migration]}
  helper: {is: representative of person, by: [power of attorney], purposes: [migration]}
  office: {is: deciding, purposes: [migration]}
  police: {purposes: [enforcement]}
  doctor: {purposes: [health]}
  court: {is: court or tribunal, purposes: [review]}
service:
  to: [helper, person]
  sent within: 3 days
  language: of the person
  channels:
    post: {deemed served after: 7 days, if returned: notice, law: national}
    notice: {deemed served after: 15 days, law: national}
starts in: STARTS
"""

_TAIL = """
sources:
  national: {title: filled by each state, open: yes}
"""
