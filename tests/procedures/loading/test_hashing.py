"""A hash is of what the text says, not of how it is written."""

from __future__ import annotations

import subprocess
import sys

import pytest

from safeconduct.procedures.hashing import canonical
from safeconduct.procedures.loader import load_charter, load_text
from safeconduct.procedures.reading import read_text
from tests.procedures.loading.broken import BASE

SMALL = (BASE / "small-permit.yaml").read_text(encoding="utf-8")
HASH = load_text(SMALL).hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: A small permit", "title: 'A small permit'   # a comment"),
        ("{decides: granted, to: permit held", "{to: permit held, decides: granted"),
        (
            "    of: police\n    answers: [no threat, threat established]\n",
            "    answers:\n    - no threat\n    - threat established\n    of: police\n",
        ),
        ("suspended in: [paper awaited]", "suspended in: paper awaited"),
        ("\nparties:", "\n\n\nparties:"),
    ],
)
def test_writing_it_otherwise_changes_nothing(old: str, new: str) -> None:
    text = SMALL.replace(
        "after: [no threat], decides: granted, to: permit held", "decides: granted, to: permit held, after: [no threat]"
    )
    assert old in text
    assert load_text(text.replace(old, new)).hash == HASH


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("length: 90 days", "length: 91 days"),
        ("title: A small permit", "title: a small permit"),
        ("answers: [no threat, threat established]", "answers: [threat established, no threat]"),
        (
            "  refused: {outcome: refused}\n  permit withdrawn: {outcome: withdrawn by the authority}\n",
            "  permit withdrawn: {outcome: withdrawn by the authority}\n  refused: {outcome: refused}\n",
        ),
        ("law: ACT 7", "law: ACT 6"),
    ],
)
def test_saying_something_else_changes_it(old: str, new: str) -> None:
    """Also the order of stages, since it decides which of two ends on one day comes first."""
    assert old in SMALL
    assert load_text(SMALL.replace(old, new)).hash != HASH


def test_a_hash_is_the_same_in_another_process() -> None:
    code = (
        "import sys; from safeconduct.procedures.loader import load_text;"
        "print(load_text(sys.stdin.buffer.read().decode()).hash)"
    )
    for seed in ("0", "1"):
        said = subprocess.run(
            [sys.executable, "-c", code],
            input=SMALL.encode(),
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        )
        assert said.stdout.decode().strip() == HASH


def test_canonical_bytes_are_plain_to_read() -> None:
    tree = read_text("title: Zaměstnanecká karta\nprocedure: cz/card\n", "f")
    assert canonical(tree).decode() == '{"of":[["procedure","cz/card"],["title","Zaměstnanecká karta"]]}'


def test_a_charter_has_a_hash() -> None:
    assert len(load_charter().hash) == 64
