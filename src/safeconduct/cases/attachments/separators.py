"""Sheets that are laid between letters before the whole post is scanned in one go: their codes say where to cut.

A sheet says *next letter*, or the number of a case. It bears a mark that only this instance can make, so that no letter
cuts a scan or finds a case by a code that its sender drew: such a page stays where it is. Nothing is guessed: what a
sheet proposes is entered by a person, and every page that is no sheet of ours is in exactly one piece.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

NEXT = "NEXT"
_TEXT = re.compile(r"SHEET:1:(?P<what>[0-9A-Z-]{4,11}):(?P<mark>[0-9A-F]{16})")

Why = Literal["unread", "not ours", "two sheets", "nothing follows"]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read on a page: the texts of its codes, and whether there is one that could not be read."""

    texts: tuple[str, ...] = ()
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Pages that belong together, from the first to the last; ``case`` is empty where the sheet names none."""

    first: int
    last: int
    case: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a page that a person must look at."""

    page: int
    why: Why


@dataclass(frozen=True, slots=True)
class Cut:
    """The pieces of a scan, the pages that are sheets, and what a person must look at."""

    pieces: tuple[Piece, ...]
    sheets: tuple[int, ...]
    remarks: tuple[Remark, ...]


def sheet_text(what: str, mark: str) -> str:
    """What the code of a sheet says: :data:`NEXT` or the number of a case, and the mark of the instance."""
    return f"SHEET:1:{what}:{mark.upper()}"


def cut(pages: Sequence[Seen], mark_of: Callable[[str], str]) -> Cut:
    """Cut a scan at its sheets. ``mark_of`` gives the mark that this instance puts on a sheet."""
    sheets = [_sheet(seen, mark_of) for seen in pages]
    numbers = [number for number, sheet in enumerate(sheets, 1) if sheet]
    ends = [*(number - 1 for number in numbers), len(pages)]
    starts = [(1, ""), *((number + 1, _case(sheets[number - 1])) for number in numbers)]
    pieces = tuple(Piece(first, last, case) for (first, case), last in zip(starts, ends, strict=True) if first <= last)
    return Cut(pieces, tuple(numbers), tuple(_remarks(pages, sheets)))


def _sheet(seen: Seen, mark_of: Callable[[str], str]) -> str:
    """What our sheet says; empty where the page is none."""
    found = (match for text in seen.texts if (match := _TEXT.fullmatch(text)))
    return next((match["what"] for match in found if match["mark"] == mark_of(match["what"]).upper()), "")


def _case(sheet: str) -> str:
    return "" if sheet == NEXT else sheet


def _remarks(pages: Sequence[Seen], sheets: Sequence[str]) -> Iterator[Remark]:
    for number, (seen, sheet) in enumerate(zip(pages, sheets, strict=True), 1):
        following = sheets[number] if number < len(sheets) else None
        if sheet and following is None:
            yield Remark(number, "nothing follows")
        elif sheet and following:
            yield Remark(number, "two sheets")
        elif not sheet and any(_TEXT.fullmatch(text) for text in seen.texts):
            yield Remark(number, "not ours")
        elif not sheet and seen.unread:
            yield Remark(number, "unread")
