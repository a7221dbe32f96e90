"""Worked examples: a case told in a YAML file, day by day, with what must come out. Each one runs as a test.

A lawyer writes them and reads them; so what does not hold is told with its line, and in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from safeconduct.procedures.example_files import (
    Example,
    ExampleUnreadable,
    Failure,
    Scene,
    block_of,
    day_of,
    example_of,
    load_example,
    number_of,
    text_of,
    texts_of,
    yes_of,
)
from safeconduct.procedures.library import Library
from safeconduct.procedures.model import Place, Procedure
from safeconduct.procedures.periods import Calendar, PeriodError, load_calendar, sentence
from safeconduct.procedures.reading import Block, Node
from safeconduct.procedures.run import Refused, apply, due, offered, open_case, pass_until
from safeconduct.procedures.state import STAGE_LIMIT, Act, Case, Due

__all__ = ["Example", "ExampleUnreadable", "Failure", "Ran", "Scene", "example_of", "load_example", "run_example"]


@dataclass(frozen=True, slots=True)
class Ran:
    """What came out: the case at its end, and every expectation that did not hold."""

    case: Case | None
    failures: tuple[Failure, ...] = ()


def run_example(example: Example, library: Library | None = None, procedure: Procedure | None = None) -> Ran:
    """Runs an example on its procedure, from the library if none is given, and tells every expectation that fails.

    An act that is refused ends the run, because nothing after it can be trusted.
    """
    shelf = library or Library.default()
    found = procedure or shelf.load(example.procedure)
    calendar = _calendar(example, found)
    try:
        case = open_case(found, shelf.charter(), calendar, example.filed, example.circumstances, example.people)
    except ValueError as error:
        return Ran(None, (Failure(example.place, str(error)),))
    failures: list[Failure] = []
    for scene in example.scenes:
        after = _play(case, scene, failures)
        if after is None:
            break
        case = after
    return Ran(case, tuple(failures))


def _calendar(example: Example, procedure: Procedure) -> Calendar:
    try:
        return load_calendar(example.state, procedure.calendar.periods, example.filed, example.part)
    except PeriodError as error:
        raise ExampleUnreadable(example.place, str(error)) from error


def _play(case: Case, scene: Scene, failures: list[Failure]) -> Case | None:
    """The case after a scene, or nothing if it cannot go on."""
    if scene.act is not None:
        acted = _act(case, scene, scene.act, failures)
        if acted is None:
            return None
        case = acted
    else:
        case = pass_until(case, scene.day)
    if scene.expect is not None:
        failures += (Failure(place, text) for place, text in _unmet(case, scene.day, scene.expect))
    return case


def _act(case: Case, scene: Scene, act: Act, failures: list[Failure]) -> Case | None:
    try:
        after = apply(case, act)
    except Refused as refusal:
        if scene.refused:
            return case
        failures.append(Failure(scene.place, str(refusal)))
        return None
    if scene.refused:
        failures.append(Failure(scene.place, f"'{act.what}' was expected to be refused, but it is offered."))
        return None
    return after


def _unmet(case: Case, day: date, expect: Block) -> Iterator[tuple[Place, str]]:
    for name, node in expect.entries.items():
        check = _CHECKS.get(name)
        if check is None:
            known = ", ".join(_CHECKS)
            raise ExampleUnreadable(node.place, f"'{name}' cannot be expected. Write one of: {known}.")
        yield from ((node.place, text) for text in check(case, day, node))


def _stage(case: Case, day: date, node: Node) -> Iterator[str]:
    wanted = text_of(node)
    if case.stage != wanted:
        yield f"On {day} the case stands in '{case.stage}', not in '{wanted}'."


def _since(case: Case, day: date, node: Node) -> Iterator[str]:
    """The legal date from which the case stands in its stage."""
    came = _came(case)
    if came != day_of(node):
        yield f"The case stands in '{case.stage}' since {came}, not since {text_of(node)}."


def _came(case: Case) -> date:
    came = case.opening.on
    stage = ""
    for entry in case.history:
        if entry.stage != stage:
            came, stage = entry.on, entry.stage
    return came


def _outcome(case: Case, day: date, node: Node) -> Iterator[str]:
    if case.outcome != text_of(node):
        yield f"On {day} the case ended as '{case.outcome or 'nothing yet'}', not as '{text_of(node)}'."


def _closed(case: Case, day: date, node: Node) -> Iterator[str]:
    if case.closed != yes_of(node):
        yield f"On {day} the case is {'' if case.closed else 'not '}closed."


def _findings(case: Case, day: date, node: Node) -> Iterator[str]:
    held = {_named(f.name, f.member) for f in case.findings}
    for wanted in texts_of(node):
        if wanted not in held:
            yield f"On {day} '{wanted}' is not established. Established: {', '.join(sorted(held)) or 'nothing'}."


def _offered(case: Case, day: date, node: Node) -> Iterator[str]:
    for party, what, names in _offers(case, day, node):
        if what not in names:
            yield f"On {day} '{what}' is not offered to {party}. Offered: {', '.join(names) or 'nothing'}."


def _not_offered(case: Case, day: date, node: Node) -> Iterator[str]:
    for party, what, names in _offers(case, day, node):
        if what in names:
            yield f"On {day} '{what}' is offered to {party}, and should not be."


def _offers(case: Case, day: date, node: Node) -> Iterator[tuple[str, str, list[str]]]:
    for party, wanted in block_of(node).entries.items():
        now = offered(case, day, party)
        names = [o.what for o in now] + [_named(o.what, o.member) for o in now if o.member]
        for what in texts_of(wanted):
            yield party, what, names


def _due(case: Case, day: date, node: Node) -> Iterator[str]:
    for name, wanted in block_of(node).entries.items():
        found = _limit(case, name)
        if found is None:
            yield f"On {day} no limit '{name}' runs. Running: {_running(case)}."
        elif text_of(wanted) == "suspended":
            if not found.suspended:
                yield f"On {day} '{name}' does not stand still: it ends on {found.date}."
        elif found.date != day_of(wanted):
            how = (
                f"on {found.date} ({sentence(found.computed)})" if found.computed else "on no day yet, it stands still"
            )
            yield f"'{name}' ends {how}, not on {text_of(wanted)}."


def _sum(case: Case, day: date, node: Node) -> Iterator[str]:
    """The sum as a sentence; what stands after an ellipsis may be anything."""
    for name, wanted in block_of(node).entries.items():
        found = _limit(case, name)
        told = sentence(found.computed) if found and found.computed else ""
        text = text_of(wanted)
        begins = text.endswith(("…", "..."))
        start = text.removesuffix("…").removesuffix("...").rstrip("; ")
        if told != text and not (begins and told.startswith(start)):
            yield f"The sum of '{name}' is: {told or 'nothing, it does not run'}."


def _late(case: Case, day: date, node: Node) -> Iterator[str]:
    known = {late.limit: late.days for late in case.late}
    for name, days in block_of(node).entries.items():
        if known.get(name) != number_of(days):
            told = ", ".join(f"{n} by {d} days" for n, d in known.items()) or "nothing"
            yield f"'{name}' was not kept {text_of(days)} days late. Late: {told}."


def _limit(case: Case, name: str) -> Due | None:
    """A limit by its name; that of the stage is also known by the stage's, and a remedy's by the remedy's."""
    own = (STAGE_LIMIT, case.stage, case.standing.remedy, case.standing.channel)
    for found in due(case):
        if _named(found.limit, found.member) == name or found.limit == name:
            return found
        if found.kind == "stage" and name in own:
            return found
    return None


def _running(case: Case) -> str:
    return ", ".join(_named(d.limit, d.member) for d in due(case)) or "none"


def _named(name: str, member: str) -> str:
    return f"{name} of {member}" if member else name


_CHECKS: dict[str, Callable[[Case, date, Node], Iterable[str]]] = {
    "stage": _stage,
    "since": _since,
    "outcome": _outcome,
    "closed": _closed,
    "findings": _findings,
    "offered": _offered,
    "not offered": _not_offered,
    "due": _due,
    "sum": _sum,
    "late": _late,
}
