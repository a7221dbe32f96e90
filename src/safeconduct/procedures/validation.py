"""Every check that needs no proof: names exist, sentences do not contradict each other, nothing turns for ever.

The checks run in rounds, and a round is begun only when the one before found nothing: an unknown stage would otherwise
bring a stage that nobody reaches, and that a loop that is none.
"""

from __future__ import annotations

from safeconduct.procedures.contradictions import note_contradictions
from safeconduct.procedures.loops import note_loops
from safeconduct.procedures.messages import Notes
from safeconduct.procedures.model import Charter, Procedure
from safeconduct.procedures.places import Places
from safeconduct.procedures.reading import Block
from safeconduct.procedures.references import note_law, note_references
from safeconduct.procedures.structure import note_structure
from safeconduct.procedures.uniqueness import note_doubles
from safeconduct.procedures.ways import MOST_WAYS, TooManyWays, Ways

REVIEW_DUTIES = ("grounds", "reasons", "remedy", "service")


def validate(procedure: Procedure, charter: Charter, whole: Block) -> None:
    """Refuse a procedure that names what does not exist, contradicts itself or has no bound by construction.

    Raises:
        Unreadable: with every mistake of the first round that finds any.

    """
    notes, places = Notes(), Places(whole)
    note_doubles(procedure, places, notes)
    notes.stop()
    note_references(procedure, charter, places, notes)
    notes.stop()
    note_contradictions(procedure, charter, places, notes)
    notes.stop()
    try:
        ways = Ways(procedure)
    except TooManyWays:
        notes.add("too-many-ways", places.of("stages"), most=MOST_WAYS)
        notes.stop()
        return
    note_structure(procedure, ways, places, notes)
    notes.stop()
    note_loops(procedure, ways, places, notes)
    notes.stop()


def validate_charter(charter: Charter, whole: Block) -> None:
    """Refuse a charter whose outcomes owe what it does not define, or whose lists name unknown purposes."""
    notes, places = Notes(), Places(whole)
    duties = (*charter.safeguards, *REVIEW_DUTIES)
    for outcome in charter.outcomes.values():
        for owed in outcome.owes:
            if owed not in duties:
                notes.unknown("unknown-safeguard", places.of("outcomes", outcome.name, "owes", item=owed), owed, duties)
    for purpose in charter.never_to_enforcement:
        if purpose not in charter.purposes:
            word = "purposes that never reach enforcement"
            notes.unknown("unknown-purpose", places.of(word, item=purpose), purpose, charter.purposes)
    for safeguard in charter.safeguards.values():
        note_law(safeguard.law, charter.sources, places.of("safeguards", safeguard.name, "law"), notes)
    notes.stop()
