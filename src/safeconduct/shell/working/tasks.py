"""Tasks of the worker, and their register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from safeconduct.shell.clock import Clock

HERE = "here"
"""The lane of tasks that wait for nobody but the database."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that is done over and over.

    `act` is given the clock and returns how many things it did. It is called every so many seconds, and again at once
    when it did a whole `batch` (0: it has no batches), since more may be due. It commits its own work, in small
    transactions: what it holds locked, a page waits for. Tasks of one lane take turns in one thread; what waits for
    others far away has a lane of its own, so that nothing here waits for them.
    """

    name: str
    act: Callable[[Clock], int]
    every: float = 1.0
    batch: int = 0
    lane: str = HERE


_TASKS: dict[str, Task] = {}


def register(*found: Task) -> None:
    """Add tasks; called by a room's AppConfig.ready. A task of the same name is replaced."""
    _TASKS.update({task.name: task for task in found})


def tasks() -> tuple[Task, ...]:
    """List the tasks in the order in which they were registered."""
    return tuple(_TASKS.values())


def lanes(found: Sequence[Task]) -> dict[str, tuple[Task, ...]]:
    """Part tasks by their lanes; each keeps its order."""
    names = dict.fromkeys(task.lane for task in found)
    return {name: tuple(task for task in found if task.lane == name) for name in names}
