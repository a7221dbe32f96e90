"""Each broken file is refused for its mistake, on its line, in its words; each mistake has a broken file."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.procedures.loader import load
from safeconduct.procedures.messages import CATALOGUE
from tests.procedures.loading.broken import BASE, FOLDER, expected, first_mistakes

BROKEN = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_refused_for_its_mistake(path: Path) -> None:
    wanted = expected(path)
    mistakes = first_mistakes(path)
    assert [(m.code, m.place.line) for m in mistakes] == [(wanted.code, wanted.line)], [str(m) for m in mistakes]
    assert wanted.fragment in mistakes[0].cause


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_message_names_file_line_cause_and_cure(path: Path) -> None:
    for mistake in first_mistakes(path):
        said = str(mistake)
        assert said.startswith(mistake.place.file)
        assert mistake.place.line == 0 or f":{mistake.place.line}: " in said
        assert mistake.cure.endswith((".", "…", "?"))
        assert "{" not in mistake.cause.replace("{each", "").replace("{any", "").replace("{this", "")


def test_every_code_has_a_broken_file() -> None:
    assert {path.stem for path in BROKEN} == set(CATALOGUE)


def test_a_broken_file_is_named_after_its_code() -> None:
    assert [path.stem for path in BROKEN] == [expected(path).code for path in BROKEN]


def test_the_file_that_the_broken_ones_are_made_of_is_sound() -> None:
    assert load(BASE / "small-permit.yaml").identity == "test/small-permit@2026-01-01"
