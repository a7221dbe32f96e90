"""Whatever an author types, the answer is a procedure or a list of mistakes; never a crash."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from safeconduct.procedures.loader import Unreadable, load_text
from safeconduct.procedures.reading import MOST_LINES
from tests.procedures.loading.broken import BASE, SMALL_LIBRARY
from tests.procedures.loading.test_merging import HEAD, SOURCES

SMALL = (BASE / "small-permit.yaml").read_text(encoding="utf-8")
DIFFERENCE = (
    HEAD
    + "changes:\n  time limits:\n    decision: {length: 60 days, law: NAT 1}\n"
    + "adds:\n  parties:\n    mayor: {purposes: [migration]}\n"
    + "left out:\n  promises > decision: {reason: none, law: NAT 2}\n"
    + SOURCES
)
ODD = (
    "",
    "{}",
    "[]",
    "[[]]",
    "{a: b}",
    "[a, {b: c}]",
    "yes",
    "0",
    "-1",
    "~",
    "'",
    "examined",
    "3 months",
    "reaching x",
)


def shaken(text: str, dice: random.Random) -> str:
    """A few lines lost, doubled, moved or exchanged, a few values replaced by odd ones."""
    lines = text.split("\n")
    for _ in range(dice.randint(1, 3)):
        here, there = dice.randrange(len(lines)), dice.randrange(len(lines))
        kind = dice.randrange(6)
        if kind == 0:
            del lines[here]
        elif kind == 1:
            lines.insert(there, lines[here])
        elif kind == 2:
            lines[here], lines[there] = lines[there], lines[here]
        elif kind == 3:
            lines[here] = f"{lines[here].partition(':')[0]}: {dice.choice(ODD)}"
        elif kind == 4:
            lines[here] = lines[here].replace(", ", dice.choice((",", ": ", "}, ", " ")), 1)
        else:
            words = lines[here].split(" ")
            lines[here] = " ".join(dice.sample(words, len(words)))
    return "\n".join(lines)


@pytest.mark.parametrize("text", [SMALL, DIFFERENCE], ids=["procedure", "difference"])
@pytest.mark.parametrize("seed", range(4))
def test_a_shaken_text_loads_or_is_refused_in_words(text: str, seed: int) -> None:
    dice = random.Random(seed)
    refused = 0
    for _ in range(25):
        try:
            load_text(shaken(text, dice), library=SMALL_LIBRARY)
        except Unreadable as error:
            refused += 1
            assert all(m.cause and m.cure and m.place.line <= MOST_LINES for m in error.mistakes)
    assert refused > 5


def test_each_beginning_of_a_text_can_be_typed(tmp_path: Path) -> None:
    """While the author types, the file is always cut off somewhere."""
    lines = SMALL.split("\n")
    for end in range(0, len(lines), 7):
        try:
            load_text("\n".join(lines[:end]) + "\n  ", library=SMALL_LIBRARY)
        except Unreadable as error:
            assert error.mistakes
