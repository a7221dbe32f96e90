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


@pytest.mark.parametrize("name", [entry.identity for entry in LIBRARY.newest()])
def test_every_procedure_has_worked_examples(name: str) -> None:
    assert LIBRARY.examples(name), f"write one in {LIBRARY.entry(name).path.parent / 'examples'}"


@pytest.mark.parametrize("path", EXAMPLES, ids=named)
def test_example(path: Path) -> None:
    ran = run_example(load_example(path, named(path)), LIBRARY)
    assert not ran.failures, "\n".join(str(f) for f in ran.failures)
