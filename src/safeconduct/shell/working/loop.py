"""The loop of a worker."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError, close_old_connections, connections

from safeconduct.shell.clock import Clock
from safeconduct.shell.working.beats import Heart
from safeconduct.shell.working.tasks import Task, lanes

_LOG = logging.getLogger(__name__)
LONGEST_PAUSE = 60.0
"""Seconds after which a task that fails is tried again at the latest; it is tried sooner at first."""
LONGEST_SLEEP = 0.5
"""Seconds after which a worker that sleeps looks whether it shall end."""


@dataclass(slots=True)
class _Turn:
    """When a task is to be done next, in seconds of the loop's own time, and how often in a row it failed."""

    task: Task
    due: float
    failed: int = 0

    def after(self, began: float, done: int) -> None:
        """Note that the task was done."""
        self.failed = 0
        whole_batch = self.task.batch > 0 and done >= self.task.batch
        self.due = began if whole_batch else began + self.task.every

    def after_failure(self, began: float) -> None:
        """Note that the task failed; the pause grows, so that a lasting failure does not fill the log."""
        self.failed += 1
        self.due = began + max(self.task.every, min(self.task.every * 2**self.failed, LONGEST_PAUSE))


@dataclass(slots=True)
class Worker:
    """Does tasks until it is told to stop. `ended` may tell so as well, for a thread beside a server that ends."""

    tasks: Iterable[Task]
    clock: Clock
    heart: Heart
    stop: threading.Event = field(default_factory=threading.Event)
    ended: Callable[[], bool] = lambda: False
    seconds: Callable[[], float] = time.monotonic

    def run(self) -> None:
        """Do what is due, sleep, and so on."""
        turns = [_Turn(task, self.seconds()) for task in self.tasks]
        try:
            while not self.is_over():
                self.do_due(turns)
                self.sleep_until(min((turn.due for turn in turns), default=self.seconds() + LONGEST_SLEEP))
        finally:
            self.end()

    def end(self) -> None:
        """Say that this worker is gone, if there is still a database to say it to."""
        try:
            self.heart.stop()
        except DatabaseError:
            _LOG.warning("The worker ended without a database.")
        connections.close_all()

    def once(self) -> dict[str, int | None]:
        """Do each task once; say how much each did, or None for one that failed."""
        done: dict[str, int | None] = {}
        for task in self.tasks:
            turn = _Turn(task, self.seconds())
            done[task.name] = self.do(turn)
        return done

    def is_over(self) -> bool:
        """Tell whether the worker shall end."""
        return self.stop.is_set() or self.ended()

    def do_due(self, turns: list[_Turn]) -> None:
        """Do each task that is due once, in its order; one that fails does not keep the others from being done."""
        close_old_connections()
        for turn in turns:
            if turn.due <= self.seconds() and not self.is_over():
                self.do(turn)
        try:
            self.heart.beat([turn.task.name for turn in turns if turn.failed])
        except Exception:
            # Without a database no task can do anything either; each says so itself.
            _LOG.exception("The worker could not show that it is alive.")

    def do(self, turn: _Turn) -> int | None:
        """Do one task and note when it is to be done again; return how much it did, or None if it failed."""
        began = self.seconds()
        try:
            done = turn.task.act(self.clock)
        except Exception:
            turn.after_failure(began)
            _LOG.exception(f"A task of the worker failed and will be tried again: {turn.task.name}")
            close_broken_connections()
            return None
        turn.after(began, done)
        return done

    def sleep_until(self, due: float) -> None:
        """Wait until the next task is due or the worker shall end."""
        while not self.is_over() and (left := due - self.seconds()) > 0:
            self.stop.wait(min(left, LONGEST_SLEEP))


def close_broken_connections() -> None:
    """Close connections that an error left unusable; the next query opens new ones."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


def start(found: Sequence[Task], clock: Clock, ended: Callable[[], bool]) -> list[threading.Thread]:
    """Start a worker for each lane, in a thread of its own that ends when `ended` says so.

    They are no daemons: the process waits for them when it ends, so no task is cut off in its midst.
    """
    threads = [
        threading.Thread(target=Worker(own, clock, Heart(lane=lane), ended=ended).run, name=f"worker {lane}")
        for lane, own in lanes(found).items()
    ]
    for thread in threads:
        thread.start()
    return threads


def beside_server(found: Sequence[Task], clock: Clock) -> list[threading.Thread]:
    """Start workers in a web process. They notice its end by that of its main thread."""
    main = threading.main_thread()
    return start(found, clock, lambda: not main.is_alive())
