"""What the editor shows of a text: its lines, with mistakes marked, and beside them what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import unified_diff

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from safeconduct.procedures.messages import Mistake
from safeconduct.procedures.web.checking import Checked
from safeconduct.procedures.web.presenting.page import drawn
from safeconduct.procedures.web.presenting.proof import Found, ProofPage, proof_page
from safeconduct.procedures.web.presenting.stages import Item, every_item
from safeconduct.procedures.web.presenting.words import Words

_MOST_CHANGES = 400
_WRITTEN = "editor.yaml"
"""How places name a text that stands in no file."""
_NOTHING = SafeString("")


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A line of the text; ``why`` says what is wrong with it (empty: nothing)."""

    number: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A mistake that keeps the text from being read."""

    line: int
    place: str
    cause: str
    cure: str


@dataclass(frozen=True, slots=True)
class Change:
    """A line that differs from the published version."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """Everything beside the text. Either ``wrong``, or ``too_long``, or the proof with the flow."""

    heading: str
    lines: tuple[WrittenLine, ...]
    wrong: tuple[Wrong, ...] = ()
    too_long: bool = False
    page: ProofPage | None = None
    drawing: SafeString = _NOTHING
    items: tuple[Item, ...] = ()
    changes: tuple[Change, ...] = ()
    named: SafeString = _NOTHING


def unread(text: str, mistakes: tuple[Mistake, ...]) -> Result:
    """A text that cannot be read."""
    wrong = tuple(Wrong(_own_line(m), str(m.place), m.cause, m.cure) for m in mistakes)
    heading = ngettext("%(number)s mistake", "%(number)s mistakes", len(wrong)) % {"number": len(wrong)}
    return Result(heading, _lines(text, {w.line: w.cause for w in reversed(wrong)}), wrong)


def unfinished(text: str) -> Result:
    """A text whose check took too long."""
    return Result(gettext("The check took too long"), _lines(text, {}), too_long=True)


def proven(text: str, words: Words, checked: Checked, start: date, published: str) -> Result:
    """A text that was read and checked, beside what was published."""
    assert checked.report is not None  # noqa: S101 - the caller has seen it
    page = proof_page(words, checked.report, start)
    marks = {f.own_line: str(f.text) for f in reversed(_found(page)) if f.kind == "bad" and f.own_line}
    return Result(
        page.heading,
        _lines(text, marks),
        page=page,
        drawing=drawn(words),
        items=every_item(words),
        changes=_changes(published, text),
        named=words.attribute,
    )


def untouched(text: str) -> Result:
    """A text that was not yet checked."""
    return Result("", _lines(text, {}))


def _found(page: ProofPage) -> list[Found]:
    return [found for card in page.cards for found in card.findings]


def _own_line(mistake: Mistake) -> int:
    return mistake.place.line if mistake.place.file == _WRITTEN else 0


def _lines(text: str, marks: dict[int, str]) -> tuple[WrittenLine, ...]:
    return tuple(WrittenLine(n, line, marks.get(n, "")) for n, line in enumerate(text.split("\n"), 1))


def _changes(published: str, text: str) -> tuple[Change, ...]:
    """The lines taken out and put in, without their neighbours."""
    lines = [
        line
        for line in unified_diff(published.splitlines(), text.splitlines(), lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    return tuple(
        Change("bad" if line[0] == "-" else "ok", f"{_SIGNS[line[0]]} {line[1:]}") for line in lines[:_MOST_CHANGES]
    )


_SIGNS = {"-": "−", "+": "+", " ": " "}
