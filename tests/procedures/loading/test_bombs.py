"""Texts that are small and well-formed, but would cost an unwary reader hours."""

from __future__ import annotations

import time

import pytest

from safeconduct.procedures.loader import Unreadable, load_text
from safeconduct.procedures.messages import MOST_MISTAKES
from tests.procedures.loading.broken import BASE

SMALL = (BASE / "small-permit.yaml").read_text(encoding="utf-8")
CLAIMED = (
    "{{length: 9 days, starts with: [reaching examined], if nothing comes: "
    "{{deemed refusal: lapsed, claimed by: office, within: 9 days, if not confirmed: examined}}, law: ACT 3}}\n"
)


def with_lines(after: str, lines: str) -> str:
    assert after in SMALL
    return SMALL.replace(after, after + lines, 1)


BOMBS = {
    "many limits that are all claimed": with_lines(
        "time limits:\n", "".join(f"  limit {i}: " + CLAIMED.format() for i in range(400))
    ),
    "many names that nobody knows": with_lines(
        "    office must:\n", "".join(f"      act {i}: {{to: stage{i:04}, law: ACT 3}}\n" for i in range(1500))
    ),
    "many long names that nobody knows": with_lines(
        "    office must:\n", "".join(f"      act {i}: {{to: {'stage' * 200}{i}, law: ACT 3}}\n" for i in range(150))
    ),
    "many words that are none": with_lines(
        "people:\n", "".join(f"  child {i}: {{shwon by: x}}\n" for i in range(3000))
    ),
    "many stages in a ring": with_lines(
        "stages:\n",
        "".join(f"  s{i}: {{office may: {{go {i}: {{to: s{(i + 1) % 900}, law: ACT 3}}}}}}\n" for i in range(900)),
    ),
    "many stages, each to each": with_lines(
        "stages:\n",
        "".join(
            f"  s{i}: {{office may: {{{', '.join(f'g{i}a{j}: {{to: s{j}, law: ACT 3}}' for j in range(38))}}}}}\n"
            for i in range(38)
        ),
    ).replace("starts in: examined", "starts in: s0"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_bomb_is_refused_soon_and_in_few_words(name: str) -> None:
    began = time.process_time()
    with pytest.raises(Unreadable) as refused:
        load_text(BOMBS[name])
    assert time.process_time() - began < 15
    assert 0 < len(refused.value.mistakes) <= MOST_MISTAKES
