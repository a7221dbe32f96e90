"""Plays scripts again through the public semantics alone, apart from how they were made."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Literal, cast

from safeconduct.cases.seed.model import Event, Script, World
from safeconduct.cases.seed.world import world
from safeconduct.procedures.brought_forward import begin
from safeconduct.procedures.library import Library
from safeconduct.procedures.periods import load_calendar
from safeconduct.procedures.run import apply, pass_until
from safeconduct.procedures.state import Act, Case, Verb

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


@cache
def made(seed: int = 1, today: date = TODAY, cases: int = 320) -> World:
    return world(Random(seed), today, cases)


def opened(script: Script) -> Case:
    library = Library.default()
    procedure = library.load(script.procedure)
    calendar = load_calendar(script.state, procedure.calendar.periods, script.opening.on)
    return begin(procedure, library.charter(), calendar, script.opening)


def act_of(event: Event) -> Act:
    others = event.follows == "the others"
    follows: Literal["the one", "the others"] = "the others" if others else "the one"
    return Act(event.on, event.by, cast(Verb, event.verb), event.what, event.member, follows)


def replayed(script: Script, morning: date) -> Case:
    """The case on a morning; raises where an act is not one that the law offers."""
    case = opened(script)
    for event in script.acts:
        if event.on >= morning:
            break
        case = apply(case, act_of(event))
    return pass_until(case, morning)
