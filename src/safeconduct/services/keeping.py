"""How long an entry is believed: asked after, then hidden, never deleted for its age."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Literal

import msgspec

from safeconduct.shell.content import UnfitContent, read_content, text_of

SOURCE = "services/keeping.yaml"
State = Literal["fresh", "asked after", "hidden"]


_NAMES = {"asked": "asked after", "hidden": "hidden after", "own_promise": "own promise"}


class Keeping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename=_NAMES):
    """The two lengths, in days from the day on which somebody last assured an entry."""

    sources: tuple[str, ...]
    asked: str
    hidden: str
    own_promise: Literal["yes"]


@cache
def lengths() -> tuple[timedelta, timedelta]:
    """After how long an entry is asked after, and after how long it is hidden."""
    found = read_content(text_of(SOURCE), SOURCE, Keeping)
    asked, hidden = (_days(text) for text in (found.asked, found.hidden))
    if asked >= hidden:
        message = f"library/{SOURCE}: an entry is asked after before it is hidden. Make `asked after` the shorter."
        raise UnfitContent(message)
    return asked, hidden


def assured_on(service: Mapping[str, object]) -> date | None:
    """The day on which somebody last said that the entry is right; nothing where nobody did or it is no day."""
    try:
        return date.fromisoformat(str(service.get("assured_date", "")))
    except ValueError:
        return None


def days_of(assured: date | None) -> tuple[date, date]:
    """The first day on which an entry is asked after, and the first on which it is hidden.

    What nobody ever assured is asked after at once and hidden: nobody stands for it.
    """
    if assured is None:
        return date.min, date.min
    asked, hidden = lengths()
    return assured + asked, assured + hidden


def state(assured: date | None, today: date) -> State:
    """How an entry stands on a day."""
    asked, hidden = days_of(assured)
    if today >= hidden:
        return "hidden"
    return "asked after" if today >= asked else "fresh"


def _days(text: str) -> timedelta:
    number, _, unit = text.partition(" ")
    if unit != "days" or not number.isdecimal():
        message = f"library/{SOURCE}: {text!r} is no length. Write it as: 180 days."
        raise UnfitContent(message)
    return timedelta(days=int(number))
