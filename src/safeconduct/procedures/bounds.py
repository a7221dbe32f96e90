"""Promises about days: the two worst cases of a decision, and what must not happen before a protected time has run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from safeconduct.procedures import timed
from safeconduct.procedures.cases import fingerprint, kinds_of_case
from safeconduct.procedures.expand import Measure, counted, expand
from safeconduct.procedures.graph import Edge, relevance
from safeconduct.procedures.model import Charter, Procedure
from safeconduct.procedures.net import Days, Net, State
from safeconduct.procedures.periods import Calendar, Length, load_calendar, longest, longest_roll_over, shortest
from safeconduct.procedures.report import Bound, Leg
from safeconduct.procedures.story import told
from safeconduct.procedures.timed import Answer, Mode, Question


@dataclass(frozen=True, slots=True)
class Worst:
    """The answer for one kind of case, with the net in which its run can be read."""

    net: Net
    answer: Answer
    circumstances: frozenset[str]


def worst_case(
    procedure: Procedure,
    charter: Charter,
    mode: Mode = "lawful",
    circumstances: frozenset[str] | None = None,
    people: int = 1,
    from_stage: str = "",
) -> Bound:
    """The longest time from ``from_stage`` (default: the beginning) to the decision.

    Over every kind of case unless ``circumstances`` names one. Days are whole days; ``None`` means that the law sets
    no end. Raises :class:`safeconduct.procedures.timed.TooLarge` where the exact search passes its budget.
    """
    kinds = list(kinds_of_case(procedure, charter)) if circumstances is None else [circumstances]
    worst = _worst_of_kinds(procedure, charter, mode, kinds, people, from_stage, counted)
    calendar = _with_calendar(procedure, charter, mode, kinds, people, from_stage, worst)
    return _bound(worst, mode, calendar)


def fewest_days(
    procedure: Procedure, charter: Charter, from_stage: str, step: str, circumstances: frozenset[str] | None = None, people: int = 1
) -> tuple[int | None, Worst | None]:
    """The fewest days from the last entry of a stage to a step, over all runs, lawful or not; ``None`` if it never comes."""
    kinds = list(kinds_of_case(procedure, charter)) if circumstances is None else [circumstances]
    best: Worst | None = None
    for kind, net in _distinct(procedure, charter, kinds, people, counted, to_decision=False):
        answer = timed.search(net, Question("enforced", _taken(step), _spot(net, from_stage), longest=False, restarts=True))
        if answer.reached and (best is None or (answer.days or 0) < (best.answer.days or 0)):
            best = Worst(net, answer, kind)
    return (best.answer.days if best else None), best


def calendar_measure(procedure: Procedure) -> Measure:
    """Lengths on real calendars: the longest raw period and the longest wait to a working day, taken apart, over all its states."""
    calendars = [load_calendar(state, procedure.calendar.periods, procedure.version) for state in procedure.calendar.holidays_of]

    def measure(length: Length) -> Days:
        return _on_calendars(length, calendars)

    return measure


def _on_calendars(length: Length, calendars: list[Calendar]) -> Days:
    if not calendars:
        return counted(length)
    most = max(longest(length, c) + longest_roll_over(c) for c in calendars)
    return Days(min(shortest(length, c) for c in calendars), most)


def _worst_of_kinds(
    procedure: Procedure, charter: Charter, mode: Mode, kinds: Iterable[frozenset[str]], people: int, from_stage: str, measure: Measure
) -> Worst | None:
    worst: Worst | None = None
    for kind, net in _distinct(procedure, charter, kinds, people, measure, to_decision=True):
        answer = timed.search(net, Question(mode, timed.decision(net), _spot(net, from_stage)))
        if answer.reached and (worst is None or _longer(answer, worst.answer)):
            worst = Worst(net, answer, kind)
        if worst is not None and worst.answer.days is None:
            return worst
    return worst


def _longer(one: Answer, other: Answer) -> bool:
    return other.days is not None and (one.days is None or one.days > other.days)


def _distinct(
    procedure: Procedure, charter: Charter, kinds: Iterable[frozenset[str]], people: int, measure: Measure, to_decision: bool
) -> Iterable[tuple[frozenset[str], Net]]:
    """The nets of the kinds of case, each that the search cannot tell from an earlier one left out."""
    seen = set()
    for kind in kinds:
        net = expand(procedure, charter, kind, people, measure)
        mark = fingerprint(net, relevance(net), to_decision)
        if mark not in seen:
            seen.add(mark)
            yield kind, net


def _spot(net: Net, stage: str) -> int:
    return next((s.index for s in net.spots if s.name == stage), -1)


def _taken(step: str) -> Callable[[State, Edge], bool]:
    return lambda state, edge: edge.move is not None and edge.move.kind == "step" and edge.move.name == step


# ---- what a page shows of it -------------------------------------------------------------------------------------


def _with_calendar(
    procedure: Procedure, charter: Charter, mode: Mode, kinds: list[frozenset[str]], people: int, from_stage: str, worst: Worst | None
) -> int | None:
    if worst is None or worst.answer.days is None:
        return None
    longer = _worst_of_kinds(procedure, charter, mode, kinds, people, from_stage, calendar_measure(procedure))
    return longer.answer.days if longer else None


def _bound(worst: Worst | None, mode: Mode, with_calendar: int | None) -> Bound:
    if worst is None:
        return Bound(None, None)
    legs = legs_of(worst.net, worst.answer)
    split: dict[str, int] = {}
    for leg in legs:
        split[leg.party] = split.get(leg.party, 0) + leg.days
    open_in = _open_stages(worst) if worst.answer.days is None else ()
    return Bound(worst.answer.days, with_calendar, tuple(split.items()), _each_worst(worst, mode), legs, open_in, told(worst.net, worst.answer))


def legs_of(net: Net, answer: Answer) -> tuple[Leg, ...]:
    """The run as stretches of days, one after another in the same stage and of the same party put together."""
    legs: list[Leg] = []
    for day in answer.run:
        name, still = net.spots[day.node.state[0]].name, any(day.node.still)
        if day.wait == 0 or not day.node.measuring:
            continue
        if legs and (legs[-1].party, legs[-1].stage) == (day.node.party, name):
            legs[-1] = Leg(day.node.party, name, legs[-1].days + day.wait, still)
        else:
            legs.append(Leg(day.node.party, name, day.wait, still))
    return tuple(legs)


def _open_stages(worst: Worst) -> tuple[str, ...]:
    last = worst.answer.run[-1].node if worst.answer.run else None
    return (worst.net.spots[last.state[0]].name,) if last else ()


def _each_worst(worst: Worst, mode: Mode) -> tuple[tuple[str, int | None], ...]:
    """Each party's own worst, which may lie on another run than the one shown."""
    parties = dict.fromkeys(s.party for s in worst.net.spots if s.party)
    rows: list[tuple[str, int | None]] = []
    for party in parties:
        question = Question(mode, timed.decision(worst.net), counts=lambda node, party=party: node.party == party)  # type: ignore[misc]
        answer = timed.search(worst.net, question)
        if answer.reached and answer.days != 0:
            rows.append((party, answer.days))
    return tuple(rows)
