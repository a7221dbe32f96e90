"""What is true of a case, and whether a step is offered because of it (section 3 of the semantics)."""

from __future__ import annotations

from collections.abc import Iterable

from safeconduct.procedures.index import index_of
from safeconduct.procedures.model import Guard, Opinion, Procedure, Step
from safeconduct.procedures.state import Case, Opening


def is_true(procedure: Procedure, opening: Opening, name: str) -> bool:
    """A circumstance of this case, or a group that has members in it."""
    if name in procedure.people:
        return dict(opening.people).get(name, 1) > 0
    return name in opening.circumstances


def all_true(procedure: Procedure, opening: Opening, names: Iterable[str]) -> bool:
    """Whether each of these circumstances is true."""
    return all(is_true(procedure, opening, name) for name in names)


def is_open(case: Case, step: Step, member: str = "") -> bool:
    """Whether circumstances, cap, guards and grounds allow the step today, for this member."""
    p, opening = case.procedure, case.opening
    if not all_true(p, opening, step.only_if) or any(is_true(p, opening, c) for c in step.unless):
        return False
    if step.at_most is not None and dict(case.taken).get((step.name, member), 0) >= step.at_most:
        return False
    return all(guard_holds(case, g, member) for g in step.after) and _has_ground(case, step, member)


def guard_holds(case: Case, guard: Guard, member: str = "") -> bool:
    """Whether the guard is waived for this case or its finding holds."""
    return is_waived(case, guard.finding) or _established(case, guard, member)


def is_waived(case: Case, finding: str) -> bool:
    """A guard is waived if whatever makes its finding is for a circumstance or group that this case does not have."""
    makers = index_of(case.procedure).makers.get(finding, ())
    return bool(makers) and all(_is_for_others(case, maker) for maker in makers)


def _is_for_others(case: Case, maker: Opinion | Step) -> bool:
    if not all_true(case.procedure, case.opening, maker.only_if):
        return True
    safeguard = case.charter.safeguards.get(maker.safeguard)
    return safeguard is not None and not _concerns(case, safeguard.for_whom)


def _concerns(case: Case, whom: str) -> bool:
    """A safeguard for people of whom the file knows nothing is owed to everybody: leaving them out must not free it."""
    p = case.procedure
    return (whom not in p.circumstances and whom not in p.people) or is_true(p, case.opening, whom)


def _established(case: Case, guard: Guard, member: str) -> bool:
    if guard.quantifier == "each":
        return all(case.holds(guard.finding, m) for m in case.members(guard.group))
    if guard.quantifier == "any":
        return any(case.holds(guard.finding, m) for m in case.members(guard.group))
    return case.holds(guard.finding, member if guard.quantifier == "this" else "")


def _has_ground(case: Case, step: Step, member: str) -> bool:
    """A ground is established by what was found, never by a check that this case does not need."""
    if not step.grounds:
        return True
    return any(g.finding is None or _found(case, g.finding, member) for g in step.grounds)


def _found(case: Case, guard: Guard, member: str) -> bool:
    somebody = guard.quantifier != "each" or bool(case.members(guard.group))
    return somebody and not is_waived(case, guard.finding) and _established(case, guard, member)
