"""Why an act is refused, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from safeconduct.procedures.guards import guard_holds, is_true
from safeconduct.procedures.model import Guard, Step
from safeconduct.procedures.options import Option
from safeconduct.procedures.state import Act, Case, Offer


class Refused(ValueError):
    """An act that cannot be taken: ``reason`` in plain words, and what is offered instead."""

    def __init__(self, reason: str, offered: tuple[Offer, ...] = ()) -> None:
        self.reason, self.offered = reason, offered
        super().__init__(reason + _instead(offered))


class NotOffered(Refused):
    """The law does not offer this act to this party on this day."""


class BackDated(Refused):
    """The act is dated before something that has already happened."""


def _instead(offered: tuple[Offer, ...]) -> str:
    if not offered:
        return ""
    words = (f"{o.party} {o.verb} {o.what}" + (f" ({o.member})" if o.member else "") for o in offered)
    return " Offered instead: " + "; ".join(words) + "."


def back_dated(case: Case, day: date) -> bool:
    """Whether what has already happened stands in the way: a later act, or a silence at the end of that day."""
    if not case.history:
        return day < case.opening.on
    last = case.history[-1]
    return day < last.on or (last.ended is not None and day <= last.ended)


def why_not(case: Case, act: Act, offers: Iterable[Option]) -> str:
    """One sentence on why this act is not offered to this party on this day."""
    if case.closed:
        return f"The case is closed: it ended in '{case.stage}'."
    fitting = [o for o in offers if o.fits(act)]
    if fitting:
        return _not_this_party(case, act, fitting[0])
    if act.verb == "does":
        return _no_such_step(case, act)
    return f"On {act.on} the case stands in '{case.stage}', where nobody {act.verb} '{act.what}'{_of(act)}."


def _not_this_party(case: Case, act: Act, option: Option) -> str:
    who = case.procedure.parties.get(act.by)
    if option.in_person and who is not None and who.represents:
        return f"'{act.what}' is done in person: {act.by} cannot do it for {option.by}."
    return f"'{act.what}' is for {option.by} to do, not for '{act.by}'."


def _no_such_step(case: Case, act: Act) -> str:
    steps = [s for s in case.procedure.steps if s.name == act.what]
    if not steps:
        return f"This procedure has no step '{act.what}'."
    step = steps[0]
    here = case.standing.fell_in if case.standing.fell_in is not None else case.standing
    if step not in case.procedure.always and step.stage != here.name:
        return f"'{act.what}' is offered in '{step.stage}', but on {act.on} the case stands in '{case.stage}'."
    if case.standing.kind == "outcome":
        return f"'{act.what}' is offered before the end only, and the case has ended in '{case.stage}'."
    return _not_open(case, step, act)


def _not_open(case: Case, step: Step, act: Act) -> str:
    if step.for_one and act.member not in case.members(step.for_one):
        names = ", ".join(case.members(step.for_one)) or "nobody"
        return f"'{step.name}' is for one {step.for_one}: name one of {names}."
    if not step.for_one and act.member:
        return f"'{step.name}' concerns the whole case, not {act.member} alone."
    return _unmet(case, step, act.member)


def _unmet(case: Case, step: Step, member: str) -> str:
    p, opening = case.procedure, case.opening
    if any(not is_true(p, opening, c) for c in step.only_if):
        return f"'{step.name}' is only for cases in which this is so: {', '.join(step.only_if)}."
    if any(is_true(p, opening, c) for c in step.unless):
        return f"'{step.name}' is not for cases in which this is so: {', '.join(step.unless)}."
    if step.at_most is not None and dict(case.taken).get((step.name, member), 0) >= step.at_most:
        return f"'{step.name}' may be done at most {step.at_most} times, and it has been."
    missing = [_said(g) for g in step.after if not guard_holds(case, g, member)]
    if missing:
        return f"'{step.name}' must wait until this is established: {', '.join(missing)}."
    if step.grounds:
        return f"No ground for '{step.name}' is established. Its grounds: {', '.join(g.name for g in step.grounds)}."
    return f"{step.by} does not act while what silence means is being confirmed in '{case.stage}'."


def _said(guard: Guard) -> str:
    words = {"each": f" for each {guard.group}", "any": f" for any {guard.group}", "this": f" for this {guard.group}"}
    return f"{guard.finding}{words.get(guard.quantifier, '')}"


def _of(act: Act) -> str:
    return f" ({act.member})" if act.member else ""
