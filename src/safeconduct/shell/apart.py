"""A process of its own for whatever reads the files of strangers: little memory, little time, nothing to steal.

Such a file may lead its reader to take hours or gigabytes. Then that process alone ends, and the next file gets a new
one. It needs no database, no settings and no secret of the instance, and none of them is in its environment. Questions
and answers go through pipes, each a line of JSON.
"""

from __future__ import annotations

import json
import os
import resource
import selectors
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

ENVIRONMENT = ("PATH", "LANG", "TZ")
PYTHON = (sys.executable, "-I")


class Ended(Exception):
    """The process did not answer in time, or ended without an answer."""


@dataclass(slots=True)
class Apart:
    """A program that answers in a process of its own, started with the first question; one question at a time."""

    command: tuple[str, ...]
    seconds: float
    now: Callable[[], float] = time.monotonic
    _lock: Lock = field(default_factory=Lock)
    _process: subprocess.Popen[bytes] | None = None
    _owner: int = 0

    def ask(self, question: dict[str, str]) -> dict[str, Any]:
        """Return the answer.

        Raises:
            Ended: none came in time; the process is gone, and the next question starts another.

        """
        with self._lock:
            try:
                return dict(json.loads(self._asked(question)))
            except (Ended, BrokenPipeError):
                self.end()
                raise Ended from None

    def end(self) -> None:
        """End the process, if this one started it."""
        process, self._process = self._process, None
        if process is not None and self._owner == os.getpid():
            process.kill()
            process.communicate()

    def _asked(self, question: dict[str, str]) -> bytes:
        process = self._running()
        stdin, stdout = process.stdin, process.stdout
        if stdin is None or stdout is None:
            raise Ended
        stdin.write(json.dumps(question).encode() + b"\n")
        stdin.flush()
        return self._line(stdout.fileno())

    def _running(self) -> subprocess.Popen[bytes]:
        """The process; a copy of this one (fork) starts its own, since answers would be mixed up."""
        process = self._process
        if process is None or self._owner != os.getpid() or process.poll() is not None:
            environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
            pipe = subprocess.PIPE
            process = subprocess.Popen(self.command, stdin=pipe, stdout=pipe, env=environment)  # noqa: S603 - our own
            self._process, self._owner = process, os.getpid()
        return process

    def _line(self, pipe: int) -> bytes:
        until, answer = self.now() + self.seconds, b""
        with selectors.DefaultSelector() as waiting:
            waiting.register(pipe, selectors.EVENT_READ)
            while not answer.endswith(b"\n"):
                part = os.read(pipe, 65_536) if waiting.select(max(0.0, until - self.now())) else b""
                if not part:
                    raise Ended
                answer += part
        return answer


def answer_all(answer: Callable[[dict[str, str]], object], memory: int, largest: int | None = None) -> None:
    """Be that process: answer until nobody asks any more, with so many bytes of memory and in the largest file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if largest is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    for line in sys.stdin.buffer:
        told = json.dumps(answer(json.loads(line)))
        with suppress(BrokenPipeError):  # whoever asked was killed meanwhile
            os.write(1, told.encode() + b"\n")
