"""Parts of a file that a process was writing when it was killed."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from safeconduct.shell import clock as clocks
from safeconduct.shell.clock import Clock

LONGEST_WRITING = timedelta(hours=2)
"""Longer than any file takes to be written."""


def temporary_folder() -> Path:
    """Return where files lie while they are written: in the data folder, for its owner alone."""
    folder: Path = settings.DATA / "temporary"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def remove_leftovers(clock: Clock) -> int:
    """Remove what nobody writes any more; a task of the worker. Files are dated by the machine, also in training."""
    last = clocks.system() - LONGEST_WRITING
    old = [found for found in temporary_folder().iterdir() if datetime.fromtimestamp(found.stat().st_mtime, UTC) < last]
    for found in old:
        shutil.rmtree(found, ignore_errors=True)
    return len(old)
