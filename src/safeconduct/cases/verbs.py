"""The verbs of a case's entries: those of the law, and those of the office, which change nothing in law."""

from __future__ import annotations

from typing import get_args

from safeconduct.procedures.state import Verb

OPENS, BRINGS_FORWARD, PARTS = "opens", "brings forward", "parts"
SILENCE, LATE, MIGRATES = "silence", "late", "migrates"
THE_POST, THE_LAW = "the post", "the law"
"""Roles of nobody: who brings letters, and what follows by itself."""
BEGINNINGS = frozenset({OPENS, BRINGS_FORWARD, PARTS})
ACTS: frozenset[str] = frozenset(get_args(Verb))
REVIEWS = frozenset({"upholds", "annuls", "replaces"})
LAW = BEGINNINGS | ACTS | {SILENCE, LATE, MIGRATES}
"""What moves a case; replaying these gives its state."""

JOINS = "joins"
EMPOWERS, REVOKES = "gives power of attorney", "revokes power of attorney"
ADDS_PAPERS = "adds papers"
WRITES = "writes"
ASSIGNS = "assigns"
APPOINTS, CANCELS, RECORDS = "appoints", "cancels", "records"
PROPOSES, SIGNS, DISCARDS = "proposes", "signs", "discards"
CHARGES, PAYS, WAIVES, REFUNDS = "charges", "pays", "waives", "refunds"
OFFICE = frozenset(
    {
        JOINS,
        EMPOWERS,
        REVOKES,
        ADDS_PAPERS,
        WRITES,
        ASSIGNS,
        APPOINTS,
        CANCELS,
        RECORDS,
        PROPOSES,
        SIGNS,
        DISCARDS,
        CHARGES,
        PAYS,
        WAIVES,
        REFUNDS,
    }
)
"""What belongs to the file and leaves the state in law as it is."""
