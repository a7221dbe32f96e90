"""The invented directory of the library, whole or with one thing wrong."""

from __future__ import annotations

import json
from typing import Any

from safeconduct.services.directory import Directory, read_json
from safeconduct.shell.content import text_of

DEMO = "demo/services.json"


def rows() -> list[dict[str, Any]]:
    """The organisations of the directory, to be changed."""
    found: list[dict[str, Any]] = json.loads(text_of(DEMO))
    return found


def demo() -> Directory:
    """The directory as it is read."""
    reading = read_json(text_of(DEMO), "services.json")
    assert reading.problems == ()
    return reading.directory


def named(name: str) -> str:
    """The id of a service by its name."""
    return next(number for number, row in demo().services.items() if row["name"] == name)
