"""The model of the library, which runs only with its score card."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import msgspec

from safeconduct.people.scorecards import CARDS, Card, NoCard, read_card

LEAST = 0.1
"""From this probability on a pair is shown to an officer."""
MODEL, CARD = "people/linkage/model.json", f"{CARDS}/record-linkage.yaml"


@cache
def model() -> dict[str, Any]:
    """Return the model of the library as Splink reads it, on DuckDB or Spark."""
    return carded(_text(MODEL), _text(CARD))[0]


@cache
def card() -> Card:
    """Return its card."""
    return carded(_text(MODEL), _text(CARD))[1]


def carded(text: str, card: str) -> tuple[dict[str, Any], Card]:
    """Read a model and the card that was written for it.

    Raises:
        NoCard: there is none, it lacks something, or it was written for another model.

    """
    found = read_card(CARD, card)
    digest = sha256(text.encode()).hexdigest()
    if found.model != digest:
        message = (
            f"library/{CARD} was written for the model {found.model[:12]}…, and this one is {digest[:12]}…. "
            "Measure the new model, write its errors into the card, and then its hash."
        )
        raise NoCard(message)
    return msgspec.json.decode(text), found


def written(model: dict[str, Any]) -> str:
    """Return the text of a model as it is kept."""
    return msgspec.json.format(msgspec.json.encode(model), indent=1).decode() + "\n"


def _text(path: str) -> str:
    found = files("safeconduct").joinpath("library", path)
    return found.read_text(encoding="utf-8") if found.is_file() else ""
