"""The habits of the house that no linter holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = sorted(file for room in ("src", "tests", "benchmarks") for file in (ROOT / room).rglob("*.py"))
SHEETS = sorted((ROOT / "src").rglob("*.css"))
TEMPLATES = sorted((ROOT / "src").rglob("templates/**/*.html"))
LONGEST_FUNCTION, LONGEST_FILE = 60, 500
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-)?(?:left|right)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
)


def name_of(file: Path) -> str:
    """Name a file from the root of the project."""
    return file.relative_to(ROOT).as_posix()


def long_functions(file: Path) -> Iterator[str]:
    """Name the functions of a file that are too long to be read at a glance."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{name_of(file)}:{node.lineno} {node.name} has {lines} lines"


def test_functions_are_short() -> None:
    assert [line for file in CODE for line in long_functions(file)] == []


def test_files_are_short() -> None:
    lengths = {name_of(file): len(file.read_text(encoding="utf-8").splitlines()) for file in CODE}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_modules_say_what_they_are_for() -> None:
    silent = [name_of(file) for file in CODE if not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))]
    assert [name for name in silent if "/migrations/" not in name] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_a_sheet_serves_both_directions(sheet: Path) -> None:
    lines = enumerate(sheet.read_text(encoding="utf-8").splitlines(), 1)
    assert [f"{number}: {line}" for number, line in lines if PHYSICAL.search(line)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_a_page_bears_a_strict_policy(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert re.findall(r"\sstyle\s*=", text) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", text) == []
    assert re.findall(r"\son[a-z]+\s*=", text) == []


@pytest.mark.parametrize(
    "rule",
    ["margin-left: 1px", "text-align:right", "left: 0", "border-top-left-radius: 2px", "inset-left: 0"],
)
def test_a_physical_rule_would_be_seen(rule: str) -> None:
    assert PHYSICAL.search("a { " + rule + " }")


@pytest.mark.parametrize("rule", ["margin-inline-start: 1px", "text-align: start", ".left-over:hover", "--right: 1px"])
def test_a_logical_rule_passes(rule: str) -> None:
    assert not PHYSICAL.search("a { " + rule + " }")
