"""What of a file somebody may read: the person and who speaks for them all of it, the others what they need.

That something happened, and until when somebody must act, is seen by every party of a case. What was said with it is
read by the person, their representative, the deciding authority and who reviews it; an employer or a body that is asked
reads what it said itself, what was served on it, and the question it is asked.
"""

from __future__ import annotations

from collections.abc import Collection

from safeconduct.cases.file import File, Line
from safeconduct.cases.verbs import PROPOSES
from safeconduct.procedures.model import Procedure


def reads_all(procedure: Procedure, party: str) -> bool:
    """Whether a party reads the whole file."""
    who = procedure.parties.get(party)
    if who is None:
        return False
    if who.role in ("the person", "deciding") or who.represents == procedure.person:
        return True
    return party in {remedy.before for remedy in procedure.remedies.values()}


def reads(file: File, line: Line, parties: Collection[str]) -> bool:
    """Whether one of these parties may read what was said in an entry."""
    if line.verb == PROPOSES:
        # What nobody signed yet is no decision: it is read where it is deliberated, and by the others once it is taken.
        return line.role in parties
    if any(reads_all(file.law.procedure, party) for party in parties):
        return True
    service = line.words.service
    return line.role in parties or (service is not None and service.to_party in parties)
