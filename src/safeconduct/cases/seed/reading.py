"""Reads the content of a demonstration from the library; each file is held against its shape when it is loaded."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import msgspec

from safeconduct.procedures.reading import Block, Listing, Node, Word, read_file

T = TypeVar("T")
DEMO = Path(str(files("safeconduct") / "library")) / "demo"


def _spoken(name: str) -> str:
    """Files are written in words, with spaces."""
    return name.replace("_", " ")


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename=_spoken):
    """Part of a file: nothing in it may be unknown."""


class ContentError(ValueError):
    """A file of the demonstration does not have its shape: says which, where and what."""


def read(path: Path, kind: type[T]) -> T:
    """Read one file as what it must be.

    Raises:
        ContentError: it has another shape.

    """
    try:
        return msgspec.convert(_plain(read_file(path, path.name)), kind, strict=False)
    except msgspec.ValidationError as error:
        raise ContentError(f"{path.name}: {error}. Compare with the other files in {path.parent.name}/.") from error


def content(name: str, kind: type[T]) -> T:
    """Read ``library/demo/NAME.yaml``."""
    return read(DEMO / f"{name}.yaml", kind)


def folder(name: str) -> list[Path]:
    """The files of a folder of the demonstration, by name."""
    return sorted((DEMO / name).glob("*.yaml"))


def _plain(node: Node) -> object:
    match node:
        case Word():
            return node.text
        case Listing():
            return [_plain(item) for item in node.items]
        case Block():
            return {key: _plain(value) for key, value in node.entries.items()}
