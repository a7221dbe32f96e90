"""Which entries of a file are written to somebody as a letter, to whom it goes, and what it asks for."""

from __future__ import annotations

from typing import Literal

from safeconduct.cases.file import File, Line
from safeconduct.cases.said import NOTHING, Said
from safeconduct.cases.verbs import APPOINTS, CHARGES, PROPOSES
from safeconduct.procedures.model import Procedure, Stage, Step
from safeconduct.procedures.periods import Length

Kind = Literal["invitation", "request", "notice", "cover", "fee"]


def letter_kind(file: File, line: Line) -> Kind | None:
    """The kind of letter that an entry is written as; None where nothing is written to anybody."""
    if line.verb == APPOINTS and line.words.appointment is not None:
        return "invitation"
    if line.verb == CHARGES and line.words.money is not None:
        return "fee"
    return _of_step(file.law.procedure, line)


def _of_step(procedure: Procedure, line: Line) -> Kind | None:
    step = step_of(procedure, line.what)
    if step is None:
        return None
    if line.verb == "sends":
        return "cover"
    writes = line.verb == "does" and _decides(procedure, line.role) and (step.served or step.in_writing)
    if not writes or is_decision(step):
        return None
    return "request" if awaited(procedure, step) else "notice"


def decision_of(file: File, line: Line) -> str:
    """The decision that an entry takes, or that it proposes and nobody has signed; empty where it does neither."""
    proposal = line.words.proposal if line.verb == PROPOSES else None
    verb, what = (proposal.verb, proposal.what) if proposal is not None else (line.verb, line.what)
    step = step_of(file.law.procedure, what)
    return what if verb == "does" and step is not None and is_decision(step) else ""


def said_with(file: File, line: Line) -> Said:
    """What was said with a decision: where sending it takes it too, the words came with the sending."""
    if line.words != NOTHING or line.verb != "does":
        return line.words
    after = file.line(line.number + 1) or line
    return after.words if (after.verb, after.what) == ("sends", line.what) else line.words


def is_decision(step: Step) -> bool:
    """Whether a step decides, or goes against the person with grounds."""
    return bool(step.decides or step.grounds)


def step_of(procedure: Procedure, name: str) -> Step | None:
    """The step of this name."""
    return next((step for step in procedure.steps if step.name == name), None)


def awaited(procedure: Procedure, asking: Step) -> tuple[Step, ...]:
    """What a step asks for: what others than the deciding authority may or must do in the stage that it leads to."""
    stage = procedure.stages.get(asking.to)
    return tuple(step for step in stage.steps if not _decides(procedure, step.by)) if stage is not None else ()


def _decides(procedure: Procedure, party: str) -> bool:
    who = procedure.parties.get(party)
    return who is not None and who.role == "deciding"


def time_given(stage: Stage, circumstances: frozenset[str]) -> Length | None:
    """How long a stage lasts for a person of whom these circumstances hold."""
    longer = [length for name, length in stage.longer if name in circumstances]
    return longer[0] if longer else stage.limit
