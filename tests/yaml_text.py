"""Writes a tree of plain words as the YAML of a procedure, readable when a test shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

Tree = Mapping[str, object]

_PLAIN = re.compile(r"[A-Za-z0-9][^\"#:,\[\]{}&*!|>%@`]*[^\"#:,\[\]{}&*!|>%@`\s]|[A-Za-z0-9]")


DEEP = 99


def yaml_text(tree: Tree, deep: int = DEEP) -> str:
    """Blocks for mappings, one line for what holds only words, or lies more than ``deep`` mappings down."""
    return "".join(line + "\n" for line in _lines(tree, "", deep))


def _lines(tree: Tree, indent: str, deep: int) -> list[str]:
    lines: list[str] = []
    for key, value in tree.items():
        if deep and isinstance(value, Mapping) and any(isinstance(v, Mapping) for v in value.values()):
            lines += [f"{indent}{_flow(key)}:", *_lines(value, indent + "  ", deep - 1)]
        else:
            lines.append(f"{indent}{_flow(key)}: {_flow(value)}")
    return lines


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_flow(v) for v in value) + "]"
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
