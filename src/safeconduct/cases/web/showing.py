"""Where a form asks for a proof, a room above may offer another way to give it: showing a credential from a wallet.

The room says at start-up where that is done and hands back what was shown; cases keep it like an answer, and it enters
the case with the papers. The form and paper stay beside it: nobody needs a wallet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from safeconduct.cases.questions import SHOWN, Question
from safeconduct.cases.said import Shown
from safeconduct.cases.web import drafts
from safeconduct.cases.web.models import Case, Draft, DraftFile

Place = Callable[[Draft, Question], str]
"""Gives the address where this question of a draft can be answered from a wallet, empty where it cannot."""
Later = Callable[[Case, str], str]
"""The same for a case that runs: for a step by the query that names it, and without one for papers alone."""
KEPT = ".shown"


class Told(NamedTuple):
    """What was shown, in the reader's language: the kind, who signed it, each fact with its name."""

    title: str
    issuer: str
    facts: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return f"{self.title} ({self.issuer}): {', '.join(f'{name}: {value}' for name, value in self.facts)}"


Telling = Callable[[Shown], Told]
_PLACES: list[Place] = []
_TELLING: list[Telling] = []
_LATER: list[Later] = []


def offer(place: Place, telling: Telling) -> None:
    """Offer another way from now on; called by the AppConfig of a room."""
    if place not in _PLACES:
        _PLACES.append(place)
        _TELLING.append(telling)


def place_of(draft: Draft, question: Question) -> str:
    """Where this question can be answered from a wallet; empty where it cannot."""
    return next((address for place in _PLACES if (address := place(draft, question))), "")


def offer_later(place: Later) -> None:
    """Offer it for cases that run too; called by the AppConfig of a room."""
    if place not in _LATER:
        _LATER.append(place)


def place_in(case: Case, query: str = "") -> str:
    """Where a proof of a case can be shown from a wallet; empty where none can."""
    return next((address for place in _LATER if (address := place(case, query))), "")


def receive(draft: Draft, question: Question, given: Shown, fills: Mapping[str, str], now: datetime) -> None:
    """Keep what was shown in place of files, and fill in what it says of the person and nobody has written yet."""
    answers = drafts.answers_of(draft)
    if question.kind == "paper":
        DraftFile.objects.filter(draft=draft, question=question.key).delete()
        answers.pop(f"{question.key}.files", None)
        answers[question.key] = SHOWN
    answers[f"{question.key}{KEPT}"] = msgspec.json.encode(given).decode()
    for field, value in fills.items():
        if not answers.get(f"person.{field}"):
            answers[f"person.{field}"] = value
    drafts.change(draft, answers, now)


def given(key: str, answers: Mapping[str, str]) -> Shown | None:
    """What was shown for a question, if anything was."""
    text = answers.get(f"{key}{KEPT}", "")
    return msgspec.json.decode(text, type=Shown) if text else None


def kept_in(answers: Mapping[str, str]) -> tuple[Shown, ...]:
    """Everything that was shown in a draft, and still answers its question."""
    keys = [name.removesuffix(KEPT) for name in answers if name.endswith(KEPT)]
    found = {key: given(key, answers) for key in keys if key == "person" or answers.get(key) == SHOWN}
    return tuple(one for one in found.values() if one is not None)


def facts_of(key: str, answers: Mapping[str, str]) -> str:
    """What was shown for a question, in one line."""
    found = given(key, answers)
    return str(told(found)) if found is not None else ""


def told(found: Shown) -> Told:
    """What was shown, in the reader's language."""
    plain = Told(found.kind, found.issuer, tuple(found.facts.items()))
    return next((says(found) for says in _TELLING), plain)
