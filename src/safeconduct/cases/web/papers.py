"""Papers of a case: checked, kept encrypted, and named in the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from safeconduct.cases.said import Paper
from safeconduct.cases.web.models import Case
from safeconduct.shell.clock import Clock


class NotTaken(ValueError):
    """A file that was not taken; says why and what to do."""


def stored(files: Iterable[Any], case: Case, clock: Clock, evidence: str = "") -> list[Paper]:
    """Keep files that were handed in."""
    if list(files):
        raise NotTaken("Files are not taken yet.")
    return []


def stored_of_draft(
    files: Iterable[tuple[str, str, bytes]], person: str, names: Mapping[str, str], answers: Mapping[str, str]
) -> list[Paper]:
    """Keep the files of a draft."""
    return []
