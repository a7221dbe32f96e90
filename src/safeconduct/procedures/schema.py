"""JSON Schema for editors, generated from the table of words that the loader itself uses.

An editor that knows the schema offers the words while the author types and shows their meaning. It holds the shape of a
file only; whether names exist and sentences agree is for the loader to say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from safeconduct.procedures import shape
from safeconduct.procedures.model import LEFT_OPEN, ONLY_LATE
from safeconduct.procedures.words import (
    CHARTER,
    PART,
    PROCEDURE,
    QUANTIFIERS,
    SPECIALISATION,
    Each,
    Entry,
    Guarded,
    Kind,
    Part,
    Scalar,
    Several,
    Silent,
    Words,
)

Json = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
LENGTH = r"[0-9]{1,7} (hour|day|working day|week|month|year)s?"


def schema() -> Json:
    """The schema of a procedure: whole, or a difference to another where it says ``specialises``."""
    return {
        "$schema": DIALECT,
        "title": "A procedure of Safeconduct",
        "if": {"type": "object", "required": ["specialises"]},
        "then": _of(SPECIALISATION),
        "else": _of(PROCEDURE),
        "$defs": {"part": _of(PART)},
    }


def charter_schema() -> Json:
    """The schema of a charter."""
    return {"$schema": DIALECT, "title": "A charter of Safeconduct"} | _of(CHARTER)


def _of(kind: Kind) -> Json:
    return _SHAPES[type(kind)](kind)


def _entry(entry: Entry) -> Json:
    return _of(entry.kind) | {"description": entry.meaning}


def _words(kind: Words) -> Json:
    found: Json = {
        "type": "object",
        "properties": {word: _entry(entry) for word, entry in kind.fields.items()},
        "additionalProperties": False,
    }
    required = [word for word, entry in kind.fields.items() if entry.required]
    if required:
        found["required"] = required
    if kind.acts:
        found["patternProperties"] = {f"^{_unnamed(shape.ACT.pattern)}$": _of(kind.acts)}
    return found


def _each(kind: Each) -> Json:
    return {"type": "object", "minProperties": 1, "additionalProperties": _of(kind.of)}


def _several(kind: Several) -> Json:
    item = _of(kind.of)
    found: Json = {"type": "array", "items": item, "minItems": kind.at_least, "uniqueItems": True}
    return {"anyOf": [item, found]} if kind.or_one else found


def _guard(_: Guarded) -> Json:
    by_group = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "patternProperties": {f"^({'|'.join(QUANTIFIERS)}) .+$": {"type": "string"}},
        "additionalProperties": False,
    }
    return {"anyOf": [{"type": "string"}, by_group]}


def _silent(kind: Silent) -> Json:
    block = {
        "type": "object",
        "properties": {word: _entry(entry) for word, entry in kind.claims.items()},
        "additionalProperties": {"type": "string"},
        "minProperties": 1,
        "maxProperties": len(kind.claims) + 1,
    }
    return {"anyOf": [{"enum": [ONLY_LATE, LEFT_OPEN]}, block]}


def _part(_: Part) -> Json:
    return {"$ref": "#/$defs/part"}


def _scalar(kind: Scalar) -> Json:
    if kind.choices:
        return {"enum": list(kind.choices)}
    pattern = _PATTERNS.get(kind.form)
    return {"type": "string", "pattern": f"^{_unnamed(pattern)}$"} if pattern else {"type": ["string", "number"]}


def _unnamed(pattern: str) -> str:
    """The pattern without Python's names of groups, which JSON Schema does not know."""
    return shape.GROUP_NAME.sub("(", pattern)


_PATTERNS = {
    "yes or no": "(yes|no)",
    "times": shape.TIMES.pattern,
    "days": shape.DAYS.pattern,
    "rank": "[0-5]",
    "length": LENGTH,
    "date": shape.DATE.pattern,
    "id": shape.ID.pattern,
    "identity": f"{shape.ID.pattern}@{shape.DATE.pattern}",
    "applies to": shape.APPLIES.pattern,
}

_SHAPES: dict[type, Callable[[Any], Json]] = {
    Words: _words,
    Each: _each,
    Several: _several,
    Guarded: _guard,
    Silent: _silent,
    Scalar: _scalar,
    Part: _part,
}
