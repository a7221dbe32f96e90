"""Cards of computed scores: what each is for, how often it errs and for whom, who may override it, how to contest it.

A score without a card does not run: whoever computes one reads its card first.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from safeconduct.shell.content import read_content

CARDS = "scores"


class NoCard(ValueError):
    """A score has no card, or one that lacks something; says what to write."""


class Error(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How well one group was served: precision, recall and F1 of so many true pairs."""

    pairs: int
    precision: float
    recall: float
    f1: float


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"ai_act": "AI Act"}):
    """What people must know of a score before it is computed about anybody."""

    purpose: str
    never: str
    ai_act: AiAct
    model: str
    """The SHA-256 of the text that computes it, so that another model needs another card."""
    data: str
    error: dict[str, dict[str, Error]]
    """By kind of group, such as script or sex, and group."""
    override: str
    contest: str


class AiAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The class of Regulation (EU) 2024/1689 with its reason."""

    taken_for: Literal["minimal", "limited", "high"]
    status: Literal["read", "assumed"]
    reason: str


def read_card(path: str, text: str) -> Card:
    """Read a card.

    Raises:
        NoCard: there is none, or something is missing or empty.

    """
    if not text.strip():
        message = f"There is no library/{path}. A score without a card does not run: write one."
        raise NoCard(message)
    found = read_content(text, path, Card, NoCard, "Correct that entry; the score does not run before.")
    said = {name: getattr(found, name) for name in ("purpose", "never", "model", "data", "override", "contest")}
    empty = [name for name, words in said.items() if not words.strip()] + ([] if found.error else ["error"])
    if empty:
        message = f"library/{path}: {', '.join(empty)} says nothing. Write it; the score does not run before."
        raise NoCard(message)
    return found
