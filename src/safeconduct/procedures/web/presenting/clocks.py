"""The page of events: for each time limit what starts it, ends it, makes it stand still or longer, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from safeconduct.procedures.drawing import acting
from safeconduct.procedures.model import Event, Opinion, Remedy, Stage, TimeLimit
from safeconduct.procedures.web.presenting.counting import length
from safeconduct.procedures.web.presenting.silences import Tone, tone_of, what_follows
from safeconduct.procedures.web.presenting.words import Words


@dataclass(frozen=True, slots=True)
class Clock:
    """One time limit with its events, each a list of sentences (empty: never)."""

    name: str
    hue: str
    who: str
    how_long: tuple[str, ...]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    stands_still: tuple[str, ...]
    longer: tuple[str, ...]
    follows: str
    tone: Tone
    hole: bool
    law: str


@dataclass(frozen=True, slots=True)
class Group:
    """Time limits of one kind."""

    heading: str
    clocks: tuple[Clock, ...]


def clock_groups(words: Words) -> tuple[Group, ...]:
    """Every time limit of the procedure, by kind; kinds that it does not have are left out."""
    procedure = words.procedure
    groups = (
        Group(gettext("Time limits over several stages"), tuple(_limit(words, x) for x in procedure.limits.values())),
        Group(
            gettext("Time limits of one stage"),
            tuple(_stage(words, s) for s in procedure.stages.values() if s.limit is not None),
        ),
        Group(gettext("Questions to other bodies"), tuple(_opinion(words, o) for o in procedure.opinions.values())),
        Group(gettext("Appeals and reviews"), tuple(_remedy(words, r) for r in procedure.remedies.values())),
    )
    return tuple(group for group in groups if group.clocks)


def _event(words: Words, event: Event) -> str:
    if event.kind == "step":
        return gettext("This is done: %(step)s") % {"step": words.name("steps", event.name)}
    if event.kind == "reaching":
        return gettext("The case comes to: %(stage)s") % {"stage": words.stage(event.name)}
    if event.kind == "silence of":
        return gettext("Nothing came within: %(limit)s") % {"limit": words.name("limits", event.name)}
    return gettext("This is served: %(what)s") % {"what": _served(words, event.name)}


def _served(words: Words, name: str) -> str:
    if name.startswith("reaching "):
        return words.stage(name.removeprefix("reaching "))
    return words.name("steps", name)


def _limit(words: Words, limit: TimeLimit) -> Clock:
    lengths = (length(limit.length), *_longer_if(words, limit))
    return Clock(
        words.name("limits", limit.name),
        words.hue(limit.answers_for_it),
        words.party(limit.answers_for_it) if limit.answers_for_it else "",
        lengths,
        tuple(_event(words, e) for e in limit.starts_with),
        (*(_event(words, e) for e in limit.ends_with), gettext("The case ends")),
        tuple(words.stage(s) for s in limit.suspended_in),
        tuple(_extensions(words, limit)),
        what_follows(words, limit.silence),
        tone_of(words, limit.silence),
        limit.silence is None or not limit.silence.has_consequence,
        words.law(limit.law),
    )


def _longer_if(words: Words, of: TimeLimit | Stage) -> Iterator[str]:
    for circumstance, other in of.longer:
        yield gettext("%(length)s if: %(circumstance)s") % {
            "length": length(other),
            "circumstance": words.name("circumstances", circumstance),
        }


def _extensions(words: Words, limit: TimeLimit) -> Iterator[str]:
    for step in words.procedure.steps:
        if step.extends == limit.name and limit.extension is not None:
            yield gettext("%(step)s: %(length)s more") % {
                "step": words.name("steps", step.name),
                "length": length(limit.extension),
            }


def _stage(words: Words, stage: Stage) -> Clock:
    party = acting(stage)
    return Clock(
        words.stage(stage.name),
        words.hue(party),
        words.party(party) if party else "",
        (length(stage.limit) if stage.limit else "", *_longer_if(words, stage)),
        (gettext("The case comes to this stage, each time anew"),),
        (gettext("The case leaves this stage"),),
        (),
        (),
        what_follows(words, stage.silence),
        tone_of(words, stage.silence),
        stage.silence is None or not stage.silence.has_consequence,
        words.law(stage.law),
    )


def _opinion(words: Words, opinion: Opinion) -> Clock:
    hole = opinion.silence not in opinion.answers
    answer = gettext("Silence counts as this answer: %(answer)s.") % {"answer": words.name("findings", opinion.silence)}
    return Clock(
        words.name("opinions", opinion.name),
        words.hue(opinion.of),
        words.party(opinion.of),
        (length(opinion.within),),
        tuple(_event(words, e) for e in opinion.asked_with),
        (gettext("The body answers"), gettext("A decision is made")),
        (),
        (),
        gettext("This law does not say what follows: it leaves that to each state.") if hole else answer,
        "bad" if hole else "",
        hole,
        words.law(opinion.law),
    )


def _remedy(words: Words, remedy: Remedy) -> Clock:
    to_go = gettext("%(length)s to go there") % {"length": length(remedy.within)}
    to_decide = gettext("%(length)s to decide") % {"length": length(remedy.decided_within)}
    return Clock(
        words.name("remedies", remedy.name),
        words.hue(remedy.before),
        words.party(remedy.before),
        (to_go, to_decide),
        tuple(gettext("This is served: %(what)s") % {"what": _served(words, str(e))} for e in remedy.against),
        (gettext("It is decided"),),
        (),
        (),
        what_follows(words, remedy.silence),
        tone_of(words, remedy.silence),
        not remedy.silence.has_consequence,
        words.law(remedy.law),
    )
