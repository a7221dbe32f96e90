"""Names that must be one: steps, findings, and names that could be taken for something else."""

from __future__ import annotations

from collections.abc import Iterator

from safeconduct.procedures.messages import Notes
from safeconduct.procedures.model import ANYONE, LEFT_OPEN, STAGE_ITSELF, Place, Procedure
from safeconduct.procedures.places import Places
from safeconduct.procedures.words import EVENT_WORDS

HIDDEN_WORDS = ("service of ", "claim of ")


def note_doubles(procedure: Procedure, places: Places, notes: Notes) -> None:
    """Note names that stand twice or are ambiguous."""
    _steps(procedure, places, notes)
    _findings(procedure, places, notes)
    _ambiguous(procedure, places, notes)


def _steps(procedure: Procedure, places: Places, notes: Notes) -> None:
    first: dict[str, Place] = {}
    for step in procedure.steps:
        place = places.of_step(step)
        if step.name in first:
            before, after = sorted((first[step.name], place))
            notes.add("duplicate-step", after, name=step.name, first=before.line)
        first.setdefault(step.name, place)


def _findings(procedure: Procedure, places: Places, notes: Notes) -> None:
    """Two steps may come to the same finding; an answer belongs to one opinion."""
    first: dict[str, tuple[str, Place]] = {}
    made = [
        (a, f"opinion {o.name}", places.of("opinions", o.name, "answers", item=a))
        for o in procedure.opinions.values()
        for a in o.answers
    ]
    made += [(s.finds, "step", places.of_step(s, "finds")) for s in procedure.steps if s.finds]
    for name, maker, place in made:
        if name in first and first[name][0] != maker:
            notes.add("duplicate-finding", place, name=name, first=first[name][1].line)
        first.setdefault(name, (maker, place))


def _ambiguous(procedure: Procedure, places: Places, notes: Notes) -> None:
    for name, place, other in (*_like_events(procedure, places), *_like_words(procedure, places)):
        notes.add("ambiguous-name", place, name=name, other=other)


def _like_events(procedure: Procedure, places: Places) -> Iterator[tuple[str, Place, str]]:
    for step in procedure.steps:
        if step.name.startswith(tuple(f"{word} " for word in EVENT_WORDS)):
            yield step.name, places.of_step(step), "an event"
    for name in procedure.stages:
        if name.startswith(HIDDEN_WORDS) or _is_remedy(procedure, name):
            yield name, places.of("stages", name), "a hidden stage"


def _like_words(procedure: Procedure, places: Places) -> Iterator[tuple[str, Place, str]]:
    if "limit" in procedure.limits:
        yield "limit", places.of("time limits", "limit"), "the stage's own limit"
    if ANYONE in procedure.parties:
        yield ANYONE, places.of("parties", ANYONE), "everybody"
    for opinion in procedure.opinions.values():
        for answer in {STAGE_ITSELF, LEFT_OPEN} & set(opinion.answers):
            yield answer, places.of("opinions", opinion.name, "answers", item=answer), "a word of the language"


def _is_remedy(procedure: Procedure, name: str) -> bool:
    return any(name.startswith((f"{r} against ", f"time for {r} against ")) for r in procedure.remedies)
