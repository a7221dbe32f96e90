"""Every worked example of the library runs, and what it says must come out does."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.procedures.examples import load_example, run_example
from safeconduct.procedures.library import Library

LIBRARY = Library.default()
EXAMPLES = sorted(LIBRARY.root.glob("procedures/**/examples/*.yaml"))


def named(path: Path) -> str:
    return str(path.relative_to(LIBRARY.root / "procedures"))


def test_the_library_has_examples() -> None:
    assert len(EXAMPLES) >= 8


@pytest.mark.parametrize("path", EXAMPLES, ids=named)
def test_example(path: Path) -> None:
    ran = run_example(load_example(path, named(path)), LIBRARY)
    assert not ran.failures, "\n".join(str(f) for f in ran.failures)
