"""Holds a tree of nodes against the table of words, and notes every word that does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from safeconduct.procedures import words
from safeconduct.procedures.messages import Notes
from safeconduct.procedures.model import LEFT_OPEN, ONLY_LATE, AppliesTo
from safeconduct.procedures.periods import Length, parse_length
from safeconduct.procedures.reading import Block, Listing, Node, Word
from safeconduct.procedures.words import Each, Entry, Guarded, Kind, Scalar, Several, Silent, Words

ACT = re.compile(r"(?P<party>.+) (?P<verb>may|must)")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*")
TIMES = re.compile(r"([1-9][0-9]{0,3}) times?")
DAYS = re.compile(r"([1-9][0-9]{0,5}) days?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
APPLIES = re.compile(
    r"(?P<cases>\S.*?) (?P<event>[a-z]+) on or after (?P<first>\d{4}-\d{2}-\d{2})"
    r"( and before (?P<last>\d{4}-\d{2}-\d{2}))?"
)

GROUP_NAME = re.compile(r"\(\?P<[a-z]+>")


def check(node: Node, kind: Kind, notes: Notes, name: str) -> None:
    """Note what in ``node`` (the value of ``name``) is not of ``kind``. Only the first mistake of each branch."""
    if isinstance(node, Word) and not node.text:
        notes.add("value-missing", node.place, name=name)
    else:
        _CHECKS[type(kind)](node, kind, notes, name)


def _words(node: Node, kind: Words, notes: Notes, name: str) -> None:
    if not isinstance(node, Block):
        notes.add("expected-block", node.place, name=name)
        return
    for key, value in node.entries.items():
        entry = kind.fields.get(key)
        if entry:
            check(value, entry.kind, notes, key)
        elif kind.acts and ACT.fullmatch(key):
            check(value, kind.acts, notes, key)
        elif kind.acts and not kind.fields:
            notes.add("act-unreadable", value.place, name=key)
        else:
            notes.unknown("unknown-word", value.place, key, kind.fields, where=f"'{name}'")
    _required(node, kind.fields, notes, name)


def _required(node: Block, fields: dict[str, Entry], notes: Notes, name: str) -> None:
    for word, entry in fields.items():
        if entry.required and word not in node.entries:
            notes.add("missing-word", node.place, name=word, where=f"'{name}'", meaning=entry.meaning)


def _each(node: Node, kind: Each, notes: Notes, name: str) -> None:
    if not isinstance(node, Block):
        notes.add("expected-block", node.place, name=name)
        return
    if not node.entries:
        notes.add("empty-list", node.place, name=name)
    for key, value in node.entries.items():
        check(value, kind.of, notes, key)


def _several(node: Node, kind: Several, notes: Notes, name: str) -> None:
    if not isinstance(node, Listing):
        if kind.or_one:
            check(node, kind.of, notes, name)
        else:
            notes.add("expected-list", node.place, name=name)
        return
    if len(node.items) < kind.at_least:
        notes.add("empty-list", node.place, name=name)
    seen: set[str] = set()
    for item in node.items:
        check(item, kind.of, notes, name)
        if isinstance(item, Word):
            if item.text in seen:
                notes.add("twice-in-list", item.place, name=item.text)
            seen.add(item.text)


def _guard(node: Node, kind: Guarded, notes: Notes, name: str) -> None:
    if isinstance(node, Word):
        return
    if isinstance(node, Block) and len(node.entries) == 1:
        key, value = next(iter(node.entries.items()))
        quantifier, _, group = key.partition(" ")
        if quantifier in words.QUANTIFIERS and group and isinstance(value, Word) and value.text:
            return
    notes.add("guard-unreadable", node.place)


def _silent(node: Node, kind: Silent, notes: Notes, name: str) -> None:
    if isinstance(node, Word):
        if node.text not in (ONLY_LATE, LEFT_OPEN):
            notes.add("silence-unreadable", node.place)
        return
    kinds = [key for key in node.entries if key not in kind.claims] if isinstance(node, Block) else []
    if not isinstance(node, Block) or len(kinds) != 1:
        notes.add("silence-unreadable", node.place)
        return
    for key, value in node.entries.items():
        check(value, kind.claims[key].kind if key in kind.claims else words.NAME, notes, key)


def _part(node: Node, kind: words.Part, notes: Notes, name: str) -> None:
    if not isinstance(node, Block):
        notes.add("expected-block", node.place, name=name)


def _scalar(node: Node, kind: Scalar, notes: Notes, name: str) -> None:
    if not isinstance(node, Word):
        notes.add("expected-word", node.place, name=name)
        return
    form = _FORMS.get(kind.form)
    if kind.form == "choice" and node.text not in kind.choices:
        notes.add("not-one-of", node.place, name=name, found=node.text, choices=", ".join(kind.choices))
    elif kind.form == "applies to":
        _applies(node, notes)
    elif form and not form[1](node.text):
        notes.add(form[0], node.place, name=name, found=node.text)


def _applies(node: Word, notes: Notes) -> None:
    found = APPLIES.fullmatch(node.text)
    if not found or not read_date(found["first"]) or (found["last"] and not read_date(found["last"])):
        notes.add("applies-to-unreadable", node.place, found=node.text)
    elif found["last"] and found["last"] <= found["first"]:
        notes.add("applies-backwards", node.place, first=found["first"], last=found["last"])


def read_date(text: str) -> date | None:
    """The date, if ``text`` is one."""
    if not DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_length(text: str) -> Length | None:
    """The length of time, if ``text`` is one."""
    try:
        return parse_length(text)
    except ValueError:
        return None


def read_times(text: str) -> int | None:
    """``2 times`` → 2."""
    found = TIMES.fullmatch(text)
    return int(found[1]) if found else None


def read_days(text: str) -> int | None:
    """``249 days`` → 249."""
    found = DAYS.fullmatch(text)
    return int(found[1]) if found else None


def read_applies_to(text: str) -> AppliesTo:
    """``applications lodged on or after 2026-05-22 and before 2027-01-01``; the last day is the day before."""
    found = APPLIES.fullmatch(text)
    if not found:
        raise ValueError(text)
    last = date.fromordinal(date.fromisoformat(found["last"]).toordinal() - 1) if found["last"] else None
    return AppliesTo(found["cases"], found["event"], date.fromisoformat(found["first"]), last)


def read_identity(text: str) -> tuple[str, date] | None:
    """``eu/single-permit@2026-05-22`` → its id and its version."""
    name, at, version = text.partition("@")
    day = read_date(version)
    return (name, day) if at and day and ID.fullmatch(name) else None


_FORMS: dict[str, tuple[str, Callable[[str], object]]] = {
    "yes or no": ("expected-yes-or-no", lambda text: text in ("yes", "no")),
    "times": ("expected-times", read_times),
    "days": ("expected-days", read_days),
    "rank": ("expected-rank", lambda text: text in tuple("012345")),
    "length": ("length-unreadable", read_length),
    "date": ("date-unreadable", read_date),
    "id": ("id-unreadable", ID.fullmatch),
    "identity": ("identity-unreadable", read_identity),
}

_CHECKS: dict[type, Callable[..., None]] = {
    Words: _words,
    Each: _each,
    Several: _several,
    Guarded: _guard,
    Silent: _silent,
    Scalar: _scalar,
    words.Part: _part,
}
