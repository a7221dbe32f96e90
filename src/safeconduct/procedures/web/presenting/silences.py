"""What follows when nobody answers, each silence in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from django.utils.translation import gettext

from safeconduct.procedures.drawing import acting
from safeconduct.procedures.model import ONLY_LATE, Opinion, Remedy, Silence, Stage, TimeLimit
from safeconduct.procedures.web.presenting.counting import first_large, length
from safeconduct.procedures.web.presenting.words import Words

Tone = Literal["ok", "bad", ""]

_GOOD = frozenset({"tacit approval"})
_HARMFUL = frozenset({"deemed refusal", "deemed withdrawal"})


@dataclass(frozen=True, slots=True)
class WhatFollows:
    """One silence. ``hole``: nothing in law follows; ``tone`` says whom the consequence favours."""

    hue: str
    who: str
    where: str
    how_long: str
    text: str
    tone: Tone
    hole: bool


def every_silence(words: Words) -> tuple[WhatFollows, ...]:
    """All silences of the procedure: stages, time limits, questions to other bodies, remedies; holes first."""
    procedure = words.procedure
    found = [_of_stage(words, s) for s in procedure.stages.values() if s.limit is not None]
    found += [_of_limit(words, limit) for limit in procedure.limits.values()]
    found += [_of_opinion(words, o) for o in procedure.opinions.values()]
    found += [_of_remedy(words, r) for r in procedure.remedies.values()]
    return tuple(sorted(_together(found), key=lambda s: not s.hole))


def _together(found: list[WhatFollows]) -> list[WhatFollows]:
    """Silences of which the same is to be said are told once, under all their names."""
    alike: dict[WhatFollows, list[str]] = {}
    for one in found:
        alike.setdefault(replace(one, where=""), []).append(one.where)
    return [replace(one, where=gettext(", ").join(names)) for one, names in alike.items()]


def what_follows(words: Words, silence: Silence | None) -> str:
    """What follows from one silence, in sentences."""
    return " ".join(_sentences(words, silence))


def tone_of(words: Words, silence: Silence | None) -> Tone:
    """Whether what follows is for the person, against the person, or neither."""
    if silence is None or not silence.has_consequence:
        return "bad"
    target = words.procedure.stages.get(silence.to)
    outcome = (target.outcome or target.decided) if target else ""
    if silence.kind in _GOOD or outcome == "granted":
        return "ok"
    return "bad" if silence.kind in _HARMFUL or outcome in ("refused", "discontinued", "not lodged") else ""


def _sentences(words: Words, silence: Silence | None) -> Iterator[str]:
    if silence is None:
        yield gettext("The file does not say what follows.")
    elif silence.kind == ONLY_LATE:
        yield gettext("The answer is late, and nothing more follows: the law sets no end.")
    elif not silence.has_consequence:
        yield gettext("This law does not say what follows: it leaves that to each state.")
    else:
        yield from _consequence(words, silence)


def _consequence(words: Words, silence: Silence) -> Iterator[str]:
    values = {"kind": words.name("silences", silence.kind), "stage": words.stage(silence.to)}
    yield gettext("%(kind)s. Next: %(stage)s.") % (values | {"kind": first_large(values["kind"])})
    if silence.claimed_by and silence.within is not None:
        yield gettext("Only if %(party)s confirms it within %(length)s; otherwise: %(stage)s.") % {
            "party": words.party(silence.claimed_by),
            "length": length(silence.within),
            "stage": words.stage(silence.if_not_confirmed),
        }


def _follows(words: Words, silence: Silence | None, party: str, where: str, how_long: str) -> WhatFollows:
    return WhatFollows(
        words.hue(party),
        words.party(party) if party else "",
        where,
        how_long,
        what_follows(words, silence),
        tone_of(words, silence),
        silence is None or not silence.has_consequence,
    )


def _of_stage(words: Words, stage: Stage) -> WhatFollows:
    how_long = length(stage.limit) if stage.limit else ""
    return _follows(words, stage.silence, acting(stage), words.stage(stage.name), how_long)


def _of_limit(words: Words, limit: TimeLimit) -> WhatFollows:
    name = words.name("limits", limit.name)
    return _follows(words, limit.silence, limit.answers_for_it, name, length(limit.length))


def _of_opinion(words: Words, opinion: Opinion) -> WhatFollows:
    """The silence of another body is one of its answers."""
    hole = opinion.silence not in opinion.answers
    answer = words.name("findings", opinion.silence)
    text = gettext("Silence counts as this answer: %(answer)s.") % {"answer": answer}
    return WhatFollows(
        words.hue(opinion.of),
        words.party(opinion.of),
        words.name("opinions", opinion.name),
        length(opinion.within),
        gettext("This law does not say what follows: it leaves that to each state.") if hole else text,
        "bad" if hole else "",
        hole,
    )


def _of_remedy(words: Words, remedy: Remedy) -> WhatFollows:
    name = words.name("remedies", remedy.name)
    return _follows(words, remedy.silence, remedy.before, name, length(remedy.decided_within))
