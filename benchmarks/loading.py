"""How long it takes to read and validate the library, beside ruamel.yaml reading the same files."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

from ruamel.yaml import YAML

from benchmarks.measuring import Result, in_turn, seconds
from safeconduct.procedures.library import Library

TIMES = 3


def loading() -> Iterator[Result]:
    """Every published procedure read, merged with its bases and validated; against ruamel.yaml in pure Python."""
    installed = Library.default()
    identities = [entry.identity for entry in installed.newest()]
    texts = [entry.path.read_text(encoding="utf-8") for entry in installed.newest()]

    def ours() -> float:
        library = Library(installed.root)
        return seconds(lambda: [library.load(identity) for identity in identities])

    def ruamel() -> float:
        parser = YAML(typ="safe", pure=True)
        return seconds(lambda: [parser.load(StringIO(text)) for text in texts])

    mine, theirs = in_turn(ours, ruamel)
    yield Result("loading", mine, theirs, mine / theirs, f"at most {TIMES} times ruamel.yaml", mine <= TIMES * theirs)
