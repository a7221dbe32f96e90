"""Checks a text that somebody is writing, in a process of its own that is ended when it takes too long.

A procedure that is being written may be one that no search gets through. A thread cannot be ended from outside, so the
text goes to a child process, one at a time, which is kept for the next text unless it had to be ended. Run as a
module, this file is that child.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from queue import Empty, Queue
from threading import Lock, Thread
from typing import IO

from safeconduct.procedures.checker import check
from safeconduct.procedures.library import Library
from safeconduct.procedures.loader import load_text
from safeconduct.procedures.messages import Mistake, Unreadable
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.report import Report

SECONDS = 10.0
"""How long one text may take; the published procedures take less than one second."""
MOST_BYTES = 256 * 1024
_MOST_MEMORY = 2 * 1024**3
_LENGTH = 8


class TooLong(Exception):
    """The check did not end in time, or others were checked for as long."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came out: a procedure and its report, or every mistake that keeps the text from being read."""

    procedure: Procedure | None = None
    report: Report | None = None
    mistakes: tuple[Mistake, ...] = ()


def check_now(text: str) -> Checked:
    """Check a text here, without a bound on time."""
    try:
        procedure = load_text(text)
    except Unreadable as unreadable:
        return Checked(mistakes=unreadable.mistakes)
    return Checked(procedure, check(procedure, Library.default().charter()))


class Bench:
    """Checks one text after the other in a child process."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._turn = Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def check(self, text: str) -> Checked:
        """Check a text within the time.

        Raises:
            TooLong: it was not done in time, or its turn did not come.

        """
        if not self._turn.acquire(timeout=self.seconds):
            raise TooLong
        try:
            return self._ask(text)
        finally:
            self._turn.release()

    def wake(self) -> None:
        """Start the child, so that it is ready when the first text comes."""
        if self._turn.acquire(blocking=False):
            try:
                self._running()
            finally:
                self._turn.release()

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def _ask(self, text: str) -> Checked:
        child = self._running()
        answers: Queue[Checked | None] = Queue()
        Thread(target=_answer_of, args=(child, text, answers), daemon=True).start()
        try:
            answer = answers.get(timeout=self.seconds)
        except Empty:
            answer = None
        if answer is None:
            self.close()
            raise TooLong
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            command = [sys.executable, "-m", __name__]
            self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
        return self._child


BENCH = Bench()
"""The one that all who send a text share: the machine checks one text at a time."""


def _answer_of(child: subprocess.Popen[bytes], text: str, answers: Queue[Checked | None]) -> None:
    """Write the text to the child and wait for its answer; none if the child ends."""
    answer = None
    with suppress(OSError, EOFError, ValueError, pickle.UnpicklingError):
        if child.stdin is not None and child.stdout is not None:
            _send(child.stdin, text.encode())
            answer = pickle.loads(_receive(child.stdout))  # noqa: S301 - from our own child
    answers.put(answer)


def _send(stream: IO[bytes], data: bytes) -> None:
    stream.write(len(data).to_bytes(_LENGTH, "big") + data)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    head = stream.read(_LENGTH)
    if len(head) < _LENGTH:
        raise EOFError
    return stream.read(int.from_bytes(head, "big"))


def _serve(source: IO[bytes], target: IO[bytes]) -> None:
    """The child: check each text that comes, until its parent is gone."""
    _bound_memory()
    with suppress(EOFError):
        while True:
            _send(target, pickle.dumps(check_now(_receive(source).decode())))


def _bound_memory() -> None:
    """A text may not take the machine's memory either, where the system lets a process say so."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


if __name__ == "__main__":
    # What is sent must bear the name by which the parent knows it, not the name of the program that runs.
    import_module("safeconduct.procedures.web.checking")._serve(sys.stdin.buffer, sys.stdout.buffer)
