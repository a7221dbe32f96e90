"""The code that readers are told to run does run.

Blocks of a page that begin with ```python run one after another, as in a notebook. In ```console blocks each line after
`$ ` that calls safeconduct runs; `# exits with N` names its exit code, and the lines below it must occur in what
it prints (… stands for anything).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.running import run

DOCUMENTS = Path(__file__).parent.parent.parent / "docs"
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"^\$ safeconduct (?P<words>[^#]*?)(?:\s+# exits with (?P<code>\d+))?$")


@dataclass(frozen=True, slots=True)
class Call:
    """A command that a page shows, and what it says will come."""

    words: tuple[str, ...]
    code: int
    output: tuple[str, ...]


def blocks(page: Path, language: str) -> list[str]:
    """Return the blocks of a page in one language."""
    return [text for _, named, text in BLOCK.findall(page.read_text(encoding="utf-8")) if named == language]


def calls(block: str) -> Iterator[Call]:
    """Read the commands of a console block."""
    for part in re.split(r"^(?=\$ )", block, flags=re.MULTILINE):
        first, *output = part.strip().splitlines() or [""]
        match = CALL.match(first)
        if match:
            yield Call(tuple(shlex.split(match["words"])), int(match["code"] or 0), tuple(output))


PAGES = sorted(DOCUMENTS.rglob("*.md"))
WITH_PYTHON = [page for page in PAGES if blocks(page, "python")]
CALLS = [call for page in PAGES for block in blocks(page, "console") for call in calls(block)]


def test_there_is_something_to_run() -> None:
    assert WITH_PYTHON
    assert CALLS


@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: page.stem)
def test_the_python_of_a_page_runs(page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__main__"}
    for number, block in enumerate(blocks(page, "python"), 1):
        exec(compile(block, f"{page.name}, block {number}", "exec"), names)  # noqa: S102 - our own documents


@pytest.mark.parametrize("call", CALLS, ids=lambda call: " ".join(call.words))
def test_a_command_of_a_page_does_what_it_says(call: Call, tmp_path: Path) -> None:
    done = run(tmp_path, *call.words)
    assert done.returncode == call.code, done.stdout + done.stderr
    for line in call.output:
        pattern = ".*".join(re.escape(part.strip()) for part in line.split("…"))
        assert re.search(pattern, done.stdout), f"{line!r} is not in:\n{done.stdout}"
