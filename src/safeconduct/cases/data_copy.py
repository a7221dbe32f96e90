"""The copy of their data that a person gets: what is held, and what GDPR Article 15(1) has told beside it.

Nothing is left out silently: an entry whose content would harm the rights of others (Article 15(4)) stands there with
its date and the reason why its content does not. Officials and other parties are named by their role, never by their
number. The form is JSON, which programs and people can read (Article 15(3), a commonly used electronic form).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from safeconduct.cases.file import File, Line
from safeconduct.cases.processing import Activity, Record
from safeconduct.cases.visibility import reads

RIGHTS = (
    "rectification (Article 16)",
    "erasure (Article 17)",
    "restriction (Article 18)",
    "objection (Article 21)",
    "complaint to the supervisory authority (Article 77)",
    "action in court (Article 79)",
)
ERASED = "the key of this content was destroyed"
OF_OTHERS = "it was said by or to somebody else in this case (Article 15(4))"

_NUMBERS = frozenset({"official", "person", "to_person", "holder", "represented"})
"""Members of what was said that hold the number of somebody in the register; their roles stand beside them."""

Withheld = Callable[[Line], str]
"""Why the content of an entry is withheld, empty where it is given: who answers the request decides it, one by one."""


@dataclass(frozen=True, slots=True)
class Of:
    """One case of the person, with the number under which they know it and the roles in which they stand in it."""

    number: str
    file: File
    roles: tuple[str, ...]
    notes: tuple[tuple[date, str], ...] = ()
    """Notes of officials about the person: they are no part of the file, and data about the person all the same."""


def nothing_withheld(_: Line) -> str:
    """Give the content of every entry."""
    return ""


def copy_of_data(
    person: Mapping[str, object],
    cases: Iterable[Of],
    record: Record,
    on: date,
    withheld: Withheld = nothing_withheld,
) -> dict[str, Any]:
    """Everything that is held about a person, with the information that the law has told beside it.

    ``person`` is the record of the register of people, in plain values.
    """
    listed = list(cases)
    ran = {of.file.law.procedure.id for of in listed}
    activities = [a for a in record.activities if not a.procedure or a.procedure in ran]
    return {
        "made on": on.isoformat(),
        "controller": msgspec.to_builtins(record.controller.controller),
        "data protection officer": msgspec.to_builtins(record.controller.officer),
        "supervisory authority": msgspec.to_builtins(record.controller.supervisory_authority),
        "rights": list(RIGHTS),
        "automated decisions": "none: no decision is taken by a machine alone (Article 22)",
        "processing": [_activity(activity) for activity in activities],
        "person": dict(person),
        "cases": [_case(of, withheld) for of in listed],
    }


def written(copy: Mapping[str, Any]) -> bytes:
    """The copy as a file: JSON in UTF-8, indented, so that it can be read without a program too."""
    return msgspec.json.format(msgspec.json.encode(copy), indent=2)


def _activity(activity: Activity) -> dict[str, Any]:
    return {
        "activity": activity.name,
        "data": [
            {
                "what": datum.name,
                "purpose": datum.purpose,
                "legal basis": datum.basis,
                "given by": datum.of_whom,
                "recipients": list(datum.recipients),
                "kept": datum.kept,
            }
            for datum in activity.data
        ],
        "transfers": [str(transfer) for transfer in activity.transfers],
    }


def _case(of: Of, withheld: Withheld) -> dict[str, Any]:
    procedure = of.file.law.procedure
    return {
        "number": of.number,
        "procedure": f"{procedure.title} ({procedure.identity})",
        "your roles": list(of.roles),
        "stands in": of.file.case.stage,
        "outcome": of.file.case.outcome,
        "entries": [_entry(of, line, withheld) for line in of.file.lines],
        "notes": [{"written": day.isoformat(), "text": text} for day, text in of.notes],
    }


def _entry(of: Of, line: Line, withheld: Withheld) -> dict[str, Any]:
    told: dict[str, Any] = {
        "number": line.number,
        "counts on": line.on.isoformat(),
        "written": line.written.isoformat(),
        "by": line.role,
        "act": line.verb,
        "what": line.what,
        "concerns": line.member,
        "came by": line.source,
    }
    why = _why(of, line, withheld)
    if why:
        return told | {"content withheld because": why}
    return told | {"content": _without_numbers(msgspec.to_builtins(line.words))}


def _why(of: Of, line: Line, withheld: Withheld) -> str:
    if line.said is None:
        return ERASED
    return withheld(line) if reads(of.file, line, of.roles) else OF_OTHERS


def _without_numbers(said: Any) -> Any:  # noqa: ANN401 - plain values of any shape
    if isinstance(said, dict):
        return {name: _without_numbers(value) for name, value in said.items() if name not in _NUMBERS}
    return [_without_numbers(value) for value in said] if isinstance(said, list | tuple) else said
