"""The ordered list beside the drawing: every stage, remedy and end, who may or must do what, and what if not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext

from safeconduct.procedures.drawing import Label, acting, numbered
from safeconduct.procedures.model import Event, Guard, Remedy, Stage, Step
from safeconduct.procedures.web.presenting.counting import first_large, length, times
from safeconduct.procedures.web.presenting.silences import Tone, tone_of, what_follows
from safeconduct.procedures.web.presenting.words import Words


@dataclass(frozen=True, slots=True)
class Act:
    """A step as the list tells it: what it is, its conditions, and where it leads."""

    name: str
    notes: tuple[str, ...]
    leads_to: str
    number: int


@dataclass(frozen=True, slots=True)
class Duty:
    """What one party may or must do in a stage."""

    hue: str
    who: str
    must: bool
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Consequence:
    """A sentence about an end or a silence, with its tone and whether it is a hole in the law."""

    text: str
    tone: Tone
    hole: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the list; its number is the one in the drawing."""

    ident: str
    number: int
    hue: str
    name: str
    duties: tuple[Duty, ...]
    limits: tuple[str, ...]
    consequences: tuple[Consequence, ...]
    law: str


def every_item(words: Words) -> tuple[Item, ...]:
    """The list, in the order of the numbers in the drawing."""
    return tuple(_item(words, name, number) for number, name in enumerate(numbered(words.procedure), 1))


def always(words: Words) -> tuple[Duty, ...]:
    """What can be done at any stage before the end."""
    return _duties(words, words.procedure.always)


def label(words: Words, name: str) -> Label:
    """What stands in a box of the drawing."""
    procedure = words.procedure
    remedy, stage = procedure.remedies.get(name), procedure.stages.get(name)
    if remedy is not None:
        note = _who_and_how_long(words, remedy.before, length(remedy.decided_within))
        return Label(first_large(words.name("remedies", name)), note)
    note = _note(words, stage) if stage else ""
    return Label(first_large(words.stage(name)), note)


def _note(words: Words, stage: Stage) -> str:
    if stage.outcome:
        return words.name("outcomes", stage.outcome)
    if stage.limit is None:
        return words.party(acting(stage)) if stage.steps else ""
    return _who_and_how_long(words, acting(stage), length(stage.limit))


def _who_and_how_long(words: Words, party: str, how_long: str) -> str:
    """A number and its unit stay on one line."""
    how_long = how_long.replace(" ", "\u00a0")
    return gettext("%(party)s, %(length)s") % {"party": words.party(party), "length": how_long}


def _item(words: Words, name: str, number: int) -> Item:
    procedure = words.procedure
    if name in procedure.remedies:
        return _remedy(words, procedure.remedies[name], number)
    stage = procedure.stages[name]
    party = acting(stage)
    return Item(
        f"stage-{number}",
        number,
        words.hue(party) if party else "body",
        words.stage(name),
        _duties(words, stage.steps),
        tuple(_limits(words, stage)),
        tuple(_consequences(words, stage)),
        words.law(stage.law),
    )


def _limits(words: Words, stage: Stage) -> Iterator[str]:
    if stage.limit:
        yield gettext("At most %(length)s.") % {"length": length(stage.limit)}
    for circumstance, other in stage.longer:
        yield gettext("%(length)s if: %(circumstance)s.") % {
            "length": length(other),
            "circumstance": words.name("circumstances", circumstance),
        }
    for limit in words.procedure.limits.values():
        if Event("reaching", stage.name) in limit.starts_with:
            yield gettext("The time limit “%(limit)s” begins: %(length)s.") % {
                "limit": words.name("limits", limit.name),
                "length": length(limit.length),
            }
        if stage.name in limit.suspended_in:
            yield gettext("The time limit “%(limit)s” stands still.") % {"limit": words.name("limits", limit.name)}


def _consequences(words: Words, stage: Stage) -> Iterator[Consequence]:
    if stage.limit or stage.silence:
        yield _silent(words, stage)
    for limit in words.procedure.limits.values():
        if Event("reaching", stage.name) in limit.starts_with:
            hole = limit.silence is None or not limit.silence.has_consequence
            text = gettext("If the time limit “%(limit)s” ends and nothing came: %(what)s") % {
                "limit": words.name("limits", limit.name),
                "what": what_follows(words, limit.silence),
            }
            yield Consequence(text, tone_of(words, limit.silence), hole)
    if stage.outcome:
        text = gettext("The case ends: %(outcome)s.") % {"outcome": words.name("outcomes", stage.outcome)}
        yield Consequence(text, _outcome_tone(stage.outcome))
    elif stage.decided:
        text = gettext("The decision has been made: %(outcome)s.") % {"outcome": words.name("outcomes", stage.decided)}
        yield Consequence(text, _outcome_tone(stage.decided))


def _silent(words: Words, stage: Stage) -> Consequence:
    hole = stage.silence is None or not stage.silence.has_consequence
    text = gettext("If nothing comes: %(what)s") % {"what": what_follows(words, stage.silence)}
    return Consequence(text, tone_of(words, stage.silence), hole)


_AGAINST = frozenset({"refused", "ordered", "withdrawn by the authority", "discontinued", "inadmissible", "not lodged"})


