"""Published vectors that lie beside the project, not in it; without them the tests that need them are skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "vectors"


def vector(name: str) -> Path:
    """Return a file of vectors, or skip the test."""
    file = FOLDER / name
    if not file.exists():
        pytest.skip(f"published vectors are not beside the project's folder ({name})")
    return file
