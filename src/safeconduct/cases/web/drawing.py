"""Draws papers for whole files in a process of its own, which has little memory and little time.

Papers are made by strangers. What leads their reader to take hours or gigabytes ends that process alone; the file says
so on the folio of that paper, and the next one gets a new process. It has no database, no settings and no secret.
"""

from __future__ import annotations

import json
import os
import resource
import selectors
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import msgspec

from safeconduct.cases.documents.pictures import Drawn, NotShown, Picture, held_to_standard, pictures

SECONDS, BYTES, LARGEST = 60.0, 2_000_000_000, 200_000_000
"""A PDF of 500 pages takes some 10 seconds and 300 MB."""
COMMAND = [sys.executable, "-I", "-m", "safeconduct.cases.web.drawing"]
TOO_MUCH = "shown-heavy"


class Drawer:
    """Draws one paper after the other; use it in a ``with``, or its process stays."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def __call__(self, content: bytes, name: str, title: str, place: Path) -> Drawn:
        """Draw a paper into a folder, in the other process.

        Raises:
            NotShown: it is broken, locked, of another kind, or takes too much.

        """
        (place / name).write_bytes(content)
        answer = self._asked({"name": name, "title": title, "place": str(place)})
        if answer is None:
            self._end()
            raise NotShown(TOO_MUCH)
        told = json.loads(answer)
        if "why" in told:
            raise NotShown(told["why"])
        return msgspec.convert(told, Drawn)

    def _asked(self, question: dict[str, str]) -> bytes | None:
        """The answer, or None where none came in time."""
        if self._process is None:
            environment = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, env=environment)  # noqa: S603 - our own
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            return None
        try:
            stdin.write(json.dumps(question).encode() + b"\n")
            stdin.flush()
        except BrokenPipeError:
            return None
        return _line(stdout.fileno(), self.seconds)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def _line(pipe: int, seconds: float) -> bytes | None:
    until, answer = time.monotonic() + seconds, b""
    with selectors.DefaultSelector() as waiting:
        waiting.register(pipe, selectors.EVENT_READ)
        while not answer.endswith(b"\n"):
            part = os.read(pipe, 65_536) if waiting.select(max(0.0, until - time.monotonic())) else b""
            if not part:
                return None
            answer += part
    return answer


# ---- the process -----------------------------------------------------------------------------------------------------


def _answer(question: dict[str, str]) -> object:
    place, name = Path(question["place"]), question["name"]
    try:
        drawn = pictures((place / name).read_bytes(), name, question["title"], place)
        pages = tuple(Picture(held_to_standard(page.path, place), page.text) for page in drawn.pages)
    except NotShown as fault:
        return {"why": fault.why}
    except (MemoryError, OSError):
        return {"why": TOO_MUCH}
    return msgspec.to_builtins(Drawn(pages, drawn.lost))


def main() -> None:
    """Answer until nobody asks any more."""
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin.buffer:
        answer = json.dumps(_answer(json.loads(line)))
        with suppress(BrokenPipeError):  # whoever asked was killed meanwhile
            os.write(1, answer.encode() + b"\n")


if __name__ == "__main__":
    main()
