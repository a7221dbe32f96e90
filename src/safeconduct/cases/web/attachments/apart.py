"""Looks at files in a process of its own, which has little memory and little time.

Files are made by strangers, and what reads them may be led to take hours or gigabytes over a small one. Then that
process alone ends, the file is refused, and the next one gets a new process. It is told the key of one file at a time
through a pipe; it needs no database, no settings and no secret of the instance, and none of them is in its environment.
"""

from __future__ import annotations

import atexit
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
from pathlib import Path
from threading import Lock

from safeconduct.cases.attachments import sealed
from safeconduct.cases.attachments.examining import Examined, Note, examine
from safeconduct.cases.attachments.refusal import Refused

SECONDS, BYTES = 15.0, 1_000_000_000
"""A PDF of 20 MB and 500 pages takes a second or two and 100 MB."""
COMMAND = [sys.executable, "-I", "-m", "safeconduct.cases.web.attachments.apart"]
TOO_MUCH = "too many parts"


class _Ended(Exception):
    """The process did not answer in time, or ended without an answer."""


@dataclass(slots=True)
class Examiner:
    """The process, started when the first file comes; one file at a time."""

    seconds: float = SECONDS
    now: Callable[[], float] = time.monotonic
    _lock: Lock = field(default_factory=Lock)
    _process: subprocess.Popen[bytes] | None = None
    _owner: int = 0

    def examine(self, path: Path, key: bytes, name: str) -> Examined:
        """Look at a sealed file.

        Raises:
            Refused: it is not taken, or looking at it takes too much.

        """
        with self._lock:
            try:
                answer = self._asked({"path": str(path), "key": key.hex(), "name": name})
            except (_Ended, BrokenPipeError):
                self.end()
                raise Refused(TOO_MUCH) from None
        return _told(answer)

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
            raise _Ended
        stdin.write(json.dumps(question).encode() + b"\n")
        stdin.flush()
        return self._line(stdout.fileno())

    def _running(self) -> subprocess.Popen[bytes]:
        """The process; a copy of this one (fork) starts its own, since answers would be mixed up."""
        process = self._process
        if process is None or self._owner != os.getpid() or process.poll() is not None:
            environment = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
            pipe = subprocess.PIPE
            process = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, env=environment)  # noqa: S603 - our own words
            self._process, self._owner = process, os.getpid()
        return process

    def _line(self, pipe: int) -> bytes:
        """Read an answer before the time is over."""
        until, answer = self.now() + self.seconds, b""
        with selectors.DefaultSelector() as waiting:
            waiting.register(pipe, selectors.EVENT_READ)
            while not answer.endswith(b"\n"):
                if not waiting.select(max(0.0, until - self.now())):
                    raise _Ended
                part = os.read(pipe, 65_536)
                if not part:
                    raise _Ended
                answer += part
        return answer


EXAMINER = Examiner()
atexit.register(EXAMINER.end)


def _told(answer: bytes) -> Examined:
    told = json.loads(answer)
    if "refused" in told:
        raise Refused(told["refused"], **told["values"])
    return Examined(told["kind"], told["pages"], told["name"], tuple(Note(*note) for note in told["notes"]))


# ---- the process -----------------------------------------------------------------------------------------------------


def _answer(question: dict[str, str]) -> dict[str, object]:
    try:
        with Path(question["path"]).open("rb") as file:
            found = examine(sealed.plain(sealed.Reader(file, bytes.fromhex(question["key"]))), question["name"])
    except Refused as refused:
        return {"refused": refused.reason, "values": refused.values}
    except (MemoryError, RecursionError):
        return {"refused": TOO_MUCH, "values": {}}
    notes = [(note.kind, note.said, note.found) for note in found.notes]
    return {"kind": found.kind, "pages": found.pages, "name": found.name, "notes": notes}


def main() -> None:
    """Answer until nobody asks any more."""
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin.buffer:
        answer = json.dumps(_answer(json.loads(line)))
        with suppress(BrokenPipeError):  # whoever asked was killed meanwhile
            os.write(1, answer.encode() + b"\n")


if __name__ == "__main__":
    main()
