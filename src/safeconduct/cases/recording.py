"""From what happened in law to entries: each line of a case's history becomes one entry of the journal."""

from __future__ import annotations

from dataclasses import dataclass

from safeconduct.cases.said import NOTHING, Said
from safeconduct.cases.verbs import BRINGS_FORWARD, LATE, MIGRATES, OPENS, SILENCE, THE_LAW, THE_POST
from safeconduct.procedures.state import Case, Entry


@dataclass(frozen=True, slots=True)
class Author:
    """Who acts: number of a key, in which role, how the act came, and who typed it if that was somebody else."""

    who: str
    role: str
    source: str
    typed_by: str = ""


WORKER = Author("the instance", THE_LAW, "the clock")
"""Writes what follows from silence: nobody did it."""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry that is to be written: who, what, when it counts in law (a date), what came with it."""

    author: Author
    role: str
    verb: str
    what: str
    member: str
    follows: str
    legal_time: str
    said: Said = NOTHING


def beginning(case: Case, author: Author, said: Said) -> Told:
    """The first entry of a case."""
    verb = BRINGS_FORWARD if case.opening.stage else OPENS
    return Told(author, author.role, verb, "", "", "", case.opening.on.isoformat(), said)


def new_lines(before: Case, after: Case, author: Author, said: Said = NOTHING) -> list[Told]:
    """What happened between two states of one case; what was said goes with the last act."""
    entries = after.history[len(before.history) :]
    last = max((i for i, e in enumerate(entries) if e.act is not None), default=-1)
    return [told(entry, author, said if i == last else NOTHING) for i, entry in enumerate(entries)]


def told(entry: Entry, author: Author, said: Said) -> Told:
    """One line of the history as an entry."""
    if entry.act is not None:
        act = entry.act
        follows = act.follows if act.follows == "the others" else ""
        return Told(author, act.by or THE_POST, act.verb, act.what, act.member, follows, act.on.isoformat(), said)
    if entry.kind == "migrated":
        return Told(author, author.role, MIGRATES, "", "", "", entry.on.isoformat(), said)
    verb = SILENCE if entry.kind == "silence" else LATE
    day = entry.ended or entry.on
    return Told(WORKER, WORKER.role, verb, entry.limit, entry.member, "", day.isoformat())
