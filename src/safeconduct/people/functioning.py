"""What somebody finds difficult, asked with the questions of the Washington Group: never a diagnosis, never a score.

The Short Set is asked of adults, the Child Functioning Module (with UNICEF) of the caregivers of children from 2 to 17.
Questions, scales and cut-offs are data of the library, with their source. Answers count people and show whom to ask
what support they want; what somebody is given is what they ask for, and no answer lessens it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal

import msgspec

from safeconduct.shell.content import LANGUAGES, read_content, text_of

FOLDER = "people/functioning"
SETS = ("short-set", "child-2-4", "child-5-17")
NO_ANSWER = ("refused", "not known")
"""May be said to every question: nobody must answer."""


class NotAQuestionSet(ValueError):
    """A file of questions cannot be used; says where and why."""


class NotAnAnswer(ValueError):
    """An answer that the scale of its question does not have, or to what is not asked."""


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Frozen, and no word that is not known."""


class Scale(_Part, frozen=True, rename={"cut_off": "cut-off"}):
    """The answers in their order, each by language, and those from which the cut-off counts a domain."""

    cut_off: tuple[str, ...]
    answers: dict[str, dict[str, str]]


class Question(_Part, frozen=True, rename={"asked_if": "asked if"}):
    """One question: its domain, its scale, which earlier answers it needs, its text by language."""

    domain: str
    scale: str
    text: dict[str, str]
    asked_if: dict[str, tuple[str, ...]] = {}


class QuestionSet(_Part, frozen=True, rename={"answered_by": "answered by"}):
    """A whole set with its source and the ages it is for, first and last included."""

    sources: tuple[str, ...]
    status: dict[str, str]
    ages: tuple[int, int]
    answered_by: Literal["the person", "the caregiver"]
    scales: dict[str, Scale]
    questions: dict[str, Question]

    def asked(self, answers: Mapping[str, str]) -> list[str]:
        """The questions that these answers lead to, in their order."""
        return [
            name
            for name, its in self.questions.items()
            if all(answers.get(other) in wanted for other, wanted in its.asked_if.items())
        ]

    def check(self, answers: Mapping[str, str]) -> None:
        """Refuse an answer that its scale does not have, or to a question that is not asked."""
        asked = self.asked(answers)
        for name, answer in answers.items():
            known = self.scales[self.questions[name].scale].answers if name in asked else {}
            if answer not in known and not (name in asked and answer in NO_ANSWER):
                message = f"{answer!r} is no answer to {name!r}. Use one of {[*known, *NO_ANSWER]}."
                raise NotAnAnswer(message)

    def at_the_cut_off(self, answers: Mapping[str, str]) -> tuple[str, ...]:
        """The domains in which an answer reaches the cut-off: whoever has one is counted as having a disability."""
        reached = (
            self.questions[name].domain
            for name, answer in answers.items()
            if name in self.questions and answer in self.scales[self.questions[name].scale].cut_off
        )
        # With an aid a child may walk without difficulty: the module counts walking without it.
        return tuple(domain for domain in dict.fromkeys(reached) if domain != "walking-aided")


class Assessment(_Part, frozen=True, omit_defaults=True):
    """Answers of one day: to which set, by whom. Kept apart from the record of the person."""

    questions: Literal["short-set", "child-2-4", "child-5-17"]
    on: date
    answers: dict[str, str]
    by: Literal["the person", "the caregiver", "somebody else"] = "the person"

    def __post_init__(self) -> None:
        """Refuse answers that were not asked for."""
        question_set(self.questions).check(self.answers)


def set_for(age: int | None) -> str:
    """The set for an age in whole years, empty under two; the one for adults where the age is not known."""
    if age is None:
        return "short-set"
    return next((n for n in SETS if (s := question_set(n)).ages[0] <= age <= s.ages[1]), "")


@cache
def question_set(name: str) -> QuestionSet:
    """Return a set of the library."""
    return read_set(name, text_of(f"{FOLDER}/{name}.yaml"))


def read_set(name: str, text: str) -> QuestionSet:
    """Read and validate a set."""
    found = read_content(text, f"{FOLDER}/{name}.yaml", QuestionSet, NotAQuestionSet)
    seen: set[str] = set()
    for key, its in found.questions.items():
        texts = [its.text, *(found.scales[its.scale].answers.values() if its.scale in found.scales else [{}])]
        if any(set(each) != set(LANGUAGES) for each in texts) or not set(its.asked_if) <= seen:
            message = f"library/{FOLDER}/{name}.yaml: {key} needs a known scale, every language, and earlier questions."
            raise NotAQuestionSet(message)
        seen.add(key)
    return found


_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder(Assessment)


def written(assessment: Assessment) -> bytes:
    """Return the bytes that are sealed."""
    return _ENCODER.encode(assessment)


def read(plain: bytes) -> Assessment:
    """Read them back."""
    return _DECODER.decode(plain)
