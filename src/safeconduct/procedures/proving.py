"""The promises that need no other text: each proven against every behaviour of all parties or shown broken by a story.

How each one is decided is told in the module that decides it; this one puts them together.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from safeconduct.procedures import graph_promises, text_promises
from safeconduct.procedures.assumptions import assumptions_of
from safeconduct.procedures.bounds import fewest_of_cases, worst_of_cases
from safeconduct.procedures.cases import Cases
from safeconduct.procedures.duty import possible_duty
from safeconduct.procedures.graph import Graph
from safeconduct.procedures.model import Charter, OwnPromise, Procedure
from safeconduct.procedures.names import hidden_name
from safeconduct.procedures.periods import Length, shortest
from safeconduct.procedures.report import PROMISES, Bound, Finding, Name, PromiseResult, Report, Say, Status
from safeconduct.procedures.story import told
from safeconduct.procedures.summaries import summary
from safeconduct.procedures.telling import with_stories
from safeconduct.procedures.timed import TooLarge


def check_alone(procedure: Procedure, charter: Charter) -> Report:
    """The eleven promises that need no other text; the tenth says that nothing was compared."""
    return _checked(_Key(procedure, charter))


class _Key:
    """Equal for equal hashes, so that a report is made once for a text and its charter."""

    def __init__(self, procedure: Procedure, charter: Charter) -> None:
        self.procedure, self.charter = procedure, charter
        self.key = (procedure.hash, charter.hash, procedure.identity, procedure.file)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.key == other.key


@lru_cache(maxsize=64)
def _checked(key: _Key) -> Report:
    procedure, charter = key.procedure, key.charter
    assumed = assumptions_of(procedure, charter)
    cases = Cases(procedure, charter)
    lawful, enforced, found = _decision(cases)
    found += [*_on_graphs(procedure, charter, graphs_of(cases)), *_on_text(procedure, charter)]
    found = list(with_stories(cases, [*found, *_not_before(cases), *_duty(cases)]))
    promises = tuple(
        result(number, assumed, [f for f in found if f.promise == number], lawful)
        for number in range(1, len(PROMISES) + 1)
    )
    return Report(procedure.id, procedure.version, procedure.hash, charter.hash, promises, lawful, enforced, assumed)


def graphs_of(cases: Cases) -> list[Graph]:
    """The graphs of all kinds of case, with as many people of each group as matter."""
    people = people_that_matter(cases.procedure, cases.charter)
    graphs = [cases.graph(kind, people) for kind in cases.kinds]
    return list({id(graph): graph for graph in graphs}.values())


def people_that_matter(procedure: Procedure, charter: Charter) -> int:
    """How many of each group a proof must look at.

    A guard on *each* or on *this* member that goes wrong for many goes wrong for the one alone. A guard on *any* member
    needs a second one as its witness; that can only hurt where something cannot be undone.
    """
    witness = any(g.quantifier == "any" for step in procedure.steps for g in step.after)
    undone = any(s.outcome and charter.outcomes[s.outcome].irreversible for s in procedure.stages.values())
    return 2 if witness and undone else 1


# ---- 1 and 12: days ------------------------------------------------------------------------------------------------


def _decision(cases: Cases) -> tuple[Bound, Bound, list[Finding]]:
    procedure = cases.procedure
    try:
        lawful = worst_of_cases(cases, "lawful")
        enforced = worst_of_cases(cases, "enforced")
    except TooLarge:
        text = Say("the longest time cannot be computed: too many time limits run at once")
        return Bound(None, None), Bound(None, None), [Finding(1, "violated", text)]
    found = list(_in_known_time(procedure, lawful, enforced))
    for promise in procedure.promises.values():
        if promise.at_most is not None:
            whole = promise.from_stage == procedure.starts_in
            found += _kept(promise, lawful if whole else worst_of_cases(cases, "lawful", from_stage=promise.from_stage))
    return lawful, enforced, found


def _in_known_time(procedure: Procedure, lawful: Bound, enforced: Bound) -> Iterable[Finding]:
    first = procedure.stages[procedure.starts_in].place
    if not lawful.story:
        yield Finding(1, "violated", Say("no case can ever come to a decision"), first)
    elif lawful.days is None:
        text = Say("even if all keep their duties, nothing bounds the time to a decision")
        cure = Say("give the stage, or a time limit over it, a length")
        yield Finding(1, "violated", text, first, cure, lawful.story)
    elif enforced.days is None:
        where = enforced.open_in[0] if enforced.open_in else procedure.starts_in
        told = {"stage": hidden_name(where)}
        text = Say("if the authority does not answer, the law sets no end: {stage}", told)
        place = procedure.stages[where].place if where in procedure.stages else first
        yield Finding(1, "finding", text, place, Say("say what follows when nothing comes"), enforced.story)
    if not any(p.at_most is not None for p in procedure.promises.values()):
        yield Finding(1, "finding", Say("the file publishes no longest time"), cure=Say("add it under 'promises'"))


def _kept(promise: OwnPromise, bound: Bound) -> Iterable[Finding]:
    most = bound.with_calendar
    if bound.days is None or most is None or promise.at_most is None or most <= promise.at_most:
        return
    values: dict[str, object] = {
        "promise": Name("promises", promise.name),
        "promised": promise.at_most,
        "days": bound.days,
        "most": most,
    }
    if bound.days > promise.at_most:
        text = Say("{promise}: {promised} days are promised, {days} are possible", values)
    else:
        text = Say(
            "{promise}: {promised} days are promised; counted days keep it, "
            "with weekends and holidays it can take {most}",
            values,
        )
    cure = Say("promise {most} days or shorten a time limit", values)
    yield Finding(1, "violated", text, promise.place, cure, bound.story)


def _not_before(cases: Cases) -> Iterable[Finding]:
    for promise in cases.procedure.promises.values():
        if promise.not_before is not None:
            yield from _protected(cases, promise, promise.not_before)


def _protected(cases: Cases, promise: OwnPromise, length: Length) -> Iterable[Finding]:
    values: dict[str, object] = {"step": Name("steps", promise.step), "stage": Name("stages", promise.from_stage)}
    try:
        best = fewest_of_cases(cases, promise.from_stage, promise.step, enough=shortest(length))
    except TooLarge:
        text = Say("the shortest time from {stage} to {step} was not found: too many time limits run at once", values)
        yield Finding(12, "finding", text, promise.place)
        return
    if best is not None and (best.answer.days or 0) < shortest(length):
        values |= {"days": best.answer.days, "length": str(length)}
        text = Say("{step} can come {days} days after {stage} began; promised is not before {length}", values)
        cure = Say("let the time run before the step is offered")
        yield Finding(12, "violated", text, promise.place, cure, told(best.net, best.answer))


# ---- the others ------------------------------------------------------------------------------------------------------


def _on_graphs(procedure: Procedure, charter: Charter, graphs: list[Graph]) -> list[Finding]:
    found: list[Finding] = []
    for graph in graphs:
        found += graph_promises.no_limbo(graph)
        found += graph_promises.suspensive_effect(graph, charter)
        found += graph_promises.safeguards_first(graph, charter)
        found += graph_promises.evidence_once(graph)
    found += graph_promises.never_reached(procedure, graphs)
    return found + list(graph_promises.safeguards_are_sound(procedure, charter))


def _on_text(procedure: Procedure, charter: Charter) -> list[Finding]:
    return [
        *text_promises.reasons_and_remedy(procedure, charter),
        *text_promises.purposes(procedure, charter),
        *text_promises.evidence_has_basis(procedure),
        *text_promises.who_pays(procedure, charter),
        *text_promises.equal_treatment(procedure, charter),
    ]


def _duty(cases: Cases) -> list[Finding]:
    try:
        return list(possible_duty(cases))
    except TooLarge:
        text = Say("whether each duty can be kept was not decided: too many time limits run at once")
        return [Finding(11, "finding", text)]


def result(
    number: int, assumed: tuple[Say, ...], found: list[Finding], lawful: Bound | None = None, replaced: bool = False
) -> PromiseResult:
    """The verdict on one promise: what was found, each thing once, and the sentence that says it."""
    unique = tuple({(str(f.text), f.place): f for f in reversed(found)}.values())[::-1]
    status: Status = "violated" if any(f.status == "violated" for f in unique) else "finding" if unique else "proven"
    bound = lawful if number == 1 else None
    days, by_party = (bound.days, bound.by_party) if bound else (None, ())
    return PromiseResult(number, status, summary(number, status, bound, replaced), days, by_party, assumed, unique)
