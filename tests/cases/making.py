"""Files of cases made in memory: what the journal would give back, without one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

from safeconduct.cases.file import File, Law, Line, opened_of, read
from safeconduct.cases.recording import Author, Told, beginning, new_lines
from safeconduct.cases.said import NOTHING, Said
from safeconduct.procedures import run
from safeconduct.procedures.library import Library
from safeconduct.procedures.periods import load_calendar
from safeconduct.procedures.state import Act, Case

CASE = bytes(range(16))
OFFICER = Author("officer", "permit authority", "portal")
FILED = date(2027, 1, 11)


def law(name: str = "cz/employee-card", state: str = "CZ", on: date = FILED) -> Law:
    """The law of the library."""
    library = Library.default()
    procedure = library.load(name)
    return Law(procedure, library.charter(), load_calendar(state, procedure.calendar.periods, on))


def lines_of(told: Sequence[Told], its: Law, first: int = 1) -> list[Line]:
    """Lines as the journal would give them back; their links are hashes of their places."""
    return [_line(one, its, number) for number, one in enumerate(told, first)]


def _line(told: Told, its: Law, number: int) -> Line:
    return Line(
        number=number,
        link=sha256(f"{number} {told}".encode()).digest(),
        written=datetime(2027, 1, 11, 9, tzinfo=UTC),
        on=date.fromisoformat(told.legal_time),
        who=told.author.who,
        role=told.role,
        verb=told.verb,
        what=told.what,
        member=told.member,
        follows=told.follows,
        procedure=its.procedure.identity,
        version=its.procedure.hash,
        source=told.author.source,
        typed_by=told.author.typed_by,
        key="key",
        said=told.said,
    )


def told_of(case: Case, its: Law, author: Author = OFFICER) -> list[Told]:
    """Everything that happened in a case, as what is to be written."""
    said = Said(opened=opened_of(case.opening, its))
    begun = replace(case, history=case.history[:1])
    return [beginning(case, author, said), *new_lines(begun, case, author)]


def file_of(case: Case, its: Law, extra: Sequence[Told] = ()) -> File:
    """The file that replaying a case's own entries gives."""
    return read(CASE, lines_of([*told_of(case, its), *extra], its), lambda *_: its)


def played(its: Law, filed: date, circumstances: dict[str, bool], acts: Sequence[Act]) -> Case:
    """A case with its acts."""
    case = run.open_case(its.procedure, its.charter, its.calendar, filed, circumstances)
    for act in acts:
        case = run.apply(case, act)
    return case


__all__ = ["CASE", "FILED", "NOTHING", "OFFICER", "file_of", "law", "lines_of", "played", "told_of"]
