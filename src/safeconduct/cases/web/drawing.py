"""Draws papers for whole files, and reads codes of scanned pages, in a process of its own.

What leads their reader to take hours or gigabytes ends that process alone; the file says so on the folio of that paper.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import msgspec

from safeconduct.cases.attachments.separators import Seen
from safeconduct.cases.documents.codes import codes
from safeconduct.cases.documents.pictures import Drawn, NotShown, Picture, held_to_standard, pictures
from safeconduct.shell.apart import PYTHON, Apart, Ended, answer_all

SECONDS, BYTES, LARGEST = 60.0, 2_000_000_000, 200_000_000
"""A PDF of 500 pages takes some 10 seconds and 300 MB."""
TOO_MUCH = "shown-heavy"


class Drawer:
    """Draws one paper after the other; use it in a ``with``, or its process stays."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.process = Apart((*PYTHON, "-m", "safeconduct.cases.web.drawing"), seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.end()

    def __call__(self, content: bytes, name: str, title: str, place: Path) -> Drawn:
        """Draw a paper into a folder, in the other process.

        Raises:
            NotShown: it is broken, locked, of another kind, or takes too much.

        """
        return msgspec.convert(self._told(content, name, place, title=title), Drawn)

    def codes(self, content: bytes, place: Path) -> tuple[Seen, ...]:
        """What the codes on each page of a scan say, read in the other process; its pages are drawn into a folder.

        Raises:
            NotShown: as for a paper.

        """
        return msgspec.convert(self._told(content, "scan", place, reads="codes")["pages"], tuple[Seen, ...])

    def _told(self, content: bytes, name: str, place: Path, **asked: str) -> dict[str, Any]:
        (place / name).write_bytes(content)
        try:
            told = self.process.ask({"name": name, "place": str(place), **asked})
        except Ended:
            raise NotShown(TOO_MUCH) from None
        if "why" in told:
            raise NotShown(told["why"])
        return told


def _answer(question: dict[str, str]) -> object:
    place, name = Path(question["place"]), question["name"]
    try:
        if question.get("reads") == "codes":
            return {"pages": msgspec.to_builtins(codes((place / name).read_bytes(), name, place))}
        drawn = pictures((place / name).read_bytes(), name, question["title"], place)
        pages = tuple(Picture(held_to_standard(page.path, place), page.text) for page in drawn.pages)
    except NotShown as fault:
        return {"why": fault.why}
    except (MemoryError, OSError):
        return {"why": TOO_MUCH}
    return msgspec.to_builtins(Drawn(pages, drawn.lost))


if __name__ == "__main__":
    answer_all(_answer, BYTES, LARGEST)
