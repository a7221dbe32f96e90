"""Names that exist and sentences that do not contradict each other: every check that needs no proof."""

from __future__ import annotations

from safeconduct.procedures.messages import Notes
from safeconduct.procedures.model import Charter, Procedure
from safeconduct.procedures.reading import Block


def validate(procedure: Procedure, charter: Charter, whole: Block) -> None:
    """Refuse a procedure that names what does not exist, or that contradicts itself."""
    notes = Notes()
    if procedure.starts_in not in procedure.stages:
        notes.unknown("unknown-stage", whole.entries["starts in"].place, procedure.starts_in, procedure.stages)
    notes.stop()


def validate_charter(charter: Charter, whole: Block) -> None:
    """Refuse a charter whose outcomes owe what it does not define."""
    notes = Notes()
    known = (*charter.safeguards, "grounds", "reasons", "remedy", "service")
    for outcome in charter.outcomes.values():
        for owed in outcome.owes:
            if owed not in known:
                notes.unknown("unknown-safeguard", whole.entries["outcomes"].place, owed, known)
    notes.stop()
