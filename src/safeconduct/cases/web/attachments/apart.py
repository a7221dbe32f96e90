"""Looks at files that came in, in a process of its own; it is told the key of one file at a time."""

from __future__ import annotations

import atexit
from pathlib import Path

from safeconduct.cases.attachments import sealed
from safeconduct.cases.attachments.examining import Examined, Note, examine
from safeconduct.cases.attachments.refusal import Refused
from safeconduct.shell.apart import PYTHON, Apart, Ended, answer_all

SECONDS, BYTES = 15.0, 1_000_000_000
"""A PDF of 20 MB and 500 pages takes a second or two and 100 MB."""
EXAMINER = Apart((*PYTHON, "-m", "safeconduct.cases.web.attachments.apart"), SECONDS)
TOO_MUCH = "too many parts"

atexit.register(EXAMINER.end)


def examine_apart(path: Path, key: bytes, name: str, examiner: Apart = EXAMINER) -> Examined:
    """Look at a sealed file.

    Raises:
        Refused: it is not taken, or looking at it takes too much.

    """
    try:
        told = examiner.ask({"path": str(path), "key": key.hex(), "name": name})
    except Ended:
        raise Refused(TOO_MUCH) from None
    if "refused" in told:
        raise Refused(told["refused"], **told["values"])
    return Examined(told["kind"], told["pages"], told["name"], tuple(Note(*note) for note in told["notes"]))


def _answer(question: dict[str, str]) -> object:
    try:
        with Path(question["path"]).open("rb") as file:
            found = examine(sealed.plain(sealed.Reader(file, bytes.fromhex(question["key"]))), question["name"])
    except Refused as refused:
        return {"refused": refused.reason, "values": refused.values}
    except (MemoryError, RecursionError):
        return {"refused": TOO_MUCH, "values": {}}
    notes = [(note.kind, note.said, note.found) for note in found.notes]
    return {"kind": found.kind, "pages": found.pages, "name": found.name, "notes": notes}


if __name__ == "__main__":
    answer_all(_answer, BYTES)
