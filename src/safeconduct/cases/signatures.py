"""Who may not act alone: four eyes for what goes against a person, and nobody reviews their own decision.

Which outcomes are against a person, or cannot be undone, is said by the charter; procedures cannot weaken it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from safeconduct.cases.file import File, Line
from safeconduct.cases.said import Proposal
from safeconduct.cases.verbs import DISCARDS, PROPOSES, REVIEWS, SIGNS
from safeconduct.procedures.model import Procedure, Step
from safeconduct.procedures.state import Act


class Waiting(NamedTuple):
    """A proposal that nobody signed or discarded yet, and the entry that made it."""

    proposal: Proposal
    line: Line


@dataclass(frozen=True, slots=True)
class NotAlone(ValueError):
    """Somebody else must act; says who and why."""

    why: str

    def __str__(self) -> str:
        return self.why


def needs_second(file: File, act: Act) -> bool:
    """Whether an act is against the person, so that a second official must sign it."""
    if act.verb == "confirms":
        return True
    if act.verb not in ("does", "sends"):
        return False
    step = step_named(file.law.procedure, file.case.stage, act.what)
    return step is not None and bool(step.grounds) and is_against(file, step)


def is_against(file: File, step: Step) -> bool:
    """Whether a step decides against the person, by the charter's word for its outcome."""
    outcome = file.law.charter.outcomes.get(step.decides)
    return outcome is not None and (outcome.against_person or outcome.irreversible)


def step_named(procedure: Procedure, stage: str, name: str) -> Step | None:
    """The step of this name in a stage, or among those offered at any stage."""
    here = procedure.stages[stage].steps if stage in procedure.stages else ()
    return next((s for s in (*here, *procedure.always) if s.name == name), None)


def waiting(file: File) -> tuple[Waiting, ...]:
    """Proposals that still wait."""
    open_: dict[str, Waiting] = {}
    for line in file.lines:
        if line.verb == PROPOSES:
            proposal = line.words.proposal
            if proposal is not None:
                open_[proposal.id] = Waiting(proposal, line)
        elif line.verb in (SIGNS, DISCARDS):
            open_.pop(line.what, None)
    return tuple(open_.values())


def check_signer(proposed: Waiting, who: str) -> None:
    """Refuse a second signature by whoever proposed."""
    # Whoever typed it for somebody else has proposed it too.
    if who in (proposed.line.who, proposed.line.typed_by):
        raise NotAlone("A second official must sign: you proposed this yourself.")


def check_reviewer(file: File, act: Act, who: str) -> None:
    """Refuse a review by anybody who had a part in the decision that is reviewed."""
    if act.verb in REVIEWS and who in set(deciders(file.lines)):
        raise NotAlone("Nobody reviews their own decision: you had a part in this one. Another member must decide.")


def deciders(lines: Iterable[Line]) -> Iterable[str]:
    """Everybody who proposed, signed, took or confirmed something in the case on behalf of an office."""
    acts = {"does", "sends", "confirms", "declines", PROPOSES, SIGNS}
    return (line.who for line in lines if line.verb in acts)
