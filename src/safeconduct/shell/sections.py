"""Sections of the top bar: each room registers its own when it starts, and says to whom they are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from safeconduct.shell.principals import Principal


def everybody(who: Principal) -> bool:
    """Hold for everyone."""
    return True


@dataclass(frozen=True, slots=True)
class Section:
    """One section: the name of its view, what it is called (lazily translated), its place, and who is shown it."""

    view: str
    name: Any
    place: int
    shown: Callable[[Principal], bool] = everybody


_SECTIONS: dict[str, Section] = {}


def register(*sections: Section) -> None:
    """Add sections; called by a room's AppConfig.ready."""
    _SECTIONS.update({section.view: section for section in sections})


def sections_for(who: Principal) -> list[Section]:
    """List the sections that somebody is shown, by their place."""
    return sorted((found for found in _SECTIONS.values() if found.shown(who)), key=lambda found: found.place)


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody goes who has signed in: the name of a view, its place in the order, and for whom it is."""

    view: str
    place: int
    of: Callable[[Principal], bool]


_HOMES: dict[str, Home] = {}


def register_home(*homes: Home) -> None:
    """Add start pages; called by a room's AppConfig.ready."""
    _HOMES.update({home.view: home for home in homes})


def home_of(who: Principal) -> str:
    """Return the name of the view where somebody starts: the first that is for them, or their own account."""
    fitting = sorted((home for home in _HOMES.values() if home.of(who)), key=lambda home: home.place)
    return next((home.view for home in fitting), "shell:account" if who.account else "shell:slip")
