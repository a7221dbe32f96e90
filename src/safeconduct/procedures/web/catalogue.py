"""Collects the sentences of the pure rooms, so that they are translated like those of the pages.

The checker speaks in patterns (:class:`safeconduct.procedures.report.Say`) and knows no languages. Run as a module,
this writes every pattern into ``patterns.py``, where ``makemessages`` finds it:

    python -m safeconduct.procedures.web.catalogue

With ``--check`` nothing is written, and the exit code says whether the list is complete.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

PURE = Path(__file__).parent.parent
TARGET = Path(__file__).with_name("patterns.py")
_HEAD = '''"""Every sentence of the checker, for translators. Written by ``catalogue.py``; do not edit.

Where English says ``{days} days``, a translation says ``{days}`` alone: the value brings its word in the right form.
"""
# fmt: off
# ruff: noqa: E501

from __future__ import annotations

from django.utils.translation import gettext_noop

PATTERNS = (
'''


def patterns() -> list[str]:
    """Give each pattern that the pure rooms can say, once, in alphabetical order."""
    return sorted(
        {text for file in sorted(PURE.glob("*.py")) for text in _of_module(ast.parse(file.read_text("utf-8")))}
    )


def _of_module(module: ast.Module) -> Iterator[str]:
    """Find the first argument of each Say; where it is a name, whatever strings are assigned to that name."""
    assigned = _assignments(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Say" and node.args:
            yield from _texts(node.args[0], assigned)


def _texts(node: ast.expr, assigned: dict[str, list[ast.expr]]) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if any(letter.isalpha() for letter in _without_places(node.value)):
            yield node.value
    elif isinstance(node, ast.Name):
        for value in assigned.get(node.id, []):
            yield from _texts(value, {})
    else:
        for part in _parts(node):
            yield from _texts(part, assigned)


def _parts(node: ast.expr) -> list[ast.expr]:
    """Give what an expression may come to: both sides of a choice, each value of a table."""
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.Subscript):
        return [node.value]
    return node.values if isinstance(node, ast.Dict) else []


def _without_places(text: str) -> str:
    """Leave out the named places: a pattern of nothing else needs no translation."""
    parts = text.split("{")
    return parts[0] + "".join(part.partition("}")[2] for part in parts[1:])


def _assignments(module: ast.Module) -> dict[str, list[ast.expr]]:
    """Give what is assigned to each name anywhere in the module."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found.setdefault(node.target.id, []).append(node.value)
    return found


def written() -> str:
    """Give the module that lists the patterns."""
    lines = [f"    gettext_noop({_quoted(text)}),\n" for text in patterns()]
    return _HEAD + "".join(lines) + ")\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main(arguments: list[str]) -> int:
    """Write the list, or with ``--check`` say whether it is complete."""
    text = written()
    if "--check" in arguments:
        return int(TARGET.read_text("utf-8") != text)
    TARGET.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