def _outcome_tone(outcome: str) -> Tone:
    return "ok" if outcome == "granted" else "bad" if outcome in _AGAINST else ""


# ---- steps ------------------------------------------------------------------------------------------------------


def _duties(words: Words, steps: tuple[Step, ...]) -> tuple[Duty, ...]:
    groups = groupby(steps, key=lambda step: (step.by, step.must))
    return tuple(
        Duty(words.hue(by), words.party(by), must, tuple(_act(words, step) for step in group))
        for (by, must), group in groups
    )


def _act(words: Words, step: Step) -> Act:
    leads = words.stage(step.to) if step.to else ""
    order = numbered(words.procedure)
    return Act(
        words.name("steps", step.name), tuple(_notes(words, step)), leads, order.index(step.to) + 1 if step.to else 0
    )


def _notes(words: Words, step: Step) -> Iterator[str]:
    yield from _conditions(words, step)
    if step.grounds:
        grounds = _listed(words.name("grounds", g.name) for g in step.grounds)
        yield gettext("only on one of these grounds: %(grounds)s") % {"grounds": grounds}
    if step.needs:
        yield gettext("needs: %(papers)s") % {"papers": _listed(words.name("evidence", n) for n in step.needs)}
    if step.extends:
        yield _extension(words, step)
    if step.in_person:
        yield gettext("in person")
    if step.reasons or step.in_writing:
        yield gettext("in writing, with reasons") if step.reasons else gettext("in writing")
    if step.at_most:
        yield times(step.at_most)


def _conditions(words: Words, step: Step) -> Iterator[str]:
    if step.only_if:
        yield gettext("only if: %(what)s") % {"what": _listed(_circumstance(words, c) for c in step.only_if)}
    if step.unless:
        yield gettext("not if: %(what)s") % {"what": _listed(_circumstance(words, c) for c in step.unless)}
    if step.after:
        yield gettext("once this is established: %(findings)s") % {
            "findings": _listed(_guard(words, g) for g in step.after)
        }


def _circumstance(words: Words, name: str) -> str:
    return words.name("people" if name in words.procedure.people else "circumstances", name)


def _guard(words: Words, guard: Guard) -> str:
    finding = words.name("findings", guard.finding)
    if not guard.group:
        return finding
    patterns = {
        "each": gettext("%(finding)s (each: %(group)s)"),
        "any": gettext("%(finding)s (any: %(group)s)"),
        "this": gettext("%(finding)s (this: %(group)s)"),
    }
    values = {"finding": finding, "group": words.name("people", guard.group)}
    return patterns.get(guard.quantifier, "%(finding)s") % values


def _extension(words: Words, step: Step) -> str:
    limit = words.procedure.limits[step.extends]
    values = {"limit": words.name("limits", limit.name)}
    if limit.extension is None:
        return gettext("makes the time limit “%(limit)s” longer") % values
    return gettext("makes the time limit “%(limit)s” longer by %(length)s") % (
        values | {"length": length(limit.extension)}
    )


def _listed(names: Iterable[str]) -> str:
    return gettext(", ").join(names)


# ---- remedies ---------------------------------------------------------------------------------------------------


def against(words: Words, remedy: Remedy) -> str:
    """What a remedy is against: acts, or ends by silence."""
    return _listed(_event(words, event) for event in remedy.against)


def _event(words: Words, event: Event) -> str:
    return words.name("steps", event.name) if event.kind == "step" else words.stage(event.name)


def _remedy(words: Words, remedy: Remedy, number: int) -> Item:
    hole = not remedy.silence.has_consequence
    silent = gettext("If nothing comes: %(what)s") % {"what": what_follows(words, remedy.silence)}
    return Item(
        f"stage-{number}",
        number,
        words.hue(remedy.before),
        words.name("remedies", remedy.name),
        (),
        (gettext("Against: %(what)s.") % {"what": against(words, remedy)}, *remedy_results(words, remedy)),
        (Consequence(silent, tone_of(words, remedy.silence), hole),),
        words.law(remedy.law),
    )


def remedy_sentences(words: Words, remedy: Remedy) -> Iterator[str]:
    """Where a remedy goes and in which time, in sentences that hold for all remedies of its kind."""
    who = words.party(remedy.by)
    yield gettext("Who may go: %(party)s. Where to: %(court)s.") % {"party": who, "court": words.party(remedy.before)}
    yield gettext("Time to go: %(length)s, counted from the day of service, not from the date on the letter.") % {
        "length": length(remedy.within)
    }
    yield gettext("Decided within %(length)s.") % {"length": length(remedy.decided_within)}
    yield _suspends(remedy)


def _suspends(remedy: Remedy) -> str:
    if remedy.suspensive:
        return gettext("Until then nothing may be carried out.")
    return gettext("It does not stop what was decided from being carried out.")


def remedy_results(words: Words, remedy: Remedy) -> Iterator[str]:
    """What the reviewing body can bring about."""
    if remedy.annulled_to:
        again = f" ({times(remedy.annulled_at_most)})" if remedy.annulled_at_most else ""
        yield gettext("If the decision is annulled: %(stage)s%(again)s.") % {
            "stage": words.stage(remedy.annulled_to),
            "again": again,
        }
    if remedy.replaced_to:
        yield gettext("If the decision is replaced: %(stage)s.") % {"stage": words.stage(remedy.replaced_to)}
