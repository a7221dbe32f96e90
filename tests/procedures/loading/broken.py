"""Reads the broken files: each says in its first line which mistake it holds, on which line, in which words."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from safeconduct.procedures.library import Library
from safeconduct.procedures.loader import Mistake, Unreadable, load, load_charter
from safeconduct.procedures.translations import load_translation

FOLDER = Path(__file__).parents[2] / "broken"
BASE = FOLDER / "base"
FIRST_LINE = re.compile(
    r'# expected: (?P<code>[a-z0-9-]+), line (?P<line>\d+), "(?P<fragment>.*)"(, placed at (?P<place>\S+))?'
)
ABSENT = "nowhere"
SMALL_LIBRARY = Library(BASE, behind=Library.default())


@dataclass(frozen=True)
class Expected:
    """What a broken file says of itself. ``place`` is where it must stand to be wrong."""

    code: str
    line: int
    fragment: str
    place: str


def expected(path: Path) -> Expected:
    first = path.read_bytes().splitlines()[0].decode()
    found = FIRST_LINE.fullmatch(first)
    assert found, f'{path.name} must begin with a line like: # expected: CODE, line N, "words"'
    return Expected(found["code"], int(found["line"]), found["fragment"], found["place"] or "")


@cache
def first_mistakes(path: Path) -> tuple[Mistake, ...]:
    """What the loader says of a broken file, standing where it says that it stands."""
    place = expected(path).place
    if not place:
        return _mistakes(path, SMALL_LIBRARY)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / place
        if place != ABSENT:
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
        return _mistakes(copy, Library(Path(folder) if "/" in place else BASE, behind=Library.default()))


def _mistakes(path: Path, library: Library) -> tuple[Mistake, ...]:
    try:
        _read(path, library)
    except Unreadable as error:
        return error.mistakes
    return ()


def _read(path: Path, library: Library) -> None:
    text = path.read_bytes() if path.exists() else b""
    if b"\ntranslates:" in text:
        load_translation(path, library.load("test/small-permit"))
    elif b"\ncharter:" in text:
        load_charter(path)
    elif "/procedures/" in path.as_posix().replace(Path(__file__).parents[2].as_posix(), ""):
        for entry in library.procedures():
            library.load(entry.identity)
    else:
        load(path, library=library)
